// What waits for a shard, in two lanes: live messages first; history that is streamed in, and sources that
// catch up, in the portions a batch has time for. Within one source the order stays. One thread.
#pragma once

#include "app/pipeline/work.h"

#include <deque>
#include <map>
#include <vector>

namespace chatqc::app {

class inflow {
public:
    explicit inflow(unsigned shard) : shard_(shard) {}

    void add(std::vector<shard_item>&& items);

    [[nodiscard]] bool has_live() const { return !live_.empty(); }

    struct portion {
        std::vector<shard_item> items;
        std::size_t bytes = 0;    // of the records in it, also of other shards
        std::size_t messages = 0; // of this shard
    };

    // Of the first lane about `bytes_max`, at least one item if there is one.
    portion take_live(std::size_t bytes_max);

    // Frames and clock changes of sources that are behind, the one that waits longest first.
    [[nodiscard]] bool has_behind() const { return !behind_.empty(); }

    [[nodiscard]] const shard_item& behind() const { return behind_.front(); }

    // How many of this shard's entries of the first frame have been received.
    std::size_t& received() { return received_; }

    // The first item is done.
    shard_item take_behind();
    // Bytes of the records that come next, of at most so many messages; one message may exceed `bytes_max`.
    [[nodiscard]] std::size_t behind_bytes(std::size_t messages_max, std::size_t bytes_max) const;

private:
    [[nodiscard]] bool is_behind(const shard_item& item) const;

    unsigned shard_;
    std::deque<shard_item> live_;
    std::deque<shard_item> behind_;
    std::map<engine::source_id, std::size_t> waiting_; // items in behind_, by source
    std::size_t received_ = 0;
};

} // namespace chatqc::app
