#include "bench/loader.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include <charconv>
#include <exception>
#include <memory>
#include <stdexcept>
#include <string_view>

namespace chatqc::bench {

namespace {

namespace asio = boost::asio;
using boost::asio::ip::tcp;
using executor = asio::io_context::executor_type;
using task = asio::awaitable<void, executor>;
constexpr asio::use_awaitable_t<executor> awaited;

enum opcode : unsigned char {
    text_frame = 1,
    binary_frame = 2,
    close_frame = 8,
    ping_frame = 9,
    pong_frame = 10
};

// RFC 6455 §5.2, final, masked with the key 0.
std::string masked(opcode code, std::string_view payload)
{
    std::string out(1, static_cast<char>(0x80u | code));
    int length_bytes = 0;
    if (payload.size() < 126) {
        out += static_cast<char>(0x80u | payload.size());
    } else {
        length_bytes = payload.size() < 65536 ? 2 : 8;
        out += static_cast<char>(0x80u | (length_bytes == 2 ? 126u : 127u));
    }
    while (length_bytes-- > 0) {
        out += static_cast<char>(payload.size() >> (8u * static_cast<unsigned>(length_bytes)) & 0xffu);
    }
    out.append(4, '\0');
    out += payload;
    return out;
}

std::uint64_t number_after(std::string_view text, std::string_view key)
{
    std::uint64_t value = 0;
    if (const auto at = text.find(key); at != std::string_view::npos) {
        std::from_chars(text.data() + at + key.size(), text.data() + text.size(), value);
    }
    return value;
}

class lane {
public:
    lane(
        asio::io_context& context,
        const std::vector<corpus_frame>& frames,
        const load_options& how,
        std::size_t number
    )
        : socket_(context), wake_(context), how_(how), number_(number)
    {
        for (const corpus_frame& frame : frames) {
            frames_.push_back(masked(how.binary ? binary_frame : text_frame, frame.json));
            messages_.push_back(frame.messages);
        }
        if (how.end) {
            frames_.push_back(masked(text_frame, R"({"end":true})"));
            messages_.push_back(0);
        }
        sent_at_.resize(frames_.size());
    }

    task connect();
    task write(bench_clock::time_point start, double frames_per_second);
    task read();

    [[nodiscard]] bool is_done() const { return acknowledged_ == frames_.size(); }

    [[nodiscard]] std::size_t frames() const { return frames_.size(); }

    [[nodiscard]] std::size_t acknowledged() const { return acknowledged_; }

    std::vector<double> latencies; // ms, one a frame
    std::uint64_t accepted = 0;    // the last acknowledgement's sums
    std::uint64_t duplicates = 0;
    std::uint64_t refused = 0;

private:
    std::size_t take_frames(std::string_view bytes);
    void answered(opcode code, std::string_view payload);
    bool has_work(std::size_t next) const;

