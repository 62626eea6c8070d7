// A pack as texts in memory: what app/pack_files reads from a folder and the reader takes. No I/O here.
#pragma once

#include <string>
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

// The packs that are built into the program: zh-ecommerce, en-support (rules/packs).
std::vector<pack_bundle> built_in_packs();

} // namespace chatqc::rules
