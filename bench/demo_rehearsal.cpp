#include "bench/demo_rehearsal.h"

#include "rules/checker.h"
#include "rules/pack_bundle.h"

#include <algorithm>
#include <string_view>

namespace chatqc::bench {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

// Until the close: longer than the packs' rules wait for something that must not come.
constexpr milliseconds stays_open = 45min;
constexpr milliseconds usual_start = 10h; // of tests that name none

bool fires(const rules::test_case& test, const rules::rule& one)
{
    if (!test.name.starts_with(one.id + " / "))
        return false;
    if (one.puts)
        return test.tags && !test.tags->empty();
    const auto is_of_rule = [&](const rules::expected_verdict& each) { return each.rule == one.id; };
    return test.expect && std::any_of(test.expect->begin(), test.expect->end(), is_of_rule);
}

const rules::check_result& pack_of(demo_language language)
{
    static const rules::check_result zh = rules::check({*rules::built_in_pack("zh-ecommerce")});
    static const rules::check_result en = rules::check({*rules::built_in_pack("en-support")});
    return language == demo_language::zh ? zh : en;
}

std::vector<const rules::test_case*> first_of_each_rule(demo_language language)
{
    const rules::check_result& pack = pack_of(language);
    std::vector<const rules::test_case*> firsts;
    for (const rules::rule& one : pack.rules->rules)
        for (const rules::test_case& test : pack.tests)
            if (fires(test, one)) {
                firsts.push_back(&test);
                break;
            }
    return firsts;
}

// The agents of the shop in the order in which the test's agents appear.
class cast {
public:
    explicit cast(const demo_shop& shop) : shop_(shop) {}

    std::string_view played_by(std::string_view name)
    {
        if (name.empty())
            return {};
        auto known = std::find(names_.begin(), names_.end(), name);
        if (known == names_.end())
            known = names_.insert(names_.end(), name);
        return shop_.agents[static_cast<std::size_t>(known - names_.begin()) % shop_.agents.size()].name;
    }

private:
    const demo_shop& shop_;
    std::vector<std::string_view> names_;
};

milliseconds time_of_day(const rules::test_case& test)
{
    const auto since = test.start.time_since_epoch();
    return std::chrono::duration_cast<milliseconds>(since - std::chrono::floor<std::chrono::days>(since));
}

} // namespace

std::span<const rules::test_case* const> rehearsals_of(demo_language language)
{
    static const auto zh = first_of_each_rule(demo_language::zh);
    static const auto en = first_of_each_rule(demo_language::en);
    return language == demo_language::zh ? zh : en;
}

const demo_shop&
draw_stage(demo_random& random, const rules::test_case& test, std::span<const demo_shop> shops)
{
    // Without a platform not where sessions end after ten minutes of silence: tests have the usual thirty.
    const auto may_be = [&](const demo_shop& shop) {
        return test.platform.empty() ? shop.platform != "jd" : shop.platform == test.platform;
    };
    std::vector<const demo_shop*> possible;
    for (const demo_shop& shop : shops)
        if (may_be(shop))
            possible.push_back(&shop);
    return possible.empty() ? shops.front() : *possible[random.below(possible.size())];
}

demo_chat rehearse(const rules::test_case& test, const demo_shop& shop)
{
    cast actors(shop);
    demo_chat chat{test.group.empty() ? "aftersale" : std::string_view(test.group), {}};
    for (const rules::test_message& said : test.chat) {
        demo_line& line = chat.lines.emplace_back();
        line.at = said.at;
        line.role = said.role;
        line.kind = said.kind;
        line.event = said.event;
        line.text = said.text;
        line.sender = actors.played_by(said.sender);
        line.to = actors.played_by(said.to);
    }
    demo_line& end = chat.lines.emplace_back();
    end.at = test.chat.back().at + stays_open;
    end.role = rules::role::system;
    end.kind = rules::kind::event;
    end.event = rules::event::close;
    return chat;
}

milliseconds draw_hour(demo_random& random, const rules::test_case& test)
{
    const milliseconds own = time_of_day(test);
    return own == usual_start ? usual_start + milliseconds(random.between(0, milliseconds(10h).count()))
                              : own;
}

} // namespace chatqc::bench
