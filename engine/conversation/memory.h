// What a conversation remembers over its sessions (SPEC §5: 7 days back of the judged message). It is part of
// what a session hands on, so that a later one, a recompute and a restart begin with it.
#pragma once

#include "engine/message.h"
#include "engine/segment.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace chatqc::engine {

// What lies further back of the message that is judged is as if it had never been.
inline constexpr milliseconds memory_reach = std::chrono::hours{7 * 24};
// Of one rule, and of numbers: in a longer run of them the oldest say nothing new.
inline constexpr std::size_t remembered_max = 32;

// What is remembered once the message has been judged; `with_numbers`: of persons too, and addresses.
void remember(conversation_memory& memory, const message& value, bool with_numbers);

// A rule's memory as of a message at `judged`: empty if it was written in another epoch.
rule_memory&
memory_of(conversation_memory& memory, std::string_view key, std::uint32_t epoch, time_point judged);

void keep(rule_memory& memory, remembered one);

// Whether the number, or what tells an address from others, stood in what the customer sent, in an order or a
// card, as of a message at `judged`.
[[nodiscard]] bool was_told(const conversation_memory& memory, std::string_view words, time_point judged);

// The hashes of the numbers and addresses of persons in a text.
[[nodiscard]] std::vector<std::uint64_t> numbers_in(std::string_view text);

// Drops what no message from `now` on will look at.
void forget_old(conversation_memory& memory, time_point now);

} // namespace chatqc::engine
