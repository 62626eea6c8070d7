#include "engine/memory_history.h"

#include <algorithm>
#include <cassert>

namespace chatqc::engine {

void memory_history::commit(std::uint64_t block, const batch_result& batch)
{
    assert(block == blocks_.size());
    (void)block;
    blocks_.push_back(batch.block);
    for (const auto& change : batch.segments) {
        auto& rows = segments_[{change.tenant, change.conversation}];
        for (const auto& key : change.erased)
            rows.erase(key);
        for (const auto& row : change.ended)
            rows.insert_or_assign(row.first, row);
    }
    for (const auto& made : batch.verdicts) {
        if (verdicts_.insert_or_assign(made.id, made).second)
            by_conversation_[{made.tenant, made.conversation}].push_back(made.id);
    }
}

std::vector<segment> memory_history::segments(tenant_id tenant, std::string_view conversation)
{
    std::vector<segment> found;
    const auto rows = segments_.find({tenant, std::string{conversation}});
    if (rows != segments_.end()) {
        for (const auto& [key, row] : rows->second)
            found.push_back(row);
    }
    return found;
}

bool memory_history::read(const std::vector<position>& where, std::string& out)
{
    for (const auto& at : where) {
        assert(at.block < blocks_.size());
        const std::string_view rest = std::string_view{*blocks_[at.block]}.substr(at.offset);
        std::size_t bytes = 0;
        if (read_record(rest, bytes))
            out.append(rest.substr(0, bytes));
    }
    return true;
}

std::vector<verdict> memory_history::verdicts(std::string_view tenant, std::string_view conversation)
{
    std::vector<verdict> found;
    const auto ids = by_conversation_.find({std::string{tenant}, std::string{conversation}});
    if (ids != by_conversation_.end()) {
        for (const auto& id : ids->second)
            found.push_back(verdicts_.at(id));
    }
    return found;
}

} // namespace chatqc::engine
