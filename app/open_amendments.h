// Edits and recalls that no segment holds yet: they stand in conversations that are still open, and change
// what was judged before. For commands that judge stored sessions again.
#pragma once

#include "storage/store.h"

#include <functional>
#include <map>
#include <string>
#include <utility>

namespace chatqc::app {

// Packed records by (tenant, conversation). Reads the checkpoint and the journal behind it, past what is
// damaged, of which it tells. Throws storage::read_error.
using amendments_by_conversation = std::map<std::pair<engine::tenant_id, std::string>, std::string>;
amendments_by_conversation
open_amendments(storage::store& stored, const std::function<void(const storage::journal_damage&)>& damaged);

} // namespace chatqc::app
