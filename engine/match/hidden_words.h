// What an expression becomes when the words in it may be disguised: each ideograph may be one of its
// look-alikes or its two halves, each word may be abbreviated as people do. Worked out when expressions are
// compiled. Internal to engine/match.
#pragma once

#include "engine/match/matcher.h"

#include <string>
#include <string_view>

namespace chatqc::engine {

// `expression` itself if nothing in it offers a hold. What matches it matches the result.
std::string with_hidden_words(std::string_view expression, match_source::hidden_words asked);

} // namespace chatqc::engine
