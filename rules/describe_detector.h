// What makes a detector fire, as a sentence. For rules/describe.
#pragma once

#include "rules/describe.h"
#include "rules/values.h"

#include <string_view>

namespace chatqc::rules {

// One of two texts, by the language.
struct words {
    words_language language;

    [[nodiscard]] std::string operator()(std::string_view zh, std::string_view en) const
    {
        return std::string(language == words_language::zh ? zh : en);
    }

    // "a, b or c"
    [[nodiscard]] std::string any_of(const std::vector<std::string>& names) const;
};

std::string_view level_words(level value, words_language language);

// A list by name with its size and first phrases: "nudge (12: 抓紧, 还在吗 …)".
std::string list_words(list_index list, const rule_set& set, words_language language);

std::string describe_detector(const detector& value, const rule_set& set, words_language language);

} // namespace chatqc::rules
