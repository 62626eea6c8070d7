// Writes words so that a rule might not find them, the way agents do it: one kind of disguise at a time, by
// chance but the same for the same seed. Chooses from the tables of engine/text on its own account, whatever
// the matcher looks for.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chatqc::app {

enum class disguise_kind : std::uint8_t {
    homophone,  // any common character of the same sound
    pinyin,     // a character's sound in letters: wei信
    letters,    // our own list of abbreviations: vx, 扣扣
    shape,      // ideographs that look so, or taken apart into words: 徽信, 女子评
    split,      // taken apart into what is no word: 讠平
    look_alike, // letters of other scripts
    separator,  // 加-微 信
    emoji,      // 加😊微信
    digits,     // ⑨, 玖
    width,      // ＶＸ
    repeated,   // 加微微微信
};

inline constexpr std::size_t disguise_kinds = 11;

std::string_view name_of(disguise_kind kind);

// A small generator of numbers with its own law, so that a seed means the same everywhere.
class dice {
public:
    explicit dice(std::uint64_t seed) : state_(seed) {}

    std::uint64_t below(std::uint64_t bound); // bound > 0

    bool coin() { return below(2) == 0; }

private:
    std::uint64_t state_;
};

// `words`, valid UTF-8, in disguise; nothing if they offer no hold to this kind.
std::optional<std::string> disguised(std::string_view words, disguise_kind kind, dice& chance);

} // namespace chatqc::app
