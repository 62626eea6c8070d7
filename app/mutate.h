// Disguises the words of every firing test of a set of packs and looks whether the rule still fires: what
// `chatqc rules mutate` measures. How words are disguised is app/disguise.
#pragma once

#include "app/disguise.h"
#include "engine/unit.h"
#include "rules/test_case.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace chatqc::app {

struct caught_share {
    std::uint64_t tried = 0;
    std::uint64_t caught = 0;

    caught_share& operator+=(const caught_share& other);
    // Rounded down; 100 for nothing tried.
    [[nodiscard]] double percent() const;
};

struct missed_disguise {
    disguise_kind kind;
    std::string test;
    std::string text; // of the message that was disguised, or of the last of several
};

// One rule that finds words, over all of its firing tests.
struct mutated_rule {
    std::string rule;
    std::string list;        // the list whose phrases it finds, empty for expressions
    bool homophones = false; // what the list asks for …
    bool shapes = false;
    bool letters = false;
    std::array<caught_share, disguise_kinds> by_kind{};
    std::vector<missed_disguise> missed; // the first 100

    // Whether the rule is to find this kind: what a list may ask for only where it does, all else always.
    [[nodiscard]] bool is_asked(disguise_kind kind) const;
    [[nodiscard]] caught_share asked() const;      // of those kinds
    [[nodiscard]] caught_share but_sounds() const; // of all kinds but homophones and pinyin
};

struct mutation_options {
    std::uint64_t seed = 1;
    std::uint32_t rounds = 5; // disguises of each kind a test
};

// By rule id; rules without a firing test that shows words are left out. The same for the same input and
// options.
std::vector<mutated_rule> mutate(
    const std::vector<rules::test_case>& tests,
    const std::shared_ptr<const engine::unit>& unit,
    const mutation_options& options
);

} // namespace chatqc::app
