#include "bench/path.h"

#include "bench/loader.h"
#include "bench/measure.h"
#include "bench/prototype.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace chatqc::bench {

namespace {

// Of all verdicts only the hits of single messages: they are shown as soon as their message is stored, so
// that what lies between is our doing. A verdict of a deadline (bench.response), or of several messages
// (bench.nudge), comes when event time has passed it: that would measure the clock of the corpus.
constexpr const char* watched_feed = "/v1/live?rule=bench.phrase";

double per_message(double seconds, const corpus& input)
{
    return seconds * 1e6 / static_cast<double>(input.messages);
}

load_options load_of(const path_options& how, std::uint16_t port)
{
    load_options load;
    load.port = port;
    load.binary = how.binary;
    load.rate = how.rate;
    return load;
}

void check_all_acknowledged(const corpus& input, const path_result& result, const char* whose)
{
    if (result.acknowledged != input.messages || result.refused != 0) {
        throw std::runtime_error(fmt::format(
            "{}: {} of {} accepted, {} refused", whose, result.acknowledged, input.messages, result.refused
        ));
    }
}

// Sends everything, then stops the server.
path_result measure(server_process& server, const corpus& input, const load_options& load, const char* whose)
{
    const double before = server.cpu();
    path_result result = run_load(input, load);
    result.cpu = per_message(server.cpu() - before, input);
    check_all_acknowledged(input, result, whose);
    if (const int status = server.stop(); status != 0) {
        throw std::runtime_error(fmt::format("the {} ended with status {}", whose, status));
    }
    return result;
}

// What the prototype says at its end.
std::uint64_t hash_in(const std::string& log)
{
    std::ifstream file(log);
    for (std::string word; file >> word;) {
        if (word == "hash" && file >> word) {
            return std::stoull(word, nullptr, 16);
        }
    }
    throw std::runtime_error("the prototype tells no hash");
}

} // namespace

void write_pack(const rules::pack_bundle& pack, const std::string& folder)
{
    std::filesystem::create_directories(folder);
    for (const rules::pack_file& file : pack.files) {
        std::ofstream(std::filesystem::path(folder) / file.name) << file.text;
    }
}

path_result run_prototype(const corpus& input, const path_options& how)
{
    const run_folder folder(how.folder);
    std::filesystem::create_directory(folder / "store");
    write_pack(pack_of(input.phrases), folder / "rules");
    server_process server(
        std::filesystem::read_symlink("/proc/self/exe"),
        {"prototype", "--data", folder / "store", "--phrases", folder / "rules/phrases.txt"},
        folder / "log"
    );
    path_result result = measure(server, input, load_of(how, server.port()), "prototype");
    result.hash = hash_in(folder / "log");
    return result;
}

std::unique_ptr<server_process>
start_server(const std::vector<std::string>& phrases, const path_options& how, const run_folder& folder)
{
    write_pack(pack_of(phrases), folder / "rules");
    return std::make_unique<server_process>(
        how.chatqc,
        std::vector<std::string>{
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--data",
            folder / "store",
            "--rules",
            folder / "rules",
            "--shards",
            std::to_string(how.shards)},
        folder / "log"
    );
}

path_result run_server(const corpus& input, const path_options& how)
{
    const run_folder folder(how.folder);
    const auto server = start_server(input.phrases, how, folder);
    load_options load = load_of(how, server->port());
    load.feed = how.feed ? watched_feed : "";
    return measure(*server, input, load, "server");
}

std::vector<path_pair>
run_pairs(const corpus& input, const path_options& how, const std::function<void(const path_pair&)>& done)
{
    std::vector<path_pair> pairs;
    for (unsigned n = 0; n < how.pairs; ++n) {
        path_pair& pair = pairs.emplace_back();
        in_turns(
            n,
            [&] { pair.prototype = run_prototype(input, how); },
            [&] { pair.server = run_server(input, how); }
        );
        done(pair);
    }
    return pairs;
}

} // namespace chatqc::bench
