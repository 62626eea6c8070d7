// A history in memory, for runs without a store: replay, rule tests, simulations.
#pragma once

#include "engine/shard/shard.h"

#include <map>
#include <utility>
#include <vector>

namespace chatqc::engine {

class memory_history final : public history {
public:
    // Takes what a batch made. `block` is the name the batch was begun with; blocks must come in order, from
    // 0.
    void commit(std::uint64_t block, const batch_result& batch);

    std::vector<segment> segments(tenant_id tenant, std::string_view conversation) override;
    bool read(const std::vector<position>& where, std::string& out) override;
    std::vector<verdict> verdicts(std::string_view tenant, std::string_view conversation) override;

    using conversation_key = std::pair<tenant_id, std::string>;

    [[nodiscard]] const std::map<conversation_key, std::map<order_key, segment>>& all_segments() const
    {
        return segments_;
    }

    [[nodiscard]] const std::map<verdict_id, verdict>& all_verdicts() const { return verdicts_; }

private:
    std::vector<shared_block> blocks_;
    std::map<conversation_key, std::map<order_key, segment>> segments_;
    std::map<verdict_id, verdict> verdicts_;
    std::map<std::pair<std::string, std::string>, std::vector<verdict_id>> by_conversation_;
};

} // namespace chatqc::engine
