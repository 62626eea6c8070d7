#include "rules/describe.h"

#include "rules/describe_detector.h"
#include "rules/detectors.h"

namespace chatqc::rules {

namespace {

template <class T> std::vector<std::string> spellings(const std::vector<T>& values)
{
    std::vector<std::string> result;
    for (const T each : values)
        result.emplace_back(name_of(each));
    return result;
}

std::string instant_text(std::chrono::sys_time<milliseconds> at)
{
    const auto day = std::chrono::floor<std::chrono::days>(at);
    const std::chrono::year_month_day date{day};
    const auto two = [](unsigned value) { return (value < 10 ? "0" : "") + std::to_string(value); };
    const auto time = std::chrono::duration_cast<minutes>(at - day).count();
    return std::to_string(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month())) +
           "-" + two(static_cast<unsigned>(date.day())) + "T" + two(static_cast<unsigned>(time / 60)) + ":" +
           two(static_cast<unsigned>(time % 60)) + "Z";
}

std::vector<std::string> campaign_names(const std::vector<campaign_index>& indices, const rule_set& set)
{
    std::vector<std::string> names;
    for (const campaign_index each : indices)
        names.push_back(
            set.campaigns[each].name + " (" + instant_text(set.campaigns[each].from) + " – " +
            instant_text(set.campaigns[each].to) + ")"
        );
    return names;
}

std::string count_words(const rule& value, words_language language)
{
    const words in{language};
    if (value.puts)
        return in("不判定、不计分，只给会话打标签", "decides nothing, only puts its tag on the session");
    std::string text = std::string(in(level_words(value.severity, language), name_of(value.severity))) +
                       ", " + std::to_string(value.points) + in(" 分", " points");
    if (value.count == count_as::per_hit) {
        text += in("，每次计", ", each time");
        if (value.cap)
            text += in("，最多 ", ", down to ") + std::to_string(*value.cap);
    } else {
        text += in("，每会话一次", ", once a session");
    }
    if (!value.charge_once.empty())
        text += in("，同一次等待只扣最重的一条", ", of one wait only the costliest");
    if (value.severity == level::critical)
        text += in("，红线：", ", score 0 for the ") + value.critical_scope + in(" 记 0 分", "");
    if (value.review_required)
        text += in("，须人工确认后才计分", ", no points until a person confirms");
    if (value.mode == mode::shadow)
        text += in("，试运行：只计数", ", in shadow: counted, never scored or alerted");
    return text;
}

} // namespace

std::string exception_words(const exception& value, const rule_set& set, words_language language)
{
    const words in{language};
    const std::string what =
        value.list      ? list_words(*value.list, set, language)
        : value.pattern ? "/" + set.patterns[*value.pattern].regex + "/"
        : value.message ? in("整条消息为 ", "a message that is ") + list_words(*value.message, set, language)
                        : "";
    return what + in("（" + value.reason + "）", " (" + value.reason + ")");
}

std::string describe_scope(const scope& value, const rule_set& set, words_language language)
{
    const words in{language};
    std::string text;
    const auto add = [&](const std::string& part) { text += (text.empty() ? "" : in("；", "; ")) + part; };
    const auto names = [&](const std::string& label, const std::vector<std::string>& of) {
        if (!of.empty())
            add(label + " " + in.any_of(of));
    };
    names(in("平台", "platform"), value.platforms);
    names(in("店铺", "shop"), value.shops);
    names(in("除店铺", "not shop"), value.not_shops);
    names(in("分组", "group"), value.groups);
    names(in("账号", "account"), value.senders);
    names(in("角色", "role"), spellings(value.roles));
    if (value.hours)
        add(hours_text(*value.hours));
    if (value.valid_from)
        add(in("自 ", "from ") + instant_text(*value.valid_from));
    if (value.valid_to)
        add(in("至 ", "until ") + instant_text(*value.valid_to));
    names(in("活动期间", "during"), campaign_names(value.campaigns, set));
    names(in("活动之外", "outside"), campaign_names(value.outside_campaigns, set));
    return text;
}

std::vector<std::pair<std::string, std::string>>
describe(const rule& value, const rule_set& set, words_language language)
{
    const words in{language};
    std::vector<std::pair<std::string, std::string>> lines;
    lines.emplace_back(
        value.puts ? in("打标签", "puts the tag") : in("规则", "rule"),
        (value.puts ? set.tags[*value.puts].name + ": " : "") + in(value.name_zh, value.name_en)
    );
    const std::string where = describe_scope(value.scope, set, language);
    lines.emplace_back(in("范围", "where"), where.empty() ? in("所有店铺", "everywhere") : where);
    lines.emplace_back(in("触发", "fires when"), describe_detector(value.detect, set, language));
    for (const exception& each : value.except)
        lines.emplace_back(in("例外", "not for"), exception_words(each, set, language));
    if (value.customer_said != 0) {
        const std::string n = std::to_string(value.customer_said);
        lines.emplace_back(
            in("例外", "not for"),
            in("顾客最近 " + n + " 条消息里说过、客服加引号或否定的词",
               "what the customer's last " + n + " messages hold, quoted or negated")
        );
    }
    lines.emplace_back(in("计分", "counts"), count_words(value, language));
    if (!value.why.empty())
        lines.emplace_back(in("为什么", "why"), value.why);
    return lines;
}

} // namespace chatqc::rules
