// Rules and rule sets as one canonical text, whose xxh3-64 names a version of them. Independent of key order,
// formatting, order of phrases and of files; what is shown only (name, why) is part of the set's hash, not of
// a rule's.
#pragma once

#include "rules/rule_set.h"

#include <string>
#include <vector>

namespace chatqc::rules {

// Per list of the set, a digest of its flags and phrases: lists can be long and are read by many rules.
std::vector<std::string> list_digests(const rule_set& set);

// Everything that can change a verdict of the rule: its keys, lists, expressions, profile.
std::string canonical_text(const rule& value, const rule_set& set, const std::vector<std::string>& digests);
std::string canonical_text(const rule_set& set, const std::vector<std::string>& digests);

// What a hit in disguise is raised to by itself: one level up, but never to the red line.
inline level raised(level from)
{
    return from < level::major ? static_cast<level>(static_cast<unsigned>(from) + 1U) : from;
}

// 16 hex digits.
std::string hash_text(const std::string& text);

} // namespace chatqc::rules
