#include "connectors/codec/fields.h"

#include "connectors/codec/kept.h"
#include "connectors/codec/timestamp.h"
#include "engine/json_text.h"

#include <algorithm>

namespace chatqc::connectors {

namespace {

using engine::message;
using engine::time_point;
using simdjson::dom::element;
using simdjson::dom::element_type;
using std::chrono::milliseconds;

enum slot : unsigned {
    id,
    conversation,
    ts,
    seq,
    role,
    kind,
    text,
    sender,
    to,
    platform,
    shop,
    group,
    customer,
    event,
    ref,
    attrs,
    tenant,
    unknown
};

struct string_field {
    std::string_view name;
    std::string_view message::*member; // null: the field is no plain string
    std::size_t bytes_max;
};

// In the order of `slot`.
constexpr string_field fields[] = {
    {"id", &message::id, message_limits::id_bytes},
    {"conversation", &message::conversation, message_limits::id_bytes},
    {"ts", nullptr, 0},
    {"seq", nullptr, 0},
    {"role", nullptr, 0},
    {"kind", nullptr, 0},
    {"text", &message::text, message_limits::text_bytes},
    {"sender", &message::sender, message_limits::name_bytes},
    {"to", &message::to, message_limits::name_bytes},
    {"platform", &message::platform, message_limits::name_bytes},
    {"shop", &message::shop, message_limits::name_bytes},
    {"group", &message::group, message_limits::name_bytes},
    {"customer", &message::customer, message_limits::name_bytes},
    {"event", nullptr, 0},
    {"ref", &message::ref, message_limits::id_bytes},
    {"attrs", nullptr, 0},
    {"tenant", nullptr, 0},
};

slot candidate(std::string_view key)
{
    switch (key.size()) {
    case 2:
        return key[0] == 'i' ? id : key[1] == 's' ? ts : to;
    case 3:
        return key[0] == 's' ? seq : ref;
    case 4:
        return key[0] == 't' ? text : key[0] == 'r' ? role : key[0] == 'k' ? kind : shop;
    case 5:
        return key[0] == 'g' ? group : key[0] == 'e' ? event : attrs;
    case 6:
        return key[0] == 's' ? sender : tenant;
    case 8:
        return key[0] == 'c' ? customer : platform;
    case 12:
        return conversation;
    default:
        return unknown;
    }
}

slot slot_of(std::string_view key)
{
    const slot found = candidate(key);
    return found != unknown && fields[found].name == key ? found : unknown;
}

std::string quoted(std::string_view name)
{
    return "`" + std::string(name) + "`";
}

// Everything about one object while its fields are read.
struct reader {
    const field_context& how;
    field_scratch& scratch;
    message& out;
    field_error& error;
    std::uint32_t seen = 0; // bit per slot

    bool has(slot which) const { return (seen & (1u << which)) != 0; }

    bool string(slot which, const element& value, std::string_view& to_fill) const
    {
        if (value.get_string().get(to_fill) != simdjson::SUCCESS) {
            return fail(error, "wrong_type", quoted(fields[which].name) + " must be a string");
        }
        if (!is_text(how, to_fill)) {
            return fail(error, "invalid_utf8", quoted(fields[which].name) + " is not valid Unicode");
        }
        return true;
    }

    bool plain(slot which, const element& value) const
    {
        const string_field& field = fields[which];
        std::string_view found;
        if (!string(which, value, found)) {
            return false;
        }
        if (found.size() > field.bytes_max) {
            return fail(
                error,
                "too_long",
                quoted(field.name) + " has " + std::to_string(found.size()) + " bytes, more than " +
                    std::to_string(field.bytes_max)
            );
        }
        out.*field.member = found;
        return true;
    }

    template <class T>
    bool word(slot which, const element& value, std::optional<T> (*of)(std::string_view), T& to_fill) const
    {
        std::string_view found;
        if (!string(which, value, found)) {
            return false;
        }
        const std::optional<T> known = of(found);
        if (!known) {
            return fail(
                error,
                "bad_value",
                quoted(fields[which].name) + " is " + quoted(found.substr(0, 40)) +
                    ", which is none of its values"
            );
        }
        to_fill = *known;
        return true;
    }

