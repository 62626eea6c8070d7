#include "app/feed_items.h"

namespace chatqc::app {

namespace {

connectors::feed_item feed_item_of(const storage::feed_entry& entry)
{
    connectors::feed_item item;
    item.position = entry.position;
    item.tenant = entry.value.tenant;
    item.shop = entry.value.shop;
    item.agent = entry.value.agent;
    item.rule = entry.value.rule;
    item.level = entry.value.level;
    engine::append_json(item.json, entry.value, engine::verdict_view::full);
    return item;
}

} // namespace

std::vector<connectors::feed_item> feed_items_of(const std::vector<storage::feed_entry>& entries)
{
    std::vector<connectors::feed_item> items;
    items.reserve(entries.size());
    for (const auto& entry : entries)
        items.push_back(feed_item_of(entry));
    return items;
}

} // namespace chatqc::app
