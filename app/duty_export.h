// Duties of a store as lines of JSON: what GET /v1/duties shows, of all of them.
#pragma once

#include "app/export_rows.h"

namespace chatqc::app {

// The soonest due first, tenant by tenant. False if `unreadable` was told of messages that cannot be read:
// what they tell is not known. Reads the whole journal once.
storage::result<bool> export_duties(
    storage::store& from, const export_options& options, const row_sink& sink, const damage_sink& unreadable
);

} // namespace chatqc::app
