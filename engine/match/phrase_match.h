// Decides whether a phrase really stands where its literal was found, and which bytes of the original it
// covers: run lengths, gaps, whole words. The rules are written at the functions. Internal to engine/match.
#pragma once

#include "engine/match/phrase_table.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace chatqc::engine {

// `last`: the character of the normal form that is to be the phrase's last, one for each of its demands; that
// they are the right characters is known.
std::optional<hit>
match_at(const sought& phrase, const normal_form& normal, std::string_view original, std::size_t last);

// `end`: the byte of the normal form's text at which the literal ended.
std::optional<hit> match_in_normal(
    const sought& phrase, const normal_form& normal, std::string_view original, std::uint32_t end
);

// `end`: the byte of the text as sent.
std::optional<hit>
match_as_sent(const sought& phrase, const normal_form& normal, std::string_view original, std::uint32_t end);

// Whether byte `edge` of the original lies between two halves that are one character: what begins or ends
// there is no character of the text.
bool cuts_character(const normal_form& normal, std::uint32_t edge);

// Whether characters [first, last] of a normal form may be read as one stretch: if a blank was dropped
// inside, there must be a gap at every boundary inside ("加 微 信", but not "加 微信").
bool is_evenly_spread(const normal_form& normal, std::size_t first, std::size_t last);

} // namespace chatqc::engine
