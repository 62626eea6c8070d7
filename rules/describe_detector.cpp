#include "rules/describe_detector.h"

#include "rules/describe_conduct.h"
#include "rules/detectors.h"

#include <algorithm>
#include <array>

namespace chatqc::rules {

namespace {

constexpr std::size_t phrases_shown = 5;

std::string quoted(const std::string& expression)
{
    return "/" + expression + "/";
}

template <class T> std::string joined(const std::vector<T>& values)
{
    std::string text;
    for (const T each : values)
        text += (text.empty() ? "" : "/") + std::string(name_of(each));
    return text;
}

std::string position_words(std::int32_t position, const words& in)
{
    const std::string n = std::to_string(std::abs(position));
    return position > 0 ? in("第 " + n + " 条", "number " + n)
                        : in("倒数第 " + n + " 条", "number " + n + " from the end");
}

struct sentence : conduct_sentence {
    using conduct_sentence::operator();

    std::string time(milliseconds value) const { return duration_text(value); }

    std::string profile(profile_index index) const
    {
        return set.profiles[index].name == "internal"
                   ? ""
                   : in("（口径 " + set.profiles[index].name + "）",
                        " (clock profile " + set.profiles[index].name + ")");
    }

    std::string operator()(const phrase_detector& value) const
    {
        const std::string of = list(value.list);
        const std::string n = std::to_string(value.at_least);
        switch (value.quantifier) {
        case phrase_quantifier::all:
            return in("一条消息含有全部：" + of, "a message holds every phrase of " + of);
        case phrase_quantifier::none:
            return in("一条消息不含任何：" + of, "a message holds no phrase of " + of);
        case phrase_quantifier::at_least:
            return in(
                "一条消息含有至少 " + n + " 个：" + of, "a message holds at least " + n + " phrases of " + of
            );
        default:
            return in("一条消息含有：" + of, "a message holds a phrase of " + of);
        }
    }

    std::string operator()(const pattern_detector& value) const
    {
        std::string text =
            in("一条消息匹配 ", "a message matches ") + quoted(set.patterns[value.pattern].regex);
        for (const pattern_index each : value.except)
            text += in("，但不匹配 ", ", not ") + quoted(set.patterns[each].regex);
        return text;
    }

    std::string operator()(const response_detector& value) const
    {
        const std::string limit = time(value.limit);
        return in((value.first_only ? "首轮" : "") + std::string("提问后 ") + limit + " 内无人工回复",
                  "nobody answers " + std::string(value.first_only ? "the first question" : "a question") +
                      " within " + limit) +
               profile(value.profile);
    }

    std::string operator()(const unanswered_detector& value) const
    {
        return in("会话结束时仍有提问未回复", "a question is unanswered when its session ends") +
               profile(value.profile);
    }

    std::string operator()(const required_phrase_detector& value) const
    {
        const std::string n = std::to_string(value.n);
        const std::array<std::string, 4> ranges{
            in("前 " + n + " 条消息", "the first " + n + " messages"),
            in("最后 " + n + " 条消息", "the last " + n + " messages"),
            in("第 " + n + " 条消息", "message number " + n),
            in("所有消息", "all messages")};
        std::string text =
            in(ranges[static_cast<std::size_t>(value.range)] + "中没有：" + list(value.list),
               "none of " + ranges[static_cast<std::size_t>(value.range)] + " holds a phrase of " +
                   list(value.list));
        if (value.or_event)
            text += in("，也没有事件 ", ", nor came the event ") + std::string(name_of(*value.or_event));
        return text + (value.customer_opened
                           ? in("（仅顾客发起的会话）", " (sessions that the customer opened)")
                           : "");
    }

    std::string operator()(const repeat_detector& value) const
    {
        const std::string share = std::to_string(value.similarity_percent) + "%";
        return in(
            "同一人第 " + std::to_string(value.count) + " 次说相似的话（相似度 ≥ " + share + "，看最近 " +
                std::to_string(value.window) + " 条，至少 " + std::to_string(value.characters_min) + " 字）",
            "somebody says nearly the same (" + share + " alike, at least " +
                std::to_string(value.characters_min) + " characters) for the " + std::to_string(value.count) +
                ". time, looking back at his last " + std::to_string(value.window) + " messages"
        );
    }

