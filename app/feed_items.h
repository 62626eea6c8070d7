// What the live feed sends of a stored revision, or of what has become of an incident.
#pragma once

#include "connectors/live_feed/filter.h"
#include "storage/store.h"

#include <vector>

namespace chatqc::app {

std::vector<connectors::feed_item> feed_items_of(const std::vector<storage::feed_entry>& entries);

} // namespace chatqc::app
