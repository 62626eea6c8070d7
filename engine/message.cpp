#include "engine/message.h"

#include "engine/binary.h"
#include "engine/hash.h"

#include <algorithm>
#include <utility>

namespace chatqc::engine {

namespace {

constexpr char record_version = 1;

// What a record holds beyond its fixed fields. The likelier ones come first: most records then need one byte.
enum presence : std::uint32_t {
    has_text = 1u << 0,
    has_sender = 1u << 1,
    has_shop = 1u << 2,
    has_customer = 1u << 3,
    has_platform = 1u << 4,
    has_to = 1u << 5,
    is_recorded = 1u << 6,
    has_group = 1u << 7,
    has_ref = 1u << 8,
    has_attrs = 1u << 9,
    has_extra = 1u << 10,
    has_seq = 1u << 11,
    has_event = 1u << 12,
    is_too_late = 1u << 13,
};

constexpr std::uint64_t presence_max = (1u << 14) - 1;

struct text_field {
    std::uint32_t bit; // 0: always there
    std::string_view message::*field;
};

// In the order they are stored: first all lengths, then the bytes back to back.
constexpr text_field text_fields[] = {
    {0, &message::id},
    {0, &message::conversation},
    {has_text, &message::text},
    {has_sender, &message::sender},
    {has_shop, &message::shop},
    {has_customer, &message::customer},
    {has_platform, &message::platform},
    {has_to, &message::to},
    {has_group, &message::group},
    {has_ref, &message::ref},
    {has_attrs, &message::attrs},
    {has_extra, &message::extra},
};

constexpr std::size_t text_field_count = std::size(text_fields);

// Fields are gone through without a loop, so that their bits and places are constants: every message is
// packed once and read twice.
using every_text_field = std::make_index_sequence<text_field_count>;

template <std::size_t... Field>
std::uint32_t presence_of(const message& value, const arrival& how, std::index_sequence<Field...>)
{
    std::uint32_t bits = 0;
    ((bits |= (value.*text_fields[Field].field).empty() ? 0u : text_fields[Field].bit), ...);
    bits |= value.seq != 0 ? has_seq : 0u;
    bits |= value.event != rules::event::none ? has_event : 0u;
    bits |= how.recorded ? is_recorded : 0u;
    bits |= how.too_late ? is_too_late : 0u;
    return bits;
}

// Arrival is stored as its distance from ts: small for live sources.
std::int64_t distance(time_point from, time_point to)
{
    const auto a = static_cast<std::uint64_t>(from.time_since_epoch().count());
    const auto b = static_cast<std::uint64_t>(to.time_since_epoch().count());
    return static_cast<std::int64_t>(b - a);
}

time_point moved(time_point from, std::int64_t by)
{
    const auto a = static_cast<std::uint64_t>(from.time_since_epoch().count());
    return time_point(milliseconds(static_cast<std::int64_t>(a + static_cast<std::uint64_t>(by))));
}

std::uint8_t role_and_kind(const message& value)
{
    return static_cast<std::uint8_t>(
        static_cast<unsigned>(value.role) | (static_cast<unsigned>(value.kind) << 4)
    );
}

bool read_role_and_kind(std::uint8_t byte, message& value)
{
    const unsigned role = byte & 0x0fu;
    const unsigned kind = byte >> 4;
    if (role > static_cast<unsigned>(rules::role::system) ||
        kind > static_cast<unsigned>(rules::kind::event)) {
        return false;
    }
    value.role = static_cast<rules::role>(role);
    value.kind = static_cast<rules::kind>(kind);
    return true;
}

template <std::size_t... Field>
void read_texts(binary_reader& in, std::uint64_t bits, message& value, std::index_sequence<Field...>)
{
    std::uint64_t sizes[text_field_count];
    const auto read_size = [&](const text_field& field, std::uint64_t& size) {
        size = field.bit == 0 || (bits & field.bit) != 0 ? in.bounded(in.left()) : 0;
    };
    (read_size(text_fields[Field], sizes[Field]), ...);
    const std::string_view texts = in.view((sizes[Field] + ...));
    if (!in.ok()) {
        return;
    }
    const char* at = texts.data();
    const auto cut = [&at](std::uint64_t size) {
        const std::string_view text(at, size);
        at += size;
        return text;
    };
    ((value.*text_fields[Field].field = cut(sizes[Field])), ...);
}

// Writes the lengths at `at` and adds them up; returns the end.
template <std::size_t... Field>
char* put_sizes(char* at, const message& value, std::uint32_t bits, std::size_t& sum, std::index_sequence<Field...>)
{
    const auto put = [&](const text_field& field) {
        if (field.bit == 0 || (bits & field.bit) != 0) {
            const std::size_t size = (value.*field.field).size();
            at = put_varint(at, size);
            sum += size;
        }
    };
    (put(text_fields[Field]), ...);
    return at;
}

// Appends what follows the lengths, back to back.
template <std::size_t... Field>
void append_texts(std::string& out, const message& value, std::size_t bytes, std::index_sequence<Field...>)
{
    const std::size_t before = out.size();
    out.resize(before + bytes);
    char* at = out.data() + before;
    const auto put = [&at](std::string_view text) { at = std::copy(text.begin(), text.end(), at); };
    (put(value.*text_fields[Field].field), ...);
}

} // namespace

std::size_t append_record(std::string& out, const message& value, const arrival& how)
{
    // version, presence, role and kind, event, and at most 4 numbers and a length for every text
    char head[3 + 5 + varint_bytes_max * (4 + text_field_count)];
    const std::uint32_t bits = presence_of(value, how, every_text_field{});
    char* at = head;
    *at++ = record_version;
    at = put_varint(at, bits);
    *at++ = static_cast<char>(role_and_kind(value));
    if ((bits & has_event) != 0) {
        *at++ = static_cast<char>(value.event);
    }
    at = put_varint(at, zigzag(value.ts.time_since_epoch().count()));
    if ((bits & has_seq) != 0) {
        at = put_varint(at, zigzag(value.seq));
    }
    at = put_varint(at, how.source);
    at = put_varint(at, zigzag(distance(value.ts, how.at)));
    std::size_t text_bytes = 0;
    at = put_sizes(at, value, bits, text_bytes, every_text_field{});
    const std::size_t before = out.size();
    const auto head_bytes = static_cast<std::size_t>(at - head);
    append_varint(out, head_bytes + text_bytes);
    out.append(head, head_bytes);
    append_texts(out, value, text_bytes, every_text_field{});
    return out.size() - before;
}

std::optional<record> read_record(std::string_view bytes, std::size_t& consumed)
{
    binary_reader whole(bytes);
    const std::string_view body = whole.text();
    if (!whole.ok()) {
        return std::nullopt;
    }
    binary_reader in(body);
    if (in.byte() != static_cast<std::uint8_t>(record_version)) {
        return std::nullopt;
    }
    std::optional<record> made{std::in_place}; // filled where it is returned
    record& found = *made;
    const std::uint64_t bits = in.bounded(presence_max);
    if (!read_role_and_kind(in.byte(), found.message)) {
        return std::nullopt;
    }
    if ((bits & has_event) != 0) {
        found.message.event = in.enumerator(rules::event::blocked);
    }
    found.message.ts = in.time();
    if ((bits & has_seq) != 0) {
        found.message.seq = in.signed_number();
    }
    found.arrival.source = in.varint32();
    found.arrival.at = moved(found.message.ts, in.signed_number());
    found.arrival.recorded = (bits & is_recorded) != 0;
    found.arrival.too_late = (bits & is_too_late) != 0;
    read_texts(in, bits, found.message, every_text_field{});
    if (!in.finished()) {
        return std::nullopt;
    }
    consumed = bytes.size() - whole.left();
    return made;
}

std::uint64_t hash_id(std::string_view id)
{
    return hash_bytes(id);
}

// Chained: each field is hashed with a seed made of the hash so far and the field's number, so that neither a
// value's move to another field nor two fields' common border can hide. `extra` is left out: unknown fields
// are no content.
std::uint64_t hash_content(const message& value)
{
    std::string_view numbered[] = {
        value.id,
        value.conversation,
        value.text,
        value.sender,
        value.to,
        value.platform,
        value.shop,
        value.group,
        value.customer,
        value.ref,
        value.attrs};
    char fixed[19];
    const auto ts = static_cast<std::uint64_t>(value.ts.time_since_epoch().count());
    const auto seq = static_cast<std::uint64_t>(value.seq);
    for (int i = 0; i < 8; ++i) {
        fixed[i] = static_cast<char>(static_cast<unsigned char>(ts >> (8 * i)));
        fixed[8 + i] = static_cast<char>(static_cast<unsigned char>(seq >> (8 * i)));
    }
    fixed[16] = static_cast<char>(value.role);
    fixed[17] = static_cast<char>(value.kind);
    fixed[18] = static_cast<char>(value.event);
    std::uint64_t hash = hash_bytes({fixed, sizeof fixed});
    std::uint64_t number = 0;
    for (const std::string_view field : numbered) {
        ++number;
        if (!field.empty()) {
            hash = hash_bytes(field, hash + number * 0x9e3779b97f4a7c15u);
        }
    }
    return hash;
}

std::uint64_t hash_conversation(tenant_id tenant, std::string_view conversation)
{
    return hash_bytes(conversation, tenant);
}

} // namespace chatqc::engine