    std::string operator()(const nudge_burst_detector& value) const
    {
        return in(
            time(value.within) + " 内催单 " + std::to_string(value.count) + " 次，其间顾客没有说话：" +
                list(value.list),
            std::to_string(value.count) + " nudges within " + time(value.within) +
                " without a word of the customer between: " + list(value.list)
        );
    }

    std::string operator()(const max_phrase_detector& value) const
    {
        const std::string most = std::to_string(value.most);
        const std::string first = value.first ? in("前 " + std::to_string(*value.first) + " 条中",
                                                   " of the first " + std::to_string(*value.first))
                                              : "";
        return in(
            first + "超过 " + most + " 条消息含有：" + list(value.list),
            "more than " + most + " messages" + first + " hold a phrase of " + list(value.list)
        );
    }

    std::string operator()(const flood_detector& value) const
    {
        return in(
            time(value.within) + " 内连发 " + std::to_string(value.count) + " 条消息",
            std::to_string(value.count) + " messages of agents within " + time(value.within)
        );
    }

    std::string operator()(const apology_detector& value) const
    {
        const std::string n = std::to_string(value.messages);
        return in("回复前等待超过 " + time(value.after) + "，该回复及其后 " + n + " 条都没有：" +
                      list(value.list),
                  "a reply comes after more than " + time(value.after) + " and neither it nor the next " + n +
                      " messages hold a phrase of " + list(value.list)) +
               profile(value.profile);
    }

    std::string operator()(const promise_detector& value) const
    {
        return in(
            "让顾客等待后 " + time(value.within) + " 内没有答复：" + list(value.list),
            "somebody asks to wait and does not come back within " + time(value.within) + ": " +
                list(value.list)
        );
    }

    std::string operator()(const message_condition& value) const
    {
        return value.kinds.empty() ? in("任何消息", "any message")
                                   : in("消息类型 ", "a message of kind ") + joined(value.kinds);
    }

    std::string operator()(const event_condition& value) const
    {
        return in("事件 ", "the event ") + std::string(name_of(value.event));
    }

    std::string operator()(const interval_condition& value) const
    {
        std::string text = in("距离上一条 ", "the last message before it was of ") + joined(value.since);
        if (value.over)
            text += in(" 超过 ", ", more than ") + time(*value.over);
        if (value.under)
            text += in(" 不到 ", ", less than ") + time(*value.under);
        return text + in("", " before");
    }

    std::string operator()(const aggregate_detector& value) const
    {
        std::string text =
            in("会话中（", "in a session, how often (") + condition_words(value.counted.conditions[0]) + ")";
        if (value.is_ratio())
            text += in(" 与 (", " to (") + condition_words(value.counted.conditions[1]) + ")";
        const std::string bound = std::to_string(value.over ? *value.over : value.under.value_or(0));
        const std::string shown =
            value.is_ratio() ? (bound.size() < 3 ? std::string(3 - bound.size(), '0') + bound : bound)
                             : bound;
        const std::string number =
            value.is_ratio() ? shown.substr(0, shown.size() - 2) + "." + shown.substr(shown.size() - 2)
                             : shown;
        return text + (value.over ? in(" 多于 ", " is more than ") : in(" 少于 ", " is less than ")) + number;
    }

    std::string operator()(const expression_detector& value) const
    {
        return (value.is_sequence ? in("依次：", "one after the other: ") : "") +
               term_words(value.holds, value);
    }

    // status (status shipped/delivered)
    static std::string event_words(const settling_event& value)
    {
        std::string text(name_of(value.event));
        for (const auto& [name, values] : value.attributes) {
            text += " (" + name;
            for (const std::string& each : values)
                text += (&each == &values.front() ? " " : "/") + each;
            text += ")";
        }
        return text;
    }

    std::string operator()(const promise_ledger_detector& value) const
    {
        const std::string n = std::to_string(value.apart);
        std::string text =
            in("承诺（" + list(value.list) + "）旁边 " + n + " 字内说了时间，记为到期要兑现的承诺",
               "something is promised (" + list(value.list) + ") with a time at most " + n +
                   " characters beside it: a duty until then");
        for (const settling_event& each : value.settled_by) {
            text += &each == &value.settled_by.front() ? in("，以事件 ", ", kept by the event ")
                                                       : in(" 或 ", " or ");
            text += event_words(each);
        }
        return value.settled_by.empty() ? text : text + in(" 为兑现", "");
    }

