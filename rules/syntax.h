// YAML as a tree of texts with their places. Every scalar stays text; nothing is converted, duplicate keys
// and whatever we do not read (tags, several documents, unbounded aliases) are errors. What keys mean is not
// decided here.
#pragma once

#include "rules/diagnostic.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chatqc::rules {

struct entry;

struct node {
    enum class kind : std::uint8_t { null, scalar, sequence, map };

    kind what = kind::null;
    bool quoted = false;     // scalar in quotes or a block scalar
    std::uint32_t begin = 0; // bytes of the source; an alias has the place of its anchor
    std::uint32_t end = 0;
    const source_text* source = nullptr; // lives as long as the syntax_tree
    std::string text;                    // scalar
    std::vector<node> items;             // sequence
    std::vector<entry> entries;          // map, in order of the file, keys distinct

    // The value of a key of a map, or null.
    [[nodiscard]] const node* find(std::string_view key) const;
};

struct entry {
    node key; // a scalar
    node value;
};

struct syntax_tree {
    std::shared_ptr<const source_text> source;
    node root; // null for an empty file
};

// Nothing if the file cannot be read as a whole; then at least one error was reported. Never throws for bad
// input.
std::optional<syntax_tree> parse_yaml(std::shared_ptr<const source_text> source, reporter& report);

// Reports at a node.
void report_at(reporter& report, code what, const node& at, std::string message, std::string help = {});
place place_of(const node& at);

} // namespace chatqc::rules
