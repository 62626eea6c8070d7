// What a `privacy_leak` verdict is shown with: other customers' conversations that hold the number it is
// about. Worked out when it is shown; no verdict depends on it.
#pragma once

#include "app/pipeline/pipeline.h"
#include "app/report_source.h"

#include <map>
#include <string>
#include <vector>

namespace chatqc::app {

class leak_notes {
public:
    // All must outlive it.
    leak_notes(storage::store& stored, pipeline& flow, const report_rules& rules, engine::tenant_id tenant)
        : stored_(stored), flow_(flow), rules_(rules), tenant_(tenant)
    {
    }

    // The first of them by time, at most `shown_max`; empty for any other verdict. A conversation whose
    // customer is known to be the same is none. Sessions are known once they have ended.
    std::vector<storage::number_sighting> of(const engine::verdict& value);

    static constexpr std::size_t shown_max = 5;

private:
    bool is_leak(const std::string& rule_hash);
    std::string customer_of(const std::string& conversation);

    storage::store& stored_;
    pipeline& flow_;
    const report_rules& rules_;
    engine::tenant_id tenant_;
    std::map<std::string, bool> leaks_; // by hash of the rule
};

} // namespace chatqc::app
