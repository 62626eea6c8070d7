#include "app/send_routing.h"

#include "app/line_reader.h"
#include "connectors/codec/timestamp.h"

#include <simdjson.h>

namespace chatqc::app {
namespace {

// A frame puts the line one level deeper, and the server's parser has its own limit: what is deeper goes
// alone.
constexpr std::size_t depth_max = 64;

std::optional<engine::time_point> time_of(simdjson::dom::element value)
{
    std::int64_t number = 0;
    if (value.get_int64().get(number) == simdjson::SUCCESS) {
        return engine::time_point{engine::milliseconds{number}};
    }
    std::string_view text;
    if (value.get_string().get(text) == simdjson::SUCCESS) {
        return connectors::parse_rfc3339(text);
    }
    return std::nullopt;
}

} // namespace

struct line_router::state {
    simdjson::dom::parser parser;
    simdjson::ondemand::parser finder; // only it tells where in the text a value stands

    bool find_ts(std::string_view line, routed_line& out)
    {
        simdjson::ondemand::document document;
        const simdjson::padded_string_view padded{
            line.data(), line.size(), line.size() + line_reader::padding};
        std::string_view token;
        simdjson::ondemand::value value;
        if (finder.iterate(padded).get(document) != simdjson::SUCCESS ||
            document["ts"].get(value) != simdjson::SUCCESS) {
            return false;
        }
        token = value.raw_json_token();
        while (!token.empty() && (token.back() == ' ' || token.back() == '\t')) {
            token.remove_suffix(1);
        }
        out.ts_begin = static_cast<std::size_t>(token.data() - line.data());
        out.ts_end = out.ts_begin + token.size();
        return true;
    }
};

line_router::line_router() : state_{std::make_unique<state>()}
{
    static_assert(line_reader::padding >= simdjson::SIMDJSON_PADDING);
    // If there is no memory, every parse says so.
    [[maybe_unused]] const auto allocated = state_->parser.allocate(64u * 1024, depth_max);
}

line_router::~line_router() = default;

routed_line line_router::route(std::string_view line, bool with_time)
{
    routed_line result;
    simdjson::dom::element element;
    const auto error = state_->parser.parse(line.data(), line.size(), false).get(element);
    if (error != simdjson::SUCCESS) {
        result.is_utf_8 = simdjson::validate_utf8(line.data(), line.size());
        return result;
    }
    result.what = routed_line::kind::message;
    result.is_utf_8 = true;
    simdjson::dom::object object;
    if (element.get_object().get(object) != simdjson::SUCCESS) {
        return result;
    }
    std::string_view conversation;
    if (object["conversation"].get_string().get(conversation) == simdjson::SUCCESS) {
        result.conversation_hash = engine::hash_conversation(0, conversation);
    }
    bool is_end = false;
    if (object.size() == 1 && object["end"].get_bool().get(is_end) == simdjson::SUCCESS && is_end) {
        result.what = routed_line::kind::end_mark;
        return result;
    }
    simdjson::dom::element ts;
    if (with_time && object["ts"].get(ts) == simdjson::SUCCESS) {
        result.ts = time_of(ts);
        if (result.ts && !state_->find_ts(line, result)) {
            result.ts.reset();
        }
    }
    return result;
}

} // namespace chatqc::app
