// `chatqc send`: streams files of messages to a server and waits until every one is acknowledged. Options and
// entry; the protocol lives in connectors/client.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace chatqc::app {

struct send_options {
    std::vector<std::string>
        files; // NDJSON, one after the other, each a source of its own; `-` is standard input
    std::string to =
        "ws://127.0.0.1:8080/v1/ingest"; // ws://, http:// or HOST:PORT; a missing path is /v1/ingest
    std::string source;                  // empty: the file's name without folder and ending
    std::string token;                   // bearer token; empty: none
    double rate = 0;                     // messages a second over all connections; 0: no limit
    double speed = 0;  // of the messages' own times: 1 as they were, 60 an hour a minute; 0: not by time
    bool live = false; // a live source: no `end`
    bool shift_to_now = false;                       // move every ts so that the first message is now
    unsigned connections = 1;                        // 1 to 256
    unsigned batch = 64;                             // messages a frame, 1 to 1000
    bool binary = true;                              // binary frames; text frames cost the server more
    bool json = false;                               // the summary as one JSON object on standard output
    std::chrono::milliseconds give_up_after{300000}; // without a connection or an ack; 0: never
};

// 0 if every message is acknowledged; 1 if some were refused, or it was interrupted or gave up; 2 on
// unreadable input.
int run_send(const send_options& options);

} // namespace chatqc::app
