// The units of a run: packs, and the operator who activates them as planned, with whatever server is up when
// their time comes, again and again until the store has them.
#pragma once

#include "rules/test_case.h"
#include "storage/store.h"
#include "tests/sim/plan.h"

#include <memory>
#include <vector>

namespace chatqc::sim {

// Compiled once; planned_unit::pack counts in them.
const std::vector<std::shared_ptr<const engine::unit>>& packs_of(traffic said);

// The tests of the built-in packs in which something fires, in their order.
const std::vector<rules::test_case>& shipped_tests();

class unit_operator {
public:
    explicit unit_operator(const plan& what) : what_(what) {}

    // A start: what is due by then goes into the store before, as `serve` does it. Hands back all that the
    // store has. Throws std::runtime_error.
    engine::unit_log start(storage::store& stored, milliseconds now);

    // The next one that is due and not activated yet, as a row; null: none.
    [[nodiscard]] const storage::unit* due(milliseconds now);
    [[nodiscard]] const std::shared_ptr<const engine::unit>& pack_of(const storage::unit& row) const;
    // What is due is in the store, whatever was said.
    [[nodiscard]] bool is_stored(storage::store& stored) const;
    // It was activated, and may be looked for in the store from now on.
    void activated();

    [[nodiscard]] bool is_done() const { return next_ == what_.units.size(); }

    // Once the run is over: what was activated and is not in the store, in words; empty: nothing.
    [[nodiscard]] std::string missing(storage::store& stored) const;
    // The log as the store has it.
    [[nodiscard]] engine::unit_log log_of(storage::store& stored) const;

private:
    void make_next();

    const plan& what_;
    std::size_t next_ = 0;               // of the plan's
    std::vector<storage::unit> rows_;    // activated; the first of all is the plan's first pack
    std::optional<storage::unit> asked_; // for plan unit `next_`: the same row at each try
};

} // namespace chatqc::sim
