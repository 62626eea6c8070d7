// Random chat text for property tests: everyday Chinese and English with whatever disguises, glues or breaks
// words.
#pragma once

#include "tests/support/seed.h"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::engine::test {

inline constexpr std::array<std::string_view, 24> sample_words{
    "加", "微", "信", "好", "评", "返", "现", "谢", "天", "亲", "的", "v",
    "x",  "V",  "X",  "q",  "o",  "t",  "b",  "1",  "8",  "0",  "ok", "微信"};
inline constexpr std::array<std::string_view, 84> sample_others{"wei",        "xin",     "xie",
                                                                "jia",        "haoping", "fan",
                                                                "ang",        "佳",      " ",
                                                                "  ",         "-",       "_",
                                                                ".",          "·",       "*",
                                                                "**",         "/",       "~",
                                                                "...",        "\u200B",  "\uFE0F",
                                                                "\u0301",     "，",      "。",
                                                                "！",         "?",       "\n",
                                                                "[",          "]",       "“",
                                                                "”",          "(",       "😊",
                                                                "❤️",     "[微笑]",  "#E-s21",
                                                                "8****0",     "[数字x]", "http://a-b.cn/x",
                                                                "www.v-x.cn", "&nbsp;",  "＋",
                                                                "　",         "ｖ",      "Ｘ",
                                                                "⑧",          "捌",      "零",
                                                                "謝",         "薇",      "é",
                                                                "ﬃ",          "㎏",      "х",
                                                                "Ⓥ",          "𝔁",       "%",
                                                                "'",          "#",       "@",
                                                                "&",          "…",       "\uFEFF",
                                                                "①",          "亻",      "讠",
                                                                "辶",         "阝",      "刂",
                                                                "尔",         "平",      "反",
                                                                "者",         "女",      "子",
                                                                "徽",         "威",      "为",
                                                                "新",         "号",      "扣",
                                                                "口",         "ping",    "wx"};

// A text of up to `pieces_max` pieces. The alphabet is small, so that phrases cut from one text stand in
// others.
inline std::string random_text(chatqc::test::random& random, std::uint64_t pieces_max)
{
    std::string text;
    const bool is_plain = random.chance(30);
    for (auto left = random.below(pieces_max + 1); left > 0; --left) {
        const bool is_word = is_plain || random.chance(65);
        const std::string_view piece = is_word ? sample_words[random.below(sample_words.size())]
                                               : sample_others[random.below(sample_others.size())];
        for (auto copies = random.chance(15) ? random.below(4) + 1 : 1; copies > 0; --copies) {
            text += piece;
        }
    }
    return text;
}

// Byte offsets at which characters begin, and the end.
inline std::vector<std::size_t> character_offsets(std::string_view text)
{
    std::vector<std::size_t> offsets;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if ((static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U) {
            offsets.push_back(at);
        }
    }
    offsets.push_back(text.size());
    return offsets;
}

// A piece of up to `characters_max` characters cut out of `text`, which is not empty; not empty.
inline std::string cut(chatqc::test::random& random, std::string_view text, std::uint64_t characters_max)
{
    const auto offsets = character_offsets(text);
    const std::size_t first = random.below(offsets.size() - 1);
    const std::size_t last = std::min(offsets.size() - 1, first + 1 + random.below(characters_max));
    return std::string(text.substr(offsets[first], offsets[last] - offsets[first]));
}

} // namespace chatqc::engine::test
