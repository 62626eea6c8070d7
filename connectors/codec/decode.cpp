#include "connectors/codec/decode.h"

#include "connectors/codec/fields.h"
#include "connectors/codec/split.h"

#include <algorithm>

namespace chatqc::connectors {

namespace {

constexpr std::size_t keep_bytes = 1u << 20; // a parser that grew beyond this is given back after the frame

static_assert(decode_limits::padding >= simdjson::SIMDJSON_PADDING);

std::string_view cut(std::string_view bytes)
{
    return bytes.substr(0, decode_limits::dead_letter_bytes);
}

bool holds_backslash(std::string_view bytes)
{
    return bytes.find('\\') != std::string_view::npos;
}

field_context fields_of(const decode_context& how, std::string_view text)
{
    field_context fields;
    fields.tenant = how.tenant_name;
    fields.latest = how.recorded ? time_point::max() : how.now + decode_limits::future;
    fields.check_strings = holds_backslash(text);
    return fields;
}

refusal refuse(std::size_t index, std::string_view code, std::string sentence, std::string_view bytes)
{
    refusal why;
    why.index = static_cast<std::uint32_t>(index);
    why.code = code;
    why.message = std::move(sentence);
    why.bytes = cut(bytes);
    return why;
}

} // namespace

struct message_decoder::state {
    std::unique_ptr<simdjson::dom::parser> parser = std::make_unique<simdjson::dom::parser>();
    field_scratch scratch;
    engine::message message;
    std::string padded; // a copy of a piece that has no padding of its own

    // A parse of `text`, which is padded.
    simdjson::error_code parse(std::string_view text, simdjson::dom::element& root)
    {
        return parser->parse(text.data(), text.size(), false).get(root);
    }

    // A parse of `text`, copied; numbers beyond 64 bits are read as strings of their digits.
    simdjson::error_code parse_copy(std::string_view text, simdjson::dom::element& root)
    {
        padded.assign(text);
        padded.append(decode_limits::padding, ' ');
        simdjson::error_code error = parse({padded.data(), text.size()}, root);
        if (error == simdjson::NUMBER_ERROR) {
            padded = quote_wide_numbers(text);
            const std::size_t size = padded.size();
            padded.append(decode_limits::padding, ' ');
            error = parse({padded.data(), size}, root);
        }
        return error;
    }

    void shrink()
    {
        if (parser->capacity() > keep_bytes) {
            parser = std::make_unique<simdjson::dom::parser>();
            padded = {};
        }
    }

