#include "connectors/codec/encode.h"

#include "engine/json_text.h"

namespace chatqc::connectors {

namespace {

using engine::append_json_integer;
using engine::append_json_string;

void append_optional(std::string& out, std::string_view name, std::string_view value)
{
    if (!value.empty()) {
        out.append(",\"").append(name).append("\":");
        append_json_string(out, value);
    }
}

} // namespace

void append_message_json(std::string& out, const engine::message& value, std::string_view more)
{
    out.append("{\"id\":");
    append_json_string(out, value.id);
    out.append(",\"conversation\":");
    append_json_string(out, value.conversation);
    out.append(",\"ts\":");
    append_json_integer(out, value.ts.time_since_epoch().count());
    if (value.seq != 0) {
        out.append(",\"seq\":");
        append_json_integer(out, value.seq);
    }
    append_optional(out, "role", rules::name_of(value.role));
    append_optional(out, "kind", rules::name_of(value.kind));
    if (value.event != rules::event::none) {
        append_optional(out, "event", rules::name_of(value.event));
    }
    // An empty text still is one where the kind or the edit asks for it.
    const bool needs_text = value.kind == rules::kind::text || value.event == rules::event::edit;
    if (needs_text || !value.text.empty()) {
        out.append(",\"text\":");
        append_json_string(out, value.text);
    }
    append_optional(out, "sender", value.sender);
    append_optional(out, "to", value.to);
    append_optional(out, "platform", value.platform);
    append_optional(out, "shop", value.shop);
    append_optional(out, "group", value.group);
    append_optional(out, "customer", value.customer);
    append_optional(out, "ref", value.ref);
    if (!value.attrs.empty()) {
        out.append(",\"attrs\":").append(value.attrs);
    }
    if (value.extra.size() > 2) {
        out.push_back(',');
        out.append(value.extra, 1, value.extra.size() - 2); // its members, without the braces
    }
    out.append(more);
    out.push_back('}');
}

} // namespace chatqc::connectors
