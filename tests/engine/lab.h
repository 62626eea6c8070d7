// A laboratory for conversations: rules as YAML, chats as the lines of rule tests, verdicts as short lines to
// compare.
#pragma once

#include "engine/offline.h"
#include "engine/shard/shard.h"
#include "rules/test_case.h"

#include <memory>
#include <string>
#include <vector>

namespace chatqc::test {

// Packs of one file each, checked and compiled; fails the test with the diagnostics if there are errors.
// Zones: Asia/Shanghai only.
std::shared_ptr<const engine::unit> unit_of(const std::string& yaml);
engine::unit_log units_of(const std::string& yaml);

struct lab_chat {
    std::string conversation = "c1";
    std::string platform, shop = "s1";
    std::string start = "2025-01-06 10:00:00"; // Asia/Shanghai
    std::vector<std::string> lines;            // "0s customer 在吗"
};

// One message with the texts its views point into.
struct lab_message {
    std::string id, conversation, text, sender, to, platform, shop, ref, attrs;
    engine::message value; // its views must be renewed after a copy: see bind
    [[nodiscard]] engine::message bind() const;
};

// Ids are m0, m1 … within the conversation.
std::vector<lab_message> messages_of(const lab_chat& chat);
engine::time_point start_of(const lab_chat& chat);

struct arrival_by {
    engine::source_id source = 1; // of tenant 1
    bool recorded = true;
};

// Begins a batch of this block alone.
engine::reception receive_alone(
    engine::shard& shard, std::uint64_t block, const engine::message& value, const arrival_by& by = {}
);

// "180s response A m0" (decision time after the chat's start, rule, charged agent or "-", anchor), then,
// where the receipt has them, " wait=200s", " count=3", " spans=[m2:0-6]".
std::string line_of(const engine::verdict& made, engine::time_point start);

// Runs a chat alone through offline_run and returns its verdicts' lines in settled order.
std::vector<std::string> judge(const std::string& yaml, const lab_chat& chat);

} // namespace chatqc::test
