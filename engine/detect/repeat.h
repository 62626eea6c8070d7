// Detector `repeat`: an agent says the same again and again. Sameness is the Jaccard index of the sets of
// code-point 2-grams of the normal forms (Jaccard 1901), compared in integers.
#pragma once

#include "engine/detect/judgement.h"

#include <optional>

namespace chatqc::engine {

void see_repeat(judgement& judge, rules::rule_index index, repeat_state& state, const moment& now);

// A text that is looked at: the receipt if it repeats often enough. Keeps it for the next.
std::optional<receipt>
find_repeat(const rules::repeat_detector& detect, repeat_state& state, const moment& now);
// A text of the customer: what he asks again may be answered again.
void hear_customer(const rules::repeat_detector& detect, repeat_state& state, const message& value);

// The set of 2-grams of a normal form: sorted, without equals; a text of one code point is its own gram.
std::vector<std::uint64_t> grams_of(std::string_view normal);

// Percent, rounded down: 100 * |a and b| / |a or b|; two empty sets are alike.
std::uint32_t similarity_percent(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b);

} // namespace chatqc::engine
