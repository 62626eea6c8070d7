// What an agent's message says beside words that answer nothing: what promises, nudges and single replies
// have in common.
#pragma once

#include "engine/detect/judgement.h"
#include "engine/text/normal_form.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace chatqc::engine {

// The normal form of a text, in scratch that the next call takes again.
const normal_form& normal_of(std::string_view text);

// Whether a phrase of the list stands in the message, exceptions of rules left aside.
[[nodiscard]] bool holds(const message_facts& facts, std::optional<rules::list_index> list);
[[nodiscard]] bool holds_any(const message_facts& facts, const std::vector<rules::list_index>& lists);

// Whether the message answers: of any kind but text and emoji, or a text with so many characters beside the
// phrases of these lists, emoji, blanks and punctuation.
[[nodiscard]] bool is_substantive(
    const moment& now, const std::vector<rules::list_index>& empty_words, std::uint32_t characters_min
);

} // namespace chatqc::engine
