// The `except:` of a rule: what is innocent, each with its reason.
#pragma once

#include "rules/draft.h"

#include <string_view>
#include <vector>

namespace chatqc::rules {

// `from` may be null: there are none then. `nodes` receives where each stands.
std::vector<exception> read_exceptions(
    const node* from, draft& out, reporter& report, std::string_view rule_id, std::vector<const node*>& nodes
);

} // namespace chatqc::rules