    std::string operator()(const incident_detector& value) const
    {
        constexpr std::array<std::string_view, 4> zh{"店铺", "平台", "分组", "客服"};
        const auto by = static_cast<std::size_t>(value.by);
        const std::string n = std::to_string(value.count);
        return in(
            "同一" + std::string(zh[by]) + "当天 " + time(value.within) + " 内有 " + n + " 个 " + value.of +
                " 的质检结果",
            n + " verdicts of " + value.of + " within " + time(value.within) + " on one day and of one " +
                std::string(name_of(value.by))
        );
    }

    std::string condition_words(const condition& value) const
    {
        std::string text = std::visit(*this, value.detect);
        if (!value.roles.empty())
            text += in("，角色 ", ", of ") + joined(value.roles);
        if (value.range)
            text += in("，范围 ", ", from ") + position_words(value.range->from, in) + in(" 至 ", " to ") +
                    position_words(value.range->to, in);
        return text;
    }

    std::string relation_words(const relation& value, const expression_detector& whole) const
    {
        constexpr std::array<std::string_view, 4> zh{"同一条消息中靠近", "早于", "晚于", "前后"};
        constexpr std::array<std::string_view, 4> en{"near", "before", "after", "around"};
        const auto kind = static_cast<std::size_t>(value.kind);
        const std::string& name = whole.conditions[value.of].name;
        std::string text =
            in(zh[kind], en[kind]) + " " + (name.empty() ? "#" + std::to_string(value.of + 1) : name);
        if (value.unit == distance_unit::characters)
            text +=
                in("，" + std::to_string(value.count) + " 字以内",
                   " by at most " + std::to_string(value.count) + " characters");
        if (value.unit == distance_unit::messages)
            text +=
                in("，" + std::to_string(value.count) + " 条以内",
                   " by at most " + std::to_string(value.count) + " messages");
        if (value.unit == distance_unit::time)
            text += in("，" + time(value.within) + " 以内", " by at most " + time(value.within));
        return text;
    }

    std::string term_words(const term& value, const expression_detector& whole) const
    {
        if (value.what == term::kind::negated)
            return in("没有（", "not (") + term_words(value.of.front(), whole) + ")";
        if (value.what == term::kind::condition) {
            const condition& one = whole.conditions[value.condition];
            std::string text = (one.name.empty() ? "" : one.name + ": ") + condition_words(one);
            for (const relation& each : one.relations)
                text += ", " + relation_words(each, whole);
            return text;
        }
        const std::string n = std::to_string(value.at_least);
        std::string text = value.what == term::kind::all ? in("同时：", "all of: ")
                           : value.what == term::kind::any
                               ? in("任一：", "one of: ")
                               : in("至少 " + n + " 项：", "at least " + n + " of: ");
        for (std::size_t i = 0; i < value.of.size(); ++i)
            text += (i == 0 ? "[" : "; [") + term_words(value.of[i], whole) + "]";
        return text;
    }
};

} // namespace

std::string words::any_of(const std::vector<std::string>& names) const
{
    std::string text;
    for (std::size_t i = 0; i < names.size(); ++i)
        text += (i == 0                  ? ""
                 : i + 1 == names.size() ? (*this)("、", " or ")
                                         : (*this)("、", ", ")) +
                names[i];
    return text;
}

std::string_view level_words(level value, words_language language)
{
    constexpr std::array<std::string_view, 4> zh{"轻微", "一般", "严重", "红线"};
    return language == words_language::zh ? zh[static_cast<std::size_t>(value)] : name_of(value);
}

std::string list_words(list_index list, const rule_set& set, words_language language)
{
    const words in{language};
    const phrase_list& value = set.lists[list];
    const std::string name = value.name.substr(value.name.find('/') + 1);
    std::string text = in("词表 ", "") + (name.find('#') == std::string::npos ? name + " " : "") + "(" +
                       std::to_string(value.phrases.size()) + ": ";
    for (std::size_t i = 0; i < std::min(value.phrases.size(), phrases_shown); ++i)
        text += (i == 0 ? "" : in("、", ", ")) + value.phrases[i];
    return text + (value.phrases.size() > phrases_shown ? " …)" : ")");
}

std::string describe_detector(const detector& value, const rule_set& set, words_language language)
{
    return std::visit(sentence{{set, words{language}}}, value);
}

} // namespace chatqc::rules
