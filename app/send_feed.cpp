#include "app/send_feed.h"

#include <algorithm>

namespace chatqc::app {
namespace {

using std::chrono::milliseconds;

// How long a message may wait for others to share its frame.
constexpr milliseconds partial_age_max{20};
// Sleeping for less costs more than it gains.
constexpr milliseconds sleep_min{1};
constexpr milliseconds sleep_max{50};

} // namespace

send_feed::send_feed(
    feed_options options,
    line_reader& in,
    lanes& to,
    send_pacing& pacing,
    time_shift& shift,
    std::function<void(const refused_line&)> on_refused
)
    : options_{options},
      in_{in},
      lanes_{to},
      pacing_{pacing},
      shift_{shift},
      on_refused_{std::move(on_refused)}
{
}

void send_feed::run()
{
    std::string_view line;
    while (!stopping_) {
        const auto outcome = in_.next(line, partial_age_max);
        bytes_read_ = in_.bytes_read();
        switch (outcome) {
        case line_reader::outcome::line:
            if (!take(line)) {
                return;
            }
            break;
        case line_reader::outcome::idle:
            flush();
            break;
        case line_reader::outcome::too_long:
            refuse("too_long", "the line is longer than 8 MiB");
            break;
        case line_reader::outcome::end:
        case line_reader::outcome::failed:
            return;
        }
    }
}

void send_feed::stop()
{
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    stopped_.notify_all();
}

// False if the lane that the line belongs to takes no more.
bool send_feed::take(std::string_view line)
{
    if (in_.number() == 1 && line.starts_with("\xEF\xBB\xBF")) {
        line.remove_prefix(3);
    }
    if (line.find_first_not_of(" \t") == std::string_view::npos) {
        return true;
    }
    const routed_line how = router_.route(line, options_.by_time || options_.shift_to_now);
    if (how.what == routed_line::kind::end_mark) {
        return true;
    }
    if (options_.text_frames && !how.is_utf_8) {
        refuse("invalid_utf8", "the line is not valid UTF-8, which a text frame may not carry");
        return true;
    }
    if (options_.is_paced) {
        pace(how.ts);
        if (stopping_) {
            return false;
        }
    }
    return send(line, how);
}

bool send_feed::send(std::string_view line, const routed_line& how)
{
    send_lane& lane = *lanes_[how.conversation_hash % lanes_.size()];
    if (how.what == routed_line::kind::broken) {
        return lane.add_alone(line, in_.number());
    }
    return lane.add(options_.shift_to_now ? shifted(line, how) : line, in_.number());
}

std::string_view send_feed::shifted(std::string_view line, const routed_line& how)
{
    if (!how.ts) {
        return line;
    }
    if (!shift_.by) {
        const auto now = std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now());
        shift_.by = now - *how.ts;
    }
    rewritten_.assign(line.substr(0, how.ts_begin));
    rewritten_ += std::to_string((*how.ts + *shift_.by).time_since_epoch().count());
    rewritten_ += line.substr(how.ts_end);
    return rewritten_;
}

void send_feed::pace(std::optional<engine::time_point> ts)
{
    using clock = send_pacing::clock;
    clock::time_point now = clock::now();
    const clock::time_point due = pacing_.due(ts, now);
    while (due - now > sleep_min && !stopping_) {
        if (due - now >= partial_age_max) {
            flush();
        }
        std::unique_lock lock{mutex_};
        const auto pause = std::min<clock::duration>(due - now, sleep_max);
        stopped_.wait_for(lock, pause, [this] { return stopping_.load(); });
        now = clock::now();
    }
    if (now - flushed_ >= partial_age_max) {
        flush();
        flushed_ = now;
    }
}

void send_feed::flush()
{
    for (const auto& lane : lanes_) {
        lane->flush();
    }
}

void send_feed::refuse(const char* code, const char* message)
{
    ++refused_;
    on_refused_({in_.number(), "", code, message});
}

} // namespace chatqc::app
