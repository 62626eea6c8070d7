// The whole path of the server beside the prototype's, in one run: pairs of the same load, one after the
// other.
#pragma once

#include "bench/corpus.h"
#include "bench/measure.h"
#include "bench/run_folder.h"
#include "bench/server_process.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace chatqc::bench {

struct path_options {
    std::string chatqc; // the server's binary
    std::string folder; // for the stores; each run makes and removes one of its own
    unsigned pairs = 5;
    unsigned shards = 1;
    bool binary = false; // binary frames instead of text
    double rate = 0;     // messages a second; 0: as fast as acknowledged
    bool feed = false;   // the server's live feed is watched too
};

struct path_pair {
    path_result server;
    path_result prototype;

    [[nodiscard]] double ratio() const { return server.messages_per_second / prototype.messages_per_second; }
};

void write_pack(const rules::pack_bundle& pack, const std::string& folder);

// `chatqc serve` with a fresh store and pack_of(phrases).
std::unique_ptr<server_process>
start_server(const std::vector<std::string>& phrases, const path_options& how, const run_folder& folder);

path_result run_prototype(const corpus& input, const path_options& how);
path_result run_server(const corpus& input, const path_options& how);

// Server and prototype take turns in going first. `done` hears of each pair.
std::vector<path_pair>
run_pairs(const corpus& input, const path_options& how, const std::function<void(const path_pair&)>& done);

} // namespace chatqc::bench
