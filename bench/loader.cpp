#include "bench/loader.h"

#include "bench/client.h"
#include "bench/frames.h"
#include "bench/watcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace chatqc::bench {

namespace {

std::uint64_t number_after(std::string_view text, std::string_view key)
{
    std::uint64_t value = 0;
    if (const auto at = text.find(key); at != std::string_view::npos) {
        std::from_chars(text.data() + at + key.size(), text.data() + text.size(), value);
    }
    return value;
}

// When a lane sends.
struct pace {
    bench_clock::time_point start;
    double frames_per_second = 0; // 0: as fast as acknowledged
    // In [0, 1): by this part of the pause between two frames it is late, so that lanes do not send all at
    // once.
    double turn = 0;

    // In the past if nothing holds it back.
    [[nodiscard]] bench_clock::time_point due(std::size_t frame) const
    {
        if (frames_per_second == 0) {
            return start;
        }
        const std::chrono::duration<double> after((static_cast<double>(frame) + turn) / frames_per_second);
        return start + std::chrono::duration_cast<bench_clock::duration>(after);
    }
};

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
        }
        to_send_ = frames_.size();
        if (how.end) {
            frames_.push_back(masked(text_frame, R"({"end":true})"));
            ++to_send_;
        }
        sent_at_.resize(frames_.size());
    }

    task connect();
    task write(pace when);
    task read();

    [[nodiscard]] bool is_done() const { return acknowledged_ == to_send_; }

    [[nodiscard]] std::size_t frames() const { return frames_.size(); }

    [[nodiscard]] std::size_t acknowledged() const { return acknowledged_; }

    // Filled in when this frame is sent; stays where it is.
    [[nodiscard]] const bench_clock::time_point& sent_at(std::size_t frame) const { return sent_at_[frame]; }

    std::vector<double> latencies;       // ms, one a frame
    bench_clock::time_point answered_at; // the last acknowledgement
    std::uint64_t accepted = 0;          // the last acknowledgement's sums
    std::uint64_t duplicates = 0;
    std::uint64_t refused = 0;

private:
    void stop_after(std::size_t frames);
    void take_answers();
    void answered(opcode code, std::string_view payload);

    tcp_socket socket_;
    timer wake_;
    const load_options& how_;
    std::size_t number_;
    std::vector<std::string> frames_;
    std::vector<bench_clock::time_point> sent_at_;
    std::size_t to_send_ = 0;      // frames
    std::size_t acknowledged_ = 0; // of them
    bool owes_pong_ = false;
    std::string left_; // bytes of a frame that is not complete yet
};

task lane::connect()
{
    const std::string target = fmt::format(fmt::runtime(how_.target), number_);
    co_await open_websocket(socket_, how_.port, target, left_);
}

