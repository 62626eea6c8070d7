#include "engine/match/readable.h"

#include "engine/text/fold.h"
#include "engine/text/utf8.h"

#include <algorithm>

namespace chatqc::engine {
namespace {

// Runs from here on are emphasis; twice is spelling.
constexpr std::uint16_t emphasis_run_min = 3;
// A number is drawn apart if so many symbols stand between its digits; fewer make a date, a price, a number
// of a telephone (1-800-956-4442).
constexpr std::size_t digit_symbols_min = 4;
// A word is drawn apart if so many plain marks stand in it.
constexpr std::size_t word_marks_min = 2;

bool is_digit(char one)
{
    return one >= '0' && one <= '9';
}

// An ASCII letter or digit, told without a branch.
bool is_latin(char one)
{
    const auto byte = static_cast<unsigned char>(one);
    const auto letter = static_cast<unsigned char>((byte | 0x20U) - 'a');
    const auto digit = static_cast<unsigned char>(byte - '0');
    return letter < 26 || digit < 10;
}

// One normal form and the text that it is of.
class reader {
public:
    reader(const normal_form& normal, std::string_view original) : normal_(normal), original_(original) {}

    [[nodiscard]] std::size_t size() const { return normal_.characters.size(); }

    [[nodiscard]] char first_byte(std::size_t at) const { return normal_.text[normal_.characters[at].begin]; }

    // Whether character `at` is a symbol that touches digits on both sides: of the symbols only those are
    // kept there.
    [[nodiscard]] bool is_in_number(std::size_t at) const
    {
        return at > 0 && at + 1 < size() && !is_latin(first_byte(at)) && is_digit(first_byte(at - 1)) &&
               is_digit(first_byte(at + 1)) && normal_.characters[at].before == gap::none &&
               normal_.characters[at + 1].before == gap::none && first_byte(at) != ',' &&
               first_byte(at) != ':';
    }

    // Whether a number that goes on from character `at`, a digit, is drawn apart.
    [[nodiscard]] bool is_number_apart(std::size_t at) const
    {
        std::size_t symbols = 0;
        while (at + 1 < size() && normal_.characters[at + 1].before == gap::none &&
               (is_digit(first_byte(at + 1)) || is_in_number(at + 1))) {
            symbols += is_digit(first_byte(++at)) ? 0U : 1U;
        }
        return symbols >= digit_symbols_min;
    }

    // What stands between character `at` and the one before it, or before the first, as it was sent.
    [[nodiscard]] std::string_view gap_before(std::size_t at) const
    {
        const std::size_t begin = at == 0 ? 0 : normal_.characters[at - 1].original_end;
        const std::size_t end = normal_.characters[at].original;
        return begin < end ? original_.substr(begin, end - begin) : std::string_view{};
    }

    // Whether a symbol there, folded, belongs to words: an apostrophe, an @, a full stop between longer
    // words.
    [[nodiscard]] bool is_of_words(char32_t symbol, std::size_t at) const
    {
        return symbol == '\'' || symbol == '@' ||
               (symbol == '.' && at >= 2 && at + 1 < size() && goes_on(at - 1) && goes_on(at + 1));
    }

    // Whether the gap holds only marks that people write within words: can't, e-mail, and/or.
    [[nodiscard]] bool is_plain_gap(std::size_t at) const
    {
        const auto between = gap_before(at);
        const char* const end = between.data() + between.size();
        for (const char* next = between.data(); next != end;) {
            const auto [code, length] = decode(next, end);
            const folded symbol = fold(code);
            const char32_t image = symbol.count == 1 ? symbol.code : code;
            if (image >= 0x80 ||
                std::string_view("'-/._@#").find(static_cast<char>(image)) == std::string_view::npos) {
                return false;
            }
            next += length;
        }
        return true;
    }

private:
    // Whether the character touches the one before it, both Latin.
    [[nodiscard]] bool goes_on(std::size_t at) const
    {
        return normal_.characters[at].before == gap::none && is_latin(first_byte(at)) &&
               is_latin(first_byte(at - 1));
    }

    const normal_form& normal_;
    std::string_view original_;
};

// Appends what of a gap is read.
void write_gap(const reader& from, std::size_t at, std::string& to)
{
    const std::string_view between = from.gap_before(at);
    const char* const end = between.data() + between.size();
    bool after_blank = false;
    for (const char* next = between.data(); next != end;) {
        const auto [code, length] = decode(next, end);
        const folded symbol = fold(code);
        const bool is_blank = symbol.as == fold_class::blank || symbol.as == fold_class::weak_separator;
        if (is_blank && !after_blank) {
            to += ' ';
        } else if (const char32_t image = symbol.count == 1 ? symbol.code : code;
                   !is_blank && from.is_of_words(image, at)) {
            to += static_cast<char>(image);
        }
        after_blank = is_blank;
        next += length;
    }
}

} // namespace

bool has_disguised_latin(const normal_form& normal, std::string_view original)
{
    // Counted rather than searched: the compiler makes one pass of wide steps of it.
    if (std::count_if(normal.text.begin(), normal.text.end(), is_latin) == 0) {
        return false;
    }
    const reader from(normal, original);
    bool after_latin = false;
    std::size_t digit_symbols = 0;
    std::size_t word_marks = 0;
    for (std::size_t at = 0; at < normal.characters.size(); ++at) {
        const auto& one = normal.characters[at];
        const bool is_here = is_latin(from.first_byte(at));
        if (is_here) {
            const bool is_plain = is_latin(original[one.original]);
            const bool is_emphasis = one.run >= emphasis_run_min;
            const bool is_apart = after_latin && (one.before == gap::separator || one.before == gap::emoji);
            if (!is_plain || is_emphasis ||
                (is_apart && (++word_marks == word_marks_min || !from.is_plain_gap(at)))) {
                return true;
            }
            word_marks = !after_latin || one.before == gap::space ? 0 : word_marks;
        } else if (after_latin && from.is_in_number(at)) {
            if (++digit_symbols == digit_symbols_min) {
                return true;
            }
        } else {
            digit_symbols = 0;
        }
        after_latin = is_here;
    }
    return false;
}

void write_readable(const normal_form& normal, std::string_view original, readable_form& out)
{
    out.text.clear();
    out.bytes.clear();
    const reader from(normal, original);
    bool is_apart = false; // the number at hand
    for (std::size_t at = 0; at < from.size(); ++at) {
        const auto& one = normal.characters[at];
        const auto end = at + 1 < from.size() ? normal.characters[at + 1].begin : normal.text.size();
        if (one.before != gap::none) {
            write_gap(from, at, out.text);
            out.bytes.resize(out.text.size(), static_cast<std::uint32_t>(at) | readable_form::between);
        }
        const bool in_number = from.is_in_number(at);
        if (in_number && is_apart) {
            continue;
        }
        const bool goes_on = at > 0 && one.before == gap::none &&
                             (is_digit(from.first_byte(at - 1)) || from.is_in_number(at - 1));
        if (is_digit(from.first_byte(at)) && !goes_on) {
            is_apart = from.is_number_apart(at);
        }
        for (int copies = one.run == 2 ? 2 : 1; copies > 0; --copies) {
            out.text.append(normal.text, one.begin, end - one.begin);
        }
        out.bytes.resize(out.text.size(), static_cast<std::uint32_t>(at));
    }
}

} // namespace chatqc::engine
