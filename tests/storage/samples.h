// A store in a folder of its own, and small batches to put into it.
#pragma once

#include "storage/disk.h"
#include "storage/store.h"
#include "tests/engine/records_samples.h"
#include "tests/support/temp_dir.h"

#include <doctest/doctest.h>

#include <memory>
#include <string>
#include <vector>

namespace chatqc::test {

inline storage::options options_of(const temp_dir& dir, bool read_only = false)
{
    storage::options how;
    how.path = (dir / "store").string();
    how.read_only = read_only;
    how.cache_bytes = 8u << 20;
    return how;
}

inline storage::options options_on(const temp_dir& dir, std::shared_ptr<storage::disk> under)
{
    storage::options how = options_of(dir);
    how.under = std::move(under);
    return how;
}

inline std::unique_ptr<storage::store> open_store(const storage::options& how)
{
    auto opened = storage::store::open(how);
    INFO(opened.error.code, " ", opened.error.message);
    REQUIRE(opened);
    return std::move(*opened.value);
}

inline std::unique_ptr<storage::store> open_store(const temp_dir& dir)
{
    return open_store(options_of(dir));
}

inline std::uint64_t commit(storage::store& into, const storage::commit_batch& batch)
{
    const auto done = into.commit(batch);
    INFO(done.error.code, " ", done.error.message);
    REQUIRE(done);
    return done.value->first_position;
}

// A text message; `id` also goes into its text, so that records differ.
struct sample_message {
    std::string conversation = "c1";
    std::string id{};
    std::int64_t ms = day_start;
    std::size_t padding = 0; // bytes of text on top
};

// Packs messages into a block and tells where each lies.
struct sample_block {
    storage::journal_block block;
    std::vector<engine::position> places;

    sample_block(
        std::uint64_t sequence, const std::vector<sample_message>& messages, std::int64_t arrived = day_start
    )
    {
        block.sequence = sequence;
        block.arrived = at(arrived);
        for (const sample_message& each : messages) {
            const std::string text = "text of " + each.id + std::string(each.padding, '.');
            engine::message value;
            value.id = each.id;
            value.conversation = each.conversation;
            value.ts = at(each.ms);
            value.text = text;
            places.push_back({sequence, static_cast<std::uint32_t>(block.records.size())});
            engine::append_record(block.records, value, {1, at(arrived), false, true});
            ++block.messages;
        }
    }
};

// The ids of packed records, in order.
inline std::vector<std::string> ids_of(std::string_view records)
{
    std::vector<std::string> ids;
    while (!records.empty()) {
        std::size_t consumed = 0;
        const auto found = engine::read_record(records, consumed);
        REQUIRE(found);
        ids.emplace_back(found->message.id);
        records.remove_prefix(consumed);
    }
    return ids;
}

struct sample_session {
    std::string conversation = "c1";
    std::string session = "m1";
    std::int64_t started = day_start;
    std::int32_t day = 20094;
    std::string shop = "s1";
    std::vector<engine::position> places{};
};

inline engine::segment segment_of(const sample_session& of)
{
    engine::segment value;
    value.tenant = 1;
    value.conversation = of.conversation;
    value.first = {at(of.started), 0, of.session};
    value.session.emplace();
    value.session->session = of.session;
    value.session->started = at(of.started);
    value.session->ended = at(of.started + 1'800'000);
    value.session->shop = of.shop;
    value.session->day = of.day;
    value.until = value.session->ended;
    std::uint64_t hash = 0;
    for (const engine::position& place : of.places) {
        value.messages.push_back({place, ++hash, hash, 1, false});
    }
    return value;
}

inline storage::segment_write write_of(engine::segment value)
{
    storage::segment_write write;
    write.tenant = value.tenant;
    write.conversation = value.conversation;
    write.put.push_back(std::move(value));
    return write;
}

// The checkpoint's row of an open conversation.
inline std::string row_of(const std::string& conversation, const std::vector<engine::position>& places)
{
    engine::checkpoint_row row;
    row.tenant = 1;
    row.conversation = conversation;
    std::uint64_t hash = 0;
    for (const engine::position& place : places) {
        row.messages.push_back({place, ++hash, hash, 1, false});
    }
    std::string bytes;
    engine::append_binary(bytes, row);
    return bytes;
}

// A verdict whose identity follows from conversation, rule and anchor.
struct sample_verdict {
    std::string tenant = "default";
    std::string conversation = "c1";
    std::string rule = "r1";
    std::string anchor = "m1";
    std::string shop = "s1";
    std::string agent = "anna";
    std::string session = "m1";
    std::int64_t decided = day_start;
    engine::verdict_status status = engine::verdict_status::final_;
    rules::level level = rules::level::minor;
    std::uint32_t revision = 0;
};

inline engine::verdict verdict_of(const sample_verdict& of)
{
    engine::verdict value;
    value.id = engine::identify(of.tenant, of.conversation, of.rule, of.anchor, at(day_start), 0);
    value.tenant = of.tenant;
    value.conversation = of.conversation;
    value.rule = of.rule;
    value.anchor = of.anchor;
    value.anchor_ts = at(day_start);
    value.shop = of.shop;
    value.agent = of.agent;
    value.session = of.session;
    value.decided_at = at(of.decided);
    value.status = of.status;
    value.level = of.level;
    value.revision = of.revision;
    value.receipt.messages = {of.anchor};
    return value;
}

inline storage::commit_batch batch_of(std::vector<sample_verdict> verdicts)
{
    storage::commit_batch batch;
    for (const sample_verdict& each : verdicts) {
        batch.verdicts.push_back({verdict_of(each)});
    }
    return batch;
}

inline std::string json_of(const engine::verdict& value)
{
    std::string text;
    engine::append_json(text, value, engine::verdict_view::full);
    return text;
}

} // namespace chatqc::test
