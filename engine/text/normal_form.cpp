#include "engine/text/normal_form.h"

#include "engine/text/fold.h"
#include "engine/text/links.h"
#include "engine/text/shapes.h"
#include "engine/text/utf8.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace chatqc::engine {
namespace {

// Runs of a letter from here on are emphasis; twice is spelling.
constexpr std::uint16_t emphasis_run_min = 3;
// A number is drawn apart if so many symbols stand between its digits (readable.cpp).
constexpr int between_digits_min = 4;
// Bytes that a single store may write beyond the end of the normal form's text.
constexpr std::size_t slack = 8;

bool is_ascii_letter_or_digit(char32_t code)
{
    return (code >= 'a' && code <= 'z') || (code >= '0' && code <= '9') || (code >= 'A' && code <= 'Z');
}

bool is_digit(char32_t code)
{
    return code >= '0' && code <= '9';
}

gap gap_of(fold_class symbol)
{
    return symbol == fold_class::weak_separator ? gap::space
           : symbol == fold_class::emoji        ? gap::emoji
                                                : gap::separator;
}

// One pass over one text. Positions are bytes of the input.
class pass {
public:
    pass(std::string_view input, normal_form& out)
        : begin_(input.data()), end_(input.data() + input.size()), out_(out)
    {
        out_.text.resize(input.size() + input.size() / 2 + slack);
        // One a code point; more only where one code point becomes several. Stray bytes of invalid input give
        // none.
        out_.characters.resize(count_characters(input));
        out_.may_disguise_latin = false;
        text_ = out_.text.data();
        character_ = out_.characters.data();
    }

    void run()
    {
        const char* at = begin_;
        while (at != end_) {
            at = one(at);
        }
        out_.characters.resize(static_cast<std::size_t>(character_ - out_.characters.data()));
        out_.text.resize(static_cast<std::size_t>(text_ - out_.text.data()));
    }

private:
    // Handles what stands at `at`; returns where to go on.
    const char* one(const char* at)
    {
        const auto first = static_cast<unsigned char>(*at);
        if ((first & 0xF0U) == 0xE0U && end_ - at >= 3) {
            const char32_t code = decode(at, end_).code;
            if (code >= han_first && code <= han_last && !han_is_folded(code)) {
                put_bytes(code, at, at, 3);
                return at + 3;
            }
        } else if ((first == 'h' || first == 'w' || first == 'H' || first == 'W') && begins_word(at)) {
            if (const auto length = link_length({at, end_}); length != 0) {
                out_.may_disguise_latin = true;
                return keep_all(at, at + length);
            }
        }
        const auto [code, length] = decode(at, end_);
        const folded to = fold(code);
        switch (to.as) {
        case fold_class::core:
        case fold_class::digit:
        case fold_class::kept:
            put(code, to, at, at + length);
            return at + length;
        case fold_class::separator:
        case fold_class::weak_separator:
        case fold_class::emoji:
            return symbols(at);
        case fold_class::blank:
            before_ = gap::space;
            return at + length;
        case fold_class::vanish:
            return at + length;
        case fold_class::component:
            return half(to.count == 1 ? to.code : code, at, at + length);
        }
        return at + length;
    }

    // Half a character, from `at` to `after`: with the other half before or after it the two become one. What
    // they make is no further copy of its neighbours, so that nothing takes half of it for a copy.
    const char* half(char32_t image, const char* at, const char* after)
    {
        const char* next = after;
        while (next != end_) {
            const auto [code, length] = decode(next, end_);
            next += length;
            const folded to = fold(code);
            if (to.as == fold_class::vanish) {
                continue;
            }
            if (const auto whole = joined(image, to.count == 1 ? to.code : code)) {
                return put_whole(*whole, at, next);
            }
            break;
        }
        if (const auto whole = joined(last_, image);
            whole && before_ == gap::none && character_[-1].run == 1) {
            const std::uint32_t from = (--character_)->original;
            before_ = character_->before;
            text_ = out_.text.data() + character_->begin;
            return put_whole(*whole, begin_ + from, after);
        }
        put_code(image, at, after);
        return after;
    }

    const char* put_whole(char32_t whole, const char* from, const char* until)
    {
        append(whole, from, until);
        text_ += encode(whole, text_);
        last_ = 0;
        out_.may_disguise_latin = true; // what stood before the halves is not known any more
        return until;
    }

    [[nodiscard]] bool begins_word(const char* at) const
    {
        return at == begin_ || !is_ascii_letter_or_digit(static_cast<unsigned char>(at[-1]));
    }

