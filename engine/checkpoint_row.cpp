#include "engine/checkpoint_row.h"

#include "engine/binary.h"
#include "engine/hash.h"

namespace chatqc::engine {

namespace {

constexpr std::uint8_t row_version = 1;
constexpr std::size_t body_begin = 9; // behind version and checksum

enum front_bits : std::uint8_t { has_session = 1u << 0, has_tags = 1u << 1 };

enum wait_bits : std::uint8_t { is_late = 1u << 0, has_warning = 1u << 1 };

constexpr std::size_t wait_bytes_min = 7;

// The conversation's own name stands in front of the row.
void append_wait(std::string& out, const open_wait& value)
{
    append_byte(out, static_cast<std::uint8_t>((value.late ? is_late : 0) | (value.warns ? has_warning : 0)));
    append_text(out, value.shop);
    append_text(out, value.agent);
    append_text(out, value.rule);
    append_text(out, value.profile);
    append_time(out, value.opened);
    append_time(out, value.deadline);
    if (value.warns) {
        append_time(out, *value.warns);
    }
}

open_wait read_wait(binary_reader& in)
{
    open_wait value;
    const auto bits = static_cast<std::uint8_t>(in.bounded(is_late | has_warning));
    value.shop = in.string();
    value.agent = in.string();
    value.rule = in.string();
    value.profile = in.string();
    value.opened = in.time();
    value.deadline = in.time();
    value.late = (bits & is_late) != 0;
    if ((bits & has_warning) != 0) {
        value.warns = in.time();
    }
    return value;
}

std::optional<checkpoint_row_front> read_front(std::string_view bytes)
{
    binary_reader in(bytes.substr(body_begin));
    checkpoint_row_front value;
    value.tenant = in.varint32();
    value.conversation = in.text();
    value.sources.resize(in.count(1));
    for (auto& each : value.sources) {
        each = in.varint32();
    }
    value.shop = in.text();
    value.came = in.time();
    value.next = in.time();
    const auto bits = in.bounded(has_session | has_tags);
    value.has_tags = (bits & has_tags) != 0;
    if ((bits & has_session) != 0) {
        value.session = in.text();
        value.started = in.time();
        value.unit = in.fixed64();
        if (value.session.empty()) {
            in.fail();
        }
    } else if (value.has_tags) {
        in.fail();
    }
    value.bytes = bytes.size() - in.left();
    return in.ok() ? std::optional(std::move(value)) : std::nullopt;
}

// Nothing but what was written gets past.
bool is_sound(std::string_view bytes)
{
    binary_reader in(bytes);
    const bool is_ours = in.byte() == row_version;
    const auto checksum = in.fixed64();
    return is_ours && in.ok() && checksum == hash_bytes(bytes.substr(body_begin));
}

} // namespace

void append_binary(std::string& out, const checkpoint_row& value)
{
    std::string body;
    append_varint(body, value.tenant);
    append_text(body, value.conversation);
    append_varint(body, value.sources.size());
    for (const source_id each : value.sources) {
        append_varint(body, each);
    }
    append_text(body, value.shop);
    append_time(body, value.came);
    append_time(body, value.next);
    const bool is_tagged = value.session && !value.session->tags.empty();
    append_byte(
        body, static_cast<std::uint8_t>((value.session ? has_session : 0) | (is_tagged ? has_tags : 0))
    );
    if (value.session) {
        append_text(body, value.session->id);
        append_time(body, value.session->started);
        append_fixed64(body, value.unit);
    }
    append_messages(body, value.messages);
    append_varint(body, value.waits.size());
    for (const open_wait& each : value.waits) {
        append_wait(body, each);
    }
    if (is_tagged) {
        append_varint(body, value.session->tags.size());
        for (const std::string& each : value.session->tags) {
            append_text(body, each);
        }
    }
    append_byte(out, row_version);
    append_fixed64(out, hash_bytes(body));
    out.append(body);
}

std::optional<checkpoint_row_front> read_checkpoint_row_front(std::string_view bytes)
{
    return is_sound(bytes) ? read_front(bytes) : std::nullopt;
}

checkpoint_row_front front_of_sound_row(std::string_view bytes)
{
    return *read_front(bytes);
}

std::optional<checkpoint_row> read_checkpoint_row(std::string_view bytes)
{
    const auto front = read_checkpoint_row_front(bytes);
    if (!front) {
        return std::nullopt;
    }
    checkpoint_row value;
    value.tenant = front->tenant;
    value.conversation = front->conversation;
    value.sources = front->sources;
    value.shop = front->shop;
    value.came = front->came;
    value.next = front->next;
    if (!front->session.empty()) {
        value.session = begun_session{std::string(front->session), front->started};
        value.unit = front->unit;
    }
    binary_reader in(bytes.substr(front->bytes));
    value.messages = read_messages(in);
    value.waits.resize(in.count(wait_bytes_min));
    for (open_wait& each : value.waits) {
        each = read_wait(in);
        each.conversation = value.conversation;
    }
    if (front->has_tags) {
        value.session->tags.resize(in.count(1));
        for (std::string& each : value.session->tags) {
            each = in.string();
        }
    }
    return in.finished() ? std::optional(std::move(value)) : std::nullopt;
}

} // namespace chatqc::engine
