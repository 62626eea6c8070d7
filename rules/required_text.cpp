#include "rules/required_text.h"

#include "rules/source_text.h"

#include <algorithm>
#include <charconv>
#include <cstddef>

namespace chatqc::rules {

namespace {

using kind = required_text::kind;

constexpr std::size_t narrow_class = 12; // members up to which a class is as good as a character

bool is_common(std::string_view character)
{
    // Those that stand in more than about one message of a shop in fifty.
    constexpr std::string_view usual = "的了是我你您好亲有不在吗呢这可以一个哦哈要给没就会到那下来看啊吧能单"
                                       "发货多少怎么也还上们，。！？：；、～";
    return character.size() == 1 || usual.find(character) != std::string_view::npos;
}

// A part of an expression: what it asks for at best, and, if it is nothing but characters in a row, how many.
struct part {
    required_text best;
    std::size_t in_a_row = 0; // 0: something else stands in it
};

part wide()
{
    return {};
}

part single(std::string_view character)
{
    const bool common = is_common(character);
    return {{common ? kind::common : kind::rare, std::string(character)}, 1};
}

class reader {
public:
    explicit reader(std::string_view text) : text_(text) {}

    part alternatives()
    {
        part made = sequence();
        while (take('|')) {
            const part other = sequence();
            made.in_a_row = std::min(made.in_a_row, other.in_a_row);
            if (other.best.what < made.best.what)
                made.best = other.best;
        }
        return made;
    }

private:
    [[nodiscard]] bool is_at(char c) const { return !text_.empty() && text_.front() == c; }

    bool take(char c)
    {
        if (!is_at(c))
            return false;
        text_.remove_prefix(1);
        return true;
    }

    std::string_view character()
    {
        std::size_t bytes = 0;
        first_character(text_, bytes);
        const std::string_view taken = text_.substr(0, std::max<std::size_t>(bytes, 1));
        text_.remove_prefix(taken.size());
        return taken;
    }

    part sequence()
    {
        part made;
        std::size_t in_a_row = 0;
        bool is_whole = true;
        while (!text_.empty() && !is_at('|') && !is_at(')')) {
            if (take('^') || take('$'))
                continue;
            bool has_width = true;
            part next = atom(has_width);
            if (!has_width)
                continue;
            repeat(next);
            if (next.best.what > made.best.what)
                made.best = next.best;
            is_whole = is_whole && next.in_a_row > 0;
            in_a_row = next.in_a_row > 0 ? in_a_row + next.in_a_row : 0;
            if (in_a_row > 1)
                made.best.what = kind::rare;
        }
        made.in_a_row = is_whole ? in_a_row : 0;
        return made;
    }

    part atom(bool& has_width)
    {
        if (take('('))
            return group(has_width);
        if (take('['))
            return character_class();
        if (take('\\'))
            return escape(has_width);
        if (take('.'))
            return wide();
        return single(character());
    }

    part group(bool& has_width)
    {
        if (take('?')) { // (?:…), (?i:…), (?i)
            while (!text_.empty() && !is_at(':') && !is_at(')'))
                text_.remove_prefix(1);
            has_width = take(':');
        }
        part made = has_width ? alternatives() : part{};
        take(')');
        return made;
    }

    part character_class()
    {
        const bool excludes = take('^');
        std::size_t members = 0;
        bool is_wide = excludes;
        part made;
        bool is_first = true;
        while (!text_.empty() && (is_first || !is_at(']'))) {
            is_first = false;
            std::string_view member = character();
            if (member == "\\" && !text_.empty()) {
                member = character();
                is_wide = is_wide || std::string_view("wWsSDpPx").find(member) != std::string_view::npos;
                members += member == "d" ? 10U : 0U;
            }
            if (is_at('-') && text_.size() > 1 && text_[1] != ']') {
                text_.remove_prefix(1);
                std::size_t bytes = 0;
                members += first_character(character(), bytes) - first_character(member, bytes);
            }
            ++members;
            if (made.best.what != kind::common)
                made = single(member);
        }
        take(']');
        return is_wide || members > narrow_class ? wide() : made;
    }

    part escape(bool& has_width)
    {
        const std::string_view what = character();
        if (std::string_view("bBAzZ").find(what) != std::string_view::npos) {
            has_width = false;
            return {};
        }
        if (std::string_view("wWsSDpPxhHRX").find(what) != std::string_view::npos) {
            if (take('{'))
                while (!text_.empty() && !take('}'))
                    text_.remove_prefix(1);
            return wide();
        }
        return what == "d" ? single("0") : single(what);
    }

    // The quantifier behind a part, if there is one.
    void repeat(part& of)
    {
        std::size_t least = 1;
        if (take('?') || take('*')) {
            least = 0;
        } else if (take('{')) {
            std::from_chars(text_.data(), text_.data() + text_.size(), least);
            while (!text_.empty() && !take('}'))
                text_.remove_prefix(1);
        } else if (!take('+')) {
            return;
        }
        if (!take('?')) // not greedy, possessive
            take('+');
        if (least == 0)
            of = {};
        of.in_a_row *= least;
    }

    std::string_view text_;
};

} // namespace

required_text required_text_of(std::string_view expression)
{
    part made = reader(expression).alternatives();
    if (made.in_a_row > 1)
        made.best.what = kind::rare;
    return made.best;
}

} // namespace chatqc::rules
