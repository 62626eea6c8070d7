// Rule tests as data (SPEC §9 `tests:`): a little chat and what must come of it. app/rule_test_runner runs
// them.
#pragma once

#include "rules/diagnostic.h"
#include "rules/reader.h"
#include "rules/rule_set.h"
#include "rules/values.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chatqc::rules {

// One line of a chat.
struct test_message {
    milliseconds at{0}; // after the test's start
    rules::role role = rules::role::customer;
    rules::kind kind = rules::kind::text;
    rules::event event = rules::event::none;
    std::string text;
    std::string sender; // of agent and assist, and of who transfers
    std::string to;
    std::optional<std::size_t> ref; // recall, edit: index into the test's chat
    std::vector<std::pair<std::string, std::string>> attrs;
    place where;
};

struct expected_verdict {
    std::string rule;
    std::optional<milliseconds> at; // decision time after the test's start
    std::optional<std::int32_t> points;
    std::optional<std::string> agent; // "" is the shop's (未分配)
    place where;
};

// What must be counted of the rounds of a profile (of one agent, if given). Nothing is compared that is not
// given.
struct expected_rounds {
    std::string profile;
    std::optional<std::string> agent;
    std::optional<std::uint32_t> in_time, of, unanswered;
    std::optional<std::vector<milliseconds>> durations; // of all counted rounds in order of opening
    place where;
};

struct test_case {
    std::string name;
    std::string pack;
    local_time start{}; // of the shop's zone
    std::string platform, shop, group;
    std::vector<test_message> chat; // in order of the file; times do not go back
    // None: unchecked. Empty: no verdict at all. Else complete for the rules it names.
    std::optional<std::vector<expected_verdict>> expect;
    std::vector<expected_rounds> rounds;
    std::optional<std::uint32_t> sessions;
    std::optional<std::vector<std::string>> tags; // of all sessions, sorted; complete
    place where;
};

// What a test may refer to.
struct test_context {
    const rule_set& set;               // for its profiles
    std::vector<std::string> rule_ids; // of all packs, sorted, those that are off too
};

// Nothing if it cannot be read; then an error was reported.
std::optional<test_case>
read_test(const node& from, const std::string& pack, const test_context& context, reporter& report);

// One line of a chat: "0s customer 在吗", "10s transfer A->B", "475s A 您好". `lines` were read before it.
// The error's sentence, or empty; docs/rule-language.md has the grammar.
std::string parse_chat_line(std::string_view line, const std::vector<test_message>& lines, test_message& to);

} // namespace chatqc::rules
