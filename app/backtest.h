// `chatqc backtest`: a draft unit over the stored sessions of some days, beside what was decided then. One
// reader goes through the journal in order and deals the messages to a thread a core; what they find is added
// up in an order-free way, so that the outcome does not depend on their number. Nothing is written or printed
// here.
#pragma once

#include "app/report_source.h"
#include "engine/score/score.h"
#include "engine/unit.h"
#include "storage/store.h"

#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace chatqc::app {

// Shop-days since 1970-01-01, inclusive.
struct day_span {
    std::int32_t from = std::numeric_limits<std::int32_t>::min();
    std::int32_t to = std::numeric_limits<std::int32_t>::max();

    [[nodiscard]] bool has(std::int32_t day) const { return from <= day && day <= to; }
};

struct backtest_request {
    std::string tenant = "default";
    day_span days; // of the sessions' start
    std::shared_ptr<const engine::unit> draft;
    report_rules judged_by; // what the stored sessions were judged by
    unsigned cores = 1;
    std::size_t examples = 3; // of each rule and kind of change, at most
};

// Settled verdicts on either side. One with the same id is the same decision; it is `changed` if anything but
// the version of its rule differs.
struct change_counts {
    std::uint64_t before = 0, after = 0;
    std::uint64_t added = 0, gone = 0, changed = 0;
    // Of those before and after, the reviewed ones, by the latest decision: confirmed / (confirmed +
    // dismissed) is the precision on reviewed hits. A verdict that only the draft gives has no review yet.
    std::uint64_t confirmed_before = 0, dismissed_before = 0, confirmed_after = 0, dismissed_after = 0;

    void add(const change_counts& other);
};

enum class change_kind : std::uint8_t { added, gone, changed };

struct change_example {
    engine::time_point decided_at{};
    engine::verdict_id id{};
    std::string agent, conversation, anchor;
    std::string text; // around the hit, which stands between 【 and 】
};

bool is_earlier(const change_example& a, const change_example& b);
// Keeps `to` sorted and at most `examples_max` long.
void keep_earliest(
    std::vector<change_example>& to, std::vector<change_example>&& more, std::size_t examples_max
);

// Sum and number of rounded session scores.
struct score_sum {
    engine::hundredths sum = 0;
    std::uint64_t n = 0;

    [[nodiscard]] std::optional<engine::hundredths> mean() const;
};

struct score_change {
    score_sum before, after;
};

struct by_two_texts {
    using is_transparent = void;

    template <class A, class B> bool operator()(const A& a, const B& b) const
    {
        using texts = std::pair<std::string_view, std::string_view>;
        return texts{a.first, a.second} < texts{b.first, b.second};
    }
};

struct backtest_result {
    std::uint64_t sessions_before = 0, sessions_after = 0; // that began on the days
    std::uint64_t messages = 0;                            // judged
    std::uint64_t expired = 0;   // sessions left out on both sides: messages of theirs have been removed
    std::uint64_t undecided = 0; // likewise: cut at their longest by a message that is still open
    std::uint64_t damaged = 0;   // likewise: something of them is in a part of the journal that is damaged
    std::vector<std::string> damage; // those parts, a sentence each
    // By (rule, agent); "" is the shop.
    std::map<std::pair<std::string, std::string>, change_counts, by_two_texts> changes;
    std::map<std::string, score_change> scores; // by agent
    // By (rule, kind), each the earliest by (decided_at, id).
    std::map<std::pair<std::string, change_kind>, std::vector<change_example>> examples;

    // What another thread found; at most `examples_max` examples of a kind stay.
    void add(backtest_result&& other, std::size_t examples_max);
};

// `done`: messages judged and to be judged.
using backtest_progress = std::function<void(std::uint64_t judged, std::uint64_t all)>;

storage::result<backtest_result>
run_backtest(storage::store& stored, const backtest_request& wanted, const backtest_progress& done);

} // namespace chatqc::app
