// Stored messages judged once more, away from the server: stretches of conversations of which every message
// is at hand. It is the same shard the server runs; nothing comes late, because all of a stretch is there
// before its first message has its turn. `chatqc verify` and `backtest` run through it.
#pragma once

#include "engine/segment.h"
#include "engine/unit.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace chatqc::engine {

// Some sessions of one conversation, one after the other.
struct stretch {
    tenant_id tenant = 0;
    std::string conversation;
    carry before; // what the part before it handed on
    // Packed messages in any order; copies are dropped. An edit or recall of one of them may stand here
    // though it lies elsewhere in the conversation.
    std::string records;
};

struct rerun_result {
    std::vector<verdict> verdicts; // settled ones, by (conversation, decided_at, id)
    std::vector<segment> segments; // of one conversation in order; their positions mean nothing
};

// For one thread at a time.
class rerun {
public:
    explicit rerun(const unit_log& units);
    ~rerun();
    rerun(const rerun&) = delete;
    rerun& operator=(const rerun&) = delete;

    void name_tenant(tenant_id tenant, std::string_view name);

    // Each conversation at most once; every session of it passes its last timer. Records must be sound.
    // Together at most 1 GiB; some hundred KiB at a time are fastest.
    rerun_result judge(std::span<const stretch> stretches);

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace chatqc::engine
