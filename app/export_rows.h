// Rows of an export as text: wire JSON, verdict JSON, CSV. Reads the store it is given; opens nothing.
#pragma once

#include "app/export_command.h"
#include "engine/message.h"
#include "engine/verdict.h"
#include "storage/store.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace chatqc::app {

using row_sink = std::function<void(std::string_view)>;    // whole lines, with their ends
using damage_sink = std::function<void(std::string_view)>; // a sentence: what cannot be read and is left out

// Messages in the order they arrived; false if `unreadable` was told of some. Of another tenant than asked
// for, and those that came too late to be judged (unless asked for), are left out. `options.data` and `out`
// do not matter here.
storage::result<bool> export_messages(
    storage::store& from, const export_options& options, const row_sink& sink, const damage_sink& unreadable
);

// Verdicts in order of (decided_at, id). Settled: the final ones of sessions that have ended, exactly as
// `chatqc replay --out` prints them; else all, whatever became of them, with revision and reason.
storage::result<bool>
export_verdicts(storage::store& from, const export_options& options, const row_sink& sink);

// Incidents, tenant by tenant in order of (opened, id), exactly as `chatqc replay --incidents` prints them.
storage::result<bool>
export_incidents(storage::store& from, const export_options& options, const row_sink& sink);

} // namespace chatqc::app
