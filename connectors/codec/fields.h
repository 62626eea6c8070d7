// One parsed JSON object → one message, field by field, with the refusal codes of SPEC §2. Internal to the
// codec: the only header with simdjson's types in it.
#pragma once

#include "engine/message.h"

#include <simdjson.h>

#include <string>
#include <string_view>
#include <vector>

namespace chatqc::connectors {

// Bounds of one message, in bytes. The first three are SPEC §2's; the others keep one message from filling a
// commit.
struct message_limits {
    static constexpr std::size_t id_bytes = 128; // id, conversation, ref
    static constexpr std::size_t text_bytes = 65536;
    static constexpr std::size_t name_bytes = 256;    // sender, to, platform, shop, group, customer
    static constexpr std::size_t attrs_bytes = 16384; // in canonical form
    static constexpr std::size_t extra_bytes = 65536; // unknown fields together
};

struct field_context {
    std::string_view tenant;     // a differing `tenant` is refused
    engine::time_point latest{}; // a later ts is refused; time_point::max() on recorded sources
    bool check_strings = false;  // the text held a backslash: escapes may spell what is no Unicode
};

// Why an object is no message: `code` is one of ingest_backend.h's.
struct field_error {
    std::string_view code; // a literal
    std::string message;
};

// Room that the message's attrs and extra are written into; used again for each message.
struct field_scratch {
    struct member {
        std::string_view key;
        simdjson::dom::element value;
    };

    std::string attrs, extra;
    std::vector<member> members;
    std::vector<std::string_view> unknown_keys;
};

// Fills `out`, whose views live as long as the parsed document and the scratch; false with `error` set
// otherwise.
bool read_message(
    simdjson::dom::object object,
    const field_context& how,
    field_scratch& scratch,
    engine::message& out,
    field_error& error
);

// The object's `id` if it is a readable string, cut to its bound; else empty.
std::string readable_id(simdjson::dom::object object);

// Whether the object is {"end":true}.
bool is_end(simdjson::dom::object object);

} // namespace chatqc::connectors
