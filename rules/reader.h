// From a pack's files to its sections: which files are read in which order, which top-level keys exist, what
// is named twice. What stands inside a section is read by lists, profiles, scopes, rule_reader, test_case.
#pragma once

#include "rules/pack_bundle.h"
#include "rules/syntax.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chatqc::rules {

// One entry of a section such as `lists:`. The nodes live as long as the document.
struct named_node {
    std::string name;
    const node* key = nullptr;
    const node* value = nullptr;
};

// An entry of `rules:`, and for whom its file is.
struct written_rule {
    const node* from = nullptr;
    std::vector<std::string> shops; // the file's `shop`; empty: all
    const node* campaign = nullptr; // the file's `campaign`; null: at any time
};

struct pack_document {
    std::string folder;
    std::string name; // empty if the pack gives none: an error was reported
    std::string version;
    std::uint32_t language = 1;
    std::vector<std::unique_ptr<const syntax_tree>> trees; // in reading order
    std::map<std::string, std::shared_ptr<const source_text>, std::less<>>
        texts; // list files by path, as they are

    // In reading order; names distinct within a section.
    std::vector<named_node> lists, campaigns, conditions, profiles, platforms, shops;
    std::vector<written_rule> rules;
    std::vector<const node*> tests;
    // At most one in a pack, else null.
    const node* calendar = nullptr;
    const node* weights = nullptr;
    const node* pass_mark = nullptr;
    const node* unassigned = nullptr;
};

inline constexpr std::uint32_t language_version = 1;

pack_document read_pack(const pack_bundle& bundle, reporter& report);

} // namespace chatqc::rules
