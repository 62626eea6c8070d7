// `chatqc verify`: stored verdicts recomputed from stored messages, by the units kept in the store, and
// compared in their settled form. Goes from conversation to conversation and never holds more than one.
// Nothing is printed here.
#pragma once

#include "engine/unit.h"
#include "storage/store.h"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace chatqc::app {

struct verify_scope {
    std::string tenant{};                        // empty: every tenant
    std::optional<engine::verdict_id> verdict{}; // only this one
    std::optional<std::int32_t> day{};           // only sessions of this shop-day, days since 1970-01-01
    std::size_t differences_max = 10;            // that are told in words; all are counted
};

struct verify_difference {
    // Recomputed otherwise, not stored, stored but not recomputed; a session's summary recomputed otherwise.
    enum class kind : std::uint8_t { changed, missing, extra, session };

    kind what = kind::changed;
    std::string tenant, conversation, session;
    std::string verdict; // its id; empty for a session
    std::string sentence;
};

struct verify_result {
    std::uint64_t sessions = 0; // compared
    std::uint64_t verdicts = 0; // settled ones of these sessions, as stored
    std::uint64_t changed = 0, missing = 0, extra = 0, sessions_changed = 0;
    std::uint64_t expired_sessions = 0; // retention has removed messages of theirs
    std::uint64_t expired_verdicts = 0; // stored verdicts of those
    std::uint64_t damaged_sessions = 0; // in conversations of which something is damaged in the journal
    std::uint64_t damaged_verdicts = 0;
    std::set<std::uint64_t> damaged_blocks; // met on the way
    std::uint64_t undecided = 0; // sessions that ended with a message whose own session is still open
    std::vector<verify_difference> first;

    [[nodiscard]] std::uint64_t differences() const { return changed + missing + extra + sessions_changed; }
};

// "not_found" if there is no such tenant or verdict, or if its session has not ended.
// `done`: sessions so far.
storage::result<verify_result> verify_store(
    storage::store& stored,
    const engine::unit_log& units,
    const verify_scope& scope,
    const std::function<void(std::uint64_t sessions)>& done
);

} // namespace chatqc::app
