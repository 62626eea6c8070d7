#include "engine/match/phrase_match.h"

#include "engine/match/writing.h"
#include "engine/text/fold.h"
#include "engine/text/utf8.h"

#include <algorithm>

namespace chatqc::engine {
namespace {

// From here on a run is emphasis, never spelling: "booot" may stand for "bot", "boot" may not.
constexpr std::uint32_t emphasis_run_min = 3;

char32_t code_at(std::string_view text, std::size_t at)
{
    return decode(text.data() + at, text.data() + text.size()).code;
}

// A Latin letter or digit in the text as sent; ideographs that fold to digits touch nobody.
bool touches_latin(char32_t code)
{
    const folded to = fold(code);
    const char32_t image = to.count == 0 ? code : to.count == 1 ? to.code : fold_sequences[to.code];
    return is_latin_or_digit(image) && !is_han(code);
}

bool is_word(char32_t code)
{
    const fold_class as = fold(code).as;
    return as == fold_class::core || as == fold_class::digit || as == fold_class::component;
}

// The last character of `text` that is not zero-width; a blank if there is none.
char32_t visible_before(std::string_view text)
{
    while (!text.empty()) {
        std::size_t at = text.size() - 1;
        while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) {
            --at;
        }
        const char32_t code = code_at(text, at);
        if (fold(code).as != fold_class::vanish) {
            return code;
        }
        text = text.substr(0, at);
    }
    return U' ';
}

// The first one.
char32_t visible_after(std::string_view text)
{
    while (!text.empty()) {
        const auto [code, length] = decode(text.data(), text.data() + text.size());
        if (fold(code).as != fold_class::vanish) {
            return code;
        }
        text = text.substr(length);
    }
    return U' ';
}

// How many copies of `image` the character `code` of the original contributes to a run.
std::uint32_t copies_of(char32_t image, char32_t code)
{
    const folded to = fold(code);
    if (to.as == fold_class::vanish) {
        return 0;
    }
    if (to.count <= 1) {
        return (to.count == 0 ? code : to.code) == image ? 1 : 0;
    }
    const char32_t* const first = fold_sequences + to.code;
    return static_cast<std::uint32_t>(std::count(first, first + to.count, image));
}

// Where the first `copies` of a run end.
std::uint32_t end_of_first(
    std::string_view original, const normal_form::character& run, char32_t image, std::uint32_t copies
)
{
    std::uint32_t at = run.original;
    while (copies > 0 && at < run.original_end) {
        const auto [code, length] = decode(original.data() + at, original.data() + original.size());
        copies -= std::min(copies, copies_of(image, code));
        at += length;
    }
    return at;
}

// Where the last `copies` of a run begin.
std::uint32_t begin_of_last(
    std::string_view original, const normal_form::character& run, char32_t image, std::uint32_t copies
)
{
    std::uint32_t at = run.original_end;
    while (copies > 0 && at > run.original) {
        do {
            --at;
        } while (at > run.original && (static_cast<unsigned char>(original[at]) & 0xC0U) == 0x80U);
        copies -= std::min(copies, copies_of(image, code_at(original, at)));
    }
    return at;
}

// A phrase laid on characters [first, last] of a normal form.
class placement {
public:
    placement(const sought& phrase, const normal_form& normal, std::string_view original, std::size_t last)
        : phrase_(phrase),
          normal_(normal),
          original_(original),
          first_(last + 1 - phrase.demands.size()),
          last_(last)
    {
    }

    [[nodiscard]] std::optional<hit> match() const
    {
        if (!runs_match() || !gaps_match() || (phrase_.whole_word && !is_whole_word())) {
            return std::nullopt;
        }
        const auto [begin, end] = span_in_original();
        hit found{hit::origin::list, phrase_.list, phrase_.phrase, begin, end, false};
        found.disguised = !is_same_writing(original_.substr(begin, end - begin), phrase_.written);
        return found;
    }

private:
    [[nodiscard]] const normal_form::character& character(std::size_t at) const
    {
        return normal_.characters[at];
    }

    [[nodiscard]] char32_t code(std::size_t at) const { return code_at(normal_.text, character(at).begin); }

    [[nodiscard]] bool is_latin(std::size_t at) const
    {
        return touches_latin(code_at(original_, character(at).original));
    }

    // At the edges more copies may stand than the phrase has. Inside as many as it has, or more if it is
    // emphasis; of ideographs any more: 微微信 is no word of its own, boot is.
    [[nodiscard]] bool runs_match() const
    {
        for (std::size_t at = first_; at <= last_; ++at) {
            const std::uint32_t run = character(at).run;
            const std::uint32_t wanted = phrase_.demands[at - first_].run;
            const bool is_edge = at == first_ || at == last_;
            if (run < wanted || (run > wanted && !is_edge && run < emphasis_run_min && !is_han(code(at)))) {
                return false;
            }
        }
        return true;
    }

    // Where the phrase has nothing, symbols of disguise may stand; a blank only if the phrase is spread out
    // evenly, and an emoji inside two characters only if they stand apart. Where it has a blank, something
    // must stand; where it has a symbol, anything.
    [[nodiscard]] bool gaps_match() const
    {
        bool has_unwanted_blank = false;
        bool has_unwanted_emoji = false;
        bool has_joint = false;
        for (std::size_t at = first_ + 1; at <= last_; ++at) {
            const gap wanted = phrase_.demands[at - first_].before;
            const gap found = character(at).before;
            if (wanted == gap::space && found == gap::none) {
                return false;
            }
            has_joint |= found == gap::none && !phrase_.demands[at - first_].inside;
            has_unwanted_blank |= wanted == gap::none && found == gap::space;
            has_unwanted_emoji |= wanted == gap::none && found == gap::emoji;
        }
        if (has_unwanted_emoji && last_ - first_ < 2 && !stands_apart()) {
            return false;
        }
        return !has_unwanted_blank || (!has_joint && stands_apart());
    }

