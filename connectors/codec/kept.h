// What a message keeps as JSON text: its attrs in canonical form, and the fields nobody knows. Internal to
// the codec.
#pragma once

#include "connectors/codec/fields.h"

#include <string>
#include <string_view>

namespace chatqc::connectors {

// Sets `error`; false, for returning it.
inline bool fail(field_error& error, std::string_view code, std::string message)
{
    error.code = code;
    error.message = std::move(message);
    return false;
}

inline bool is_text(const field_context& how, std::string_view value)
{
    return !how.check_strings || simdjson::validate_utf8(value.data(), value.size());
}

// Fills scratch.attrs: a flat object, keys sorted; empty for an empty one.
bool keep_attributes(
    simdjson::dom::element value, const field_context& how, field_scratch& scratch, field_error& error
);

// Appends one member to scratch.extra, which finish_unknown() closes and checks.
bool keep_unknown(
    std::string_view key, simdjson::dom::element value, field_scratch& scratch, field_error& error
);
bool finish_unknown(const field_context& how, field_scratch& scratch, field_error& error);

} // namespace chatqc::connectors
