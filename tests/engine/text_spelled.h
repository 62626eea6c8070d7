// A text as it sounds, and what must come out when its syllables in letters are written out again.
#pragma once

#include "engine/text/sounds.h"
#include "engine/text/utf8.h"

#include <string>

namespace chatqc::engine::test {

inline std::string spelled_out(const sound_form& sounds)
{
    std::string text;
    std::size_t from = 0;
    const sound_form::spelled* before = nullptr;
    for (const auto& one : sounds.in_letters) {
        text.append(sounds.text, from, one.at - from);
        // A letter that stands twice in the original is one character.
        const bool shares = before != nullptr && before->last == one.first;
        text += std::string(syllable_letters[one.syllable]).substr(shares ? 1 : 0);
        from = one.at + syllable_code_bytes;
        before = &one;
    }
    return text.append(sounds.text, from);
}

// Every ideograph that has a sound as its syllable, all else as it is.
inline std::string character_sounds(const normal_form& normal)
{
    std::string text;
    const char* const end = normal.text.data() + normal.text.size();
    for (const char* at = normal.text.data(); at != end;) {
        const auto [code, length] = decode(at, end);
        const auto syllable = sound_of(code).syllable;
        char bytes[4];
        text += syllable == 0 ? std::string(at, length)
                              : std::string(bytes, encode(syllable_code(syllable), bytes));
        at += length;
    }
    return text;
}

} // namespace chatqc::engine::test
