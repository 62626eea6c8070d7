// What single rules cost, by ablation: the same messages with and without them. Judging is measured as a run
// of the engine by one rule less a run by none; matching as a scan of all texts by the whole matcher less a
// scan without the lists and expressions that no other rule reads. Both runs of a comparison take turns, and
// what counts is this thread's processor time, so that other work on the machine hardly shows.
#pragma once

#include "engine/unit.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::app {

struct rule_cost {
    rules::rule_index rule = 0;
    std::uint64_t hits = 0;   // verdicts, or tags put
    std::uint64_t checks = 0; // messages in its scope; of a rule over waits the rounds of its profile
    double judging_ns = 0;    // a message; below the noise of the measurement it may come out negative
    double matching_ns = 0;   // a message
};

class cost_meter {
public:
    cost_meter(std::shared_ptr<const engine::unit> unit, std::string tenant, std::uint32_t runs);

    void add(const engine::message& value);

    // Measures what all rules share. Call it once, after the last add().
    void begin();
    [[nodiscard]] rule_cost measure(rules::rule_index rule);

    [[nodiscard]] std::uint64_t messages() const { return messages_; }

    // A message, in nanoseconds: the engine without any rule, the whole matcher alone.
    [[nodiscard]] double bare_ns() const { return per_message(bare_); }

    [[nodiscard]] double matching_ns() const { return per_message(scan_); }

private:
    struct outcome {
        double seconds = 0;
        std::uint64_t verdicts = 0;
        std::uint64_t rounds = 0; // of the profile asked for
    };

    // Databases that most matchers of a measurement share.
    class memory_cache final : public engine::database_cache {
    public:
        void load(const std::string& key, const std::function<void(std::string_view bytes)>& use) override;
        void store(const std::string& key, const std::string& bytes) override;

    private:
        std::map<std::string, std::string> kept_;
    };

    [[nodiscard]] outcome run(const std::vector<rules::rule>& by, std::string_view profile) const;
    [[nodiscard]] double scan(engine::scanner& by) const;
    [[nodiscard]] std::shared_ptr<const engine::unit> without(rules::rule_index rule);
    [[nodiscard]] double per_message(double seconds) const;

    std::shared_ptr<const engine::unit> unit_;
    std::string tenant_;
    std::uint32_t runs_;
    std::string records_;            // packed, back to back
    std::vector<std::string> texts_; // that are scanned
    std::uint64_t messages_ = 0;
    double bare_ = 0, scan_ = 0; // seconds, the shortest so far
    memory_cache cache_;
    // By list and by expression: how many rules read it.
    std::vector<std::uint32_t> list_uses_, pattern_uses_;
};

} // namespace chatqc::app
