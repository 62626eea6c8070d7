// A unit prepared for running: which rules look at what, and what platform and shop decide for a session.
// Immutable and shared; built once a unit, and once per platform and shop.
#pragma once

#include "engine/unit.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace chatqc::engine {

// Rounds are followed once per way of following them; a clock profile only reads its track (SPEC §4 "Rounds
// exist per profile": those that agree in these three answers have the same rounds).
struct track_rules {
    bool skips_acknowledgements = false;
    bool bot_replies = false;
    bool follows_transfer = false;

    friend bool operator==(const track_rules&, const track_rules&) = default;
};

// What holds for every session of one platform and shop under one unit.
struct session_plan {
    std::shared_ptr<const engine::unit> unit;
    const rules::rule_set* rules = nullptr;
    milliseconds session_gap{}; // never below the longest timer of a live rule
    milliseconds reopen_gap{};
    shop_calendar calendar;
    bool calendar_is_default = true;

    std::vector<track_rules> tracks;           // [0] is the track of profile internal
    std::vector<std::size_t> track_of;         // by profile_index
    std::vector<rules::profile_index> counted; // profiles whose rounds are recorded

    // Applicable rules by what they look at, each ascending (that is by rule id).
    std::vector<rules::rule_index> on_message; // phrase, pattern, expressions of one message
    std::vector<rules::rule_index> on_round;   // first_response, response
    std::vector<rules::rule_index> on_unanswered;
    std::vector<rules::rule_index> with_state; // the others: state kept a session
    std::uint32_t hears = 0;                   // so many last texts of the customer are kept (customer_said)
    bool hears_numbers = false;                // numbers of persons are remembered (privacy_leak)
    std::vector<std::size_t> timed;            // places in with_state of those that may wait for a deadline
};

class unit_plans {
public:
    // `every_profile`: record the rounds of all profiles, not only of those a rule names (rule tests).
    unit_plans(std::shared_ptr<const engine::unit> value, bool every_profile);

    std::shared_ptr<const session_plan> of(const std::string& platform, const std::string& shop);

    [[nodiscard]] const std::shared_ptr<const engine::unit>& value() const { return unit_; }

    // Whether a session is open by one of its plans.
    [[nodiscard]] bool are_used() const;

private:
    [[nodiscard]] std::shared_ptr<const session_plan>
    make(const std::string& platform, const std::string& shop) const;

    std::shared_ptr<const engine::unit> unit_;
    bool every_profile_;
    std::map<std::pair<std::string, std::string>, std::shared_ptr<const session_plan>> made_;
};

// The log of units, prepared. Each shard has its own.
class plan_log {
public:
    explicit plan_log(const unit_log& units, bool every_profile = false);

    [[nodiscard]] unit_plans& at(time_point start) const;
    // Whether sessions begin by the unit, or one that began by it is open.
    [[nodiscard]] bool needs(const engine::unit& value) const;
    // `from` must not lie before the last activation.
    void activate(time_point from, std::shared_ptr<const engine::unit> value);

private:
    bool every_profile_;
    std::vector<std::pair<time_point, std::unique_ptr<unit_plans>>> entries_;
};

} // namespace chatqc::engine
