// A WebSocket load generator that costs little itself: frames are masked with zeros and built before the
// clock starts. Speaks ingest as SPEC §8, to any server on this machine; knows nothing of what the server
// does.
#pragma once

#include "bench/corpus.h"
#include "bench/measure.h"

#include <cstdint>
#include <functional>
#include <string>

namespace chatqc::bench {

struct load_options {
    std::uint16_t port = 0;
    // `{}` becomes the connection's number.
    std::string target = "/v1/ingest?source=bench-{}&clock=recorded";
    bool binary = false;         // binary frames instead of text
    std::size_t window = 16;     // frames a connection sends ahead of its acknowledgements
    double rate = 0;             // messages a second over all connections; 0: as fast as acknowledged
    bool end = false;            // {"end":true} after the last frame
    std::function<bool()> go_on; // asked before each frame; false: no more but `end`. Empty: all are sent
    std::string feed; // target of the live feed of verdicts that is watched meanwhile; empty: none is
};

// Sends everything, or as long as it shall, and waits for the last acknowledgement, in this thread. Throws
// std::runtime_error when a connection breaks, nothing is acknowledged for a minute, or the watched feed
// stays empty. The hash is of what was acknowledged.
path_result run_load(const corpus& input, const load_options& how);

} // namespace chatqc::bench
