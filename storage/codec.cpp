#include "storage/codec.h"

#include "engine/binary.h"

namespace chatqc::storage {

using engine::append_byte;
using engine::append_text;
using engine::append_time;
using engine::append_varint;
using engine::binary_reader;

namespace {

constexpr std::uint8_t version = 1;             // of every value but one
constexpr std::uint8_t head_version = 2;        // of the checkpoint's head
constexpr std::uint8_t incident_version = 0x81; // of what is published of one; a verdict's are below 0x80

enum source_bits : std::uint8_t { is_recorded = 1u << 0, has_ended = 1u << 1 };

// The reader of a value behind its version byte; failed if the version is another.
binary_reader open_value(std::string_view bytes)
{
    binary_reader in(bytes);
    if (in.byte() != version) {
        in.fail();
    }
    return in;
}

template <class Value> std::optional<Value> finished(const binary_reader& in, Value&& value)
{
    if (!in.finished()) {
        return std::nullopt;
    }
    return std::forward<Value>(value);
}

} // namespace

std::string format_value(std::uint64_t format)
{
    std::string bytes;
    append_varint(bytes, format);
    return bytes;
}

std::optional<std::uint64_t> read_format(std::string_view bytes)
{
    binary_reader in(bytes);
    const std::uint64_t format = in.varint();
    // A newer format may hold more behind its number.
    return in.ok() ? std::optional(format) : std::nullopt;
}

void append_block_header(std::string& out, const block_header& value)
{
    append_byte(out, version);
    append_time(out, value.arrived);
    append_varint(out, value.messages);
    append_varint(out, value.bytes);
}

std::optional<block_header> read_block_header(std::string_view bytes, std::size_t& consumed)
{
    binary_reader in = open_value(bytes);
    block_header value;
    value.arrived = in.time();
    value.messages = in.varint32();
    value.bytes = in.varint();
    if (!in.ok()) {
        return std::nullopt;
    }
    consumed = bytes.size() - in.left();
    return value;
}

void append_stored_verdict(std::string& out, const stored_verdict& value)
{
    append_byte(out, version);
    append_time(out, value.stored_at);
    engine::append_binary(out, value.value);
}

std::optional<stored_verdict> read_stored_verdict(std::string_view bytes)
{
    binary_reader in = open_value(bytes);
    stored_verdict value;
    value.stored_at = in.time();
    auto verdict = engine::read_verdict(in.view(in.left()));
    if (!in.ok() || !verdict) {
        return std::nullopt;
    }
    value.value = std::move(*verdict);
    return value;
}

void append_incident_change(std::string& out, const incident_change& value)
{
    append_byte(out, incident_version);
    append_byte(out, static_cast<std::uint8_t>(value.what));
    engine::append_binary(out, value.value);
}

std::optional<incident_change> read_incident_change(std::string_view bytes)
{
    binary_reader in(bytes);
    if (in.byte() != incident_version) {
        return std::nullopt;
    }
    const auto what = in.enumerator(incident_event::gone);
    auto value = engine::read_incident(in.view(in.left()));
    if (!in.ok() || !value) {
        return std::nullopt;
    }
    return incident_change{std::move(*value), what};
}

void append_memberships(std::string& out, const std::vector<membership>& all)
{
    append_byte(out, version);
    append_varint(out, all.size());
    for (const auto& [group, member] : all) {
        engine::append_signed(out, group.day);
        append_text(out, group.rule);
        append_text(out, group.rule_hash);
        append_text(out, group.key);
        append_time(out, member.decided_at);
        for (const std::uint8_t byte : member.id) {
            append_byte(out, byte);
        }
    }
}

std::optional<std::vector<membership>> read_memberships(std::string_view bytes)
{
    constexpr std::size_t bytes_min = 21;
    binary_reader in = open_value(bytes);
    std::vector<membership> all(in.count(bytes_min));
    for (auto& [group, member] : all) {
        group.day = in.signed32();
        group.rule = in.string();
        group.rule_hash = in.string();
        group.key = in.string();
        member.decided_at = in.time();
        for (std::uint8_t& byte : member.id) {
            byte = in.byte();
        }
    }
    return finished(in, std::move(all));
}

void append_time_value(std::string& out, time_point value)
{
    append_byte(out, version);
    append_time(out, value);
}

std::optional<time_point> read_time_value(std::string_view bytes)
{
    binary_reader in = open_value(bytes);
    const time_point value = in.time();
    return finished(in, time_point(value));
}

void append_source_state(std::string& out, const source_state& value)
{
    append_byte(out, version);
    append_varint(out, value.id);
    append_varint(out, value.tenant);
    append_text(out, value.name);
    append_byte(
        out, static_cast<std::uint8_t>((value.recorded ? is_recorded : 0) | (value.ended ? has_ended : 0))
    );
    append_time(out, value.newest);
    append_time(out, value.watermark);
    append_varint(out, value.shops.size());
    for (const auto& [shop, last] : value.shops) {
        append_text(out, shop);
        append_time(out, last);
    }
}

std::optional<source_state> read_source_state(std::string_view bytes)
{
    binary_reader in = open_value(bytes);
    source_state value;
    value.id = in.varint32();
    value.tenant = in.varint32();
    value.name = in.string();
    const std::uint64_t bits = in.bounded(is_recorded | has_ended);
    value.recorded = (bits & is_recorded) != 0;
    value.ended = (bits & has_ended) != 0;
    value.newest = in.time();
    value.watermark = in.time();
    constexpr std::size_t shop_bytes_min = 2;
    value.shops.resize(in.count(shop_bytes_min));
    for (auto& [shop, last] : value.shops) {
        shop = in.string();
        last = in.time();
    }
    return finished(in, std::move(value));
}

void append_review(std::string& out, const review& value)
{
    append_byte(out, version);
    append_byte(out, static_cast<std::uint8_t>(value.decision));
    append_text(out, value.by);
    append_text(out, value.reason);
    append_text(out, value.remark);
}

std::optional<review> read_review(std::string_view bytes)
{
    binary_reader in = open_value(bytes);
    review value;
    value.decision = in.enumerator(engine::review_decision::withdrawn);
    value.by = in.string();
    value.reason = in.string();
    value.remark = in.string();
    return finished(in, std::move(value));
}

void append_dead_letter(std::string& out, const dead_letter& value)
{
    append_byte(out, version);
    append_time(out, value.at);
    append_text(out, value.tenant);
    append_text(out, value.source);
    append_text(out, value.code);
    append_text(out, value.id);
    append_text(out, value.bytes);
}

std::optional<dead_letter> read_dead_letter(std::string_view bytes)
{
    binary_reader in = open_value(bytes);
    dead_letter value;
    value.at = in.time();
    value.tenant = in.string();
    value.source = in.string();
    value.code = in.string();
    value.id = in.string();
    value.bytes = in.string();
    return finished(in, std::move(value));
}

void append_checkpoint_head(std::string& out, std::uint64_t journal_from)
{
    append_byte(out, head_version);
    append_varint(out, journal_from);
}

std::optional<std::uint64_t> read_checkpoint_head(std::string_view bytes)
{
    binary_reader in(bytes);
    if (in.byte() != head_version) {
        in.fail();
    }
    const std::uint64_t journal_from = in.varint();
    return finished(in, std::uint64_t(journal_from));
}

void append_unit(std::string& out, const unit& value)
{
    append_byte(out, version);
    append_text(out, value.hash);
    append_time(out, value.active_from);
    append_text(out, value.bundle);
}

std::optional<unit> read_unit(std::string_view bytes)
{
    binary_reader in = open_value(bytes);
    unit value;
    value.hash = in.string();
    value.active_from = in.time();
    value.bundle = in.string();
    return finished(in, std::move(value));
}

} // namespace chatqc::storage
