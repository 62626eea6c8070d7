#include "engine/text/normal_form.h"
#include "tests/support/seed.h"

#include <doctest/doctest.h>

#include <string>

using chatqc::engine::count_characters;
using chatqc::engine::is_valid_utf8;

namespace {

// The definition of RFC 3629, without any haste.
bool is_valid_slowly(std::string_view text)
{
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = [&](std::size_t offset) -> unsigned {
            return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0;
        };
        const unsigned first = byte(0);
        const std::size_t length = first < 0x80                     ? 1
                                   : first >= 0xC0 && first < 0xE0  ? 2
                                   : first >= 0xE0 && first < 0xF0  ? 3
                                   : first >= 0xF0 && first <= 0xF7 ? 4
                                                                    : 0;
        if (length == 0) {
            return false;
        }
        unsigned code = length == 1 ? first : first & (0x7FU >> length);
        for (std::size_t next = 1; next < length; ++next) {
            if ((byte(next) & 0xC0U) != 0x80U) {
                return false;
            }
            code = (code << 6U) | (byte(next) & 0x3FU);
        }
        constexpr unsigned smallest[] = {0, 0, 0x80, 0x800, 0x10000};
        if (code < smallest[length] || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
            return false;
        }
        at += length;
    }
    return true;
}

void check(std::string_view text, bool expected)
{
    CAPTURE(text);
    CHECK(is_valid_utf8(text) == expected);
    CHECK(is_valid_slowly(text) == expected);
}

} // namespace

TEST_SUITE("engine.text.utf8")
{
    TEST_CASE("validity at the edges of RFC 3629")
    {
        check("", true);
        check("plain ascii, longer than eight", true);
        check("微信😀é", true);
        check("\xC0\x80", false);
        check("\xC1\xBF", false);
        check("\xC2\x80", true);
        check("\xE0\x9F\xBF", false);
        check("\xE0\xA0\x80", true);
        check("\xED\x9F\xBF", true);
        check("\xED\xA0\x80", false);
        check("\xEE\x80\x80", true);
        check("\xF0\x8F\xBF\xBF", false);
        check("\xF0\x90\x80\x80", true);
        check("\xF4\x8F\xBF\xBF", true);
        check("\xF4\x90\x80\x80", false);
        check("\xF5\x80\x80\x80", false);
        check("\x80", false);
        check("abcdefgh\xE5\xBE", false);
        check("微\xE5", false);
    }

    TEST_CASE("validity of random bytes is that of the definition")
    {
        CHATQC_SEEDED(seed);
        chatqc::test::random random(seed);
        // Bytes that make sequences valid often enough.
        constexpr std::string_view likely =
            "a\x80\x8F\x90\x9F\xA0\xBF\xC1\xC2\xDF\xE0\xE5\xED\xEF\xF0\xF4\xF5";
        for (int round = 0; round < 20000; ++round) {
            std::string text;
            for (auto left = random.below(12); left > 0; --left) {
                text += likely[random.below(likely.size())];
            }
            REQUIRE(is_valid_utf8(text) == is_valid_slowly(text));
        }
    }

    TEST_CASE("characters are code points")
    {
        CHECK(count_characters("") == 0);
        CHECK(count_characters("ab") == 2);
        CHECK(count_characters("微信") == 2);
        CHECK(count_characters("a微é😀") == 4);
        CHECK(count_characters("微信微信微信微信微信a😀bc") == 14);
    }
}
