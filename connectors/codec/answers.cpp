#include "connectors/codec/answers.h"

#include "engine/json_text.h"

#include <simdjson.h>

namespace chatqc::connectors {

namespace {

using engine::append_json_string;

void append_count(std::string& out, std::string_view before, std::uint64_t value)
{
    out.append(before).append(std::to_string(value));
}

// The members of a refusal, without braces.
void append_members(std::string& out, const refusal& why)
{
    append_count(out, "\"index\":", why.index);
    out.append(",\"id\":");
    if (why.id.empty()) {
        out.append("null");
    } else {
        append_json_string(out, why.id);
    }
    out.append(",\"code\":");
    append_json_string(out, why.code);
    out.append(",\"message\":");
    append_json_string(out, why.message);
}

std::uint64_t number(const simdjson::dom::object& object, std::string_view key)
{
    std::uint64_t value = 0;
    return object.at_key(key).get_uint64().get(value) == simdjson::SUCCESS ? value : 0;
}

std::string text(const simdjson::dom::object& object, std::string_view key)
{
    std::string_view value;
    return object.at_key(key).get_string().get(value) == simdjson::SUCCESS ? std::string(value)
                                                                           : std::string();
}

} // namespace

void append_ack(std::string& out, const ack_answer& value)
{
    append_count(out, "{\"ack\":", value.frame);
    append_count(out, ",\"accepted\":", value.accepted);
    append_count(out, ",\"duplicates\":", value.duplicates);
    out.push_back('}');
}

void append_refusal(std::string& out, std::uint64_t frame, const refusal& why)
{
    append_count(out, "{\"error\":{\"frame\":", frame);
    out.push_back(',');
    append_members(out, why);
    out.append("}}");
}

void append_refusal_entry(std::string& out, const refusal& why)
{
    out.push_back('{');
    append_members(out, why);
    out.push_back('}');
}

void append_error(std::string& out, std::string_view code, std::string_view message)
{
    out.append("{\"error\":{\"code\":");
    append_json_string(out, code);
    out.append(",\"message\":");
    append_json_string(out, message);
    out.append("}}");
}

struct answer_reader::state {
    simdjson::dom::parser parser;
};

answer_reader::answer_reader() : state_(std::make_unique<state>()) {}

answer_reader::~answer_reader() = default;

ingest_answer answer_reader::read(std::string_view bytes)
{
    ingest_answer answer;
    simdjson::dom::object root;
    if (state_->parser.parse(bytes.data(), bytes.size()).get_object().get(root) != simdjson::SUCCESS) {
        return answer;
    }
    std::uint64_t frame = 0;
    simdjson::dom::object error;
    if (root.at_key("ack").get_uint64().get(frame) == simdjson::SUCCESS) {
        answer.what = ingest_answer::kind::ack;
        answer.ack = {frame, number(root, "accepted"), number(root, "duplicates")};
    } else if (root.at_key("error").get_object().get(error) == simdjson::SUCCESS) {
        answer.what = ingest_answer::kind::refused;
        answer.frame = number(error, "frame");
        answer.why.index = static_cast<std::uint32_t>(number(error, "index"));
        answer.why.id = text(error, "id");
        answer.why.code = text(error, "code");
        answer.why.message = text(error, "message");
    }
    return answer;
}

} // namespace chatqc::connectors