    void decode_root(
        std::string_view frame, simdjson::dom::element root, const decode_context& how, ingest_frame& out
    );
    void decode_pieces(std::string_view frame, const decode_context& how, ingest_frame& out);
    void
    decode_piece(std::string_view piece, std::size_t index, const decode_context& how, ingest_frame& out);
    bool read(simdjson::dom::element element, std::size_t index, const field_context& fields, refusal& why);
    void pack(std::size_t index, const decode_context& how, ingest_frame& out) const;
};

// Fills `message`, or `why` without its bytes.
bool message_decoder::state::read(
    simdjson::dom::element element, std::size_t index, const field_context& fields, refusal& why
)
{
    simdjson::dom::object object;
    if (element.get_object().get(object) != simdjson::SUCCESS) {
        why = refuse(index, "wrong_type", "a message must be an object", {});
        return false;
    }
    field_error error;
    if (!read_message(object, fields, scratch, message, error)) {
        why = refuse(index, error.code, std::move(error.message), {});
        why.id = readable_id(object);
        return false;
    }
    return true;
}

void message_decoder::state::pack(std::size_t index, const decode_context& how, ingest_frame& out) const
{
    engine::arrival arrival;
    arrival.source = how.source;
    arrival.at = how.now;
    arrival.recorded = how.recorded;
    time_point& newest = out.clock.newest;
    arrival.too_late =
        !how.recorded && newest != time_point{} && message.ts < newest - decode_limits::too_late;
    newest = std::max(newest, message.ts);

    ingest_entry entry;
    entry.offset = static_cast<std::uint32_t>(out.records.size());
    entry.index = static_cast<std::uint32_t>(index);
    entry.conversation_hash = engine::hash_conversation(how.tenant, message.conversation);
    entry.id_hash = engine::hash_id(message.id);
    entry.content_hash = engine::hash_content(message);
    engine::append_record(out.records, message, arrival);
    out.entries.push_back(entry);
}

// A frame that parsed as a whole: the fast way.
void message_decoder::state::decode_root(
    std::string_view frame, simdjson::dom::element root, const decode_context& how, ingest_frame& out
)
{
    const field_context fields = fields_of(how, frame);
    refusal why;
    simdjson::dom::array array;
    if (root.get_array().get(array) != simdjson::SUCCESS) {
        if (root.is_object() && is_end(root)) {
            out.end = true;
        } else if (read(root, how.first_index, fields, why)) {
            pack(how.first_index, how, out);
        } else {
            why.bytes = cut(frame);
            out.refused.push_back(std::move(why));
        }
        return;
    }
    if (array.size() > decode_limits::frame_objects) {
        out.refused.push_back(
            refuse(how.first_index, "too_many", "a frame may hold at most 1000 messages", frame)
        );
        return;
    }
    out.entries.reserve(out.entries.size() + array.size());
    out.records.reserve(out.records.size() + frame.size() * 3 / 4); // about what packing leaves
    std::vector<std::string_view> pieces;                           // found once something is refused
    std::size_t at = 0;
    for (const simdjson::dom::element element : array) {
        if (read(element, how.first_index + at, fields, why)) {
            pack(how.first_index + at, how, out);
        } else {
            if (pieces.empty()) {
                pieces = split_array(frame, decode_limits::frame_objects).value_or(pieces);
            }
            why.bytes = at < pieces.size() ? cut(pieces[at]) : std::string_view{};
            out.refused.push_back(std::move(why));
        }
        ++at;
    }
}

// Text that does not parse as a whole: each element by itself, so that one cannot spoil its neighbours.
void message_decoder::state::decode_pieces(
    std::string_view frame, const decode_context& how, ingest_frame& out
)
{
    const auto pieces = split_array(frame, decode_limits::frame_objects);
    if (!pieces) {
        decode_piece(frame, how.first_index, how, out);
        return;
    }
    if (pieces->size() > decode_limits::frame_objects) {
        out.refused.push_back(
            refuse(how.first_index, "too_many", "a frame may hold at most 1000 messages", frame)
        );
        return;
    }
    for (std::size_t i = 0; i < pieces->size(); ++i) {
        decode_piece((*pieces)[i], how.first_index + i, how, out);
    }
}

void message_decoder::state::decode_piece(
    std::string_view piece, std::size_t index, const decode_context& how, ingest_frame& out
)
{
    if (!simdjson::validate_utf8(piece.data(), piece.size())) {
        out.refused.push_back(refuse(index, "invalid_utf8", "not valid UTF-8", piece));
        return;
    }
    simdjson::dom::element element;
    if (const simdjson::error_code error = parse_copy(piece, element); error != simdjson::SUCCESS) {
        out.refused.push_back(
            refuse(index, "bad_json", std::string("not JSON: ") + simdjson::error_message(error), piece)
        );
        return;
    }
    refusal why;
    if (read(element, index, fields_of(how, piece), why)) {
        pack(index, how, out);
    } else {
        why.bytes = cut(piece);
        out.refused.push_back(std::move(why));
    }
}

message_decoder::message_decoder() : state_(std::make_unique<state>()) {}

message_decoder::~message_decoder() = default;

void message_decoder::decode(std::string_view frame, const decode_context& how, ingest_frame& out)
{
    simdjson::dom::element root;
    if (state_->parse(frame, root) == simdjson::SUCCESS) {
        state_->decode_root(frame, root, how, out);
    } else {
        state_->decode_pieces(frame, how, out);
    }
    state_->shrink();
}

message_decoder::line_result message_decoder::decode_line(std::string_view line, const decode_context& how)
{
    line_result result;
    simdjson::dom::element root;
    if (!simdjson::validate_utf8(line.data(), line.size())) {
        result.why = refuse(how.first_index, "invalid_utf8", "not valid UTF-8", line);
    } else if (const simdjson::error_code error = state_->parse_copy(line, root);
               error != simdjson::SUCCESS) {
        result.why = refuse(
            how.first_index, "bad_json", std::string("not JSON: ") + simdjson::error_message(error), line
        );
    } else if (root.is_object() && is_end(root)) {
        result.what = line_result::kind::end;
    } else if (state_->read(root, how.first_index, fields_of(how, line), result.why)) {
        result.what = line_result::kind::message;
        result.message = state_->message;
    } else {
        result.why.bytes = cut(line);
    }
    return result;
}

bool looks_like_lines(std::string_view body)
{
    constexpr std::string_view blanks = " \t\r\n";
    const std::size_t begin = body.find_first_not_of(blanks);
    if (begin == std::string_view::npos || body[begin] != '{') {
        return false;
    }
    const std::size_t line_end = body.find('\n', begin);
    if (line_end == std::string_view::npos ||
        body.find_first_not_of(blanks, line_end) == std::string_view::npos) {
        return false;
    }
    const std::size_t last = body.find_last_not_of(blanks, line_end);
    return body[last] == '}';
}

} // namespace chatqc::connectors
