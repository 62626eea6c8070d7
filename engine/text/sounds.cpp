#include "engine/text/sounds.h"

#include "engine/text/utf8.h"

#include <algorithm>
#include <span>

namespace chatqc::engine {

std::vector<std::uint16_t> syllables_of(char32_t code)
{
    std::vector<std::uint16_t> all;
    if (const auto first = sound_of(code); first.syllable != 0) {
        all.push_back(first.syllable);
        const std::span further(further_sounds, further_sound_count);
        const auto begin = std::partition_point(further.begin(), further.end(), [code](const auto& one) {
            return one.code < code;
        });
        for (auto one = begin; one != further.end() && one->code == code; ++one) {
            all.push_back(one->syllable);
        }
    }
    return all;
}

void write_sounds(std::string_view text, std::string& out)
{
    out.assign(text);
    char* const end = out.data() + out.size();
    for (char* at = out.data(); at != end;) {
        const auto [code, length] = decode(at, end);
        // Everyday ideographs and the codes of syllables take three bytes each.
        if (const auto sound = sound_of(code); sound.syllable != 0) {
            char bytes[4];
            std::copy_n(bytes, encode(syllable_code(sound.syllable), bytes), at);
        }
        at += length;
    }
}

} // namespace chatqc::engine
