// Keeps the incidents of a running server (SPEC §5 `incident`): what commits change of settled verdicts that
// incident rules count is followed up in commits behind them. What is to be looked at is marked in the commit
// that changes it, so that a restart goes on with it; what comes of it is the difference between what the
// stored verdicts gave and what they give.
#pragma once

#include "app/pipeline/work.h"
#include "engine/incident.h"
#include "engine/unit.h"

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace chatqc::app {

class incident_keeper {
public:
    incident_keeper(storage::store& stored, const engine::unit_log& units, steady_call steady);

    // At a start, once what time has brought is stored: takes up what is marked. Throws std::runtime_error.
    void resume();

    // Before sessions are judged by it; from any thread.
    void activate(const engine::unit& one);

    // Whether something is to be looked at; from any thread.
    [[nodiscard]] bool has_work() const { return has_work_; }

    // The rest on the committer's thread. It takes a small part of its time: after a look it rests for a
    // multiple of what that took.
    [[nodiscard]] bool is_due() const { return has_work_ && now() >= rests_until_; }

    // Adds what has become of a portion of it to a batch that is about to be written. False, and nothing is
    // added, if the store cannot be read now.
    bool add_to(storage::commit_batch& batch);
    // A batch is written, which may be one of add_to.
    void written(const storage::commit_batch& batch);

private:
    using conversation_name = std::pair<engine::tenant_id, std::string>;

    // What has gone from a group and what has come.
    struct difference {
        std::set<engine::incident_member> gone, come;
    };

    using differences = std::map<std::pair<engine::tenant_id, engine::incident_group>, difference>;

    [[nodiscard]] std::chrono::steady_clock::time_point now() const;
    void mark_all_once();
    void look(const conversation_name& at, storage::commit_batch& out, differences& changed);
    [[nodiscard]] std::vector<storage::membership> memberships_of(const conversation_name& of);
    void compare(
        engine::tenant_id tenant,
        const engine::incident_group& group,
        const difference& changed,
        storage::commit_batch& out
    );
    [[nodiscard]] std::shared_ptr<const rules::rule_set> rules_of(const std::string& unit) const;
    [[nodiscard]] std::shared_ptr<const rules::rule_set> rules_with(const engine::incident_group& group
    ) const;

    storage::store& stored_;
    steady_call steady_;
    mutable std::mutex guard_;                                            // of the units
    std::map<std::string, std::shared_ptr<const rules::rule_set>> units_; // by hash
    std::set<conversation_name> marked_;
    std::atomic<bool> has_work_{false};
    std::chrono::steady_clock::time_point rests_until_{};
};

} // namespace chatqc::app
