// JSON as it arrives (a WebSocket frame, an HTTP body, a line of a file) → messages packed for the pipeline,
// or why not, one by one (SPEC §2). No sockets here and no state of a source beyond its newest time.
#pragma once

#include "connectors/ingest_backend.h"

#include <memory>
#include <string>
#include <string_view>

namespace chatqc::connectors {

struct decode_limits {
    static constexpr std::size_t frame_objects = 1000;
    static constexpr std::size_t frame_bytes = 8u << 20;
    static constexpr std::size_t padding = 64;             // readable bytes behind a frame
    static constexpr std::size_t dead_letter_bytes = 4096; // of a refused object that are kept
    static constexpr std::chrono::minutes future{5};  // a live source's ts may be this far ahead of the wall
    static constexpr std::chrono::hours too_late{24}; // behind the newest: stored, not judged (live only)
};

struct decode_context {
    std::string_view tenant_name; // a differing `tenant` field is refused
    tenant_id tenant = 0;
    source_id source = 0;
    bool recorded = true;
    time_point now{};              // wall
    std::uint32_t first_index = 0; // number of the first object, where one answer covers several calls
};

// Not thread-safe: one a thread. Grows with the largest frame it has seen and shrinks again after very large
// ones.
class message_decoder {
public:
    message_decoder();
    ~message_decoder();
    message_decoder(const message_decoder&) = delete;
    message_decoder& operator=(const message_decoder&) = delete;

    // Decodes an object, an array of at most frame_objects objects, or {"end":true}. `frame` must be followed
    // by decode_limits::padding readable bytes (of any value). Appends to `out`'s records, entries and
    // refused, sets `end`, and moves clock.newest, which on entry is the source's newest time so far (epoch:
    // none); the rest of `out` is left alone. An array whose brackets pair up is taken element by element
    // even if some of them are no JSON or no UTF-8; an array with too many objects is refused as a whole by
    // one `too_many`.
    void decode(std::string_view frame, const decode_context& how, ingest_frame& out);

    struct line_result {
        enum class kind : std::uint8_t { message, end, refused };
        kind what = kind::refused;
        engine::message message; // views hold until the next call
        refusal why;             // index 0
    };

    // One object of an NDJSON file; needs no padding. Nothing is packed, and the source's time is not
    // considered.
    line_result decode_line(std::string_view line, const decode_context& how);

private:
    struct state;
    std::unique_ptr<state> state_;
};

// Whether a body is lines of objects rather than one JSON value: it begins with an object, and more than
// blanks follows the first line break, while the first line is an object by itself.
bool looks_like_lines(std::string_view body);

} // namespace chatqc::connectors
