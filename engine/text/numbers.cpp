#include "engine/text/numbers.h"

#include "engine/text/fold.h"
#include "engine/text/utf8.h"

#include <algorithm>
#include <iterator>
#include <optional>
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

bool is_identity(std::string_view digits)
{
    constexpr int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    constexpr std::string_view checks = "10x98765432";
    if (digits.size() != std::size(weights) + 1)
        return false;
    int sum = 0;
    for (std::size_t each = 0; each < std::size(weights); ++each)
        sum += weights[each] * (digits[each] - '0');
    return digits.back() == checks[static_cast<std::size_t>(sum % 11)];
}

bool is_card(std::string_view digits)
{
    if (digits.size() < 16 || digits.size() > 19 || digits[0] < '3' || digits[0] > '6')
        return false;
    int sum = 0;
    for (std::size_t each = 0; each < digits.size(); ++each) {
        const int digit = digits[digits.size() - 1 - each] - '0';
        const int doubled = each % 2 == 1 ? 2 * digit : digit;
        sum += doubled > 9 ? doubled - 9 : doubled;
    }
    return sum % 10 == 0;
}

std::optional<number_kind> kind_of(std::string_view digits)
{
    if (is_mobile(digits))
        return number_kind::phone;
    if (is_identity(digits))
        return number_kind::identity;
    return is_card(digits) ? std::optional{number_kind::card} : std::nullopt;
}

// Whether one thing stands between them that draws digits apart: what is dropped there, or a kept symbol.
bool are_drawn_apart(const normal_form& normal, const digit_run& left, const digit_run& right)
{
    constexpr std::string_view symbols = "-/._*|+#~'\xC2"; // the last begins a middle dot
    return right.first == left.last ||
           (right.first == left.last + 1 && symbols.find(at(normal, left.last)) != std::string_view::npos);
}

// How many runs from `first` on make one number that somebody drew apart (1_38_123_4👍567_8); 1: none. Fewer
// marks make a date or a line of figures, and blanks alone stand between many figures.
std::size_t drawn_apart_from(const normal_form& normal, const std::vector<digit_run>& runs, std::size_t first)
{
    constexpr std::size_t parts_min = 5;
    constexpr std::size_t parts_with_blanks_min = 9;
    std::size_t parts = 1;
    bool has_blank = false;
    std::string digits = span_of(normal, runs[first]).digits;
    while (first + parts < runs.size() &&
           are_drawn_apart(normal, runs[first + parts - 1], runs[first + parts])) {
        const digit_run& next = runs[first + parts++];
        has_blank = has_blank || normal.characters[next.first].before == gap::space;
        digits += span_of(normal, next).digits;
    }
    return parts >= (has_blank ? parts_with_blanks_min : parts_min) && kind_of(digits) ? parts : 1;
}

// How many runs from `first` on make one number: 3, 4 and 4 digits, fours and a shorter rest, or drawn apart.
std::size_t parts_from(const normal_form& normal, const std::vector<digit_run>& runs, std::size_t first)
{
    std::size_t parts = 1;
    while (first + parts < runs.size() && are_parts(normal, runs[first + parts - 1], runs[first + parts]))
        ++parts;
    const auto size = [&](std::size_t part) { return runs[first + part].size(); };
    const bool is_phone = parts == 3 && size(0) == 3 && size(1) == 4 && size(2) == 4;
    bool is_fours = parts == 4 || (parts == 5 && size(4) < 4);
    for (std::size_t part = 0; is_fours && part < 4; ++part)
        is_fours = size(part) == 4;
    return is_phone || is_fours ? parts : drawn_apart_from(normal, runs, first);
}

} // namespace

std::vector<number_span> find_numbers(const normal_form& normal)
{
    std::vector<number_span> found;
    const auto runs = runs_of(normal);
    for (std::size_t each = 0; each < runs.size();) {
        const auto parts = parts_from(normal, runs, each);
        digit_run whole{runs[each].first, runs[each + parts - 1].last};
        each += parts;
        auto number = span_of(normal, whole);
        const bool ends_with_x = number.digits.size() == 17 && whole.last < normal.characters.size() &&
                                 normal.characters[whole.last].before == gap::none &&
                                 at(normal, whole.last) == 'x';
        if (ends_with_x) {
            number.end = normal.characters[whole.last++].original_end;
            number.digits += 'x';
        }
        const auto kind = kind_of(number.digits);
        if (!kind || is_touched(normal, whole))
            continue;
        number.kind = *kind;
        found.push_back(std::move(number));
    }
    return found;
}

std::size_t count_digits(std::string_view text)
{
    std::size_t count = 0;
    for (const char* at = text.data(); at != text.data() + text.size();) {
        const auto [code, length] = decode(at, text.data() + text.size());
        const auto to = fold(code);
        count += to.as == fold_class::digit ? std::max(to.count, 1u) : 0u;
        at += length;
    }
    return count;
}

} // namespace chatqc::engine
