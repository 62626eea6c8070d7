// Which expressions do nothing but void hits, and whose hits those are: what nobody hits need not be looked
// for them.
#pragma once

#include "rules/rule_set.h"

#include <vector>

namespace chatqc::rules {

struct voiding {
    // By pattern_index: it is only read where a hit of one of those below stands in the same message.
    std::vector<bool> voids;
    std::vector<bool> voided_lists;    // by list_index
    std::vector<bool> voided_patterns; // by pattern_index
};

voiding voiding_of(const rule_set& set);

} // namespace chatqc::rules
