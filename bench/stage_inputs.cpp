#include "bench/stage_inputs.h"

#include "connectors/codec/decode.h"

namespace chatqc::bench {

stage_frames::stage_frames(const corpus& input)
{
    for (const auto& connection : input.connections) {
        for (const corpus_frame& frame : connection) {
            std::string& padded = padded_.emplace_back();
            padded.reserve(frame.json.size() + connectors::decode_limits::padding);
            padded = frame.json;
            sizes_.push_back(frame.json.size());
        }
    }
}

std::vector<std::string> texts_of(const corpus& input)
{
    std::vector<std::string> texts;
    const stage_frames frames(input);
    connectors::message_decoder decoder;
    for (std::size_t n = 0; n < frames.size(); ++n) {
        connectors::ingest_frame out;
        decoder.decode(frames.at(n), {}, out);
        for (const auto& entry : out.entries) {
            std::size_t consumed = 0;
            const auto record =
                engine::read_record(std::string_view(out.records).substr(entry.offset), consumed);
            if (record && !record->message.text.empty()) {
                texts.emplace_back(record->message.text);
            }
        }
    }
    return texts;
}

} // namespace chatqc::bench
