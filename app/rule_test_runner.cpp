#include "app/rule_test_runner.h"

#include "engine/offline.h"
#include "rules/shops.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace chatqc::app {

namespace {

using rules::milliseconds;

std::string signed_points(std::int32_t points)
{
    return (points > 0 ? "+" : "") + std::to_string(points) + " points";
}

std::string agent_text(const std::string& agent)
{
    return agent.empty() ? "charged to the shop" : "charged to " + agent;
}

constexpr std::string_view line_prefix = "line-";

// Ids in the order of the lines, whatever their number of digits.
std::string line_id(std::size_t index)
{
    const std::string digits = std::to_string(index + 1);
    return std::string(line_prefix) + std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

std::string attrs_json(const rules::test_message& line)
{
    std::string result;
    for (const auto& [key, value] : line.attrs)
        result += (result.empty() ? "" : ",") + rules::json_string(key) + ":" + rules::json_string(value);
    return result.empty() ? result : "{" + result + "}";
}

class runner {
public:
    runner(const rules::test_case& test, const std::shared_ptr<const engine::unit>& unit)
        : test_(test), unit_(unit), run_(log_of(unit), "test", true)
    {
    }

    std::vector<test_failure> run()
    {
        if (!run_chat())
            return std::move(failures_);
        if (test_.expect)
            compare_verdicts(*test_.expect);
        for (const rules::expected_rounds& each : test_.rounds)
            compare_rounds(each);
        compare_sessions();
        compare_tags();
        return std::move(failures_);
    }

    std::vector<engine::verdict> verdicts()
    {
        return run_chat() ? run_.settled() : std::vector<engine::verdict>{};
    }

private:
    bool run_chat()
    {
        if (!find_start())
            return false;
        for (std::size_t i = 0; i < test_.chat.size(); ++i)
            send(i);
        run_.end();
        return true;
    }

    static engine::unit_log log_of(const std::shared_ptr<const engine::unit>& unit)
    {
        engine::unit_log log;
        log.activate({}, unit);
        return log;
    }

    void fail(const rules::place& where, std::string message)
    {
        failures_.push_back({std::move(message), where});
    }

    bool find_start()
    {
        const rules::calendar& calendar =
            *rules::settings_of(*unit_->rules, test_.platform, test_.shop).hours;
        const auto zone = unit_->zones->find(calendar.zone);
        if (zone == unit_->zones->end()) {
            fail(test_.where, "the zone " + calendar.zone + " is not known");
            return false;
        }
        start_ = zone->second.utc(test_.start.time_since_epoch());
        return true;
    }

    void send(std::size_t index)
    {
        const rules::test_message& line = test_.chat[index];
        const std::string id = line_id(index);
        const std::string ref = line.ref ? line_id(*line.ref) : "";
        const std::string attrs = attrs_json(line);
        engine::message message;
        message.id = id;
        message.conversation = "conversation";
        message.ts = start_ + line.at;
        message.seq = static_cast<std::int64_t>(index); // lines of one instant keep their order
        message.role = line.role;
        message.kind = line.kind;
        message.event = line.event;
        message.text = line.text;
        message.sender = line.sender;
        message.to = line.to;
        message.platform = test_.platform;
        message.shop = test_.shop;
        message.group = test_.group;
        message.customer = "customer";
        message.ref = ref;
        message.attrs = attrs;
        if (run_.add(message) != engine::offline_result::accepted)
            fail(line.where, "the line was not accepted");
    }

    milliseconds offset(engine::time_point at) const { return at - start_; }

    std::string describe(const engine::verdict& value) const
    {
        return value.rule + " at " + rules::duration_text(offset(value.decided_at)) + " (" +
               agent_text(value.agent) + ", " + signed_points(value.points) + ")";
    }

    static std::string describe(const rules::expected_verdict& value)
    {
        std::string result = value.rule;
        if (value.at)
            result += " at " + rules::duration_text(*value.at);
        if (value.agent)
            result += ", " + agent_text(*value.agent);
        if (value.points)
            result += ", " + signed_points(*value.points);
        return result;
    }

    bool fits(const rules::expected_verdict& expected, const engine::verdict& got) const
    {
        return expected.rule == got.rule && (!expected.at || *expected.at == offset(got.decided_at)) &&
               (!expected.agent || *expected.agent == got.agent) &&
               (!expected.points || *expected.points == got.points);
    }

    // `[]` speaks of the test's own pack: the packs it is loaded with are none of its business.
    bool is_checked(const engine::verdict& got, const std::set<std::string>& named) const
    {
        return named.empty() ? got.pack == test_.pack : named.count(got.rule) != 0;
    }

    void compare_verdicts(const std::vector<rules::expected_verdict>& expected)
    {
        const std::vector<engine::verdict> got = run_.settled();
        std::vector<bool> taken(got.size(), false);
        std::vector<const rules::expected_verdict*> order;
        std::set<std::string> named;
        for (const rules::expected_verdict& each : expected) {
            order.push_back(&each);
            named.insert(each.rule);
        }
        // The most exact expectations choose first, so that a loose one does not take their verdict.
        const auto exactness = [](const rules::expected_verdict* v) {
            return (v->at ? 1 : 0) + (v->agent ? 1 : 0) + (v->points ? 1 : 0);
        };
        std::stable_sort(order.begin(), order.end(), [&](const auto* a, const auto* b) {
            return exactness(a) > exactness(b);
        });
        for (const rules::expected_verdict* each : order) {
            std::size_t i = 0;
            while (i < got.size() && (taken[i] || !fits(*each, got[i])))
                ++i;
            if (i < got.size())
                taken[i] = true;
            else
                fail(each->where, "expected " + describe(*each) + ", got " + list_of(got, each->rule));
        }
        for (std::size_t i = 0; i < got.size(); ++i)
            if (!taken[i] && is_checked(got[i], named))
                fail(test_.where, "expected no more of " + got[i].rule + ", got " + describe(got[i]));
    }

    std::string list_of(const std::vector<engine::verdict>& got, const std::string& rule) const
    {
        std::string result;
        for (const engine::verdict& each : got)
            if (each.rule == rule)
                result += (result.empty() ? "" : "; ") + describe(each);
        return result.empty() ? "nothing" : result;
    }

    void compare_rounds(const rules::expected_rounds& expected)
    {
        std::uint32_t of = 0;
        std::uint32_t in_time = 0;
        std::uint32_t unanswered = 0;
        std::vector<milliseconds> durations;
        for (const auto& session : run_.sessions())
            for (const engine::round_record& each : session.summary.rounds) {
                if (each.profile != expected.profile || each.outcome == engine::round_outcome::voided ||
                    (expected.agent && *expected.agent != each.agent))
                    continue;
                ++of;
                in_time += each.in_time ? 1U : 0U;
                unanswered += each.outcome == engine::round_outcome::unanswered ? 1U : 0U;
                durations.push_back(each.duration);
            }
        const std::string who = expected.profile + (expected.agent ? " of " + *expected.agent : "");
        compare(expected, who + ": rounds", expected.of, of);
        compare(expected, who + ": rounds in time", expected.in_time, in_time);
        compare(expected, who + ": unanswered rounds", expected.unanswered, unanswered);
        if (expected.durations && *expected.durations != durations)
            fail(
                expected.where,
                who + ": expected durations " + duration_list(*expected.durations) + ", got " +
                    duration_list(durations)
            );
    }

    void compare(
        const rules::expected_rounds& at,
        const std::string& what,
        const std::optional<std::uint32_t>& expected,
        std::uint32_t got
    )
    {
        if (expected && *expected != got)
            fail(at.where, what + ": expected " + std::to_string(*expected) + ", got " + std::to_string(got));
    }

    static std::string duration_list(const std::vector<milliseconds>& values)
    {
        std::string result;
        for (const milliseconds each : values)
            result += (result.empty() ? "" : ", ") + rules::duration_text(each);
        return "[" + result + "]";
    }

    void compare_sessions()
    {
        const std::size_t got = run_.sessions().size();
        if (test_.sessions && *test_.sessions != got)
            fail(
                test_.where,
                "expected " + std::to_string(*test_.sessions) + " sessions, got " + std::to_string(got)
            );
    }

    void compare_tags()
    {
        std::set<std::string> got;
        for (const auto& session : run_.sessions())
            got.insert(session.summary.tags.begin(), session.summary.tags.end());
        const std::vector<std::string> tags(got.begin(), got.end());
        if (test_.tags && *test_.tags != tags)
            fail(test_.where, "expected the tags " + name_list(*test_.tags) + ", got " + name_list(tags));
    }

    static std::string name_list(const std::vector<std::string>& names)
    {
        std::string result;
        for (const std::string& each : names)
            result += (result.empty() ? "" : ", ") + each;
        return "[" + result + "]";
    }

    const rules::test_case& test_;
    const std::shared_ptr<const engine::unit>& unit_;
    engine::offline_run run_;
    engine::time_point start_{};
    std::vector<test_failure> failures_;
};

} // namespace

std::vector<test_failure>
run_rule_test(const rules::test_case& test, const std::shared_ptr<const engine::unit>& unit)
{
    return runner(test, unit).run();
}

std::vector<engine::verdict>
verdicts_of(const rules::test_case& test, const std::shared_ptr<const engine::unit>& unit)
{
    return runner(test, unit).verdicts();
}

std::optional<std::size_t> line_of(std::string_view message_id)
{
    if (!message_id.starts_with(line_prefix))
        return std::nullopt;
    const std::string_view digits = message_id.substr(line_prefix.size());
    std::size_t number = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return read.ec == std::errc{} && number > 0 ? std::optional(number - 1) : std::nullopt;
}

} // namespace chatqc::app
