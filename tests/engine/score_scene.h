// A session, its agents and verdicts, for the tests of scores: made line by line, and told as lines.
#pragma once

#include "engine/score/score.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace chatqc::test {

using rules::category;

inline rules::rule make_rule(std::string id, category in, std::int32_t points)
{
    rules::rule result;
    result.id = std::move(id);
    result.in = in;
    result.points = points;
    return result;
}

// once: apology -10, greeting -5; per_hit: rude -10 to -25, thanks +3 to +5; one charge "wait": slow -5,
// very_slow -8, lost -8; critical: bribe (session), threat (day).
inline rules::rule_set pack()
{
    rules::rule_set result;
    result.rules.reserve(16); // references are kept below
    auto add = [&result](std::string id, category in, std::int32_t points) -> rules::rule& {
        return result.rules.emplace_back(make_rule(std::move(id), in, points));
    };
    add("apology", category::standards, -10);
    add("bribe", category::compliance, -50).severity = rules::level::critical;
    add("greeting", category::standards, -5);
    auto& lost = add("lost", category::timeliness, -8);
    auto& rude = add("rude", category::attitude, -10);
    rude.count = rules::count_as::per_hit;
    rude.cap = -25;
    auto& slow = add("slow", category::timeliness, -5);
    auto& thanks = add("thanks", category::attitude, 3);
    thanks.count = rules::count_as::per_hit;
    thanks.cap = 5;
    auto& threat = add("threat", category::compliance, 0);
    threat.severity = rules::level::critical;
    threat.critical_scope = "day";
    auto& very_slow = add("very_slow", category::timeliness, -8);
    for (rules::rule* each : {&lost, &slow, &very_slow}) {
        each->charge_once = "wait";
        each->count = rules::count_as::per_hit;
    }
    std::sort(result.rules.begin(), result.rules.end(), [](const auto& left, const auto& right) {
        return left.id < right.id;
    });
    return result;
}

class scene {
public:
    scene() { summary_.session = "s1"; }

    scene& agent(std::string name, std::vector<category> applied, std::uint32_t messages = 1)
    {
        unsigned bits = 0;
        for (const category each : applied) {
            bits |= 1u << static_cast<unsigned>(each);
        }
        summary_.agents.push_back({std::move(name), messages, static_cast<std::uint8_t>(bits), 0});
        return *this;
    }

    engine::verdict& hit(std::string_view rule, std::string agent, int second, std::string round = {})
    {
        auto& made = verdicts_.emplace_back();
        made.id[15] = static_cast<std::uint8_t>(verdicts_.size());
        made.session = "s1";
        made.rule = rule;
        made.agent = std::move(agent);
        made.status = engine::verdict_status::final_;
        made.decided_at = engine::time_point{std::chrono::seconds{second}};
        for (const auto& known : rules_.rules) {
            if (known.id == rule) {
                made.points = known.points;
                made.category = known.in;
                made.level = known.severity;
            }
        }
        if (!round.empty()) {
            made.receipt.wait.emplace().round = std::move(round);
        }
        return made;
    }

    std::vector<engine::session_score> all() const
    {
        return engine::score_session(rules_, summary_, verdicts_, decisions_);
    }

    engine::session_score only() const
    {
        const auto scores = all();
        REQUIRE(scores.size() == 1);
        return scores.front();
    }

    rules::rule_set rules_ = pack();
    engine::session_summary summary_;
    std::vector<engine::verdict> verdicts_;
    engine::review_decisions decisions_;
};

// "rule nominal>counted why" of every line, in order.
inline std::vector<std::string> lines(const engine::session_score& score)
{
    std::vector<std::string> result;
    for (const auto& each : score.deductions) {
        result.push_back(
            each.rule + " " + std::to_string(each.nominal) + ">" + std::to_string(each.counted) + " " +
            std::string(engine::name_of(each.why))
        );
    }
    return result;
}

using text_lines = std::vector<std::string>;

} // namespace chatqc::test
