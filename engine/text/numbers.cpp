#include "engine/text/numbers.h"

#include <string_view>
#include <utility>

namespace chatqc::engine {

namespace {

// Digits that touch each other: characters [first, last) of the normal form.
struct digit_run {
    std::size_t first = 0;
    std::size_t last = 0;

    [[nodiscard]] std::size_t size() const { return last - first; }
};

char at(const normal_form& normal, std::size_t character)
{
    return normal.text[normal.characters[character].begin];
}

bool is_digit(char one)
{
    return one >= '0' && one <= '9';
}

bool is_letter(char one)
{
    return one >= 'a' && one <= 'z';
}

std::vector<digit_run> runs_of(const normal_form& normal)
{
    std::vector<digit_run> runs;
    for (std::size_t each = 0; each < normal.characters.size(); ++each) {
        if (!is_digit(at(normal, each)))
            continue;
        const bool goes_on =
            !runs.empty() && runs.back().last == each && normal.characters[each].before == gap::none;
        if (goes_on)
            ++runs.back().last;
        else
            runs.push_back({each, each + 1});
    }
    return runs;
}

// Whether nothing but one blank or hyphen stands between them.
bool are_parts(const normal_form& normal, const digit_run& left, const digit_run& right)
{
    return right.first == left.last || (right.first == left.last + 1 && at(normal, left.last) == '-');
}

bool is_touched(const normal_form& normal, const digit_run& one)
{
    const bool before = one.first > 0 && normal.characters[one.first].before == gap::none &&
                        is_letter(at(normal, one.first - 1));
    const bool behind = one.last < normal.characters.size() &&
                        normal.characters[one.last].before == gap::none && is_letter(at(normal, one.last));
    return before || behind;
}

number_span span_of(const normal_form& normal, const digit_run& whole)
{
    number_span made;
    made.begin = normal.characters[whole.first].original;
    made.end = normal.characters[whole.last - 1].original_end;
    for (auto each = whole.first; each < whole.last; ++each)
        if (is_digit(at(normal, each)))
            made.digits += at(normal, each);
    return made;
}

bool is_mobile(std::string_view digits)
{
    return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
}

} // namespace

std::vector<number_span> find_phones(const normal_form& normal)
{
    std::vector<number_span> found;
    const auto runs = runs_of(normal);
    for (std::size_t each = 0; each < runs.size(); ++each) {
        digit_run whole = runs[each];
        const bool in_parts = each + 2 < runs.size() && runs[each].size() == 3 &&
                              runs[each + 1].size() == 4 && runs[each + 2].size() == 4 &&
                              are_parts(normal, runs[each], runs[each + 1]) &&
                              are_parts(normal, runs[each + 1], runs[each + 2]);
        if (in_parts)
            whole.last = runs[each + 2].last;
        auto number = span_of(normal, whole);
        if (!is_mobile(number.digits) || is_touched(normal, whole))
            continue;
        found.push_back(std::move(number));
        each += in_parts ? 2 : 0;
    }
    return found;
}

} // namespace chatqc::engine