    asio::basic_stream_socket<tcp, executor> socket_;
    asio::basic_waitable_timer<bench_clock, asio::wait_traits<bench_clock>, executor> wake_;
    const load_options& how_;
    std::size_t number_;
    std::vector<std::string> frames_;
    std::vector<std::uint32_t> messages_;
    std::vector<bench_clock::time_point> sent_at_;
    std::size_t acknowledged_ = 0; // frames
    bool owes_pong_ = false;
    std::string left_; // bytes of a frame that is not complete yet
};

task lane::connect()
{
    co_await socket_.async_connect({asio::ip::address_v4::loopback(), how_.port}, awaited);
    socket_.set_option(tcp::no_delay(true));
    const std::string target = fmt::format(fmt::runtime(how_.target), number_);
    const std::string request =
        "GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(how_.port) +
        "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
        "Sec-WebSocket-Protocol: chatqc.v1\r\n\r\n";
    co_await asio::async_write(socket_, asio::buffer(request), awaited);
    std::string answer;
    const std::size_t length =
        co_await asio::async_read_until(socket_, asio::dynamic_buffer(answer), "\r\n\r\n", awaited);
    if (!answer.starts_with("HTTP/1.1 101")) {
        throw std::runtime_error("the server declined: " + answer.substr(0, answer.find('\r')));
    }
    left_ = answer.substr(length);
}

bool lane::has_work(std::size_t next) const
{
    return owes_pong_ || (next < frames_.size() && next - acknowledged_ < how_.window);
}

task lane::write(bench_clock::time_point start, double frames_per_second)
{
    static const std::string pong = masked(pong_frame, {});
    boost::system::error_code ignored;
    for (std::size_t next = 0; !is_done();) {
        auto due = bench_clock::time_point::max();
        if (frames_per_second > 0 && next < frames_.size()) {
            const std::chrono::duration<double> after(static_cast<double>(next) / frames_per_second);
            due = start + std::chrono::duration_cast<bench_clock::duration>(after);
        }
        const bool waits = frames_per_second > 0 && next < frames_.size() && due > bench_clock::now();
        if (!owes_pong_ && (waits || !has_work(next))) {
            wake_.expires_at(due);
            co_await wake_.async_wait(asio::redirect_error(awaited, ignored));
            continue;
        }
        if (owes_pong_) {
            owes_pong_ = false;
            co_await asio::async_write(socket_, asio::buffer(pong), awaited);
            continue;
        }
        sent_at_[next] = bench_clock::now();
        co_await asio::async_write(socket_, asio::buffer(frames_[next++]), awaited);
    }
    socket_.close();
}

task lane::read()
{
    std::string buffer(64 * 1024, '\0');
    left_.erase(0, take_frames(left_));
    while (!is_done()) {
        const std::size_t length = co_await socket_.async_read_some(asio::buffer(buffer), awaited);
        left_.append(buffer, 0, length);
        left_.erase(0, take_frames(left_));
        wake_.cancel();
    }
}

// Bytes of whole frames, all handled.
std::size_t lane::take_frames(std::string_view bytes)
{
    std::size_t taken = 0;
    for (;;) {
        const std::string_view rest = bytes.substr(taken);
        if (rest.size() < 2) {
            return taken;
        }
        const auto byte = [&](std::size_t at) { return std::size_t{static_cast<unsigned char>(rest[at])}; };
        std::size_t length = byte(1) & 0x7fu;
        std::size_t header = 2;
        if (length == 126) {
            header = 4;
            if (rest.size() < header) {
                return taken;
            }
            length = byte(2) << 8u | byte(3);
        } else if (length == 127) {
            throw std::runtime_error("an answer of more than 64 KiB");
        }
        if (rest.size() < header + length) {
            return taken;
        }
        answered(static_cast<opcode>(byte(0) & 0x0fu), rest.substr(header, length));
        taken += header + length;
    }
}

void lane::answered(opcode code, std::string_view payload)
{
    if (code == ping_frame) {
        owes_pong_ = true;
    } else if (code == close_frame) {
        throw std::runtime_error(
            "the server closed the connection: " +
            std::string(payload.substr(std::min<std::size_t>(2, payload.size())))
        );
    } else if (payload.starts_with(R"({"error")")) {
        ++refused;
    } else if (payload.starts_with(R"({"ack")")) {
        const auto now = bench_clock::now();
        // Frames are numbered from 1 by sending them.
        const std::uint64_t upto =
            std::min<std::uint64_t>(number_after(payload, R"("ack":)"), frames_.size());
        for (; acknowledged_ < upto; ++acknowledged_) {
            latencies.push_back(ms_between(sent_at_[acknowledged_], now));
        }
        accepted = number_after(payload, R"("accepted":)");
        duplicates = number_after(payload, R"("duplicates":)");
    }
}

// Runs the tasks of all lanes to their end; the first exception is thrown again here.
class crew {
public:
    explicit crew(asio::io_context& context) : context_(context) {}

    void start(task work)
    {
        const auto finished = [this](const std::exception_ptr& error) {
            if (error && !error_) {
                error_ = error;
                context_.stop();
            }
        };
        asio::co_spawn(context_, std::move(work), finished);
    }

    template <class Progress> void run(Progress progress)
    {
        context_.restart();
        for (std::size_t before = progress();;) {
            context_.run_for(std::chrono::minutes(1));
            if (error_) {
                std::rethrow_exception(error_);
            }
            if (context_.stopped()) {
                return;
            }
            const std::size_t now = progress();
            if (now == before) {
                throw std::runtime_error("nothing was acknowledged for a minute");
            }
            before = now;
        }
    }

private:
    asio::io_context& context_;
    std::exception_ptr error_;
};

} // namespace

path_result run_load(const corpus& input, const load_options& how)
{
    asio::io_context context(1);
    std::vector<std::unique_ptr<lane>> lanes;
    std::size_t frames = 0;
    for (std::size_t number = 0; number < input.connections.size(); ++number) {
        lanes.push_back(std::make_unique<lane>(context, input.connections[number], how, number));
        frames += lanes.back()->frames();
    }
    crew all(context);
    for (auto& one : lanes) {
        all.start(one->connect());
    }
    all.run([] { return std::size_t{0}; });

    const auto start = bench_clock::now();
    for (auto& one : lanes) {
        const double share = static_cast<double>(one->frames()) / static_cast<double>(frames);
        const double frames_per_second =
            how.rate * static_cast<double>(frames) / static_cast<double>(input.messages);
        all.start(one->write(start, frames_per_second * share));
        all.start(one->read());
    }
    all.run([&] {
        std::size_t sum = 0;
        for (const auto& one : lanes) {
            sum += one->acknowledged();
        }
        return sum;
    });
    const double seconds = ms_between(start, bench_clock::now()) / 1000;

    path_result result;
    result_hash hash;
    std::vector<double> latencies;
    for (const auto& one : lanes) {
        hash.add(one->accepted);
        result.acknowledged += one->accepted;
        result.refused += one->refused;
        latencies.insert(latencies.end(), one->latencies.begin(), one->latencies.end());
    }
    const percentiles spread = percentiles_of(latencies);
    result.messages_per_second = static_cast<double>(input.messages) / seconds;
    result.p50 = spread.p50;
    result.p99 = spread.p99;
    result.max = spread.max;
    result.hash = hash.value();
    return result;
}

} // namespace chatqc::bench
