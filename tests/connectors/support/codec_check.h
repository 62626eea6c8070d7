// What the codec's tests share: decoding one frame, and what came of it.
#pragma once

#include "connectors/codec/decode.h"
#include "tests/connectors/support/samples.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace chatqc::test {

using namespace connectors;

inline decode_context recorded_context()
{
    decode_context how;
    how.tenant_name = "default";
    how.tenant = 1;
    how.source = 7;
    how.now = at(now_ms);
    return how;
}

inline decode_context live_context()
{
    decode_context how = recorded_context();
    how.recorded = false;
    return how;
}

struct decoded {
    ingest_frame frame;
    std::vector<engine::record> records; // views into frame.records

    std::string codes() const
    {
        std::string text;
        for (const refusal& why : frame.refused) {
            text.append(text.empty() ? "" : " ")
                .append(std::to_string(why.index))
                .append(":")
                .append(why.code);
        }
        return text;
    }
};

inline decoded
decode(std::string json, const decode_context& how = recorded_context(), time_point newest = {})
{
    const std::size_t size = json.size();
    json.append(decode_limits::padding, 'x');
    decoded out;
    out.frame.clock.newest = newest;
    message_decoder decoder;
    decoder.decode(std::string_view(json).substr(0, size), how, out.frame);
    for (const ingest_entry& entry : out.frame.entries) {
        std::size_t consumed = 0;
        const auto record =
            engine::read_record(std::string_view(out.frame.records).substr(entry.offset), consumed);
        REQUIRE(record);
        out.records.push_back(*record);
    }
    return out;
}

// A good customer message with `more` members added.
inline std::string message(std::string_view more = "")
{
    return R"({"id":"m1","conversation":"c1","ts":1762790437307,"role":"customer","text":"在吗")" +
           std::string(more) + "}";
}

inline void
check_refused(const std::string& json, std::string_view code, const decode_context& how = recorded_context())
{
    INFO(json);
    const decoded out = decode(json, how);
    CHECK(out.records.empty());
    REQUIRE(out.frame.refused.size() == 1);
    CHECK(out.frame.refused[0].code == code);
    CHECK(out.frame.refused[0].bytes == json.substr(0, decode_limits::dead_letter_bytes));
    CHECK_FALSE(out.frame.refused[0].message.empty());
}

inline void check_accepted(const std::string& json, const decode_context& how = recorded_context())
{
    INFO(json);
    const decoded out = decode(json, how);
    CHECK(out.codes().empty());
    CHECK(out.records.size() == 1);
}

} // namespace chatqc::test
