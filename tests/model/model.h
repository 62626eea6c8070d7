// What the engine must settle on, worked out a second time from SPEC §3–§5 and as simply as it can be said:
// one conversation's accepted messages go in, its settled verdicts come out. Nothing of the engine's code is
// used but the normal form of texts; a pack is read as data (rules/rule_set.h). Slow on purpose: everything
// is looked up again in the list of messages.
#pragma once

#include "rules/rule_set.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chatqc::model {

using std::chrono::milliseconds;
using instant = std::chrono::sys_time<milliseconds>; // event time, UTC

// A message that owns its texts. Fields as in SPEC §2; absent ones are empty.
struct message {
    std::string id, conversation;
    instant ts{};
    std::int64_t seq = 0;
    rules::role role = rules::role::customer;
    rules::kind kind = rules::kind::text;
    rules::event event = rules::event::none;
    std::string text, sender, to, platform, shop, group, ref;
    std::string attrs; // JSON object, keys sorted, or empty

    friend bool operator==(const message&, const message&) = default;
};

// The conversation's order (SPEC §3): ts, seq, id bytewise.
bool comes_before(const message& left, const message& right);

// A pack and the event time from which sessions that start are judged by it.
struct activation {
    instant from{};
    std::shared_ptr<const rules::rule_set> rules;
};

// The arithmetic of a wait.
struct timers {
    std::string round; // the message that opened it
    instant start{};
    std::optional<instant> deadline;
    std::string reply; // id, or empty
    std::optional<milliseconds> duration;
    milliseconds paused{0};

    friend auto operator<=>(const timers&, const timers&) = default;
};

// As much of a verdict (SPEC §6) as the model can tell.
struct verdict {
    instant decided_at{};
    std::string rule, anchor;
    instant anchor_ts{};
    std::string agent; // empty: the shop's
    std::string session;
    rules::level level = rules::level::minor;
    std::int32_t points = 0;
    bool review_required = false;
    std::optional<timers> wait;
    std::optional<instant> due; // of a promise

    friend auto operator<=>(const verdict&, const verdict&) = default;
};

// The settled verdicts of one conversation, in the order of the fields above. Messages in any order, without
// copies; `units` by time, the first reaches back for ever.
std::vector<verdict> settle(std::vector<message> messages, const std::vector<activation>& units);

// The same of many conversations; each verdict stands under its conversation's name.
struct judged {
    std::string conversation;
    model::verdict verdict;

    friend auto operator<=>(const judged&, const judged&) = default;
};

std::vector<judged> settle_all(const std::vector<message>& messages, const std::vector<activation>& units);

// What tag rules put on sessions: conversation, session and tag, sorted, each once.
using tags = std::vector<std::array<std::string, 3>>;
tags tags_of(const std::vector<message>& messages, const std::vector<activation>& units);

} // namespace chatqc::model
