#include "tests/model/compare.h"

#include <algorithm>
#include <iterator>
#include <map>

namespace chatqc::model {

namespace {

std::string seconds(milliseconds value)
{
    const auto ms = value.count();
    return ms % 1000 == 0 ? std::to_string(ms / 1000) + "s" : std::to_string(ms) + "ms";
}

std::string spoken(const message& what, const std::vector<message>& chat)
{
    std::string words;
    if (what.kind == rules::kind::event) {
        words = rules::name_of(what.event);
        if (what.event == rules::event::transfer)
            words += " " + what.sender + "->" + what.to;
        else if (what.event == rules::event::assign)
            words += " " + what.to;
        else if (what.role == rules::role::agent)
            words += " " + what.sender;
        const auto target =
            std::find_if(chat.begin(), chat.end(), [&](const auto& m) { return m.id == what.ref; });
        if (!what.ref.empty())
            words += " #" + std::to_string(target - chat.begin() + 1) + " " + what.text;
        if (const auto cause = what.attrs.find(":\""); cause != std::string::npos)
            words += " cause=" + what.attrs.substr(cause + 2, what.attrs.size() - cause - 4);
        return words;
    }
    if (what.role == rules::role::agent)
        words = what.sender;
    else if (what.role == rules::role::assist)
        words = "assist:" + what.sender;
    else
        words = rules::name_of(what.role);
    words += what.to.empty() ? "" : "->" + what.to;
    if (what.kind != rules::kind::text)
        words += " <" + std::string(rules::name_of(what.kind)) + ">";
    return words + (what.text.empty() ? "" : " " + what.text);
}

// What a line of a chat cannot say.
std::string remark(const message& what)
{
    std::string words = "  # " + what.id;
    const auto add = [&](const char* name, const std::string& value) {
        words += value.empty() ? "" : std::string(" ") + name + "=" + value;
    };
    add("seq", what.seq == 0 ? "" : std::to_string(what.seq));
    add("platform", what.platform);
    add("shop", what.shop);
    add("group", what.group);
    add("role", what.kind == rules::kind::event ? std::string(rules::name_of(what.role)) : "");
    return words;
}

template <typename To, typename From> To copied(const From& from)
{
    To to;
    to.id = from.id;
    to.conversation = from.conversation;
    to.ts = from.ts;
    to.seq = from.seq;
    to.role = from.role;
    to.kind = from.kind;
    to.event = from.event;
    to.text = from.text;
    to.sender = from.sender;
    to.to = from.to;
    to.platform = from.platform;
    to.shop = from.shop;
    to.group = from.group;
    to.ref = from.ref;
    to.attrs = from.attrs;
    return to;
}

} // namespace

engine::message bound(const message& from)
{
    return copied<engine::message>(from);
}

message owned(const engine::message& from)
{
    return copied<message>(from);
}

judged told(const engine::verdict& from)
{
    judged to;
    to.conversation = from.conversation;
    to.verdict.decided_at = from.decided_at;
    to.verdict.rule = from.rule;
    to.verdict.anchor = from.anchor;
    to.verdict.anchor_ts = from.anchor_ts;
    to.verdict.agent = from.agent;
    to.verdict.session = from.session;
    to.verdict.level = from.level;
    to.verdict.points = from.points;
    to.verdict.review_required = from.review_required;
    to.verdict.due = from.receipt.due;
    if (from.receipt.wait) {
        const auto& wait = *from.receipt.wait;
        to.verdict.wait =
            timers{wait.round, wait.opened, wait.deadline, wait.reply, wait.duration, wait.paused};
    }
    return to;
}

std::vector<judged> told(std::span<const engine::verdict> settled)
{
    std::vector<judged> all;
    for (const auto& each : settled)
        all.push_back(told(each));
    std::sort(all.begin(), all.end());
    return all;
}

std::string chat_line(const message& what, const std::vector<message>& chat)
{
    return spoken(what, chat) + remark(what);
}

std::string line_of(const judged& one, instant start)
{
    const auto& made = one.verdict;
    auto line = one.conversation + " " + seconds(made.decided_at - start) + " " + made.rule + " " +
                (made.agent.empty() ? "-" : made.agent) + " " + made.anchor + "@" +
                seconds(made.anchor_ts - start) + " session=" + made.session;
    if (made.review_required)
        line += " review";
    if (made.due)
        line += " due=" + seconds(*made.due - start);
    if (made.wait) {
        line += " round=" + made.wait->round + "@" + seconds(made.wait->start - start);
        if (made.wait->deadline)
            line += " deadline=" + seconds(*made.wait->deadline - start);
        if (!made.wait->reply.empty())
            line += " reply=" + made.wait->reply;
        if (made.wait->duration)
            line += " duration=" + seconds(*made.wait->duration);
        if (made.wait->paused.count() != 0)
            line += " paused=" + seconds(made.wait->paused);
    }
    return line;
}

std::string difference(const std::vector<judged>& model, const std::vector<judged>& engine, instant start)
{
    std::string text;
    const auto only = [&](const char* side, const auto& of, const auto& without) {
        std::vector<judged> left;
        std::set_difference(of.begin(), of.end(), without.begin(), without.end(), std::back_inserter(left));
        for (const auto& each : left)
            text += std::string(side) + "  " + line_of(each, start) + "\n";
    };
    only("model ", model, engine);
    only("engine", engine, model);
    return text;
}

std::string as_rule_tests(const std::vector<message>& messages, const std::vector<judged>& expected)
{
    std::map<std::string, std::vector<message>> conversations;
    for (const auto& each : messages)
        conversations[each.conversation].push_back(each);
    std::string text = "tests:\n";
    for (auto& [name, chat] : conversations) {
        std::sort(chat.begin(), chat.end(), comes_before);
        const auto start = chat.front().ts;
        const auto utc = start.time_since_epoch().count();
        text += "  - name: " + name + "  # starts at " + std::to_string(utc) + "\n    chat:\n";
        for (const auto& each : chat)
            text += "      - " + seconds(each.ts - start) + " " + chat_line(each, chat) + "\n";
        text += "    expect:\n";
        for (const auto& each : expected) {
            if (each.conversation == name)
                text += "      - {rule: " + each.verdict.rule +
                        ", at: " + seconds(each.verdict.decided_at - start) + ", agent: \"" +
                        each.verdict.agent + "\"}\n";
        }
    }
    return text;
}

} // namespace chatqc::model
