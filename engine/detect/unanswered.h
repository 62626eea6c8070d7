// Detector `unanswered`: a round that ends without a valid reply.
#pragma once

#include "engine/detect/judgement.h"

namespace chatqc::engine {

// Every rule of this track's profiles judges the round that ends at `at`; `charged` is whose round it was.
void judge_unanswered(
    judgement& judge, std::size_t track, const open_round& round, time_point at, const shared_name& charged
);

} // namespace chatqc::engine
