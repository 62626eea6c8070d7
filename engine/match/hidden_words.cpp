#include "engine/match/hidden_words.h"

#include "engine/match/disguises.h"
#include "engine/text/fold.h"
#include "engine/text/shapes.h"
#include "engine/text/utf8.h"

#include <algorithm>
#include <vector>

namespace chatqc::engine {
namespace {

std::string encoded(char32_t code)
{
    char bytes[4];
    return {bytes, encode(code, bytes)};
}

bool is_ascii_word(char one)
{
    return static_cast<unsigned char>(one) < 0x80 && is_latin_or_digit(static_cast<unsigned char>(one));
}

// Letters begin and end where words do, and symbols mean themselves.
std::string as_expression(std::string_view written)
{
    std::string text = is_ascii_word(written.front()) ? "\\b" : "";
    for (const char each : written) {
        const bool is_symbol = static_cast<unsigned char>(each) < 0x80 && !is_ascii_word(each);
        text += is_symbol ? std::string{'\\', each} : std::string{each};
    }
    return text + (is_ascii_word(written.back()) ? "\\b" : "");
}

bool is_all_han(std::string_view word)
{
    for (std::size_t at = 0; at < word.size();) {
        const auto [code, length] = decode(word.data() + at, word.data() + word.size());
        if (!is_han(code)) {
            return false;
        }
        at += length;
    }
    return true;
}

// One pass over an expression, which knows only as much of its syntax as it takes to tell words from the
// rest.
class rewriter {
public:
    rewriter(std::string_view expression, match_source::hidden_words asked)
        : expression_(expression), asked_(asked)
    {
    }

    std::string run()
    {
        while (at_ < expression_.size()) {
            const char first = expression_[at_];
            if (first == '\\') {
                copy(escape_length());
            } else if (first == '[') {
                character_class();
            } else {
                word_or_character(expression_.size());
            }
        }
        return std::move(made_);
    }

private:
    void copy(std::size_t length)
    {
        made_ += expression_.substr(at_, length);
        at_ = std::min(at_ + length, expression_.size());
    }

    [[nodiscard]] decoded next(std::size_t at) const
    {
        return decode(expression_.data() + at, expression_.data() + expression_.size());
    }

    // \d, \x{4e00}, \p{Han}, \Q…\E
    [[nodiscard]] std::size_t escape_length() const
    {
        const std::string_view rest = expression_.substr(at_);
        if (rest.size() < 2) {
            return rest.size();
        }
        const auto up_to = [&](std::string_view end) {
            const auto found = rest.find(end, 2);
            return found == std::string_view::npos ? rest.size() : found + end.size();
        };
        if (rest[1] == 'Q') {
            return up_to("\\E");
        }
        return rest.size() > 2 && rest[2] == '{' ? up_to("}") : 1 + next(at_ + 1).length;
    }

    // A class admits the look-alikes of what it admits; what is shut out stays as it is.
    void character_class()
    {
        const bool is_negated = expression_.substr(at_).starts_with("[^");
        std::string more;
        copy(is_negated ? 2 : 1);
        for (bool is_first = true; at_ < expression_.size(); is_first = false) {
            if (expression_[at_] == ']' && !is_first) {
                break;
            }
            if (expression_[at_] == '\\') {
                copy(escape_length());
                continue;
            }
            if (expression_.substr(at_).starts_with("[:")) {
                const auto end = expression_.find(":]", at_);
                copy(end == std::string_view::npos ? expression_.size() - at_ : end + 2 - at_);
                continue;
            }
            const auto [code, length] = next(at_);
            more += is_negated ? "" : look_alikes(code);
            copy(length);
        }
        made_ += more;
        copy(1);
    }

    [[nodiscard]] std::string look_alikes(char32_t code) const
    {
        std::string all;
        if (asked_.shapes) {
            for (const char32_t other : look_alikes_of(code)) {
                all += encoded(other);
            }
        }
        return all;
    }

    [[nodiscard]] std::string any_shape_of(char32_t code) const
    {
        const std::string itself = encoded(code);
        const std::string others = look_alikes(code);
        const std::string one = others.empty() ? itself : '[' + itself + others + ']';
        const auto both = asked_.shapes ? ordinary_halves_of(code) : std::nullopt;
        return both ? "(?:" + one + '|' + encoded(both->first) + encoded(both->second) + ')' : one;
    }

    void character()
    {
        const auto [code, length] = next(at_);
        made_ += is_han(code) ? any_shape_of(code) : std::string(expression_.substr(at_, length));
        at_ += length;
    }

    // The longest word here, up to byte `end` and shorter than so many bytes, that has another writing; empty
    // if there is none. One whose last character alone is repeated is no word.
    [[nodiscard]] std::string_view word_here(std::size_t end, std::size_t shorter_than) const
    {
        std::string_view longest;
        for (const letter_word& one : letter_words_at(expression_, at_)) {
            const std::size_t after = at_ + one.word.size();
            const bool is_repeated =
                after < expression_.size() &&
                std::string_view("?*+{").find(expression_[after]) != std::string_view::npos;
            if (is_all_han(one.word) && !is_repeated && after <= end && one.word.size() < shorter_than &&
                one.word.size() > longest.size()) {
                longest = one.word;
            }
        }
        return longest;
    }

    // A word may be abbreviated as a whole or in its parts: 加微信 is +vx, and 加v信.
    void word_or_character(std::size_t end, std::size_t shorter_than = std::string_view::npos)
    {
        const auto word = asked_.letters ? word_here(end, shorter_than) : std::string_view{};
        if (word.empty()) {
            character();
            return;
        }
        const auto all = letter_words_at(expression_, at_);
        const std::size_t word_end = at_ + word.size();
        made_ += "(?:";
        word_or_character(word_end, word.size());
        while (at_ < word_end) {
            word_or_character(word_end);
        }
        for (const letter_word& one : all) {
            made_ += one.word == word ? '|' + as_expression(one.written) : "";
        }
        made_ += ')';
    }

    std::string_view expression_;
    match_source::hidden_words asked_;
    std::size_t at_ = 0;
    std::string made_;
};

} // namespace

std::string with_hidden_words(std::string_view expression, match_source::hidden_words asked)
{
    return rewriter(expression, asked).run();
}

} // namespace chatqc::engine
