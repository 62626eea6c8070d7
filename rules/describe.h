// What a rule means, in words, for people who do not read YAML. Wholly from the checked rule: what is written
// here is what the engine does.
#pragma once

#include "rules/rule_set.h"

#include <string>
#include <utility>
#include <vector>

namespace chatqc::rules {

enum class words_language : std::uint8_t { zh, en };

// Lines of a label and a sentence: "fires when", "where", "exceptions", "counts" …
std::vector<std::pair<std::string, std::string>>
describe(const rule& value, const rule_set& set, words_language language);

// An exception with its reason.
std::string exception_words(const exception& value, const rule_set& set, words_language language);

// The scope alone, "shop flagship; 09:00-23:00"; empty: everywhere.
std::string describe_scope(const scope& value, const rule_set& set, words_language language);

} // namespace chatqc::rules
