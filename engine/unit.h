// A unit: everything a session is judged by, compiled and shared read-only between shards; and the log of
// units by the event time they became active (SPEC §4 "Packs in the log").
#pragma once

#include "engine/match/matcher.h"
#include "engine/time/calendar.h"
#include "rules/rule_set.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace chatqc::engine {

// Who has a unit's compiled lists and expressions, which have the indices of rules->lists and
// rules->patterns. They are large: who judges by them holds them, and nobody else needs to. From any thread.
class matcher_source {
public:
    virtual ~matcher_source() = default;
    [[nodiscard]] virtual std::shared_ptr<const matcher> get() const = 0;

    // They are to be at hand, or need not be.
    virtual void keep() const {}

    virtual void let_go() const {}
};

struct unit {
    std::shared_ptr<const rules::rule_set> rules;
    std::shared_ptr<const zone_tables> zones;
    std::shared_ptr<const matcher_source> match;
};

// Lists and expressions of these rules. Null, with `errors` filled, if an expression cannot be compiled.
// `cache` may be null.
std::shared_ptr<const matcher>
compile(const rules::rule_set& rules, database_cache* cache, std::vector<pattern_error>& errors);

// The same as a unit, which has them at hand for good.
std::shared_ptr<const unit> make_unit(
    std::shared_ptr<const rules::rule_set> rules,
    std::shared_ptr<const zone_tables> zones,
    database_cache* cache,
    std::vector<pattern_error>& errors
);

// Sorted by activation; the first reaches back for ever.
class unit_log {
public:
    // `from` must not lie before the last activation.
    void activate(time_point from, std::shared_ptr<const unit> value);
    // The unit of a session that starts at `start`. The log must not be empty.
    [[nodiscard]] const std::shared_ptr<const unit>& at(time_point start) const;

    [[nodiscard]] const std::shared_ptr<const unit>& newest() const { return entries_.back().second; }

    [[nodiscard]] const auto& entries() const { return entries_; }

    [[nodiscard]] bool empty() const { return entries_.empty(); }

private:
    std::vector<std::pair<time_point, std::shared_ptr<const unit>>> entries_;
};

} // namespace chatqc::engine
