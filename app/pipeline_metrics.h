// The pipeline's figures on the metrics page. Names and help texts; docs/metrics.md lists them.
#pragma once

#include "app/pipeline/pipeline.h"
#include "connectors/metrics.h"

namespace chatqc::app {

// Both must outlive the metrics' pages.
void expose(connectors::metrics& page, pipeline& flow, storage::store& stored);

} // namespace chatqc::app
