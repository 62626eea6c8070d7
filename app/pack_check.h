// From pack folders to a unit the engine can run: reads, checks, compiles, loads zones, and says everything
// that is wrong at once. `chatqc serve`, `replay`, `rules check` and `rules test` all load packs through
// here.
#pragma once

#include "engine/unit.h"
#include "rules/checker.h"

#include <memory>
#include <string>
#include <vector>

namespace chatqc::app {

struct checked_packs {
    std::vector<rules::diagnostic> diagnostics;
    std::vector<rules::test_case> tests;
    std::shared_ptr<const engine::unit> unit; // null if there is an error

    [[nodiscard]] bool has_errors() const { return unit == nullptr; }

    // Some folder or file could not be read at all.
    bool unreadable = false;
};

// `cache` may be null.
checked_packs check_packs(const std::vector<rules::pack_bundle>& packs, engine::database_cache* cache);

// The folders together are one set of packs; none means the built-in packs.
checked_packs check_pack_folders(const std::vector<std::string>& folders, engine::database_cache* cache);

// All diagnostics as text, in order, with a line of figures at the end ("2 errors, 1 warning"), empty if
// there are none.
std::string diagnostics_text(const std::vector<rules::diagnostic>& diagnostics);

} // namespace chatqc::app
