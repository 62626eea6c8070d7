// Detector promise_ledger: what is promised by when. The ways of saying a time are few enough to be written
// out and looked for one by one.
#include "tests/model/detectors.h"
#include "tests/model/hours.h"

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>

namespace chatqc::model {

namespace {

using std::chrono::days;
using std::chrono::minutes;

// By when, of what is said at an instant in a shop with this calendar.
using due_rule = std::function<instant(const rules::calendar&, instant)>;

struct dated {
    std::size_t begin = 0, end = 0;
    due_rule due;
};

using spellings = std::vector<std::pair<std::string, due_rule>>;

due_rule end_of_day(std::function<std::int64_t(std::int64_t)> day)
{
    return [day = std::move(day)](const rules::calendar& shop, instant said) {
        return day_begin(shop, day(shop_day(shop, said)) + 1);
    };
}

due_rule days_on(int count)
{
    return end_of_day([count](std::int64_t today) { return today + count; });
}

std::chrono::weekday weekday_of(std::int64_t day)
{
    return std::chrono::weekday{std::chrono::sys_days{days{day}}};
}

due_rule working_days_on(int count)
{
    return end_of_day([count](std::int64_t day) {
        for (int left = count; left > 0;) {
            ++day;
            left -= weekday_of(day) != std::chrono::Saturday && weekday_of(day) != std::chrono::Sunday;
        }
        return day;
    });
}

// 1 is Monday.
due_rule on_weekday(unsigned wanted, bool next_week)
{
    return end_of_day([=](std::int64_t today) {
        const auto monday = today - (weekday_of(today).iso_encoding() - 1);
        auto day = monday + (wanted - 1) + (next_week ? 7 : 0);
        return day < today ? day + 7 : day;
    });
}

due_rule on_date(unsigned month, unsigned date)
{
    return end_of_day([=](std::int64_t today) {
        for (auto day = today;; ++day) {
            const std::chrono::year_month_day each{std::chrono::sys_days{days{day}}};
            if (each.month() == std::chrono::month{month} && each.day() == std::chrono::day{date})
                return day;
        }
    });
}

std::vector<std::string> numerals(int value)
{
    static const std::vector<std::string> ones{"", "一", "二", "三", "四", "五", "六", "七", "八", "九"};
    const auto tens = static_cast<std::size_t>(value / 10);
    const auto rest = ones[static_cast<std::size_t>(value % 10)];
    std::vector<std::string> all{std::to_string(value)};
    if (tens == 0)
        all.push_back(rest);
    if (tens > 0)
        all.push_back(ones[tens] + "十" + rest);
    if (tens == 1)
        all.push_back("十" + rest);
    if (value == 2)
        all.push_back("两");
    return all;
}

void add_lengths(spellings& all)
{
    const std::vector<std::string> bounds{"内", "以内", "之内", "后", "之后", "以后", "左右", "之前"};
    const auto add = [&](const std::string& words, const due_rule& due) {
        for (const auto& bound : bounds)
            all.emplace_back(words + bound, due);
    };
    const auto in_minutes = [](int count) {
        return [count](const rules::calendar&, instant said) { return said + minutes{count}; };
    };
    for (const std::string hour : {"小时", "个小时", "个钟头"})
        add("半" + hour, in_minutes(30));
    for (int value = 1; value < 100; ++value) {
        for (const auto& number : numerals(value)) {
            add(number + "分钟", in_minutes(value));
            for (const std::string hour : {"小时", "个小时", "个钟头", "个钟"})
                add(number + hour, in_minutes(60 * value));
            for (const std::string day : {"天", "日"})
                add(number + day, days_on(value));
            for (const std::string week : {"周", "星期", "个星期", "个礼拜"})
                add(number + week, days_on(7 * value));
            for (const std::string day : {"个工作日", "工作日"})
                add(number + day, working_days_on(value));
        }
    }
}

void add_days(spellings& all)
{
    const std::vector<std::vector<std::string>> named{
        {"今天", "今日", "今晚", "当天"}, {"明天", "明日", "明早", "明晚"}, {"后天"}, {"大后天"}};
    for (std::size_t ahead = 0; ahead < named.size(); ++ahead) {
        for (const auto& word : named[ahead])
            all.emplace_back(word, days_on(static_cast<int>(ahead)));
    }
    for (const std::string week : {"周", "星期", "礼拜"}) {
        for (unsigned day = 1; day <= 7; ++day) {
            const auto names = day == 7 ? std::vector<std::string>{"日", "天"}
                                        : std::vector<std::string>{numerals(static_cast<int>(day))[1]};
            for (const auto& name : names) {
                all.emplace_back(week + name, on_weekday(day, false));
                all.emplace_back("下" + week + name, on_weekday(day, true));
                all.emplace_back("下个" + week + name, on_weekday(day, true));
            }
        }
    }
    for (unsigned month = 1; month <= 12; ++month) {
        for (unsigned day = 1; day <= 31; ++day) {
            if (!(std::chrono::year{2024} / std::chrono::month{month} / std::chrono::day{day}).ok())
                continue;
            for (const auto& in : numerals(static_cast<int>(month))) {
                for (const auto& on : numerals(static_cast<int>(day))) {
                    all.emplace_back(in + "月" + on + "日", on_date(month, day));
                    all.emplace_back(in + "月" + on + "号", on_date(month, day));
                }
            }
        }
    }
}

bool is_digit(char one)
{
    return one >= '0' && one <= '9';
}

std::vector<dated> look_for_times(const std::string& text)
{
    static const spellings all = [] {
        spellings made;
        add_lengths(made);
        add_days(made);
        return made;
    }();
    std::vector<dated> found;
    for (const auto& [words, due] : all) {
        for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1)) {
            if (at == 0 || !is_digit(text[at - 1]) || !is_digit(text[at]))
                found.push_back({at, at + words.size(), due});
        }
    }
    std::stable_sort(found.begin(), found.end(), [](const dated& left, const dated& right) {
        return left.begin != right.begin ? left.begin < right.begin : left.end > right.end;
    });
    std::vector<dated> apart;
    for (auto& each : found) {
        if (apart.empty() || apart.back().end <= each.begin)
            apart.push_back(std::move(each));
    }
    return apart;
}

