// What an ingest server answers on its socket (SPEC §8), written and read: acks and refusals.
#pragma once

#include "connectors/ingest_backend.h"

#include <memory>
#include <string>
#include <string_view>

namespace chatqc::connectors {

// {"ack":N,"accepted":n,"duplicates":d}, all for this connection so far.
struct ack_answer {
    std::uint64_t frame = 0;
    std::uint64_t accepted = 0;
    std::uint64_t duplicates = 0;
};

void append_ack(std::string& out, const ack_answer& value);

// {"error":{"frame":N,"index":i,"id":…,"code":…,"message":…}}
void append_refusal(std::string& out, std::uint64_t frame, const refusal& why);

// {"index":i,"id":…,"code":…,"message":…}, as in the answer to POST /v1/messages.
void append_refusal_entry(std::string& out, const refusal& why);

// {"error":{"code":…,"message":…}}, what HTTP and the feed answer to what they cannot do.
void append_error(std::string& out, std::string_view code, std::string_view message);

struct ingest_answer {
    enum class kind : std::uint8_t { ack, refused, unknown };
    kind what = kind::unknown;
    ack_answer ack;
    std::uint64_t frame = 0; // of a refusal
    refusal why;             // `bytes` empty
};

// Reads the server's answers; not thread-safe.
class answer_reader {
public:
    answer_reader();
    ~answer_reader();
    answer_reader(const answer_reader&) = delete;
    answer_reader& operator=(const answer_reader&) = delete;

    ingest_answer read(std::string_view text);

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace chatqc::connectors