task lane::write(pace when)
{
    static const std::string pong = masked(pong_frame, {});
    boost::system::error_code ignored;
    for (std::size_t next = 0; !is_done();) {
        if (next < to_send_ && how_.go_on && !how_.go_on()) {
            stop_after(next);
            if (is_done()) {
                break;
            }
        }
        const bool may_send = next < to_send_ && next - acknowledged_ < how_.window;
        const auto due = may_send ? when.due(next) : bench_clock::time_point::max();
        if (!owes_pong_ && due > bench_clock::now()) {
            wake_.expires_at(due); // or until something is answered
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

// What was sent stays, and so does the source's end.
void lane::stop_after(std::size_t frames)
{
    if (!how_.end) {
        to_send_ = frames;
    } else if (frames + 1 < to_send_) {
        std::swap(frames_[frames], frames_[to_send_ - 1]);
        to_send_ = frames + 1;
    }
}

task lane::read()
{
    std::string buffer(read_bytes, '\0');
    boost::system::error_code failed;
    take_answers();
    while (!is_done()) {
        const std::size_t length =
            co_await socket_.async_read_some(asio::buffer(buffer), asio::redirect_error(awaited, failed));
        if (failed && !is_done()) {
            throw boost::system::system_error(failed);
        }
        left_.append(buffer, 0, length);
        take_answers();
        wake_.cancel();
    }
}

void lane::take_answers()
{
    take_frames(left_, [this](opcode code, std::string_view payload) { answered(code, payload); });
}

void lane::answered(opcode code, std::string_view payload)
{
    if (code == ping_frame) {
        owes_pong_ = true;
    } else if (code == close_frame) {
        throw std::runtime_error("the server closed the connection: " + reason_of_close(payload));
    } else if (payload.starts_with(R"({"error")")) {
        ++refused;
    } else if (payload.starts_with(R"({"ack")")) {
        answered_at = bench_clock::now();
        // Frames are numbered from 1 by sending them.
        const std::uint64_t upto = std::min<std::uint64_t>(number_after(payload, R"("ack":)"), to_send_);
        for (; acknowledged_ < upto; ++acknowledged_) {
            latencies.push_back(ms_between(sent_at_[acknowledged_], answered_at));
        }
        accepted = number_after(payload, R"("accepted":)");
        duplicates = number_after(payload, R"("duplicates":)");
    }
}

using lane_list = std::vector<std::unique_ptr<lane>>;

// Each message of the input, by the frame it is sent in.
void expect_all(feed_samples& samples, const corpus& input, const lane_list& lanes)
{
    for (std::size_t number = 0; number < lanes.size(); ++number) {
        const auto& frames = input.connections[number];
        for (std::size_t frame = 0; frame < frames.size(); ++frame) {
            for (const std::uint64_t message : frames[frame].numbers) {
                samples.expect(message, lanes[number]->sent_at(frame));
            }
        }
    }
    samples.seal();
}

// When the clock started.
bench_clock::time_point
start_all(crew& all, const corpus& input, const load_options& how, const lane_list& lanes)
{
    const auto start = bench_clock::now();
    const auto messages = static_cast<double>(input.messages);
    for (std::size_t number = 0; number < lanes.size(); ++number) {
        lane& one = *lanes[number];
        pace when;
        when.start = start;
        when.frames_per_second = how.rate * static_cast<double>(one.frames()) / messages;
        when.turn = static_cast<double>(number) / static_cast<double>(lanes.size());
        all.start(one.write(when));
        all.start(one.read());
    }
    return start;
}

// The lanes' part of the result.
path_result result_of(const lane_list& lanes)
{
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
    result.p50 = spread.p50;
    result.p99 = spread.p99;
    result.max = spread.max;
    result.hash = hash.value();
    return result;
}

} // namespace

path_result run_load(const corpus& input, const load_options& how)
{
    asio::io_context context(1);
    lane_list lanes;
    for (std::size_t number = 0; number < input.connections.size(); ++number) {
        lanes.push_back(std::make_unique<lane>(context, input.connections[number], how, number));
    }
    std::optional<watcher> feed;
    crew all(context);
    for (auto& one : lanes) {
        all.start(one->connect());
    }
    if (!how.feed.empty()) {
        feed.emplace(context, how);
        expect_all(feed->samples, input, lanes);
        all.start(feed->connect());
    }
    all.run([] { return std::size_t{0}; });

    const auto start = start_all(all, input, how, lanes);
    if (feed) {
        all.start(feed->read());
        all.start(feed->leave_when_quiet([&lanes] {
            return std::all_of(lanes.begin(), lanes.end(), [](const auto& one) { return one->is_done(); });
        }));
    }
    all.run([&] {
        std::size_t sum = feed ? feed->samples.latencies.size() : 0;
        for (const auto& one : lanes) {
            sum += one->acknowledged();
        }
        return sum;
    });

    path_result result = result_of(lanes);
    bench_clock::time_point end = start;
    for (const auto& one : lanes) {
        end = std::max(end, one->answered_at);
    }
    result.messages_per_second = static_cast<double>(result.acknowledged) * 1000 / ms_between(start, end);
    if (feed) {
        result.feed = percentiles_of(feed->samples.latencies);
        result.verdicts = feed->samples.latencies.size();
    }
    return result;
}

} // namespace chatqc::bench
