// What a client of ingest sends, and how it waits for the answer.
#pragma once

#include "tests/connectors/support/samples.h"
#include "tests/connectors/support/websocket_client.h"

#include <string>

namespace chatqc::test {

// A good message of a customer.
inline std::string message(const std::string& id, std::int64_t ts = now_ms - 60'000)
{
    return R"({"id":")" + id + R"(","conversation":"c1","ts":)" + std::to_string(ts) +
           R"(,"role":"customer","text":"在吗"})";
}

// Reads until the ack of frame `last`; everything read, one answer a line.
inline std::string read_to_ack(websocket_client& client, int last)
{
    const std::string mark = "{\"ack\":" + std::to_string(last) + ",";
    std::string all;
    for (;;) {
        const std::string text = client.read();
        all.append(text).push_back('\n');
        if (text.empty() || text.starts_with(mark)) {
            return all;
        }
    }
}

} // namespace chatqc::test
