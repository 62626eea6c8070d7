// One session's life (SPEC §4): messages in order go in, timers fire, verdicts come out, and at its end a
// summary. Pure; the order and the time come from conversation.h.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

// Whether a message starts and extends sessions: neither an event nor a system line.
[[nodiscard]] bool is_content(const message& value);

class session_run {
public:
    // All must outlive the object.
    session_run(
        const conversation_name& name,
        session_state& session,
        live_carry& carried,
        name_pool& names,
        std::vector<verdict>& out
    );

    // A new session with its first message, which is not applied yet; `carried` holds the message's fields
    // already. `came`: when the customer opened the chat or began to queue, if he has since the last session.
    static session_state begin(
        plan_log& plans,
        live_carry& carried,
        name_pool& names,
        const message& first,
        std::optional<time_point> came
    );

    // The next message in order. True if the session has ended with it (`close`): then call end().
    bool apply(const moment& now);

    // Fires the timer at next_timer(session). True if that was the session's end: then call end().
    bool fire_timer();

    // Decides everything pending and closes the books.
    session_summary end(time_point at);

private:
    void apply_event(const moment& now);
    void apply_content(const moment& now);
    void hand_over(const message& value);

    session_state& session_;
    live_carry& carried_;
    judgement judge_;
};

// Names of the tags on a session so far, sorted.
[[nodiscard]] std::vector<std::string> tags_of(const session_state& session);

// The next instant at which something happens by itself in an open session: a deadline or its end.
[[nodiscard]] time_point next_timer(const session_state& session);

// Inherited fields (SPEC §2): what the message names becomes the conversation's.
void inherit(live_carry& carried, const message& value, name_pool& names);

inline constexpr milliseconds session_length_max = std::chrono::hours{72};
inline constexpr std::uint32_t session_messages_max = 5000;
inline constexpr milliseconds open_round_keeps = std::chrono::hours{24};

} // namespace chatqc::engine
