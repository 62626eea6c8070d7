// A second, simple matcher of phrases: no Hyperscan, no tables, every phrase tried at every place. Slow and
// obvious; the property tests hold the real one against it.
#pragma once

#include "engine/match/matcher.h"

#include <string_view>
#include <vector>

namespace chatqc::engine::test {

// What scanner::scan gives for lists.
std::vector<hit> naive_hits(const std::vector<match_source::list>& lists, std::string_view text);

// Begins of every occurrence of `phrase` in the text as sent, the case of ASCII letters apart; overlapping
// ones too.
std::vector<std::size_t> naive_find(std::string_view phrase, std::string_view text);

} // namespace chatqc::engine::test
