// What must hold of every normal form, on random text.
#include "engine/text/fold.h"
#include "engine/text/normal_form.h"
#include "engine/text/sounds.h"
#include "engine/text/utf8.h"
#include "tests/engine/text_render.h"
#include "tests/engine/text_samples.h"
#include "tests/engine/text_spelled.h"
#include "tests/support/seed.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace chatqc::engine {
namespace {

// Any code point, now and then from a corner of Unicode.
std::string random_unicode(chatqc::test::random& random)
{
    std::string text;
    for (auto left = random.below(40); left > 0; --left) {
        char32_t code = static_cast<char32_t>(random.below(random.chance(50) ? 0x3100 : 0x110000));
        if (code >= 0xD800 && code <= 0xDFFF) {
            code = U'-';
        }
        char bytes[4];
        text.append(bytes, encode(code, bytes));
    }
    return text;
}

bool is_boundary(std::string_view text, std::size_t at)
{
    return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
}

void require_sound(std::string_view input)
{
    CAPTURE(input);
    normal_form normal;
    normalise(input, normal);
    REQUIRE(is_valid_utf8(normal.text));
    REQUIRE(normal.characters.size() == count_characters(normal.text));
    REQUIRE(normal.characters.size() <= input.size());
    REQUIRE(normal.text.size() <= input.size() + input.size() / 2);
    std::uint32_t text_at = 0;
    std::uint32_t original_at = 0;
    for (std::size_t at = 0; at < normal.characters.size(); ++at) {
        const auto& one = normal.characters[at];
        REQUIRE(one.begin == text_at);
        REQUIRE(normal.character_at(one.begin) == at);
        text_at += static_cast<std::uint32_t>(test::character_text(normal, at).size());
        REQUIRE(normal.character_at(text_at - 1) == at);
        REQUIRE(one.run >= 1);
        REQUIRE(one.original < one.original_end);
        REQUIRE(one.original_end <= input.size());
        REQUIRE(is_boundary(input, one.original));
        REQUIRE(is_boundary(input, one.original_end));
        // Characters that one character became (ﬃ) share its bytes; otherwise the ranges follow each other.
        const bool shares = at > 0 && normal.characters[at - 1].original_end > one.original;
        REQUIRE((one.original >= original_at || shares));
        original_at = one.original_end;
    }
    REQUIRE(normal.character_at(text_at) == normal.characters.size());
}

// What is read as pinyin is spelled so, letter for letter, and nothing else changes.
void require_spelled(std::string_view input)
{
    normal_form normal;
    sound_form read;
    normalise(input, normal);
    write_sounds(normal, read);
    CAPTURE(input);
    REQUIRE(is_valid_utf8(read.text));
    REQUIRE(test::spelled_out(read) == test::character_sounds(normal));
    for (std::size_t at = 0; at < read.in_letters.size(); ++at) {
        const auto& one = read.in_letters[at];
        REQUIRE(one.first <= one.last);
        REQUIRE(normal.character_at(one.after) == one.last + 1);
        REQUIRE((at == 0 || read.in_letters[at - 1].last <= one.first));
        REQUIRE(&*read.spelled_from(one.at) == &one);
    }
}

// Whether letters can be split into syllables at all, by trying every split.
bool can_be_split(std::string_view letters)
{
    bool can = letters.empty();
    for (std::size_t number = 1; number < syllable_count && !can; ++number) {
        const std::string_view one = syllable_letters[number];
        const bool has_vowel = one.find_first_of("aeiouv") != std::string_view::npos;
        can = has_vowel && one.size() > 1 && letters.starts_with(one) &&
              can_be_split(letters.substr(one.size()));
    }
    return can;
}

// A character folds alone as it folds in a word: its bytes give it back.
void require_round_trip(std::string_view input)
{
    normal_form normal;
    normal_form alone;
    normalise(input, normal);
    for (std::size_t at = 0; at < normal.characters.size(); ++at) {
        const auto& one = normal.characters[at];
        const auto text = test::character_text(normal, at);
        const auto bytes = input.substr(one.original, one.original_end - one.original);
        const fold_class as = fold(decode(text.data(), text.data() + text.size()).code).as;
        if (as == fold_class::core || as == fold_class::digit) {
            CAPTURE(input);
            CAPTURE(bytes);
            normalise(bytes, alone);
            REQUIRE(alone.text.find(text) != std::string::npos);
        }
    }
}

// The text of a normal form with a dash where something was dropped, and runs still runs: halves that did not
// touch must not meet, nor those that were one of many.
std::string with_gaps(const normal_form& normal)
{
    std::string text;
    for (std::size_t at = 0; at < normal.characters.size(); ++at) {
        text += normal.characters[at].before == gap::none ? "" : "-";
        text += test::character_text(normal, at);
        text += normal.characters[at].run > 1 ? test::character_text(normal, at) : "";
    }
    return text;
}

// Folding once is folding for good. Only the letters are compared.
void require_stable(std::string_view input)
{
    normal_form once;
    normal_form twice;
    normalise(input, once);
    normalise(with_gaps(once), twice);
    const auto letters = [](const normal_form& normal) {
        std::string kept;
        for (std::size_t at = 0; at < normal.characters.size(); ++at) {
            const auto text = test::character_text(normal, at);
            const auto code = decode(text.data(), text.data() + text.size()).code;
            const fold_class as = fold(code).as;
            // Ones that meet only because something between them was dropped are a run to the eye.
            if ((as == fold_class::core || as == fold_class::digit) &&
                (as == fold_class::digit || !kept.ends_with(text))) {
                kept += text;
            }
        }
        return kept;
    };
    CAPTURE(input);
    REQUIRE(letters(twice) == letters(once));
}

} // namespace

