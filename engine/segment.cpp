#include "engine/segment.h"

#include "engine/binary.h"

#include <algorithm>
#include <charconv>

namespace chatqc::engine {

namespace {

constexpr std::uint8_t version_with_disguises = 3;
constexpr std::uint8_t segment_version =
    2; // where nothing remembered was disguised: its bytes are what they were
constexpr std::uint8_t version_without_memory = 1;

enum remembered_bits : std::uint8_t { is_marked = 1u << 0, is_disguised = 1u << 1 };

enum session_bits : std::uint8_t {
    opened_by_customer = 1u << 0,
    person_replied = 1u << 1,
    has_tags = 1u << 2
};

enum round_bits : std::uint8_t { in_time = 1u << 0, is_first = 1u << 1 };

constexpr std::uint8_t two_bits = 3;
constexpr std::uint8_t three_bits = 7;

void append_key(std::string& out, const order_key& key)
{
    append_time(out, key.ts);
    append_signed(out, key.seq);
    append_text(out, key.id);
}

order_key read_key(binary_reader& in)
{
    order_key key;
    key.ts = in.time();
    key.seq = in.signed_number();
    key.id = in.string();
    return key;
}

void append_carry(std::string& out, const carry& value)
{
    append_text(out, value.platform);
    append_text(out, value.shop);
    append_text(out, value.group);
    append_text(out, value.customer);
    append_text(out, value.holder);
    append_time(out, value.holder_since);
}

carry read_carry(binary_reader& in)
{
    carry value;
    value.platform = in.string();
    value.shop = in.string();
    value.group = in.string();
    value.customer = in.string();
    value.holder = in.string();
    value.holder_since = in.time();
    return value;
}

// time_point::min(): never.
void append_moment(std::string& out, time_point value)
{
    append_byte(out, value == time_point::min() ? 0 : 1);
    if (value != time_point::min()) {
        append_time(out, value);
    }
}

time_point read_moment(binary_reader& in)
{
    return in.boolean() ? in.time() : time_point::min();
}

bool has_disguises(const conversation_memory& value)
{
    return std::any_of(value.of.begin(), value.of.end(), [](const rule_memory& rule) {
        return std::any_of(rule.items.begin(), rule.items.end(), [](const remembered& each) {
            return each.disguised;
        });
    });
}

void append_memory(std::string& out, const conversation_memory& value)
{
    append_varint(out, value.heard);
    append_moment(out, value.heard_at);
    append_varint(out, value.orders);
    append_moment(out, value.paid_at);
    append_varint(out, value.of.size());
    for (const rule_memory& rule : value.of) {
        append_text(out, rule.key);
        append_varint(out, rule.epoch);
        append_varint(out, rule.items.size());
        for (const remembered& each : rule.items) {
            append_text(out, each.id);
            append_time(out, each.ts);
            append_text(out, each.text);
            append_byte(
                out,
                static_cast<std::uint8_t>((each.marked ? is_marked : 0) | (each.disguised ? is_disguised : 0))
            );
        }
    }
}

constexpr std::size_t rule_memory_bytes_min = 3;
constexpr std::size_t remembered_bytes_min = 4;

conversation_memory read_memory(binary_reader& in, bool has_disguises)
{
    conversation_memory value;
    value.heard = in.varint32();
    value.heard_at = read_moment(in);
    value.orders = in.varint32();
    value.paid_at = read_moment(in);
    value.of.resize(in.count(rule_memory_bytes_min));
    for (rule_memory& rule : value.of) {
        rule.key = in.string();
        rule.epoch = in.varint32();
        rule.items.resize(in.count(remembered_bytes_min));
        for (remembered& each : rule.items) {
            each.id = in.string();
            each.ts = in.time();
            each.text = in.string();
            const auto bits = in.bounded(has_disguises ? two_bits : 1);
            each.marked = (bits & is_marked) != 0;
            each.disguised = (bits & is_disguised) != 0;
        }
    }
    return value;
}

void append_round(std::string& out, const round_record& value)
{
    append_text(out, value.profile);
    append_text(out, value.opened_by);
    append_time(out, value.opened);
    append_text(out, value.agent);
    append_byte(out, static_cast<std::uint8_t>(value.outcome));
    append_signed(out, value.duration.count());
    append_byte(out, static_cast<std::uint8_t>((value.in_time ? in_time : 0) | (value.first ? is_first : 0)));
    append_signed(out, value.day);
}

constexpr std::size_t round_bytes_min = 8;

round_record read_round(binary_reader& in)
{
    round_record value;
    value.profile = in.string();
    value.opened_by = in.string();
    value.opened = in.time();
    value.agent = in.string();
    value.outcome = in.enumerator(round_outcome::voided);
    value.duration = milliseconds(in.signed_number());
    const auto bits = static_cast<std::uint8_t>(in.bounded(two_bits));
    value.in_time = (bits & in_time) != 0;
    value.first = (bits & is_first) != 0;
    value.day = in.signed32();
    return value;
}

void append_agent(std::string& out, const agent_summary& value)
{
    append_text(out, value.agent);
    append_varint(out, value.messages);
    append_byte(out, value.categories);
    append_varint(out, value.characters);
}

constexpr std::size_t agent_bytes_min = 4;

agent_summary read_agent(binary_reader& in)
{
    agent_summary value;
    value.agent = in.string();
    value.messages = in.varint32();
    value.categories = in.byte();
    value.characters = in.varint32();
    return value;
}

void append_session(std::string& out, const session_summary& value)
{
    append_text(out, value.session);
    append_time(out, value.started);
    append_time(out, value.ended);
    append_text(out, value.platform);
    append_text(out, value.shop);
    append_text(out, value.group);
    append_text(out, value.customer);
    append_text(out, value.unit);
    append_signed(out, value.day);
    append_byte(
        out,
        static_cast<std::uint8_t>(
            (value.opened_by_customer ? opened_by_customer : 0) |
            (value.person_replied ? person_replied : 0) | (value.tags.empty() ? 0 : has_tags)
        )
    );
    append_varint(out, value.customer_messages);
    append_varint(out, value.agent_messages);
    append_varint(out, value.agents.size());
    for (const agent_summary& each : value.agents) {
        append_agent(out, each);
    }
    append_varint(out, value.rounds.size());
    for (const round_record& each : value.rounds) {
        append_round(out, each);
    }
    if (!value.tags.empty()) {
        append_varint(out, value.tags.size());
        for (const std::string& each : value.tags) {
            append_text(out, each);
        }
    }
}

session_summary read_session(binary_reader& in)
{
    session_summary value;
    value.session = in.string();
    value.started = in.time();
    value.ended = in.time();
    value.platform = in.string();
    value.shop = in.string();
    value.group = in.string();
    value.customer = in.string();
    value.unit = in.string();
    value.day = in.signed32();
    const auto bits = static_cast<std::uint8_t>(in.bounded(three_bits));
    value.opened_by_customer = (bits & opened_by_customer) != 0;
    value.person_replied = (bits & person_replied) != 0;
    value.customer_messages = in.varint32();
    value.agent_messages = in.varint32();
    value.agents.resize(in.count(agent_bytes_min));
    for (agent_summary& each : value.agents) {
        each = read_agent(in);
    }
    value.rounds.resize(in.count(round_bytes_min));
    for (round_record& each : value.rounds) {
        each = read_round(in);
    }
    if ((bits & has_tags) != 0) {
        value.tags.resize(in.count(1));
        for (std::string& each : value.tags) {
            each = in.string();
        }
    }
    return value;
}

enum mark : std::uint8_t { is_too_late = 1u << 0, is_amending = 1u << 1 };

std::uint8_t marks_of(const stored_message& value)
{
    unsigned marks = value.too_late ? unsigned{is_too_late} : 0u;
    marks |= value.amends ? unsigned{is_amending} : 0u;
    return static_cast<std::uint8_t>(marks);
}

constexpr std::size_t stored_message_bytes_min = 20;

} // namespace

// Blocks are stored as distances from the message before: messages of one session stand near each other.
void append_messages(std::string& out, const std::vector<stored_message>& messages)
{
    append_varint(out, messages.size());
    std::uint64_t block = 0;
    for (const stored_message& each : messages) {
        append_signed(out, static_cast<std::int64_t>(each.where.block - block));
        block = each.where.block;
        append_varint(out, each.where.offset);
        append_fixed64(out, each.id_hash);
        append_fixed64(out, each.content_hash);
        append_varint(out, each.source);
        append_byte(out, marks_of(each));
    }
}

std::vector<stored_message> read_messages(binary_reader& in)
{
    std::vector<stored_message> messages(in.count(stored_message_bytes_min));
    std::uint64_t block = 0;
    for (stored_message& each : messages) {
        block += static_cast<std::uint64_t>(in.signed_number());
        each.where.block = block;
        each.where.offset = in.varint32();
        each.id_hash = in.fixed64();
        each.content_hash = in.fixed64();
        each.source = in.varint32();
        const std::uint8_t marks = in.byte();
        each.too_late = (marks & is_too_late) != 0;
        each.amends = (marks & is_amending) != 0;
    }
    return messages;
}

void append_binary(std::string& out, const segment& value)
{
    append_byte(out, has_disguises(value.after.memory) ? version_with_disguises : segment_version);
    append_varint(out, value.tenant);
    append_text(out, value.conversation);
    append_key(out, value.first);
    append_byte(out, value.session ? 1 : 0);
    if (value.session) {
        append_session(out, *value.session);
    }
    append_time(out, value.until);
    append_carry(out, value.after);
    append_messages(out, value.messages);
    append_memory(out, value.after.memory);
}

std::optional<segment> read_segment(std::string_view bytes)
{
    binary_reader in(bytes);
    const std::uint8_t version = in.byte();
    if (version < version_without_memory || version > version_with_disguises) {
        return std::nullopt;
    }
    segment value;
    value.tenant = in.varint32();
    value.conversation = in.string();
    value.first = read_key(in);
    if (in.boolean()) {
        value.session = read_session(in);
    }
    value.until = in.time();
    value.after = read_carry(in);
    value.messages = read_messages(in);
    if (version != version_without_memory) {
        value.after.memory = read_memory(in, version == version_with_disguises);
    }
    if (!in.finished()) {
        return std::nullopt;
    }
    return value;
}

std::vector<told_number> numbers_told_in(const segment& value)
{
    std::vector<told_number> found;
    for (const rule_memory& one : value.after.memory.of) {
        if (one.key != numbers_key)
            continue;
        for (const remembered& item : one.items) {
            std::uint64_t hash = 0;
            const auto* end = item.id.data() + item.id.size();
            const bool is_hash = std::from_chars(item.id.data(), end, hash).ec == std::errc{};
            if (is_hash && item.ts >= value.first.ts && item.ts <= value.until)
                found.push_back({hash, item.ts});
        }
    }
    return found;
}

} // namespace chatqc::engine