    bool field(slot which, std::string_view key, const element& value);
    bool time(const element& value) const;
    bool sequence(const element& value) const;
    bool complete() const;
};

bool reader::sequence(const element& value) const
{
    if (value.type() == element_type::UINT64) {
        return fail(error, "bad_value", "`seq` must fit 64 bits with sign");
    }
    if (value.get_int64().get(out.seq) != simdjson::SUCCESS) {
        return fail(error, "wrong_type", "`seq` must be an integer");
    }
    return true;
}

bool reader::time(const element& value) const
{
    std::int64_t number = 0;
    if (value.type() == element_type::STRING) {
        std::string_view spelled;
        if (!string(ts, value, spelled)) {
            return false;
        }
        const std::optional<time_point> read = parse_rfc3339(spelled);
        if (!read) {
            return fail(error, "bad_value", "`ts` must be milliseconds since 1970 or RFC 3339 with a zone");
        }
        out.ts = *read;
    } else if (value.get_int64().get(number) == simdjson::SUCCESS) {
        out.ts = time_point{milliseconds{number}};
    } else if (value.type() == element_type::UINT64) {
        return fail(error, "bad_value", "`ts` is beyond the year 9999");
    } else {
        return fail(error, "wrong_type", "`ts` must be an integer or a string");
    }
    constexpr time_point earliest = std::chrono::sys_days{std::chrono::year{2000} / 1 / 1};
    constexpr time_point end = std::chrono::sys_days{std::chrono::year{10000} / 1 / 1};
    if (out.ts < earliest) {
        return fail(error, "ts_too_old", "`ts` is before 2000: seconds?");
    }
    if (out.ts >= end) {
        return fail(error, "bad_value", "`ts` is beyond the year 9999: microseconds?");
    }
    if (out.ts > how.latest) {
        return fail(error, "ts_in_future", "`ts` is more than 5 min ahead of this machine's clock");
    }
    return true;
}

bool reader::field(slot which, std::string_view key, const element& value)
{
    if (which == unknown) {
        return keep_unknown(key, value, scratch, error);
    }
    if (has(which)) {
        return fail(error, "bad_value", quoted(fields[which].name) + " stands twice");
    }
    if (value.is_null()) {
        return true; // as if it were not there
    }
    seen |= 1u << which;
    switch (which) {
    case ts:
        return time(value);
    case seq:
        return sequence(value);
    case role:
        return word(which, value, &rules::role_of, out.role);
    case kind:
        return word(which, value, &rules::kind_of, out.kind);
    case event:
        return word(which, value, &rules::event_of, out.event);
    case attrs:
        return keep_attributes(value, how, scratch, error);
    case tenant: {
        std::string_view name;
        if (!string(which, value, name)) {
            return false;
        }
        return name == how.tenant || fail(error, "wrong_tenant", "`tenant` is not this connection's tenant");
    }
    default:
        return plain(which, value);
    }
}

bool missing(field_error& error, slot which, std::string_view why = {})
{
    std::string message = quoted(fields[which].name) + " is missing";
    if (!why.empty()) {
        message.append(": ").append(why);
    }
    return fail(error, "missing_field", std::move(message));
}

// What can only be said once all fields are known.
bool reader::complete() const
{
    if (out.id.empty()) {
        return missing(error, id);
    }
    if (out.conversation.empty()) {
        return missing(error, conversation);
    }
    if (!has(ts)) {
        return missing(error, ts);
    }
    if (!has(role)) {
        return missing(error, role);
    }
    if (out.kind == rules::kind::text && !has(text)) {
        return missing(error, text, "a message of kind text needs it");
    }
    if ((out.role == rules::role::agent || out.role == rules::role::assist) && out.sender.empty()) {
        return missing(error, sender, "role agent or assist needs it");
    }
    if (out.kind == rules::kind::event && out.event == rules::event::none) {
        return missing(error, event, "a message of kind event needs it");
    }
    if (out.kind != rules::kind::event && out.event != rules::event::none) {
        return fail(error, "bad_value", "`event` stands in a message whose `kind` is not event");
    }
    if ((out.event == rules::event::recall || out.event == rules::event::edit) && out.ref.empty()) {
        return missing(error, ref, "recall and edit name the message concerned");
    }
    if (out.event == rules::event::edit && !has(text)) {
        return missing(error, text, "edit carries the new text");
    }
    return true;
}

} // namespace

bool read_message(
    simdjson::dom::object object,
    const field_context& how,
    field_scratch& scratch,
    engine::message& out,
    field_error& error
)
{
    out = {};
    scratch.attrs.clear();
    scratch.extra.clear();
    scratch.unknown_keys.clear();
    reader in{how, scratch, out, error};
    for (const auto [key, value] : object) {
        if (!in.field(slot_of(key), key, value)) {
            return false;
        }
    }
    if (!in.complete() || !finish_unknown(how, scratch, error)) {
        return false;
    }
    out.attrs = scratch.attrs;
    out.extra = scratch.extra;
    return true;
}

std::string readable_id(simdjson::dom::object object)
{
    std::string_view found;
    if (object.at_key("id").get_string().get(found) != simdjson::SUCCESS ||
        !simdjson::validate_utf8(found.data(), found.size())) {
        return {};
    }
    std::size_t size = std::min(found.size(), message_limits::id_bytes);
    while (size < found.size() && size > 0 && (static_cast<unsigned char>(found[size]) & 0xc0u) == 0x80u) {
        --size; // never half a character
    }
    return std::string(found.substr(0, size));
}

bool is_end(simdjson::dom::object object)
{
    bool value = false;
    return object.size() == 1 && object.at_key("end").get_bool().get(value) == simdjson::SUCCESS && value;
}

} // namespace chatqc::connectors
