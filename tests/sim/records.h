// The messages that a store holds after a run.
#pragma once

#include "engine/message.h"
#include "tests/sim/run.h"

#include <map>
#include <memory>
#include <string>
#include <utility>

namespace chatqc::storage {
class store;
}

namespace chatqc::sim {

struct stored_record {
    engine::record value; // points into `bytes`
    std::shared_ptr<const std::string> bytes;
};

// By (conversation, id): the one that is judged, or else its too late copy.
using stored_records = std::map<std::pair<std::string, std::string>, stored_record>;

// Counts them, and finds those that are there twice.
stored_records records_of(storage::store& stored, outcome& out);

} // namespace chatqc::sim