const std::vector<dated>& times_in(std::string_view text)
{
    static std::map<std::string, std::vector<dated>, std::less<>> known;
    auto found = known.find(text);
    if (found == known.end())
        found = known.emplace(text, look_for_times(std::string{text})).first;
    return found->second;
}

std::optional<instant> due_of(
    const judging& here,
    const rules::promise_ledger_detector& how,
    const message& what,
    std::string_view text,
    seeing sees
)
{
    std::optional<instant> first;
    if (here.is_approved(what, text))
        return first;
    for (const auto& promised : here.hits(how.list, what, text)) {
        if (sees == seeing::what_is_plain && promised.disguised)
            continue;
        for (const auto& when : times_in(text)) {
            const auto from = std::min(promised.end, when.end);
            const auto to = std::max(promised.begin, when.begin);
            if (from < to && characters(text.substr(from, to - from)) > how.apart)
                continue;
            const auto due = when.due(*here.in.calendar, what.ts);
            first = std::min(first.value_or(due), due);
        }
    }
    return first;
}

} // namespace

void judge(const judging& here, const rules::promise_ledger_detector& how)
{
    for (auto at = here.in.first; at < here.in.until; ++at) {
        if (!here.looks_at(at))
            continue;
        const auto& what = here.all[at];
        const auto judged = judge_text(here, at, [&](std::string_view text, seeing sees) {
            return due_of(here, how, what, text, sees).has_value();
        });
        if (judged)
            here.out.back().due = due_of(here, how, what, *judged, seeing::everything);
    }
}

} // namespace chatqc::model
