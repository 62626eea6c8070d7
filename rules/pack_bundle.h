// A pack as texts in memory: what app/pack_files reads from a folder and the reader takes. No I/O here.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::rules {

struct pack_file {
    std::string name; // path inside the pack, '/' between folders: "pack.yaml", "lists/nudge.txt"
    std::string text; // bytes as they are on disk
};

struct pack_bundle {
    std::string folder;           // how diagnostics name the pack: "rules/packs/zh-ecommerce"
    std::vector<pack_file> files; // any order
};

// The packs that judge when none are named: zh-ecommerce alone. The starter packs are alternatives, not parts
// of one another: both check response times, greetings and repeats, with other limits and words.
std::vector<pack_bundle> built_in_packs();

// A pack that is compiled in: zh-ecommerce, en-support (rules/packs). Nothing for another name.
std::optional<pack_bundle> built_in_pack(std::string_view name);
std::vector<std::string> built_in_pack_names();

} // namespace chatqc::rules
