#include "tests/model/check.h"

#include "engine/offline.h"
#include "tests/model/compare.h"
#include "tests/model/packs.h"
#include "tests/model/shrink.h"

#include <functional>

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

std::vector<judged> judge_in_order(const std::vector<message>& messages, const engine::unit_log& units)
{
    engine::offline_run run{units, "lab"};
    for (const auto& each : messages)
        run.add(bound(each));
    run.end();
    const auto settled = run.settled();
    return told(settled);
}

} // namespace

std::string check_in_order(std::uint64_t seed, const chat_options& options, shortening how)
{
    test::random random{seed};
    const auto messages = random_chats(random, options);
    const auto active = random_activations(random, messages, rules_for(options));
    const auto units = units_of(active);
    const auto judge = [&](const std::vector<message>& some) {
        return both{settle_all(some, active), judge_in_order(some, units), {}};
    };
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
        return both{settle_all(made.judged, active), told(made.settled), std::move(made.wrong)};
    };
    return compare(messages, judge, how);
}

} // namespace chatqc::model
