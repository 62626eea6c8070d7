// What a matcher is made of. Internal to engine/match.
#pragma once

#include "engine/match/expressions.h"
#include "engine/match/hyperscan.h"
#include "engine/match/matcher.h"
#include "engine/match/phrase_table.h"

namespace chatqc::engine {

struct matcher::implementation {
    phrase_tables phrases;
    database_handle normal;  // of phrases.normal; null if it is empty
    database_handle as_sent; // of phrases.as_sent; null if it is empty
    database_handle sounds;  // of phrases.sounds; null if no list asks for homophones
    expression_set expressions;
};

} // namespace chatqc::engine
