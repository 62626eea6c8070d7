// What makes a hit innocent: the exceptions that every detector of texts shares (SPEC §5).
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

// Whether an exception of the rule voids the whole message: then nothing in it is a hit.
[[nodiscard]] bool is_void(const rules::rule& one, const moment& now);

// Whether an exception of the rule overlaps these bytes of the text.
[[nodiscard]] bool
is_excepted(const rules::rule& one, std::uint32_t begin, std::uint32_t end, const message_facts& facts);

// A word of list `negation` within six characters before the hit: 不会保证.
[[nodiscard]] bool is_negated(const hit& one, rules::list_index negation, const moment& now);

// An agent's words that the customer has said himself (the rule's `customer_said`), which the agent quotes or
// negates.
[[nodiscard]] bool
is_echoed(const judgement& judge, const rules::rule& one, const hit& found, const moment& now);

// Of an agent: nothing but one snippet that the shop has approved.
[[nodiscard]] inline bool is_approved(const moment& now)
{
    return now.facts.approved && is_person(now.value.role);
}

} // namespace chatqc::engine
