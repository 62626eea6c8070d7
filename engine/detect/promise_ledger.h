// Detector `promise_ledger`: an agent promises something by a time. It looks at one message.
#pragma once

#include "engine/detect/judgement.h"

#include <optional>

namespace chatqc::engine {

std::optional<receipt> detect_dated_promise(
    const judgement& judge,
    const rules::rule& one,
    const rules::promise_ledger_detector& detect,
    const moment& now
);

} // namespace chatqc::engine
