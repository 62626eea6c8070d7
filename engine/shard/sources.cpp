#include "engine/shard/sources.h"

#include <algorithm>

namespace chatqc::engine {

void source_board::set(source_id source, const source_view& view)
{
    if (source >= views_.size())
        views_.resize(source + 1);
    views_[source] = view;
}

void source_board::sighted(source_id source, tenant_id tenant, const std::string& shop, time_point ts)
{
    auto& seen = shops_[{tenant, shop}];
    const auto known =
        std::find_if(seen.begin(), seen.end(), [&](const sighting& one) { return one.source == source; });
    if (known == seen.end())
        seen.push_back({source, ts});
    else
        known->last = std::max(known->last, ts);
}

const source_view* source_board::find(source_id source) const
{
    const bool known = source < views_.size() && views_[source].phase != source_phase::unknown;
    return known ? &views_[source] : nullptr;
}

source_board::reading
source_board::read(std::span<const source_id> sources, tenant_id tenant, const std::string& shop) const
{
    reading slowest{time_point::max(), 0};
    bool held = false;
    bool ended = false;
    reading left{time_point::min(), sources.empty() ? 0 : sources.front()};
    const auto hold = [&](source_id source, time_point watermark) {
        held = true;
        if (watermark < slowest.watermark)
            slowest = {watermark, source};
    };
    for (const auto source : sources) {
        const auto* view = find(source);
        if (!view)
            continue;
        if (view->phase == source_phase::holding)
            hold(source, view->watermark);
        else if (view->phase == source_phase::ended)
            ended = true;
        else
            left = std::max(left, {view->watermark, source}, [](const reading& a, const reading& b) {
                return a.watermark < b.watermark;
            });
    }
    if (const auto seen = shops_.empty() ? shops_.end() : shops_.find({tenant, shop}); seen != shops_.end()) {
        for (const auto& one : seen->second) {
            const auto* view = find(one.source);
            if (view && view->phase == source_phase::holding &&
                one.last >= view->watermark - shop_sighting_keeps)
                hold(one.source, view->watermark);
        }
    }
    if (held || ended)
        return slowest; // nothing holds and one ended: max(), past the last timer
    return left;
}

} // namespace chatqc::engine
