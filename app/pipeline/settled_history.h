// What a shard's engine reads of the store, beside its own batches that are on their way there. A disk that
// cannot be read at the moment is waited for, as the committer waits for one that cannot be written.
#pragma once

#include "app/pipeline/work.h"

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace chatqc::app {

class settled_history final : public engine::history {
public:
    settled_history(storage::store& stored, go_on_call go_on) : stored_(stored), go_on_(std::move(go_on)) {}

    bool settle() override;
    std::vector<engine::segment> segments(engine::tenant_id tenant, std::string_view conversation) override;
    bool read(const std::vector<engine::position>& where, std::string& out) override;
    std::vector<engine::verdict> verdicts(std::string_view tenant, std::string_view conversation) override;

    // Batches given to the committer, and those that are on disk.
    void handed(std::uint64_t block);
    void durable(std::uint64_t block);
    [[nodiscard]] std::uint64_t durable() const;
    // Waits until all that was handed is on disk, but no longer than `until`; whether it is.
    bool settle(std::chrono::steady_clock::time_point until);
    // From now on a disk that cannot be read is given up after a while: the readers throw.
    void stop();

private:
    template <class Read> auto patiently(Read read);
    // Before the next try; throws `why` once nobody waits any longer.
    void pause(const storage::failure& why, int tries);
    [[nodiscard]] bool is_settled() const;

    storage::store& stored_;
    go_on_call go_on_;
    mutable std::mutex guard_;
    std::condition_variable changed_;
    std::uint64_t handed_ = 0;
    std::uint64_t durable_ = 0;
    bool stopping_ = false;
};

} // namespace chatqc::app
