// Sample and random messages, verdicts and segments for the tests of their codecs, here and in tests/storage.
#pragma once

#include "engine/binary.h"
#include "engine/checkpoint_row.h"
#include "engine/hash.h"
#include "engine/segment.h"
#include "tests/support/seed.h"

#include <string>

namespace chatqc::test {

inline engine::time_point at(std::int64_t milliseconds)
{
    return engine::time_point(engine::milliseconds(milliseconds));
}

// 2025-01-06 10:00 in Shanghai.
inline constexpr std::int64_t day_start = 1736128800000;

inline engine::message plain_message()
{
    engine::message value;
    value.id = "m1";
    value.conversation = "c1";
    value.ts = at(day_start);
    value.text = "在吗";
    return value;
}

inline engine::message full_message()
{
    engine::message value;
    value.id = "m2";
    value.conversation = "c1";
    value.ts = at(day_start + 5000);
    value.seq = -7;
    value.role = rules::role::system;
    value.kind = rules::kind::event;
    value.event = rules::event::blocked;
    value.text = "文";
    value.sender = "shop:anna";
    value.to = "shop:ben";
    value.platform = "taobao";
    value.shop = "s1";
    value.group = "presale";
    value.customer = "u1";
    value.ref = "m1";
    value.attrs = R"({"cause":"shift"})";
    value.extra = R"({"x":1})";
    return value;
}

inline engine::verdict plain_verdict()
{
    engine::verdict value;
    value.rule = "response.internal";
    value.rule_hash = "00aa";
    value.pack = "zh-ecommerce";
    value.level = rules::level::moderate;
    value.category = rules::category::timeliness;
    value.points = -5;
    value.tenant = "default";
    value.shop = "s1";
    value.conversation = "c1";
    value.session = "m1";
    value.anchor = "m1";
    value.anchor_ts = at(day_start);
    value.decided_at = at(day_start + 180000);
    value.receipt.messages = {"m1"};
    value.id = engine::identify("default", "c1", value.rule, "m1", value.anchor_ts, 0);
    return value;
}

inline engine::verdict full_verdict()
{
    engine::verdict value = plain_verdict();
    value.review_required = true;
    value.platform = "jd";
    value.group = "presale";
    value.agent = "shop:\"anna\"";
    value.status = engine::verdict_status::final_;
    value.revision = 3;
    value.reason = engine::revision_reason::completed;
    value.receipt.messages = {"m1", "m2"};
    value.receipt.spans = {{"m1", 0, 6, "在吗", true}, {"m2", 3, 9, "加V", false}};
    engine::wait_receipt wait;
    wait.profile = "internal";
    wait.round = "m1";
    wait.opened = at(day_start);
    wait.deadline = at(day_start + 180000);
    wait.replied = at(day_start + 200000);
    wait.reply = "m2";
    wait.limit = engine::milliseconds(180000);
    wait.duration = engine::milliseconds(199000);
    wait.paused = engine::milliseconds(1000);
    value.receipt.wait = wait;
    value.receipt.count = 3;
    value.receipt.similarity = 85;
    return value;
}

inline engine::segment plain_segment()
{
    engine::segment value;
    value.tenant = 1;
    value.conversation = "c1";
    value.first = {at(day_start), 0, "m1"};
    value.until = at(day_start + 60000);
    return value;
}

inline engine::segment full_segment()
{
    engine::segment value = plain_segment();
    engine::session_summary session;
    session.session = "m1";
    session.started = at(day_start);
    session.ended = at(day_start + 1860000);
    session.platform = "taobao";
    session.shop = "s1";
    session.group = "presale";
    session.customer = "u1";
    session.unit = "abcd";
    session.day = 20094;
    session.opened_by_customer = true;
    session.customer_messages = 3;
    session.agent_messages = 2;
    session.person_replied = true;
    session.agents = {{"anna", 2, 0x21, 40}, {"ben", 0, 0x01, 0}};
    session.rounds = {
        {"internal",
         "m1",
         at(day_start),
         "anna",
         engine::round_outcome::answered,
         engine::milliseconds(20000),
         true,
         true,
         20094},
        {"taobao_3min",
         "m3",
         at(day_start + 60000),
         "",
         engine::round_outcome::unanswered,
         engine::milliseconds(600000),
         false,
         false,
         20094},
    };
    value.session = session;
    value.until = session.ended;
    value.after = {"taobao", "s1", "presale", "u1", "anna", at(day_start + 20000)};
    value.after.memory = {
        3,
        1,
        at(day_start + 60000),
        at(day_start + 70000),
        {{"empty_nudge sales.empty", 4, {{"m7", at(day_start + 80000), "", true}}},
         {"nudge_alike sales.alike",
          3,
          {{"m5", at(day_start), "抓紧下单", false}, {"m6", at(day_start), "", false}}}}};
    value.messages = {
        {{7, 100}, 0x0102030405060708u, 0xf1f2f3f4f5f6f7f8u, 3, false},
        {{5, 0}, 1, 2, 4, true},
        {{900, 1048575}, 3, 4, 3, false},
    };
    return value;
}

inline engine::checkpoint_row full_checkpoint_row()
{
    engine::checkpoint_row value;
    value.tenant = 2;
    value.conversation = "c1";
    value.sources = {1, 300};
    value.shop = "s1";
    value.came = at(day_start + 7);
    value.next = at(day_start + 60'000);
    value.session = engine::begun_session{"m1", at(day_start)};
    value.unit = 0x0102030405060708u;
    value.messages = {
        {{1, 0}, 11, 21, 1},
        {{5, 70'000}, 12, 22, 300, false, true},
        {{3, 9}, 13, 23, 1, true},
    };
    value.waits = {
        {"c1",
         "s1",
         "anna",
         "response.internal",
         "internal",
         at(day_start),
         at(day_start + 60'000),
         at(day_start + 30'000)},
        {"c1", "s1", "", "response.all", "official", at(day_start), at(day_start + 1), {}, true},
    };
    return value;
}

// Version 1 with the checksum of this body.
inline constexpr std::size_t checkpoint_row_body = 9;

inline std::string with_checksum(std::string_view body)
{
    std::string bytes = "\x01";
    engine::append_fixed64(bytes, engine::hash_bytes(body));
    return bytes.append(body);
}

} // namespace chatqc::test
