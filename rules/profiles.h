// Clock profiles (SPEC §4): the built-in ones and those a pack adds.
#pragma once

#include "rules/draft.h"

namespace chatqc::rules {

// Appends the profiles of a `profiles:` section. A name that exists already is an error.
void read_profiles(const std::vector<named_node>& from, rule_set& to, reporter& report);

// The profile a detector's `profile` key names; internal without a node. Reports unknown_name.
std::optional<profile_index> find_profile(const node* name, const rule_set& set, reporter& report);

} // namespace chatqc::rules
