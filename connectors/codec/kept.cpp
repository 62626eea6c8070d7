#include "connectors/codec/kept.h"

#include "engine/json_text.h"

#include <algorithm>

namespace chatqc::connectors {

namespace {

using simdjson::dom::element;

void append_scalar(std::string& to, const element& value)
{
    std::string_view found;
    if (value.get_string().get(found) == simdjson::SUCCESS) {
        engine::append_json_string(to, found);
    } else {
        to.append(simdjson::minify(value));
    }
}

} // namespace

bool keep_attributes(
    simdjson::dom::element value, const field_context& how, field_scratch& scratch, field_error& error
)
{
    simdjson::dom::object object;
    if (value.get_object().get(object) != simdjson::SUCCESS) {
        return fail(error, "wrong_type", "`attrs` must be an object");
    }
    std::vector<field_scratch::member>& members = scratch.members;
    members.clear();
    for (const auto [key, each] : object) {
        if (each.is_object() || each.is_array()) {
            return fail(error, "wrong_type", "`attrs` must be flat: no objects or arrays inside");
        }
        members.push_back({key, each});
    }
    std::sort(members.begin(), members.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    std::string& text = scratch.attrs;
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (i > 0 && members[i - 1].key == members[i].key) {
            return fail(error, "bad_value", "`attrs` has a key twice");
        }
        text.push_back(i == 0 ? '{' : ',');
        engine::append_json_string(text, members[i].key);
        text.push_back(':');
        append_scalar(text, members[i].value);
        if (text.size() >= message_limits::attrs_bytes) {
            return fail(error, "too_long", "`attrs` is longer than 16 KiB");
        }
    }
    if (!text.empty()) {
        text.push_back('}');
    }
    if (!is_text(how, text)) {
        return fail(error, "invalid_utf8", "`attrs` is not valid Unicode");
    }
    return true;
}

bool keep_unknown(
    std::string_view key, simdjson::dom::element value, field_scratch& scratch, field_error& error
)
{
    scratch.unknown_keys.push_back(key);
    std::string& text = scratch.extra;
    text.push_back(text.empty() ? '{' : ',');
    engine::append_json_string(text, key);
    text.push_back(':');
    append_scalar(text, value);
    if (text.size() >= message_limits::extra_bytes) {
        return fail(error, "too_long", "the unknown fields together are longer than 64 KiB");
    }
    return true;
}

bool finish_unknown(const field_context& how, field_scratch& scratch, field_error& error)
{
    if (scratch.extra.empty()) {
        return true;
    }
    scratch.extra.push_back('}');
    std::vector<std::string_view>& keys = scratch.unknown_keys;
    std::sort(keys.begin(), keys.end());
    if (std::adjacent_find(keys.begin(), keys.end()) != keys.end()) {
        return fail(error, "bad_value", "a field stands twice");
    }
    if (!is_text(how, scratch.extra)) {
        return fail(error, "invalid_utf8", "an unknown field is not valid Unicode");
    }
    return true;
}

} // namespace chatqc::connectors
