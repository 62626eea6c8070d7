// What a list may ask for beyond the normal form: other ways of writing a phrase, and what it sounds like.
// Worked out when phrases are compiled; a text is never asked. Internal to engine/match and to what makes
// disguises on purpose (`rules mutate`).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatqc::engine {

// A word and how it is abbreviated or paraphrased (微信: vx, v信), both ways as they are typed.
struct letter_word {
    std::string_view word;
    std::string_view written;
};

// All of our own list that begin at byte `at` of `text` and end there as words do.
std::vector<letter_word> letter_words_at(std::string_view text, std::size_t at);

enum class way_of_writing : std::uint8_t {
    letters, // V信, vx, 扣扣; pinyin as far as sound_forms do not give it: of a phrase as a whole, and of one
             // syllable
    shapes, // 女子评 for 好评, 徽信 for 微信
};

// More ways than this of one phrase are not looked for: those with the fewest changes come first.
inline constexpr std::size_t writings_max = 64;

// Other ways to write `phrase`, valid UTF-8, each once; without itself.
std::vector<std::string> other_writings(std::string_view phrase, way_of_writing by);

// What texts may sound like in which somebody writes `text`, of a normal form, otherwise: it with each
// ideograph replaced by the code of its usual syllable, again for further readings (重 zhong, chong), and for
// the usual readings of what may be read like one of them (似 shi for 私 si), each by itself. Empty with less
// than two ideographs that have a sound: one syllable says nothing.
std::vector<std::string> sound_forms(std::string_view text);

} // namespace chatqc::engine
