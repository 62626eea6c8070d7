#include "engine/text/addresses.h"

#include <algorithm>
#include <array>

namespace chatqc::engine {

namespace {

constexpr std::array<std::string_view, 12> places{
    "路", "街", "大道", "巷", "弄", "胡同", "村", "小区", "花园", "公寓", "大厦", "苑"};
constexpr std::array<std::string_view, 9> units{"号", "弄", "栋", "幢", "座", "单元", "室", "楼", "层"};
constexpr std::array<std::string_view, 4> home_units{"栋", "幢", "单元", "室"};
constexpr std::size_t digits_max = 5;
constexpr std::size_t ideograph_bytes = 3;
constexpr std::size_t named_by = 2; // ideographs before the place that belong to its name for certain

bool is_digit(char one)
{
    return one >= '0' && one <= '9';
}

// Behind the word, if one of them stands at `at`; else `at`.
template <class Words> std::size_t behind(const Words& words, std::string_view text, std::size_t at)
{
    for (const auto word : words)
        if (text.substr(at).starts_with(word))
            return at + word.size();
    return at;
}

// Behind a number and its unit; `at` if none stands there.
std::size_t behind_number(std::string_view text, std::size_t at)
{
    auto end = at;
    while (end < text.size() && is_digit(text[end]))
        ++end;
    if (end == at || end - at > digits_max)
        return at;
    const auto unit = behind(units, text, end);
    return unit == end ? at : unit;
}

// Where the name of a place begins whose own word begins at `at`; `at` if it has none.
std::size_t name_before(std::string_view text, std::size_t at)
{
    auto begin = at;
    for (std::size_t each = 0; each < named_by; ++each) {
        if (begin < ideograph_bytes ||
            (static_cast<unsigned char>(text[begin - ideograph_bytes]) & 0xF0U) != 0xE0U)
            return at;
        begin -= ideograph_bytes;
    }
    return begin;
}

} // namespace

std::vector<address_span> find_addresses(const normal_form& normal)
{
    std::vector<address_span> found;
    const std::string_view text = normal.text;
    std::size_t done = 0;
    for (const auto& each : normal.characters) {
        const auto place = behind(places, text, each.begin);
        const auto number = each.begin < done || place == each.begin ? place : behind_number(text, place);
        const auto begin = name_before(text, each.begin);
        if (number == place || begin == each.begin)
            continue;
        const auto ends_home = [&](std::size_t end) {
            return std::any_of(home_units.begin(), home_units.end(), [&](std::string_view unit) {
                return text.substr(0, end).ends_with(unit);
            });
        };
        auto end = number;
        bool is_home = ends_home(end);
        for (auto next = behind_number(text, end); next != end; next = behind_number(text, end)) {
            end = next;
            is_home = is_home || ends_home(end);
        }
        const auto first = normal.character_at(static_cast<std::uint32_t>(begin));
        const auto last = normal.character_at(static_cast<std::uint32_t>(end)) - 1;
        found.push_back(
            {normal.characters[first].original,
             normal.characters[last].original_end,
             is_home,
             std::string{text.substr(begin, number - begin)}}
        );
        done = end;
    }
    return found;
}

} // namespace chatqc::engine
