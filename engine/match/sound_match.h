// Decides whether what sounds like a phrase is written for it: in other characters of the same sound, in
// letters, or in both. Internal to engine/match.
#pragma once

#include "engine/match/phrase_table.h"
#include "engine/text/sounds.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace chatqc::engine {

// `sounds` is of `normal`; `end`: the byte of its text at which the sound ended. Only what is written
// differently is a hit: the phrase itself is found in the normal form.
std::optional<hit> match_by_sound(
    const sought& phrase,
    const normal_form& normal,
    const sound_form& sounds,
    std::string_view original,
    std::uint32_t end
);

} // namespace chatqc::engine
