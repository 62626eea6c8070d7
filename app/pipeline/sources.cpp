#include "app/pipeline/sources.h"

#include "engine/canary.h"

#include <algorithm>
#include <stdexcept>

namespace chatqc::app {

namespace canary = engine::canary;
using engine::source_phase;
using engine::source_view;

source_registry::source_registry(
    storage::store& stored,
    engine::time_point started,
    engine::milliseconds lateness,
    engine::milliseconds grace
)
    : stored_(stored), lateness_(lateness), grace_(grace)
{
    for (auto& state : stored.sources()) {
        entry made;
        made.gone_at = started;
        made.phase = state.ended ? source_phase::ended : source_phase::holding;
        made.state = std::move(state);
        entries_.emplace(made.state.id, std::move(made));
    }
}

connectors::opened_source
source_registry::open(engine::tenant_id tenant, std::string_view name, bool recorded)
{
    const auto id = stored_.source(tenant, name);
    if (!id)
        throw connectors::backend_unavailable{id.error.message};
    const std::lock_guard lock{guard_};
    auto& at = entries_[*id.value];
    if (at.state.id == 0 || at.state.ended || at.state.recorded != recorded) {
        at.state.id = *id.value;
        at.state.tenant = tenant;
        at.state.name = name;
        at.state.newest = {};
        at.state.watermark = engine::time_point::min();
    }
    at.state.recorded = recorded;
    at.connected = true;
    at.skew = {};
    return {at.state.id, at.state.newest};
}

source_view source_registry::advance(const connectors::ingest_frame& frame)
{
    const std::lock_guard lock{guard_};
    auto& at = entries_[frame.source];
    if (at.unwritten++ == 0)
        at.written = {at.state.newest, std::max(at.state.watermark, engine::time_point{})};
    at.state.newest = std::max(at.state.newest, frame.clock.newest);
    at.state.watermark = std::max(at.state.watermark, frame.clock.watermark);
    if (!frame.recorded && !frame.entries.empty())
        at.skew.add(frame.clock.newest, frame.arrived);
    at.state.ended = frame.end;
    at.connected = !frame.end;
    at.changed = true;
    at.phase = source_phase::holding;
    if (frame.end && frame.recorded) {
        at.phase = source_phase::ended;
        at.state.newest = {};
        return {true, source_phase::ended, at.state.watermark};
    }
    return {frame.recorded, source_phase::holding, at.state.watermark};
}

void source_registry::written(const connectors::ingest_frame& frame)
{
    const std::lock_guard lock{guard_};
    auto& at = entries_[frame.source];
    --at.unwritten;
    at.written.newest = std::max(at.written.newest, frame.clock.newest);
    at.written.watermark = std::max(at.written.watermark, frame.clock.watermark);
    at.changed = true;
}

source_view source_registry::advance(engine::source_id source, engine::time_point watermark)
{
    const std::lock_guard lock{guard_};
    auto& at = entries_[source];
    at.state.watermark = std::max(at.state.watermark, watermark);
    at.state.ended = false;
    at.phase = source_phase::holding;
    at.changed = true;
    return {at.state.recorded, source_phase::holding, at.state.watermark};
}

void source_registry::gone(engine::source_id source, engine::time_point at)
{
    const std::lock_guard lock{guard_};
    auto& known = entries_[source];
    known.connected = false;
    known.gone_at = at;
}

std::vector<clock_change> source_registry::tick(engine::time_point now)
{
    std::vector<clock_change> changes;
    const std::lock_guard lock{guard_};
    for (auto& [id, at] : entries_) {
        const bool live_ended = at.state.ended && !at.state.recorded;
        if (at.connected || (at.phase != source_phase::holding && !live_ended))
            continue;
        if (!live_ended && now - at.gone_at <= grace_ && !canary::is_on(canary::watermark_jumps_at_cut))
            continue;
        if (at.state.recorded) {
            at.phase = source_phase::gone;
            changes.push_back({id, {true, source_phase::gone, at.state.watermark}});
        } else {
            at.state.watermark = std::max(at.state.watermark, now - lateness_);
            at.changed = true;
            changes.push_back({id, {false, source_phase::holding, at.state.watermark}});
        }
    }
    return changes;
}

std::vector<clock_change> source_registry::views() const
{
    std::vector<clock_change> found;
    const std::lock_guard lock{guard_};
    for (const auto& [id, at] : entries_)
        found.push_back({id, {at.state.recorded, at.phase, at.state.watermark}});
    return found;
}

std::vector<storage::source_state> source_registry::take_changed()
{
    std::vector<storage::source_state> found;
    const std::lock_guard lock{guard_};
    for (auto& [id, at] : entries_) {
        if (!std::exchange(at.changed, false))
            continue;
        auto& state = found.emplace_back(at.state);
        if (at.unwritten > 0) {
            state.newest = at.written.newest;
            state.watermark = at.written.watermark;
            state.ended = false;
        }
    }
    return found;
}

std::vector<source_status> source_registry::list() const
{
    std::vector<source_status> found;
    const std::lock_guard lock{guard_};
    for (const auto& [id, at] : entries_)
        found.push_back({at.state, at.connected, at.skew.value()});
    return found;
}

std::string source_registry::name(engine::source_id source) const
{
    const std::lock_guard lock{guard_};
    const auto found = entries_.find(source);
    return found == entries_.end() ? std::string{} : found->second.state.name;
}

void source_registry::sighted(const engine::shop_sighting& what)
{
    const std::lock_guard lock{guard_};
    auto& shops = entries_[what.source].state.shops;
    const auto known =
        std::find_if(shops.begin(), shops.end(), [&](const auto& one) { return one.first == what.shop; });
    if (known == shops.end())
        shops.emplace_back(what.shop, what.last);
    else
        known->second = std::max(known->second, what.last);
}

} // namespace chatqc::app