    // "v x" is vx, but not in "tv xbox"; "好 评" is 好评, but not in "服务好 评价高".
    [[nodiscard]] bool stands_apart() const
    {
        const char32_t left = neighbour_before();
        const char32_t right = neighbour_after();
        const bool left_is_latin = is_latin(first_);
        const bool right_is_latin = is_latin(last_);
        if ((left_is_latin && touches_latin(left)) || (right_is_latin && touches_latin(right))) {
            return false;
        }
        return last_ - first_ >= 2 || left_is_latin || right_is_latin || !is_word(left) || !is_word(right);
    }

    [[nodiscard]] bool is_whole_word() const
    {
        const auto is_free = [this](std::size_t at, char32_t neighbour) {
            const std::uint32_t run = character(at).run;
            const bool is_same_or_emphasis =
                run == phrase_.demands[at - first_].run || run >= emphasis_run_min;
            return !is_latin(at) || (is_same_or_emphasis && !touches_latin(neighbour));
        };
        return is_free(first_, neighbour_before()) && is_free(last_, neighbour_after());
    }

    // The character of the original that touches the run; a blank if none does.
    [[nodiscard]] char32_t neighbour_before() const
    {
        const bool is_touched = first_ > 0 && character(first_).before == gap::none;
        return is_touched ? code_at(original_, character(first_ - 1).original) : U' ';
    }

    [[nodiscard]] char32_t neighbour_after() const
    {
        const bool is_touched =
            last_ + 1 < normal_.characters.size() && character(last_ + 1).before == gap::none;
        return is_touched ? code_at(original_, character(last_ + 1).original) : U' ';
    }

    // Of longer runs at the edges as many copies as the phrase has, those nearest to it; of whole words all.
    [[nodiscard]] std::pair<std::uint32_t, std::uint32_t> span_in_original() const
    {
        const auto& left = character(first_);
        const auto& right = character(last_);
        const std::uint32_t left_copies = phrase_.demands.front().run;
        const std::uint32_t right_copies = phrase_.demands.back().run;
        std::uint32_t begin = left.original;
        std::uint32_t end = right.original_end;
        const auto is_cut = [this](const normal_form::character& run, std::uint32_t copies, std::size_t at) {
            return run.run > copies && !(phrase_.whole_word && is_latin(at));
        };
        if (first_ != last_ && is_cut(left, left_copies, first_)) {
            begin = begin_of_last(original_, left, code(first_), left_copies);
        }
        if (is_cut(right, right_copies, last_)) {
            end = end_of_first(original_, right, code(last_), right_copies);
        }
        return {begin, end};
    }

    const sought& phrase_;
    const normal_form& normal_;
    std::string_view original_;
    std::size_t first_;
    std::size_t last_;
};

} // namespace

bool is_evenly_spread(const normal_form& normal, std::size_t first, std::size_t last)
{
    bool has_blank = false;
    bool has_joint = false;
    for (std::size_t at = first + 1; at <= last; ++at) {
        has_blank |= normal.characters[at].before == gap::space;
        has_joint |= normal.characters[at].before == gap::none;
    }
    return !has_blank || !has_joint;
}

std::optional<hit>
match_at(const sought& phrase, const normal_form& normal, std::string_view original, std::size_t last)
{
    return placement(phrase, normal, original, last).match();
}

std::optional<hit>
match_in_normal(const sought& phrase, const normal_form& normal, std::string_view original, std::uint32_t end)
{
    if (end < phrase.text.size()) {
        return std::nullopt;
    }
    // A long phrase was found by its last bytes only.
    if (phrase.text.size() > phrase_table::literal_bytes_max &&
        std::string_view(normal.text).substr(end - phrase.text.size(), phrase.text.size()) != phrase.text) {
        return std::nullopt;
    }
    return match_at(phrase, normal, original, normal.character_at(end - 1));
}

bool cuts_character(const normal_form& normal, std::uint32_t edge)
{
    const auto& all = normal.characters;
    const auto after =
        std::partition_point(all.begin(), all.end(), [edge](const normal_form::character& one) {
            return one.original < edge;
        });
    return after != all.begin() && after[-1].run == 1 && after[-1].original_end > edge;
}

std::optional<hit>
match_as_sent(const sought& phrase, const normal_form& normal, std::string_view original, std::uint32_t end)
{
    const auto size = static_cast<std::uint32_t>(phrase.text.size());
    if (end < size || !equal_caseless(original.substr(end - size, size), phrase.text)) {
        return std::nullopt;
    }
    const std::uint32_t begin = end - size;
    if (cuts_character(normal, begin) || cuts_character(normal, end)) {
        return std::nullopt;
    }
    if (phrase.whole_word) {
        const auto inside = original.substr(begin, size);
        const bool is_touched_before =
            touches_latin(visible_after(inside)) && touches_latin(visible_before(original.substr(0, begin)));
        const bool is_touched_after =
            touches_latin(visible_before(inside)) && touches_latin(visible_after(original.substr(end)));
        if (is_touched_before || is_touched_after) {
            return std::nullopt;
        }
    }
    const bool disguised = !is_same_writing(original.substr(begin, size), phrase.written);
    return hit{hit::origin::list, phrase.list, phrase.phrase, begin, end, disguised};
}

} // namespace chatqc::engine
