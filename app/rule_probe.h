// One conversation judged by one rule again and again, each time with one condition of the rule left out or
// moved: what came of it then tells which condition stood in the way, and by how much. For `rules explain`.
#pragma once

#include "engine/offline.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chatqc::app {

// A number of a detector that may be moved until the rule fires.
struct rule_parameter {
    std::string name;
    std::uint32_t* count = nullptr; // one of the two
    rules::milliseconds* time = nullptr;
    std::int64_t bound = 0; // how far it may be moved; the rule fires more readily towards it

    [[nodiscard]] std::int64_t value() const;
    void set(std::int64_t to) const;
};

class rule_probe {
public:
    // Adds the conversation's messages to a run.
    using feeder = std::function<void(engine::offline_run&)>;

    // `rule`: index in the unit's rules.
    rule_probe(
        const std::shared_ptr<const engine::unit>& unit,
        rules::rule_index rule,
        std::string tenant,
        feeder feed
    );

    // The rule as it is now; change it between runs.
    [[nodiscard]] rules::rule& rule() { return set_->rules[index_]; }

    [[nodiscard]] const rules::rule_set& rules() const { return *set_; }

    // Its verdicts on the conversation; of a tag rule where it puts the tag.
    [[nodiscard]] std::vector<engine::verdict> verdicts();
    // Those that a changed rule finds beside `usual`, by anchor.
    [[nodiscard]] std::vector<engine::verdict> added(const std::vector<engine::verdict>& usual);

    // The sessions of the last run, with the rounds of every profile.
    [[nodiscard]] const std::vector<engine::offline_run::ended_session>& sessions() const
    {
        return sessions_;
    }

    // The detector's numbers; they point into rule().
    [[nodiscard]] std::vector<rule_parameter> parameters();

    // The value nearest to the present one at which the rule finds more; the parameter is as before
    // afterwards.
    struct moved {
        std::int64_t value = 0;
        std::vector<engine::verdict> added;
    };

    [[nodiscard]] std::optional<moved>
    move(const rule_parameter& parameter, const std::vector<engine::verdict>& usual);

private:
    std::shared_ptr<rules::rule_set> set_;
    engine::unit unit_;
    rules::rule_index index_;
    std::string tenant_;
    feeder feed_;
    std::vector<engine::offline_run::ended_session> sessions_;
};

} // namespace chatqc::app
