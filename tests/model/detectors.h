// What each detector (SPEC §5) finds in one session. Each takes a rule and gives its verdicts.
#pragma once

#include "tests/model/session.h"
#include "tests/model/words.h"

#include <functional>
#include <string_view>

namespace chatqc::model {

struct judging {
    const chat& all;
    const std::vector<session>& sessions; // of the whole conversation
    const session& in;
    const rules::rule& rule;
    std::vector<verdict>& out;

    // A verdict of the rule on the message at `anchor`, which rests on these messages …
    void
    say(std::size_t anchor, instant decided, std::string agent, const std::vector<std::size_t>& evidence
    ) const;
    // … or on a wait.
    void say(std::size_t anchor, instant decided, std::string agent, timers wait) const;
    // The last verdict said rests on words in disguise.
    void raise() const;

    // The last one counts only once a person confirms it.
    void require_review() const { out.back().review_required = true; }

    // Who answers for a message: its sender, or of no agent's message whoever holds the conversation once the
    // message at `seen` was seen.
    [[nodiscard]] std::string charged(std::size_t anchor, std::size_t seen) const;
    // The same for what is said there: nobody's fault but the shop's, if it is a snippet that it approved.
    [[nodiscard]] std::string answerable(std::size_t at, std::string_view text) const;
    // Nothing but one snippet that the shop has approved, sent by a person.
    [[nodiscard]] bool is_approved(const message& what, std::string_view text) const;

    // The phrases of a list in a message, or in a text in its place, less those that are innocent: by an
    // exception of the rule, or because the customer has said them himself.
    [[nodiscard]] std::vector<found>
    hits(rules::list_index list, const message& what, std::string_view text) const;

    [[nodiscard]] std::vector<found> hits(rules::list_index list, const message& what) const
    {
        return hits(list, what, what.text);
    }

    // An exception voids the whole text.
    [[nodiscard]] bool is_void(std::string_view text) const;
    // Whether it is a message that the rule looks at: no event, in scope, of its roles (agent and assist if
    // it names none).
    [[nodiscard]] bool looks_at(std::size_t at) const;
    // The same of a rule that looks at the customer's messages if it names no role.
    [[nodiscard]] bool listens_to(std::size_t at) const;
    // Whether a decision on a wait is in scope: by the time of what brought the wait, by who is charged, and
    // by the group that was known once the message at `seen` was seen.
    [[nodiscard]] bool judges_wait(std::size_t anchor, std::size_t seen, const std::string& agent) const;
};

// tests/model/waits.cpp
void judge(const judging& here, const rules::response_detector& how);
void judge(const judging& here, const rules::unanswered_detector& how);
// tests/model/texts.cpp
void judge(const judging& here, const rules::phrase_detector& how);
void judge(const judging& here, const rules::required_phrase_detector& how);
void judge(const judging& here, const rules::repeat_detector& how);
void judge(const judging& here, const rules::nudge_burst_detector& how);
// tests/model/expressions.cpp
void judge(const judging& here, const rules::expression_detector& how);

// tests/model/sessions_counted.cpp
void judge(const judging& here, const rules::aggregate_detector& how);
void judge(const judging& here, const rules::max_phrase_detector& how);
void judge(const judging& here, const rules::flood_detector& how);
void judge(const judging& here, const rules::apology_detector& how);
void judge(const judging& here, const rules::promise_detector& how);

// tests/model/nudges.cpp
void judge(const judging& here, const rules::nudge_alike_detector& how);
void judge(const judging& here, const rules::nudge_pacing_detector& how);
void judge(const judging& here, const rules::nudge_after_paid_detector& how);
void judge(const judging& here, const rules::empty_nudge_detector& how);
// tests/model/replies.cpp
void judge(const judging& here, const rules::nudge_before_answer_detector& how);
void judge(const judging& here, const rules::perfunctory_detector& how);
void judge(const judging& here, const rules::late_contact_detector& how);
void judge(const judging& here, const rules::missed_followup_detector& how);
// tests/model/troubles.cpp
void judge(const judging& here, const rules::made_to_repeat_detector& how);
void judge(const judging& here, const rules::transfer_quality_detector& how);
void judge(const judging& here, const rules::bot_trap_detector& how);
// tests/model/policies.cpp
void judge(const judging& here, const rules::policy_detector& how);
void judge(const judging& here, const rules::privacy_leak_detector& how);
// tests/model/promises.cpp
void judge(const judging& here, const rules::promise_ledger_detector& how);

// Of no single session: tests/model/incidents.h.
inline void judge(const judging&, const rules::incident_detector&) {}

// Whether a message says something beside phrases of these lists, emoji, blanks and punctuation.
bool says_something(const judging& here, const std::vector<rules::list_index>& lists, const message& what);
// A transfer that is nobody's doing.
bool is_blameless(const message& transfer);
enum class seeing { everything, what_is_plain }; // the latter: not what is written in disguise

// Of a rule over one message's text: a verdict on the message at `at` if its text fires, or else that of an
// edit within 24 hours; raised if it would not but for what is written in disguise. The text that fired, if
// one did.
std::optional<std::string_view>
judge_text(const judging& here, std::size_t at, const std::function<bool(std::string_view, seeing)>& fires);

// Whether a text, in place of the message's own, holds the phrases.
bool fires(
    const judging& here,
    const rules::phrase_detector& how,
    const message& what,
    std::string_view text,
    seeing sees = seeing::everything
);
// Of the messages that `looks_at` admits, those that repeat others: each with the others behind it.
std::vector<std::vector<std::size_t>> repeats(
    const judging& here, const rules::repeat_detector& how, const std::function<bool(std::size_t)>& looks_at
);

} // namespace chatqc::model