TEST_SUITE("engine.text.properties")
{
    TEST_CASE("the map covers whole characters in order, and the bytes give the character back")
    {
        CHATQC_SEEDED(seed);
        chatqc::test::random random(seed);
        for (int round = 0; round < 4000; ++round) {
            const std::string text =
                random.chance(50) ? random_unicode(random) : test::random_text(random, 30);
            require_sound(text);
            require_round_trip(text);
            require_stable(text);
            require_spelled(text);
        }
    }

    TEST_CASE("letters are read as syllables wherever they can be")
    {
        CHATQC_SEEDED(seed);
        chatqc::test::random random(seed);
        for (int round = 0; round < 20000; ++round) {
            std::string letters;
            for (auto left = 1 + random.below(4); left > 0; --left) {
                letters += syllable_letters[1 + random.below(syllable_count - 1)];
            }
            if (random.chance(50)) {
                letters[random.below(letters.size())] = static_cast<char>('a' + random.below(26));
            }
            const auto read = spelled_syllables(letters);
            CAPTURE(letters);
            REQUIRE(read.empty() != can_be_split(letters));
            std::string written;
            for (const auto one : read) {
                written += syllable_letters[one];
            }
            REQUIRE((read.empty() || written == letters));
            require_spelled(letters);
        }
        CHECK(spelled_syllables("").empty());
        CHECK(spelled_syllables("a").empty());
        CHECK(spelled_syllables("weixin8").empty());
        CHECK(spelled_syllables("xian") == std::vector{spelled_syllables("xian").front()});
        std::string dead_end;
        while (dead_end.size() < spelled_letters_max - 1) {
            dead_end += "an";
        }
        CHECK(spelled_syllables(dead_end).size() == dead_end.size() / 2);
        CHECK(spelled_syllables(dead_end + "an").empty());
        dead_end.back() = 'q';
        CHECK(spelled_syllables(dead_end).empty());
        require_spelled("w" + dead_end + "wo wo gonggong annan xiexie");
    }

    TEST_CASE("every code point alone")
    {
        for (char32_t code = 0; code <= 0x10FFFF; ++code) {
            if (code >= 0xD800 && code <= 0xDFFF) {
                continue;
            }
            const folded to = fold(code);
            char bytes[4];
            const std::uint32_t length = encode(code, bytes);
            std::uint32_t folded_length = 0;
            for (std::uint32_t at = 0; at < to.count; ++at) {
                const char32_t image = to.count == 1 ? to.code : fold_sequences[to.code + at];
                char image_bytes[4];
                folded_length += encode(image, image_bytes);
                const folded again = fold(image);
                if (to.as == fold_class::core || to.as == fold_class::digit) {
                    CAPTURE(static_cast<std::uint32_t>(code));
                    REQUIRE((again.count == 0 || (again.count == 1 && again.code == image)));
                    REQUIRE((again.as == fold_class::core || again.as == fold_class::digit));
                }
            }
            REQUIRE(folded_length <= length + (to.count == 1 ? length / 2 : 0));
        }
    }

    TEST_CASE("a run longer than its counter stays one character")
    {
        std::string text;
        for (int copy = 0; copy < 70000; ++copy) {
            text += 'a';
        }
        normal_form normal;
        normalise(text, normal);
        CHECK(normal.text == "a");
        REQUIRE(normal.characters.size() == 1);
        CHECK(normal.characters[0].run == 65535);
        CHECK(normal.characters[0].original_end == 70000);
    }
}

} // namespace chatqc::engine
