// Any bytes as a frame: everything comes out as a message or a refusal, and a message read back from its own
// JSON is the same message.
#include "connectors/codec/decode.h"
#include "connectors/codec/encode.h"
#include "tests/fuzz/require.h"

using namespace chatqc;
using test::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static connectors::message_decoder decoder;
    static connectors::message_decoder again;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    std::string padded;
    padded.reserve(size + connectors::decode_limits::padding);
    padded = bytes;
    padded.resize(size + connectors::decode_limits::padding);

    connectors::decode_context how;
    how.tenant_name = "default";
    how.tenant = 1;
    how.recorded = size % 2 == 0;
    how.now = engine::time_point(std::chrono::hours(24 * 365 * 55));
    connectors::ingest_frame frame;
    decoder.decode({padded.data(), size}, how, frame);

    for (const connectors::refusal& refused : frame.refused) {
        require(!refused.code.empty() && !refused.message.empty(), "a refusal has a code and a sentence");
        require(
            refused.bytes.size() <= connectors::decode_limits::dead_letter_bytes, "a dead letter is bounded"
        );
    }
    for (const connectors::ingest_entry& entry : frame.entries) {
        std::size_t consumed = 0;
        const auto record =
            engine::read_record(std::string_view(frame.records).substr(entry.offset), consumed);
        require(record.has_value(), "a packed message can be read");
        require(
            engine::hash_content(record->message) == entry.content_hash, "the content's hash is the message's"
        );
        std::string json;
        connectors::append_message_json(json, record->message);
        connectors::decode_context recorded = how;
        recorded.recorded = true;
        const auto line = again.decode_line(json, recorded);
        require(
            line.what == connectors::message_decoder::line_result::kind::message, "its own JSON is accepted"
        );
        require(engine::hash_content(line.message) == entry.content_hash, "its own JSON is the same message");
    }
    return 0;
}
