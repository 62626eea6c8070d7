// Damaged rows: the codecs of messages, segments and verdicts must neither crash nor take memory out of
// proportion, and what they do accept must survive being written and read again.
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

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 3) {
    case 0:
        try_records(bytes);
        break;
    case 1:
        try_segment(bytes);
        break;
    default:
        try_verdict(bytes);
    }
    return 0;
}
