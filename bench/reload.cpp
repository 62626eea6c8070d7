#include "bench/reload.h"

#include "bench/loader.h"

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <exception>
#include <memory>
#include <stdexcept>
#include <thread>

namespace chatqc::bench {

namespace {

constexpr const char* watched_feed = "/v1/live?rule=bench.phrase"; // what is shown at once (path.cpp)

// The answer to a POST without a body.
std::string post(std::uint16_t port, const std::string& target)
{
    namespace asio = boost::asio;
    asio::io_context context(1);
    asio::ip::tcp::socket socket(context);
    socket.connect({asio::ip::address_v4::loopback(), port});
    const std::string request = "POST " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                                "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    asio::write(socket, asio::buffer(request));
    std::string answer;
    boost::system::error_code ended;
    asio::read(socket, asio::dynamic_buffer(answer), ended);
    return answer;
}

// What a command prints; throws if it fails.
std::string output_of(const std::string& command)
{
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), [](FILE*) { return 0; });
    if (!pipe) {
        throw std::runtime_error("cannot run " + command);
    }
    std::string text;
    std::array<char, 4096> buffer{};
    for (std::size_t length = 0; (length = fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;) {
        text.append(buffer.data(), length);
    }
    if (pclose(pipe.get()) != 0) {
        throw std::runtime_error(command + " failed:\n" + text);
    }
    return text;
}

// Reads the rules again while the load goes on.
class reloader {
public:
    reloader(const std::vector<std::string>& phrases, std::string folder, std::uint16_t port)
        : phrases_(phrases), folder_(std::move(folder)), port_(port)
    {
    }

    void run(unsigned reloads, double seconds)
    {
        const auto begin = bench_clock::now();
        for (unsigned number = 0; number < reloads; ++number) {
            const std::chrono::duration<double> after(seconds * number / reloads);
            std::this_thread::sleep_until(begin + std::chrono::duration_cast<bench_clock::duration>(after));
            phrases_.push_back(fmt::format("第{}版的新词", number));
            write_pack(pack_of(phrases_), folder_);
            const auto asked = bench_clock::now();
            const std::string answer = post(port_, "/-/reload");
            times.push_back(ms_between(asked, bench_clock::now()));
            if (answer.find("\"activated\"") == std::string::npos) {
                throw std::runtime_error("a reload was not taken: " + answer);
            }
        }
    }

    std::vector<double> times; // ms

private:
    std::vector<std::string> phrases_;
    std::string folder_;
    std::uint16_t port_;
};

// Long enough to make and mask the messages of a load.
std::chrono::milliseconds time_to_make(const reload_options& wanted)
{
    return std::chrono::milliseconds(2000 + static_cast<std::int64_t>(wanted.rate * wanted.seconds) / 200);
}

// Live, in event time as in the wall's: sessions begin under every unit. Made in good time before `begin`.
corpus live_load(const corpus_options& base, const reload_options& wanted, demo_time begin)
{
    corpus_options input = base;
    input.begin = begin;
    input.messages_a_second = wanted.rate;
    input.is_even = true;
    input.messages = static_cast<std::size_t>(wanted.rate * wanted.seconds);
    return make_corpus(input);
}

void check_stored(const std::string& chatqc, const std::string& store, std::size_t messages)
{
    const std::string counted = output_of(chatqc + " export messages --data " + store + " | wc -l");
    if (std::stoull(counted) != messages) {
        throw std::runtime_error("of " + std::to_string(messages) + " messages the store has " + counted);
    }
}

reload_run
run_once(const corpus_options& base, const path_options& how, const reload_options& wanted, unsigned reloads)
{
    const run_folder folder(how.folder);
    const auto begin = std::chrono::time_point_cast<demo_time::duration>(std::chrono::system_clock::now()) +
                       time_to_make(wanted);
    const corpus input = live_load(base, wanted, begin);
    const auto server = start_server(input.phrases, how, folder);
    load_options load;
    load.port = server->port();
    load.rate = wanted.rate;
    load.target = "/v1/ingest?source=bench-{}&clock=live";
    load.feed = watched_feed;
    load.end = true;
    std::this_thread::sleep_until(begin);
    reloader rules(input.phrases, folder / "rules", server->port());
    std::exception_ptr failed;
    std::thread beside([&] {
        try {
            rules.run(reloads, wanted.seconds);
        } catch (...) {
            failed = std::current_exception();
        }
    });
    reload_run made;
    made.load = run_load(input, load);
    beside.join();
    if (failed) {
        std::rethrow_exception(failed);
    }
    if (made.load.acknowledged != input.messages || made.load.refused != 0) {
        throw std::runtime_error(fmt::format("{} of {} accepted", made.load.acknowledged, input.messages));
    }
    made.memory = static_cast<double>(server->memory()) / (1U << 20U);
    const percentiles spread = percentiles_of(rules.times);
    made.reload = spread.p50;
    made.reload_max = spread.max;
    server->stop();
    check_stored(how.chatqc, folder / "store", input.messages);
    if (reloads > 0) {
        output_of(how.chatqc + " verify --data " + (folder / "store") + " 2>&1");
    }
    return made;
}

} // namespace

void run_reload_pairs(
    const corpus_options& base,
    const path_options& how,
    const reload_options& wanted,
    const std::function<void(const reload_pair&)>& done
)
{
    for (unsigned turn = 0; turn < wanted.pairs; ++turn) {
        reload_pair pair;
        if (turn % 2 == 0) {
            pair.quiet = run_once(base, how, wanted, 0);
            pair.beside = run_once(base, how, wanted, wanted.reloads);
        } else {
            pair.beside = run_once(base, how, wanted, wanted.reloads);
            pair.quiet = run_once(base, how, wanted, 0);
        }
        done(pair);
    }
}

} // namespace chatqc::bench
