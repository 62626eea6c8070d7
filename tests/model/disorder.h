// Messages on a bad way to the engine, all of it drawn from one seed: out of order within and beyond
// lateness, copied, changed under the same id, over several sources whose clocks run ahead of what is still
// to come, on several shards, with a disk that lags behind and is cut off now and then, after which the rest
// starts again with another number of shards and what was not durable is sent again.
#pragma once

#include "engine/offline.h"
#include "engine/unit.h"
#include "engine/verdict.h"
#include "tests/model/too_late.h"
#include "tests/support/seed.h"

namespace chatqc::model {

struct disorder_options {
    bool live = false;    // the sources are live: what they send too late is not judged
    bool restarts = true; // the power is cut now and then
    bool urging = false;  // chat_options::urging
    std::size_t shards_max = 4;
};

struct disorder_result {
    std::vector<engine::verdict> settled;
    std::vector<engine::offline_run::ended_session> sessions;
    std::vector<message> judged; // all messages but those that came too late only
    std::string wrong;           // a message that was answered otherwise than it must be, or empty
};

disorder_result settle_in_disorder(
    const std::vector<message>& messages,
    const engine::unit_log& units,
    test::random& random,
    const disorder_options& options
);

} // namespace chatqc::model
