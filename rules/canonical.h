// Rules and rule sets as one canonical text, whose xxh3-64 names a version of them. Independent of key order,
// formatting, order of phrases and of files; what is shown only (name, why) is part of the set's hash, not of
// a rule's.
#pragma once

#include "rules/rule_set.h"

#include <string>

namespace chatqc::rules {

// Everything that can change a verdict of the rule: its keys, lists, expressions, profile.
std::string canonical_text(const rule& value, const rule_set& set);
std::string canonical_text(const rule_set& set);

// 16 hex digits.
std::string hash_text(const std::string& text);

} // namespace chatqc::rules
