// Detector `repeat`: an agent says the same again and again (engine/text/similarity).
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

} // namespace chatqc::engine
