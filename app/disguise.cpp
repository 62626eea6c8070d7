#include "app/disguise.h"

#include "engine/match/disguises.h"
#include "engine/text/fold.h"
#include "engine/text/shapes.h"
#include "engine/text/sounds.h"
#include "engine/text/utf8.h"

#include <algorithm>
#include <functional>
#include <map>
#include <span>
#include <vector>

namespace chatqc::app {

namespace {

using engine::fold;
using engine::fold_class;
using strings = std::vector<std::string>;

std::string encoded(char32_t code)
{
    char bytes[4];
    return {bytes, engine::encode(code, bytes)};
}

std::u32string characters_of(std::string_view text)
{
    std::u32string all;
    for (const char* at = text.data(); at != text.data() + text.size();) {
        const auto [code, length] = engine::decode(at, text.data() + text.size());
        all.push_back(code);
        at += length;
    }
    return all;
}

bool is_word(char32_t code)
{
    const auto as = fold(code).as;
    return as == fold_class::core || as == fold_class::digit;
}

bool is_ascii_letter(char32_t code)
{
    return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z');
}

bool is_ascii_digit(char32_t code)
{
    return code >= '0' && code <= '9';
}

bool is_full_width(char32_t code)
{
    return code >= 0xFF01 && code <= 0xFF5E;
}

// Common ideographs by every syllable they are read as.
const std::map<std::uint16_t, std::u32string>& common_by_syllable()
{
    static const auto made = [] {
        std::map<std::uint16_t, std::u32string> all;
        for (char32_t code = engine::han_first; code <= engine::han_last; ++code) {
            // Traditional forms are no other character, and cheque numerals are digits.
            if (engine::sound_of(code).is_common && fold(code).count == 0)
                for (const auto syllable : engine::syllables_of(code))
                    all[syllable].push_back(code);
        }
        return all;
    }();
    return made;
}

// What else is read as an ASCII letter or digit: other scripts, circles, mathematical alphabets.
const std::map<char32_t, std::u32string>& written_as_ascii()
{
    static const auto made = [] {
        std::map<char32_t, std::u32string> all;
        for (char32_t code = 0x80; code <= 0x1FFFF; ++code) {
            const auto to = fold(code);
            const bool is_one = to.count == 1 && (is_ascii_letter(to.code) || is_ascii_digit(to.code));
            if (is_one && !is_full_width(code))
                all[to.code].push_back(code);
        }
        return all;
    }();
    return made;
}

strings homophones(char32_t code)
{
    strings all;
    if (const auto sound = engine::sound_of(code); sound.syllable != 0)
        for (const char32_t other : common_by_syllable().at(sound.syllable))
            if (other != code)
                all.push_back(encoded(other));
    return all;
}

strings ascii_forms(char32_t code)
{
    strings all;
    const auto found = written_as_ascii().find(is_ascii_letter(code) ? code | 0x20U : code);
    if (found != written_as_ascii().end())
        for (const char32_t other : found->second)
            all.push_back(encoded(other));
    return all;
}

strings look_alikes(char32_t code)
{
    return is_ascii_letter(code) ? ascii_forms(code) : strings{};
}

strings shapes(char32_t code)
{
    strings all;
    for (const char32_t other : engine::look_alikes_of(code))
        all.push_back(encoded(other));
    if (const auto both = engine::ordinary_halves_of(code))
        all.push_back(encoded(both->first) + encoded(both->second));
    return all;
}

strings halves(char32_t code)
{
    strings all;
    for (const auto& each : std::span(engine::joined_halves, engine::joined_halves_count))
        if (each.whole == code)
            all.push_back(encoded(each.left) + encoded(each.right));
    return all;
}

strings digit_forms(char32_t code)
{
    if (!is_ascii_digit(code))
        return {};
    strings all = ascii_forms(code);
    all.push_back(encoded(code) + "\uFE0F\u20E3");
    return all;
}

strings wide_form(char32_t code)
{
    const bool has_one = is_ascii_letter(code) || is_ascii_digit(code);
    return has_one ? strings{encoded(code - 0x20 + 0xFF00)} : strings{};
}

strings copies(char32_t code)
{
    if (!is_word(code) || is_ascii_digit(code))
        return {};
    const std::string three = encoded(code) + encoded(code) + encoded(code);
    return {three, three + encoded(code)};
}

// Replaces some of the characters, at least one of those that can be.
std::optional<std::string>
replaced(std::string_view words, dice& chance, const std::function<strings(char32_t)>& by)
{
    const auto all = characters_of(words);
    std::vector<strings> choices;
    std::vector<std::size_t> can_be;
    for (const char32_t each : all) {
        choices.push_back(by(each));
        if (!choices.back().empty())
            can_be.push_back(choices.size() - 1);
    }
    if (can_be.empty())
        return std::nullopt;
    const std::size_t surely = can_be[chance.below(can_be.size())];
    std::string made;
    for (std::size_t at = 0; at < all.size(); ++at) {
        const bool replaces = !choices[at].empty() && (at == surely || chance.coin());
        made += replaces ? choices[at][chance.below(choices[at].size())] : encoded(all[at]);
    }
    return made;
}

// Puts one of `symbols` between some of the words' characters, at least once; blanks everywhere.
std::optional<std::string>
parted(std::string_view words, dice& chance, std::span<const std::string_view> symbols)
{
    const auto all = characters_of(words);
    std::vector<std::size_t> places;
    for (std::size_t at = 1; at < all.size(); ++at)
        if (is_word(all[at - 1]) && is_word(all[at]))
            places.push_back(at);
    if (places.empty())
        return std::nullopt;
    const std::string_view symbol = symbols[chance.below(symbols.size())];
    const std::size_t surely = places[chance.below(places.size())];
    std::string made = encoded(all.front());
    for (std::size_t at = 1; at < all.size(); ++at) {
        const bool can_be = std::find(places.begin(), places.end(), at) != places.end();
        if (can_be && (at == surely || symbol == " " || chance.coin()))
            made += symbol;
        made += encoded(all[at]);
    }
    return made;
}

strings in_pinyin(char32_t code)
{
    const auto syllable = engine::sound_of(code).syllable;
    return syllable == 0 ? strings{} : strings{engine::syllable_letters[syllable]};
}

std::optional<std::string> in_letters(std::string_view words, dice& chance)
{
    strings all;
    std::string text(words);
    for (char& each : text)
        each = static_cast<char>(each >= 'A' && each <= 'Z' ? each + 0x20 : each);
    for (std::size_t at = 0; at < text.size();) {
        const auto length = engine::decode(text.data() + at, text.data() + text.size()).length;
        for (const auto& word : engine::letter_words_at(text, at))
            all.push_back(
                text.substr(0, at) + std::string(word.written) + text.substr(at + word.word.size())
            );
        at += length;
    }
    if (all.empty())
        return std::nullopt;
    return all[chance.below(all.size())];
}

} // namespace

std::string_view name_of(disguise_kind kind)
{
    constexpr std::array<std::string_view, disguise_kinds> names{
        "homophone",
        "pinyin",
        "letters",
        "shape",
        "split",
        "look_alike",
        "separator",
        "emoji",
        "digits",
        "width",
        "repeated"};
    return names[static_cast<std::size_t>(kind)];
}

std::uint64_t dice::below(std::uint64_t bound)
{
    // SplitMix64.
    std::uint64_t value = (state_ += 0x9E3779B97F4A7C15U);
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9U;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBU;
    return (value ^ (value >> 31U)) % bound;
}

std::optional<std::string> disguised(std::string_view words, disguise_kind kind, dice& chance)
{
    constexpr std::array<std::string_view, 8> symbols{"-", "_", "·", "*", "|", "/", "+", " "};
    constexpr std::array<std::string_view, 5> pictures{"😊", "❤️", "🌹", "👍", "✨"};
    switch (kind) {
    case disguise_kind::homophone:
        return replaced(words, chance, homophones);
    case disguise_kind::pinyin:
        return replaced(words, chance, in_pinyin);
    case disguise_kind::shape:
        return replaced(words, chance, shapes);
    case disguise_kind::look_alike:
        return replaced(words, chance, look_alikes);
    case disguise_kind::split:
        return replaced(words, chance, halves);
    case disguise_kind::letters:
        return in_letters(words, chance);
    case disguise_kind::separator:
        return parted(words, chance, symbols);
    case disguise_kind::emoji:
        return parted(words, chance, pictures);
    case disguise_kind::digits:
        return replaced(words, chance, digit_forms);
    case disguise_kind::width:
        return replaced(words, chance, wide_form);
    case disguise_kind::repeated:
        return replaced(words, chance, copies);
    }
    return std::nullopt;
}

} // namespace chatqc::app
