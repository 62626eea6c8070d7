// What a text says (SPEC §5 "Normal form", §4 "Acknowledgement"): phrases in it, whether it is a bare
// acknowledgement, how alike two texts are. Looks at one text at a time.
#pragma once

#include "tests/model/model.h"

#include <string_view>

namespace chatqc::model {

// A phrase found: bytes of the text as sent, half-open, its index in the list, and whether it is written
// otherwise there.
struct found {
    std::size_t begin = 0, end = 0, phrase = 0;
    bool disguised = false;
};

// Every place where a phrase of the list stands, in the text as sent or in its normal form. A list with
// `negation` leaves out those that follow a negation closely.
std::vector<found> find(const rules::rule_set& set, rules::list_index list, std::string_view text);

// Whether one of list `negation` stands at most six characters before.
bool is_negated(const rules::rule_set& set, const found& hit, std::string_view text);
// Whether it stands between quotation marks.
bool is_quoted(const found& hit, std::string_view text);
// Whether the text is one phrase of the list and nothing else, emoji (codes), blanks and punctuation apart.
bool is_wholly(const rules::rule_set& set, rules::list_index list, std::string_view text);

// Every place where a phrase stands, negated or not.
std::vector<found> all_phrases(const rules::rule_set& set, rules::list_index list, std::string_view text);

bool holds(const rules::rule_set& set, std::optional<rules::list_index> list, std::string_view text);

bool has_question_mark(std::string_view text);

// Nothing is left but phrases of the list once emoji (codes), blanks and punctuation are gone.
bool is_made_of(const rules::rule_set& set, rules::list_index list, std::string_view text);
// Characters left then.
std::size_t characters_left(std::string_view text);

// Characters left then that stand in no phrase of the lists.
std::size_t characters_beside(
    const rules::rule_set& set, const std::vector<rules::list_index>& lists, std::string_view text
);

// The normal form itself.
std::string normal_text(std::string_view text);

// Characters as people count them: of the text as sent.
std::size_t characters(std::string_view text);

// Whether Jaccard of the normal forms' pairs of characters is at least so many percent.
bool is_alike(std::string_view left, std::string_view right, std::uint32_t percent);

} // namespace chatqc::model
