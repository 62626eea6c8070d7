#include "tests/sim/plan_chats.h"

#include "connectors/codec/encode.h"
#include "tests/engine/lab.h"
#include "tests/model/chats.h"
#include "tests/model/compare.h"
#include "tests/sim/plan.h"
#include "tests/sim/units.h"

#include <algorithm>
#include <map>

namespace chatqc::sim {

namespace {

constexpr milliseconds evening = std::chrono::hours{2};
constexpr milliseconds begins_within = std::chrono::minutes{30};

const std::vector<std::string> lines_said{
    "customer 在吗",
    "customer->A 多少钱",
    "customer 好的",
    "customer->B 人呢",
    "customer 什么时候发货",
    "customer <image> 图",
    "A 您好",
    "A 亲亲这款有现货的哦",
    "A 亲亲这款有现货的哦",
    "A 亲亲这款有现货的哦",
    "B 您好",
    "A 还在吗",
    "A 抓紧下单",
    "A 抓紧下单哦",
    "B 加我微信",
    "A 好评截图返现",
    "A 稍等",
    "transfer A->B",
    "transfer B->A",
    "assign A",
    "assign B",
    "close",
    "blocked",
    "autoreply 稍等",
    "system 提示",
    "order_paid",
};

std::string json_of(const engine::message& value)
{
    std::string made;
    connectors::append_message_json(made, value);
    return made;
}

drawn_message drawn(const model::message& one, const std::vector<model::message>& chat)
{
    drawn_message made;
    made.said_at = one.ts - plan_begins;
    made.id = one.id;
    made.line = model::chat_line(one, chat);
    made.json = json_of(model::bound(one));
    auto other = one;
    other.text += "!";
    made.other_json = json_of(model::bound(other));
    return made;
}

struct line_place {
    const std::string& conversation;
    std::size_t index; // in the conversation
    std::size_t first; // where the test begins there
    milliseconds said_at;
};

drawn_message drawn(const rules::test_case& test, const rules::test_message& line, const line_place& where)
{
    test::lab_message made;
    made.id = "m" + std::to_string(where.index);
    made.conversation = where.conversation;
    made.text = line.text;
    made.sender = line.sender;
    made.to = line.to;
    made.platform = test.platform;
    made.shop = test.shop;
    made.ref = line.ref ? "m" + std::to_string(where.first + *line.ref) : "";
    for (const auto& [key, value] : line.attrs)
        made.attrs +=
            (made.attrs.empty() ? "{" : ",") + rules::json_string(key) + ":" + rules::json_string(value);
    made.attrs += made.attrs.empty() ? "" : "}";
    made.value.ts = plan_begins + where.said_at;
    made.value.seq = static_cast<std::int64_t>(where.index);
    made.value.role = line.role;
    made.value.kind = line.kind;
    made.value.event = line.event;
    made.value.group = test.group;
    drawn_message next{where.said_at, made.id, line.text, json_of(made.bind()), {}};
    made.text += "!";
    next.other_json = json_of(made.bind());
    return next;
}

} // namespace

drawn_chat draw_lab_chat(test::random& dice, std::string conversation, bool is_calm)
{
    test::lab_chat chat;
    chat.conversation = conversation;
    chat.platform = dice.chance(40) ? "jd" : "";
    chat.shop = dice.chance(50) ? "s1" : "s2";
    std::int64_t at = dice.between(0, begins_within.count());
    const auto count = dice.between(1, 25);
    for (std::int64_t line = 0; line < count && at < evening.count(); ++line) {
        auto spoken = lines_said[dice.below(lines_said.size())];
        if (!is_calm && line > 0 && dice.chance(6)) {
            const auto earlier = "#" + std::to_string(dice.between(1, line));
            spoken = dice.chance(50) ? "recall " + earlier : "edit " + earlier + " 加我微信";
        }
        chat.lines.push_back(std::to_string(at) + "ms " + spoken);
        at += dice.chance(85) ? dice.between(0, 90'000) : dice.between(0, 2'700'000);
    }
    // Some old ones: too late on a live source that has sent anything newer.
    const bool is_old = !is_calm && dice.chance(10);
    chat.start = is_old ? "2025-01-05 16:10:00" : "2025-01-06 22:10:00";
    drawn_chat made{std::move(conversation), {}};
    for (auto& one : test::messages_of(chat)) {
        drawn_message next;
        next.said_at = one.value.ts - plan_begins;
        next.id = one.id;
        next.line = chat.lines[made.messages.size()];
        next.json = json_of(one.bind());
        one.text += "!";
        next.other_json = json_of(one.bind());
        made.messages.push_back(std::move(next));
    }
    return made;
}

drawn_chat draw_shipped_chat(test::random& dice, std::string conversation, bool is_calm)
{
    const auto& tests = shipped_tests();
    drawn_chat made{std::move(conversation), {}};
    auto begins = milliseconds{dice.between(0, begins_within.count())};
    for (auto more = dice.between(1, 4); more > 0; --more) {
        const auto& one = tests[dice.below(tests.size())];
        const auto first = made.messages.size();
        auto last = begins;
        for (const auto& line : one.chat) {
            const bool amends = line.event == rules::event::edit || line.event == rules::event::recall;
            if (begins + line.at > evening || (is_calm && amends))
                break;
            last = begins + line.at;
            made.messages.push_back(drawn(one, line, {made.conversation, made.messages.size(), first, last}));
        }
        begins = last + milliseconds{dice.between(1'000, 2'700'000)};
    }
    return made;
}

std::vector<drawn_chat> draw_model_chats(test::random& dice, bool is_calm, bool whole)
{
    model::chat_options how;
    how.conversations_max = 5;
    how.edits = !is_calm;
    std::map<std::string, std::vector<model::message>> chats;
    for (auto& one : model::random_chats(dice, how))
        chats[one.conversation].push_back(std::move(one));
    std::vector<drawn_chat> all;
    for (auto& [name, chat] : chats) {
        const bool is_old = !is_calm && dice.chance(10);
        const auto begins = plan_begins + milliseconds{dice.between(0, begins_within.count())} -
                            (is_old ? std::chrono::hours{30} : std::chrono::hours{0});
        const auto moved = begins - chat.front().ts;
        for (auto& one : chat)
            one.ts += moved;
        drawn_chat made{name, {}};
        for (const auto& one : chat) {
            if (whole || one.ts < begins + evening)
                made.messages.push_back(drawn(one, chat));
        }
        all.push_back(std::move(made));
    }
    return all;
}

} // namespace chatqc::sim
