// The clocks of the sources as one shard knows them, and which of them a conversation follows (SPEC §3
// "Sources").
#pragma once

#include "engine/message.h"

#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace chatqc::engine {

enum class source_phase : std::uint8_t {
    unknown, // never heard of
    holding, // connected, or gone for less than its grace: its watermark holds conversations back
    gone,    // recorded, gone without `end` for longer than its grace: holds nothing back
    ended,   // `end`: its conversations pass their last timer
};

struct source_view {
    bool recorded = true;
    source_phase phase = source_phase::unknown;
    time_point watermark = time_point::min();
};

class source_board {
public:
    void set(source_id source, const source_view& view);
    // A live source sent for this shop (event time of the newest such message).
    void sighted(source_id source, tenant_id tenant, const std::string& shop, time_point ts);

    [[nodiscard]] const source_view* find(source_id source) const;

    struct reading {
        time_point watermark = time_point::min();
        source_id slowest = 0; // the one to wait for; meaningless if watermark is max()
    };

    // How far a conversation with these sources and this shop may be processed.
    [[nodiscard]] reading
    read(std::span<const source_id> sources, tenant_id tenant, const std::string& shop) const;

private:
    struct sighting {
        source_id source = 0;
        time_point last{};
    };

    std::vector<source_view> views_; // by source; numbers are dense (storage counts them up from 1)
    std::map<std::pair<tenant_id, std::string>, std::vector<sighting>> shops_;
};

// A live source holds back the shops it sent for within this time (SPEC §3).
inline constexpr milliseconds shop_sighting_keeps = std::chrono::hours{24};

} // namespace chatqc::engine
