// What a detector may see and do: the session, the message at hand, the holder; and record a verdict. The
// session's state machine makes one for every step; nothing in it outlives the step.
#pragma once

#include "engine/conversation/facts.h"
#include "engine/conversation/state.h"

#include <string>
#include <string_view>
#include <vector>

namespace chatqc::engine {

struct conversation_name {
    shared_name tenant;
    std::string conversation;
};

// The event a verdict hangs on; with rule and conversation it is the verdict's identity.
struct anchor_ref {
    std::string_view id;
    time_point ts{};
};

// One message in its place in the order.
struct moment {
    const message& value;
    const message_facts& facts;
};

// The bit of a rule's category in agent_summary::categories; none for a rule that is not live or judges
// nothing.
[[nodiscard]] inline std::uint32_t category_bit(const rules::rule& one)
{
    return one.mode == rules::mode::live && !one.puts ? 1u << static_cast<unsigned>(one.in) : 0u;
}

class judgement {
public:
    // All must outlive the object. `out` receives verdicts; a later one with the same id replaces an earlier
    // one.
    judgement(
        const conversation_name& name,
        session_state& session,
        live_carry& carried,
        name_pool& names,
        std::vector<verdict>& out
    );

    [[nodiscard]] const rules::rule& rule(rules::rule_index index) const;

    [[nodiscard]] const session_plan& plan() const { return *session_.plan; }

    [[nodiscard]] session_state& session() { return session_; }

    [[nodiscard]] const session_state& session() const { return session_; }

    [[nodiscard]] const shared_name& holder() const { return carried_.holder; }

    [[nodiscard]] name_pool& names() { return names_; }

    [[nodiscard]] const conversation_memory& memory() const { return carried_.memory; }

    // What the rule remembers of the conversation as of a message at `judged` (engine/conversation/memory.h).
    [[nodiscard]] rule_memory& memory_of(rules::rule_index index, std::uint32_t epoch, time_point judged);

    // Whether the rule's scope admits a message of this role and sender at `at` (platform and shop are the
    // plan's). `otherwise` stands for a scope that names no role.
    [[nodiscard]] bool admits(const rules::rule& one, const message& value, std::uint32_t otherwise) const;
    // Whether it admits this time, by hours, campaigns and validity alone.
    [[nodiscard]] bool is_in_time(const rules::rule& one, time_point at) const;
    // The same for what is judged without a message: a round's deadline, anchored at `at` …
    [[nodiscard]] bool admits(const rules::rule& one, time_point at) const;
    // … and who is charged for it.
    [[nodiscard]] bool admits(const rules::rule& one, std::string_view charged) const;

    // The rule was tested on something of this agent: its category counts in his score.
    void applied(const rules::rule& one, std::string_view agent) { applied(category_bit(one), agent); }

    // The same for several rules: bits of category_bit.
    void applied(std::uint32_t categories, std::string_view agent);

    // The agent's tally, made when first asked for.
    agent_tally& tally_of(std::string_view agent);

    // Whether this step has fired the rule at this anchor already.
    [[nodiscard]] bool has_fired(rules::rule_index index, anchor_ref anchor) const;

    // Records a verdict, or, of a tag rule, only the tag. `review`: this one counts only once a person
    // confirms it, whatever the rule says.
    void fire(
        rules::rule_index index,
        anchor_ref anchor,
        std::string_view charged,
        time_point decided_at,
        engine::receipt receipt,
        bool review = false
    );

private:
    [[nodiscard]] verdict_id identify(rules::rule_index index, anchor_ref anchor) const;

    const conversation_name& name_;
    session_state& session_;
    live_carry& carried_;
    name_pool& names_;
    std::vector<verdict>& out_;
};

// Bits for `otherwise`.
constexpr std::uint32_t role_bit(rules::role value)
{
    return 1u << static_cast<unsigned>(value);
}

inline constexpr std::uint32_t people = role_bit(rules::role::agent) | role_bit(rules::role::assist);

[[nodiscard]] inline bool is_person(rules::role value)
{
    return value == rules::role::agent || value == rules::role::assist;
}

[[nodiscard]] inline bool is_agents_message(const message& value)
{
    return is_person(value.role) && value.kind != rules::kind::event;
}

// The account a content rule charges for an agent's message: its sender; for all else the holder.
[[nodiscard]] std::string_view charged_for(const message& value, const shared_name& holder);

} // namespace chatqc::engine
