// Detectors that look at one message: `phrase` and `pattern`, and the expressions that need no more; and the
// spans of lists and expressions, less what is innocent (engine/detect/innocence.h).
#pragma once

#include "engine/detect/judgement.h"
#include "engine/text/normal_form.h"

#include <algorithm>
#include <optional>

namespace chatqc::engine {

// Whether none of them stands in the text as it was sent.
bool are_disguised(const std::vector<span>& spans);

// In order of the text, each stretch once.
void order_spans(std::vector<span>& spans);

// The hits of a list in this message that no exception of the rule overlaps, as spans of the message.
std::vector<span>
list_spans(const judgement& judge, const rules::rule& one, rules::list_index list, const moment& now);

// The same of an expression.
std::vector<span> pattern_spans(
    const judgement& judge, const rules::rule& one, rules::pattern_index pattern, const moment& now
);

// What people say that the rule looks at: notes that it was applied to this message, and says who is charged;
// nothing of other messages.
std::optional<std::string_view>
applied_to_people(judgement& judge, const rules::rule& one, const moment& now);

// Characters between two stretches of a text (their `begin` and `end` in bytes); 0 if they touch or overlap.
template <class One, class Other>
std::size_t characters_between(std::string_view text, const One& one, const Other& other)
{
    const auto from = std::min<std::size_t>(one.end, other.end);
    const auto to = std::max<std::size_t>(one.begin, other.begin);
    return from >= to ? 0 : count_characters(text.substr(from, to - from));
}

// What `phrase` finds: nothing, or the receipt of a hit (with every span). `none` hits a text without any
// phrase.
std::optional<receipt> detect_phrase(
    const judgement& judge, const rules::rule& one, const rules::phrase_detector& detect, const moment& now
);

std::optional<receipt> detect_pattern(
    const judgement& judge, const rules::rule& one, const rules::pattern_detector& detect, const moment& now
);

// Who answers for what a message says: who is charged for it; nobody but the shop for a snippet that it
// approved.
std::string_view answerable(const judgement& judge, const moment& now);

// Runs every message rule of the plan on this message.
void judge_content(judgement& judge, const moment& now);
// The same on a later version of `target`, in the target's place and step: `edited` has the edit's id and
// text, all else is the target's. A rule that has fired on the target gains nothing.
void judge_edit(judgement& judge, const moment& edited, anchor_ref target, time_point edited_at);

} // namespace chatqc::engine
