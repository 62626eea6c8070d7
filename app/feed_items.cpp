#include "app/feed_items.h"

#include "engine/incident.h"

namespace chatqc::app {

namespace {

connectors::feed_item item_of(const engine::verdict& value)
{
    connectors::feed_item item;
    item.tenant = value.tenant;
    item.shop = value.shop;
    item.agent = value.agent;
    item.rule = value.rule;
    item.level = value.level;
    engine::append_json(item.json, value, engine::verdict_view::full);
    return item;
}

// "new" and so on, as a first member of the incident's object.
std::string_view change_of(storage::incident_event what)
{
    switch (what) {
    case storage::incident_event::appeared:
        return R"({"change":"new",)";
    case storage::incident_event::changed:
        return R"({"change":"changed",)";
    default:
        return R"({"change":"gone",)";
    }
}

connectors::feed_item item_of(const storage::incident_change& change)
{
    const auto& value = change.value;
    connectors::feed_item item;
    item.what = connectors::feed_item::kind::incident;
    item.tenant = value.tenant;
    item.shop = value.by == rules::incident_key::shop ? value.key : "";
    item.agent = value.by == rules::incident_key::agent ? value.key : "";
    item.rule = value.rule;
    item.level = value.level;
    engine::append_json(item.json, value);
    item.json.replace(0, 1, change_of(change.what));
    return item;
}

} // namespace

std::vector<connectors::feed_item> feed_items_of(const std::vector<storage::feed_entry>& entries)
{
    std::vector<connectors::feed_item> items;
    items.reserve(entries.size());
    for (const auto& entry : entries) {
        items.push_back(std::visit([](const auto& what) { return item_of(what); }, entry.what));
        items.back().position = entry.position;
    }
    return items;
}

} // namespace chatqc::app
