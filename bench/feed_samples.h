// What a subscriber of the live feed measures: from the sending of a message to the first item about it.
// Knows no sockets.
#pragma once

#include "bench/corpus.h"
#include "bench/measure.h"

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::bench {

class feed_samples {
public:
    // Before the first item: that this message is sent at `sent_at`, which is filled in by then and stays
    // where it is.
    void expect(std::uint64_t number, const bench_clock::time_point& sent_at)
    {
        waiting_.push_back({number, &sent_at});
    }

    // Nothing more is expected.
    void seal()
    {
        const auto by_number = [](const sent& a, const sent& b) { return a.number < b.number; };
        std::sort(waiting_.begin(), waiting_.end(), by_number);
    }

    // `{"position":N,"verdict":{…"anchor":"ID"…}}`. Only the first item of an anchor counts, be it
    // provisional or final: from then on people see it. Throws std::runtime_error if it is about nothing that
    // was sent.
    void arrived(std::string_view item, bench_clock::time_point now)
    {
        static constexpr std::string_view key = R"("anchor":")";
        const auto at = item.find(key);
        const std::string_view rest = at == std::string_view::npos ? "" : item.substr(at + key.size());
        const std::uint64_t number = message_number(rest.substr(0, rest.find('"')));
        const auto by_number = [](const sent& one, std::uint64_t wanted) { return one.number < wanted; };
        const auto found = std::lower_bound(waiting_.begin(), waiting_.end(), number, by_number);
        if (found == waiting_.end() || found->number != number) {
            throw std::runtime_error("the live feed is about nothing that was sent: " + std::string(item));
        }
        if (found->at != nullptr) {
            latencies.push_back(ms_between(*found->at, now));
            found->at = nullptr;
        }
    }

    std::vector<double> latencies; // ms, one an anchor

private:
    struct sent {
        std::uint64_t number = 0;
        const bench_clock::time_point* at = nullptr; // null: its first item has come
    };

    std::vector<sent> waiting_; // by number once sealed
};

} // namespace chatqc::bench