    // A run of symbols from `at` on: kept inside numbers and masks and as a full stop, else dropped as a gap.
    const char* symbols(const char* at)
    {
        if (const auto length = emoji_code_length({at, end_}); length != 0) {
            keep_all(at, at + length);
            before_ = std::max(before_, gap::separator);
            return at + length;
        }
        const char* stop = at;
        int dots = 0;
        int others = 0;
        bool is_mask = true;
        bool is_plain = true; // every symbol has an ASCII form
        gap dropped = gap::separator;
        char32_t next = 0; // the folded character after the run, 0 if none
        while (stop != end_) {
            const auto [code, length] = decode(stop, end_);
            const folded to = fold(code);
            const bool is_symbol = to.as == fold_class::separator || to.as == fold_class::weak_separator ||
                                   to.as == fold_class::emoji;
            if ((!is_symbol && to.as != fold_class::vanish) || emoji_code_length({stop, end_}) != 0) {
                next = to.count > 1 ? fold_sequences[to.code] : to.count == 1 ? to.code : code;
                break;
            }
            if (is_symbol) {
                const char32_t written = to.count == 1 ? to.code : code;
                written == '.' ? ++dots : ++others;
                is_mask = is_mask && written == '*';
                is_plain = is_plain && written < 0x80;
                dropped = std::max(dropped, gap_of(to.as));
            }
            stop += length;
        }
        const bool touches = character_ != out_.characters.data() && before_ == gap::none;
        const bool in_number = touches && is_plain && is_digit(last_) && is_digit(next);
        const bool in_mask = touches && is_mask && others >= 2 && is_ascii_letter_or_digit(last_) &&
                             is_ascii_letter_or_digit(next);
        const bool is_full_stop =
            touches && dots == 1 && others == 0 && (next == 0 || next == ' ' || next == '\n');
        if (in_number || in_mask || is_full_stop) {
            out_.may_disguise_latin = out_.may_disguise_latin || !is_full_stop;
            return keep_all(at, stop);
        }
        if (dots >= 2) {
            dropped = gap::space;
        }
        before_ = std::max(before_, dropped);
        return stop;
    }

    // Folds but drops nothing except what vanishes.
    const char* keep_all(const char* at, const char* stop)
    {
        while (at != stop) {
            const auto [code, length] = decode(at, stop);
            const folded to = fold(code);
            if (to.as != fold_class::vanish) {
                put(code, to, at, at + length);
            }
            at += length;
        }
        return stop;
    }

    void put(char32_t code, folded to, const char* from, const char* until)
    {
        if (to.count <= 1) {
            put_code(to.count == 1 ? to.code : code, from, until);
            return;
        }
        make_room(to.count - 1);
        for (std::uint32_t at = 0; at < to.count; ++at) {
            put_code(fold_sequences[to.code + at], from, until);
        }
    }

    void make_room(std::size_t further)
    {
        const auto used = character_ - out_.characters.data();
        out_.characters.resize(out_.characters.size() + further);
        character_ = out_.characters.data() + used;
    }

    void put_code(char32_t code, const char* from, const char* until)
    {
        char bytes[4];
        const std::uint32_t length = encode(code, bytes);
        if (!repeats(code, until)) {
            if (is_ascii_letter_or_digit(code)) {
                see_latin(from);
            }
            append(code, from, until);
            std::memcpy(text_, bytes, 4);
            text_ += length;
        }
    }

    // A Latin letter or digit, written at `from`, comes next.
    void see_latin(const char* from)
    {
        const bool is_plain = is_ascii_letter_or_digit(static_cast<unsigned char>(*from));
        const bool is_apart = before_ == gap::separator || before_ == gap::emoji;
        // Something stands between two digits: so many times, and it may be one number drawn apart.
        const bool is_between =
            before_ == gap::none && !is_ascii_letter_or_digit(last_) && is_digit(second_last_);
        between_digits_ += is_between ? 1 : 0;
        out_.may_disguise_latin =
            out_.may_disguise_latin || !is_plain || is_apart || between_digits_ >= between_digits_min;
    }

    // The same for a character of `length` bytes that is its own image.
    void put_bytes(char32_t code, const char* bytes, const char* from, std::uint32_t length)
    {
        if (!repeats(code, from + length)) {
            append(code, from, from + length);
            std::memcpy(text_, bytes, length);
            text_ += length;
        }
    }

    // Adds a further copy of the last character to its run, if it is one.
    bool repeats(char32_t code, const char* until)
    {
        if (code != last_ || before_ != gap::none || is_digit(code)) {
            return false;
        }
        auto& last = character_[-1];
        last.original_end = position(until);
        if (last.run != std::numeric_limits<std::uint16_t>::max()) {
            ++last.run;
        }
        out_.may_disguise_latin =
            out_.may_disguise_latin || (last.run >= emphasis_run_min && is_ascii_letter_or_digit(code));
        return true;
    }

    void append(char32_t code, const char* from, const char* until)
    {
        *character_++ = {
            static_cast<std::uint32_t>(text_ - out_.text.data()),
            position(from),
            position(until),
            1,
            before_};
        before_ = gap::none;
        second_last_ = last_;
        last_ = code;
    }

    [[nodiscard]] std::uint32_t position(const char* at) const
    {
        return static_cast<std::uint32_t>(at - begin_);
    }

    const char* begin_;
    const char* end_;
    normal_form& out_;
    char* text_ = nullptr;
    normal_form::character* character_ = nullptr;
    char32_t last_ = 0; // of the normal form; 0 before the first (U+0000 vanishes) and after joined halves
    char32_t second_last_ = 0;
    int between_digits_ = 0;
    gap before_ = gap::none;
};

} // namespace

std::size_t normal_form::character_at(std::uint32_t begin) const
{
    if (begin >= text.size()) {
        return characters.size();
    }
    const auto after = std::upper_bound(
        characters.begin(),
        characters.end(),
        begin,
        [](std::uint32_t at, const character& one) { return at < one.begin; }
    );
    return static_cast<std::size_t>(after - characters.begin()) - 1;
}

void normalise(std::string_view input, normal_form& out)
{
    pass(input, out).run();
}

} // namespace chatqc::engine
