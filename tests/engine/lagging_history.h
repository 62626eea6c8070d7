// A disk that is a few commits behind the shards, as the committer's is, and may be cut off with what is not
// written yet.
#pragma once

#include "engine/memory_history.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatqc::test {

class lagging_history final : public engine::history {
public:
    void commit(std::uint64_t block, engine::batch_result&& batch)
    {
        behind_.emplace_back(block, std::move(batch));
    }

    // Writes the oldest batches, all but `left`.
    void write(std::size_t left)
    {
        for (; behind_.size() > left; behind_.pop_front()) {
            blocks_.push_back(behind_.front().second.block);
            written_.commit(behind_.front().first, behind_.front().second);
            for (const auto& each : behind_.front().second.rows) {
                if (each.row.empty())
                    rows_.erase(each.conversation);
                else
                    rows_[each.conversation] = each.row;
            }
            durable_ = behind_.front().first;
        }
    }

    // The power is cut: what is behind is gone.
    void lose() { behind_.clear(); }

    bool settle() override
    {
        write(0);
        return true;
    }

    std::vector<engine::segment> segments(engine::tenant_id tenant, std::string_view conversation) override
    {
        return written_.segments(tenant, conversation);
    }

    bool read(const std::vector<engine::position>& where, std::string& out) override
    {
        const bool is_gone = std::any_of(where.begin(), where.end(), [this](const engine::position& one) {
            return one.block < expired_before_;
        });
        return !is_gone && written_.read(where, out);
    }

    // Retention takes the blocks before this one.
    void expire(std::uint64_t block) { expired_before_ = block; }

    std::vector<engine::verdict> verdicts(std::string_view tenant, std::string_view conversation) override
    {
        return written_.verdicts(tenant, conversation);
    }

    [[nodiscard]] std::uint64_t durable() const { return durable_; }

    [[nodiscard]] const engine::memory_history& written() const { return written_; }

    // The checkpoint's, by conversation.
    [[nodiscard]] const std::map<std::string, std::string>& rows() const { return rows_; }

    void erase_rows() { rows_.clear(); }

    // The journal: the block of every batch written, from 0.
    [[nodiscard]] const std::vector<engine::shared_block>& blocks() const { return blocks_; }

private:
    engine::memory_history written_;
    std::vector<engine::shared_block> blocks_;
    std::deque<std::pair<std::uint64_t, engine::batch_result>> behind_;
    std::map<std::string, std::string> rows_;
    std::uint64_t durable_ = 0;
    std::uint64_t expired_before_ = 0;
};

} // namespace chatqc::test
