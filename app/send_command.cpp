#include "app/send_command.h"

#include "app/interrupt.h"
#include "app/send_feed.h"
#include "app/send_view.h"
#include "connectors/net/url.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace chatqc::app {
namespace {

constexpr std::chrono::milliseconds tick{20};
constexpr std::chrono::seconds drain_limit{3}; // after Ctrl-C, for acks that are on their way

// "day.ndjson" of any folder → "day"; standard input → "stdin".
std::string source_name(const std::string& path)
{
    if (path == "-") {
        return "stdin";
    }
    const std::string name = path.substr(path.rfind('/') + 1);
    const auto point = name.rfind('.');
    return point == std::string::npos || point == 0 ? name : name.substr(0, point);
}

// One command over all of its files, one after the other.
class sender {
public:
    explicit sender(const send_options& options) : options_{options}, pacing_{options.rate, options.speed} {}

    int run()
    {
        int status = 0;
        for (const std::string& path : options_.files) {
            status = send_file(path);
            if (status != 0) {
                break;
            }
        }
        view_.summarise(figures_, options_.json);
        return status == 0 && figures_.refused != 0 ? 1 : status;
    }

private:
    // 0 if all of the file is acknowledged, refusals included.
    int send_file(const std::string& path)
    {
        line_reader in{path};
        if (!in.error().empty()) {
            view_.complain(in.error());
            return 2;
        }
        view_.begin_file(path);
        make_lanes(path);
        const bool is_paced = options_.rate > 0 || options_.speed > 0;
        send_feed feed{
            {options_.speed > 0, is_paced, options_.shift_to_now, !options_.binary},
            in,
            lanes_,
            pacing_,
            shift_,
            [this](const refused_line& why) { view_.note_refused(why); }};
        is_cut_ = false;
        std::atomic<bool> is_read{false};
        std::thread reader{[&] {
            feed.run();
            for (const auto& lane : lanes_) {
                lane->finish(!is_cut_ && !options_.live && in.error().empty());
            }
            is_read = true;
        }};
        wait(is_read, feed, in.bytes_total());
        reader.join();
        const int status = judge(path, in);
        figures_ += now(feed);
        lanes_.clear();
        return status;
    }

    void make_lanes(const std::string& path)
    {
        const std::string name = options_.source.empty() ? source_name(path) : options_.source;
        for (unsigned i = 1; i <= options_.connections; ++i) {
            lane_options lane;
            lane.batch = options_.batch;
            lane.client.url = options_.to;
            lane.client.source = options_.connections == 1 ? name : name + '/' + std::to_string(i);
            lane.client.live = options_.live;
            lane.client.token = options_.token;
            lane.client.binary = options_.binary;
            lane.client.give_up_after = options_.give_up_after;
            lanes_.push_back(std::make_unique<send_lane>(lane, [this](const refused_line& why) {
                view_.note_refused(why);
            }));
        }
    }

    // Until all is acknowledged or cannot be. After Ctrl-C only for acks that are on their way, after a
    // second one not even for those.
    void wait(const std::atomic<bool>& is_read, send_feed& feed, std::uint64_t bytes_total)
    {
        using clock = std::chrono::steady_clock;
        clock::time_point until = clock::time_point::max();
        while (!is_read || !all_lanes(&send_lane::is_done)) {
            std::this_thread::sleep_for(tick);
            const bool is_lost = any_lane_gave_up();
            const int interrupts = interrupt_watch::count();
            if ((is_lost || interrupts > 0) && !is_cut_) {
                is_cut_ = true;
                until = clock::now() + drain_limit;
                feed.stop();
            }
            if (is_lost || interrupts > 1 || clock::now() >= until) {
                for (const auto& lane : lanes_) {
                    lane->stop();
                }
            }
            show(feed, bytes_total);
        }
    }

    [[nodiscard]] bool all_lanes(bool (send_lane::*is_so)() const) const
    {
        return std::all_of(lanes_.begin(), lanes_.end(), [&](const auto& lane) {
            return ((*lane).*is_so)();
        });
    }

    [[nodiscard]] bool any_lane_gave_up() const
    {
        return std::any_of(lanes_.begin(), lanes_.end(), [](const auto& lane) {
            return lane->is_done() && !lane->is_complete();
        });
    }

    int judge(const std::string& path, const line_reader& in)
    {
        if (!in.error().empty()) {
            view_.complain(path + ": " + in.error());
            return 2;
        }
        if (!is_cut_ && all_lanes(&send_lane::is_complete)) {
            return 0;
        }
        if (interrupt_watch::count() > 0) {
            view_.complain("interrupted; run it again to send the rest, what is stored is not stored twice");
            return 1;
        }
        const auto lost = std::find_if(lanes_.begin(), lanes_.end(), [](const auto& lane) {
            return !lane->is_complete() && !lane->error().empty();
        });
        view_.complain("not everything is acknowledged: " + (lost == lanes_.end() ? "" : (*lost)->error()));
        return 1;
    }

    // Of the file at hand. Lines that could not even be sent count as sent, acknowledged and refused.
    [[nodiscard]] send_figures now(const send_feed& feed) const
    {
        const std::uint64_t unsendable = feed.refused();
        send_figures sum{unsendable, unsendable, 0, unsendable, 0};
        for (const auto& lane : lanes_) {
            const lane_totals one = lane->totals();
            sum += {one.sent, one.acked, one.duplicates, one.refused, one.reconnects};
        }
        return sum;
    }

    void show(const send_feed& feed, std::uint64_t bytes_total)
    {
        const send_figures file = now(feed);
        send_figures all = figures_;
        all += file;
        double done = 0;
        if (bytes_total != 0 && file.sent != 0) {
            const double read = static_cast<double>(feed.bytes_read()) / static_cast<double>(bytes_total);
            done = read * static_cast<double>(file.acked) / static_cast<double>(file.sent);
        }
        std::string trouble;
        for (const auto& lane : lanes_) {
            const lane_totals totals = lane->totals();
            trouble = totals.is_connected || lane->is_done() ? trouble : totals.trouble;
        }
        view_.tick(all, done, trouble);
    }

    const send_options& options_;
    interrupt_watch watch_;
    send_pacing pacing_;
    time_shift shift_;
    send_feed::lanes lanes_;
    send_view view_;
    std::atomic<bool> is_cut_{false};
    send_figures figures_; // of the files that are through
};

} // namespace

int run_send(const send_options& options)
{
    if (!connectors::parse_address(options.to)) {
        send_view{}.complain(options.to + " is no address of a server (ws://HOST:PORT; TLS is not spoken)");
        return 2;
    }
    return sender{options}.run();
}

} // namespace chatqc::app
