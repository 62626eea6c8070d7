// Damaged rows: the codecs of messages, segments, verdicts and the checkpoint must neither crash nor take
// memory out of proportion, and what they do accept must survive being written and read again.
#include "engine/binary.h"
#include "engine/checkpoint_row.h"
#include "engine/hash.h"
#include "engine/segment.h"
#include "engine/verdict.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

using namespace chatqc;

namespace {

// In release builds too.
void expect(bool holds)
{
    if (!holds) {
        std::abort();
    }
}

void try_records(std::string_view bytes)
{
    while (!bytes.empty()) {
        std::size_t consumed = 0;
        const auto found = engine::read_record(bytes, consumed);
        if (!found) {
            return;
        }
        expect(consumed > 0 && consumed <= bytes.size());
        std::string packed;
        expect(engine::append_record(packed, found->message, found->arrival) == packed.size());
        std::size_t again = 0;
        const auto second = engine::read_record(packed, again);
        expect(second && again == packed.size());
        expect(engine::hash_content(second->message) == engine::hash_content(found->message));
        expect(second->arrival.at == found->arrival.at && second->arrival.source == found->arrival.source);
        bytes.remove_prefix(consumed);
    }
}

void try_segment(std::string_view bytes)
{
    if (const auto found = engine::read_segment(bytes)) {
        std::string packed;
        engine::append_binary(packed, *found);
        const auto second = engine::read_segment(packed);
        expect(
            second && second->session == found->session && second->messages.size() == found->messages.size()
        );
    }
}

void try_verdict(std::string_view bytes)
{
    if (const auto found = engine::read_verdict(bytes)) {
        std::string packed;
        engine::append_binary(packed, *found);
        const auto second = engine::read_verdict(packed);
        expect(second && engine::digest(*second) == engine::digest(*found));
        std::string json;
        engine::append_json(json, *found, engine::verdict_view::full);
        expect(!json.empty());
    }
}

// The checksum is right: only then is the rest looked at.
void try_checkpoint_row(std::string_view body)
{
    std::string bytes = "\x01";
    engine::append_fixed64(bytes, engine::hash_bytes(body));
    bytes.append(body);
    const auto front = engine::read_checkpoint_row_front(bytes);
    const auto found = engine::read_checkpoint_row(bytes);
    expect(front.has_value() || !found.has_value());
    if (found) {
        expect(front->conversation == found->conversation && front->bytes <= bytes.size());
        std::string packed;
        engine::append_binary(packed, *found);
        const auto second = engine::read_checkpoint_row(packed);
        expect(second && second->messages.size() == found->messages.size());
        expect(second->next == found->next && second->waits.size() == found->waits.size());
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 4) {
    case 0:
        try_records(bytes);
        break;
    case 1:
        try_segment(bytes);
        break;
    case 2:
        try_checkpoint_row(bytes);
        break;
    default:
        try_verdict(bytes);
    }
    return 0;
}
