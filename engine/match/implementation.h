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
    expression_set sought;
    expression_set voiding; // looked for where one of these has hit:
    std::vector<bool> voided_lists, voided_expressions;

    [[nodiscard]] bool is_voided(const hit& one) const
    {
        return (one.from == hit::origin::list ? voided_lists : voided_expressions)[one.source];
    }
};

} // namespace chatqc::engine
