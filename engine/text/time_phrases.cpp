#include "engine/text/time_phrases.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace chatqc::engine {

namespace {

constexpr std::uint32_t minutes_an_hour = 60;
constexpr std::size_t digits_max = 4;

struct unit_word {
    std::string_view word;
    time_unit unit;
    std::uint32_t each; // how many of the unit one of it is
};

// A word that begins another stands behind it. All as the normal form has them: runs are one character there.
constexpr std::array units{
    unit_word{"个工作日", time_unit::working_days, 1},
    unit_word{"工作日", time_unit::working_days, 1},
    unit_word{"分钟", time_unit::minutes, 1},
    unit_word{"个小时", time_unit::minutes, minutes_an_hour},
    unit_word{"小时", time_unit::minutes, minutes_an_hour},
    unit_word{"个钟头", time_unit::minutes, minutes_an_hour},
    unit_word{"个钟", time_unit::minutes, minutes_an_hour},
    unit_word{"天", time_unit::days, 1},
    unit_word{"日", time_unit::days, 1},
    unit_word{"个星期", time_unit::days, 7},
    unit_word{"星期", time_unit::days, 7},
    unit_word{"个礼拜", time_unit::days, 7},
    unit_word{"周", time_unit::days, 7},
};

constexpr std::array latin_units{
    unit_word{"minutes", time_unit::minutes, 1},
    unit_word{"minute", time_unit::minutes, 1},
    unit_word{"mins", time_unit::minutes, 1},
    unit_word{"min", time_unit::minutes, 1},
    unit_word{"hours", time_unit::minutes, minutes_an_hour},
    unit_word{"hour", time_unit::minutes, minutes_an_hour},
    unit_word{"hrs", time_unit::minutes, minutes_an_hour},
    unit_word{"h", time_unit::minutes, minutes_an_hour},
    unit_word{"businesdays", time_unit::working_days, 1},
    unit_word{"businesday", time_unit::working_days, 1},
    unit_word{"workingdays", time_unit::working_days, 1},
    unit_word{"workingday", time_unit::working_days, 1},
    unit_word{"days", time_unit::days, 1},
    unit_word{"day", time_unit::days, 1},
    unit_word{"weks", time_unit::days, 7},
    unit_word{"wek", time_unit::days, 7},
};

constexpr std::array<std::string_view, 8> limits_behind{
    "之内", "以内", "内", "之后", "以后", "后", "左右", "之前"};

struct day_word {
    std::string_view word;
    std::uint32_t days;
};

constexpr std::array day_words{
    day_word{"大后天", 3},
    day_word{"后天", 2},
    day_word{"明天", 1},
    day_word{"明日", 1},
    day_word{"明早", 1},
    day_word{"明晚", 1},
    day_word{"今天", 0},
    day_word{"今日", 0},
    day_word{"今晚", 0},
    day_word{"当天", 0},
    day_word{"tomorow", 1},
    day_word{"tonight", 0},
    day_word{"today", 0},
};

constexpr std::array<std::string_view, 3> week_words{"星期", "礼拜", "周"};
constexpr std::array<std::string_view, 9> numerals{"一", "二", "三", "四", "五", "六", "七", "八", "九"};
constexpr std::array<std::string_view, 7> latin_weekdays{
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

bool is_digit(char one)
{
    return one >= '0' && one <= '9';
}

bool is_letter(char one)
{
    return one >= 'a' && one <= 'z';
}

// Reads along a normal form; every `take` moves on or stays.
class time_reader {
public:
    time_reader(const normal_form& normal, std::size_t at) : normal_(normal), at_(at) {}

    // The phrase that begins here, if one does; at() is behind it then.
    std::optional<time_phrase> read()
    {
        const auto begin = at_;
        for (const auto look :
             {&time_reader::day, &time_reader::weekday, &time_reader::date, &time_reader::length}) {
            at_ = begin;
            if (auto found = (this->*look)())
                return found;
        }
        return std::nullopt;
    }

    [[nodiscard]] std::size_t at() const { return at_; }

private:
    using maybe_phrase = std::optional<time_phrase>;

    [[nodiscard]] std::string_view rest() const { return std::string_view{normal_.text}.substr(at_); }

    // Whether a word of Latin letters may begin or end at this byte.
    [[nodiscard]] bool is_edge(std::size_t byte) const
    {
        const auto& text = normal_.text;
        if (byte == 0 || byte >= text.size() || !is_letter(text[byte - 1]) || !is_letter(text[byte]))
            return true;
        const auto character = normal_.character_at(static_cast<std::uint32_t>(byte));
        return normal_.characters[character].before != gap::none;
    }

    bool take(std::string_view word)
    {
        const bool is_latin = is_letter(word.front());
        if (!rest().starts_with(word) || (is_latin && !(is_edge(at_) && is_edge(at_ + word.size()))))
            return false;
        at_ += word.size();
        return true;
    }

    template <class Words> const unit_word* take_unit(const Words& words)
    {
        const auto one =
            std::find_if(words.begin(), words.end(), [&](const auto& each) { return take(each.word); });
        return one == words.end() ? nullptr : &*one;
    }

    std::optional<std::uint32_t> digits()
    {
        const bool goes_on = at_ > 0 && is_digit(normal_.text[at_ - 1]);
        std::uint32_t value = 0;
        std::size_t count = 0;
        for (; count <= digits_max && at_ < normal_.text.size() && is_digit(normal_.text[at_]);
             ++at_, ++count)
            value = value * 10 + static_cast<std::uint32_t>(normal_.text[at_] - '0');
        return count == 0 || count > digits_max || goes_on ? std::nullopt : std::optional{value};
    }

    std::optional<std::uint32_t> numeral()
    {
        for (std::uint32_t each = 0; each < numerals.size(); ++each)
            if (take(numerals[each]))
                return each + 1;
        return std::nullopt;
    }

    std::optional<std::uint32_t> number()
    {
        if (const auto value = digits())
            return value;
        if (take("两"))
            return 2;
        const auto tens = numeral();
        if (!take("十"))
            return tens;
        return tens.value_or(1) * 10 + numeral().value_or(0);
    }

    [[nodiscard]] maybe_phrase made(std::size_t begin, time_unit unit, std::uint32_t amount) const
    {
        const auto first = normal_.character_at(static_cast<std::uint32_t>(begin));
        const auto last = normal_.character_at(static_cast<std::uint32_t>(at_)) - 1;
        return time_phrase{
            unit, amount, normal_.characters[first].original, normal_.characters[last].original_end};
    }

    maybe_phrase day()
    {
        const auto begin = at_;
        for (const auto& each : day_words)
            if (take(each.word))
                return made(begin, time_unit::days, each.days);
        return std::nullopt;
    }

    maybe_phrase weekday()
    {
        const auto begin = at_;
        const bool is_next = take("下个") || take("下") || take("next");
        for (std::uint32_t each = 0; each < latin_weekdays.size(); ++each)
            if (take(latin_weekdays[each]))
                return made(begin, time_unit::weekday, each + (is_next ? 7 : 0));
        if (std::none_of(week_words.begin(), week_words.end(), [&](auto word) { return take(word); }))
            return std::nullopt;
        const auto day = take("日") || take("天") ? std::optional{7u} : numeral();
        return day && *day <= 7 ? made(begin, time_unit::weekday, *day - 1 + (is_next ? 7 : 0))
                                : std::nullopt;
    }

    maybe_phrase date()
    {
        const auto begin = at_;
        const auto month = number();
        if (!month || *month < 1 || *month > 12 || !take("月"))
            return std::nullopt;
        constexpr std::array<std::uint32_t, 12> days{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
        const auto day = number();
        const bool is_date = day && *day >= 1 && *day <= days[*month - 1] && (take("日") || take("号"));
        return is_date ? made(begin, time_unit::date, *month * 100 + *day) : std::nullopt;
    }

    maybe_phrase length()
    {
        const auto begin = at_;
        const bool has_bound = take("within") || take("in");
        if (!has_bound && take("半")) // 半小时内
            return take("小时") || take("个小时") || take("个钟头") ? bounded(begin, time_unit::minutes, 30)
                                                                    : std::nullopt;
        const auto count = number();
        if (!count)
            return std::nullopt;
        if (const auto* unit = has_bound ? take_unit(latin_units) : nullptr)
            return made(begin, unit->unit, *count * unit->each);
        const auto* unit = take_unit(units);
        return unit == nullptr ? std::nullopt : bounded(begin, unit->unit, *count * unit->each);
    }

    maybe_phrase bounded(std::size_t begin, time_unit unit, std::uint32_t amount)
    {
        return std::any_of(limits_behind.begin(), limits_behind.end(), [&](auto word) { return take(word); })
                   ? made(begin, unit, amount)
                   : std::nullopt;
    }

    const normal_form& normal_;
    std::size_t at_; // byte of the normal form, at a character
};

} // namespace

std::vector<time_phrase> find_time_phrases(const normal_form& normal)
{
    std::vector<time_phrase> all;
    std::size_t behind = 0;
    for (const auto& each : normal.characters) {
        if (each.begin < behind)
            continue;
        time_reader reader{normal, each.begin};
        if (const auto phrase = reader.read()) {
            all.push_back(*phrase);
            behind = reader.at();
        }
    }
    return all;
}

} // namespace chatqc::engine
