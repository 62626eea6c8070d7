#include "tests/model/check.h"

#include "engine/incident.h"
#include "engine/offline.h"
#include "tests/model/compare.h"
#include "tests/model/incidents.h"
#include "tests/model/packs.h"
#include "tests/model/shrink.h"

#include <algorithm>
#include <functional>
#include <map>

namespace chatqc::model {

namespace {

constexpr std::size_t shown_max = 200; // messages of a chat that is worth printing

// What each of both made of the same messages, and what else was wrong.
struct both {
    std::vector<judged> model, engine;
    std::string wrong;

    [[nodiscard]] bool differ() const { return model != engine || !wrong.empty(); }
};

using judging = std::function<both(const std::vector<message>&)>;

std::string compare(const std::vector<message>& messages, const judging& judge, shortening how)
{
    const auto fails = [&](const std::vector<message>& some) { return judge(some).differ(); };
    if (!fails(messages))
        return {};
    const auto few = how == shortening::on ? shrink(messages, fails) : messages;
    const auto made = judge(few);
    auto text = few.size() < shown_max ? as_rule_tests(few, made.model) : "a long chat\n";
    text += difference(made.model, made.engine, few.front().ts);
    return text + made.wrong;
}

const rules::rule_set* rules_of(const std::vector<activation>& active, const std::string& unit)
{
    return std::find_if(
               active.begin(), active.end(), [&](const activation& each) { return each.rules->hash == unit; }
    )->rules.get();
}

// What is wrong with the tags, or with what the incidents of the units come to.
std::string wrong_with(
    const std::vector<message>& messages,
    const std::vector<activation>& active,
    const std::vector<engine::verdict>& settled,
    const std::vector<engine::offline_run::ended_session>& sessions
)
{
    tags put;
    std::map<std::pair<std::string, std::string>, engine::session_summary> judged;
    for (const auto& [conversation, one] : sessions) {
        judged[{conversation, one.session}] = one;
        for (const auto& tag : one.tags)
            put.push_back({conversation, one.session, tag});
    }
    std::sort(put.begin(), put.end());
    if (put != tags_of(messages, active))
        return "other tags\n";
    std::vector<engine::dated_verdict> dated;
    for (const auto& each : settled) {
        const auto& session = judged.at({each.conversation, each.session});
        dated.push_back({&each, session.day, rules_of(active, session.unit)});
    }
    std::vector<std::string> found;
    for (const auto& each : engine::find_incidents(dated)) {
        found.push_back(each.rule + " " + each.key + " " + std::to_string(each.day));
        for (const auto at : {each.first, each.opened, each.last})
            found.back() += " " + std::to_string(at.time_since_epoch().count());
        found.back() += " " + std::to_string(each.count);
    }
    std::sort(found.begin(), found.end());
    if (found != incidents(messages, active))
        return "other incidents\n";
    return {};
}

both judge_in_order(
    const std::vector<message>& messages, const std::vector<activation>& active, const engine::unit_log& units
)
{
    engine::offline_run run{units, "lab"};
    for (const auto& each : messages)
        run.add(bound(each));
    run.end();
    const auto settled = run.settled();
    return {
        settle_all(messages, active), told(settled), wrong_with(messages, active, settled, run.sessions())};
}

} // namespace

std::string check_in_order(std::uint64_t seed, const chat_options& options, shortening how)
{
    test::random random{seed};
    const auto messages = random_chats(random, options);
    const auto active = random_activations(random, messages, rules_for(options));
    const auto units = units_of(active);
    const auto judge = [&](const std::vector<message>& some) { return judge_in_order(some, active, units); };
    return compare(messages, judge, how);
}

std::string check_in_disorder(std::uint64_t seed, const disorder_options& way, shortening how)
{
    test::random random{seed};
    chat_options options;
    options.edits = true;
    options.urging = way.urging;
    const auto messages = random_chats(random, options);
    const auto active = random_activations(random, messages, rules_for(options));
    const auto units = units_of(active);
    const auto judge = [&](const std::vector<message>& some) {
        test::random same{seed};
        auto made = settle_in_disorder(some, units, same, way);
        made.wrong += wrong_with(made.judged, active, made.settled, made.sessions);
        return both{settle_all(made.judged, active), told(made.settled), std::move(made.wrong)};
    };
    return compare(messages, judge, how);
}

} // namespace chatqc::model
