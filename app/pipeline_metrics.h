// The figures of pipeline, store and rules on the metrics page. Names and help texts; docs/metrics.md lists
// them.
#pragma once

#include "app/live_rules.h"
#include "connectors/metrics.h"

namespace chatqc::app {

// All must outlive the metrics' pages.
void expose(connectors::metrics& page, pipeline& flow, storage::store& stored, live_rules& rules);

} // namespace chatqc::app
