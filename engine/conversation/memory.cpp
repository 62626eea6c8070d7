#include "engine/conversation/memory.h"

#include <algorithm>
#include <utility>

namespace chatqc::engine {

namespace {

void drop_before(rule_memory& memory, time_point earliest)
{
    std::erase_if(memory.items, [&](const remembered& one) { return one.ts < earliest; });
}

} // namespace

void remember(conversation_memory& memory, const message& value)
{
    if (value.event == rules::event::order_paid) {
        ++memory.orders;
        memory.paid_at = value.ts;
    } else if (value.event == rules::event::order_placed) {
        memory.paid_at.reset();
    } else if (value.role == rules::role::customer && value.kind != rules::kind::event) {
        ++memory.heard;
        memory.heard_at = value.ts;
    }
}

rule_memory&
memory_of(conversation_memory& memory, std::string_view key, std::uint64_t epoch, time_point judged)
{
    auto& rules = memory.rules;
    auto found = std::lower_bound(
        rules.begin(),
        rules.end(),
        key,
        [](const rule_memory& one, std::string_view sought) { return one.key < sought; }
    );
    if (found == rules.end() || found->key != key)
        found = rules.insert(found, {std::string{key}, epoch, {}});
    if (std::exchange(found->epoch, epoch) != epoch)
        found->items.clear();
    drop_before(*found, judged - memory_reach);
    return *found;
}

void keep(rule_memory& memory, remembered one)
{
    if (memory.items.size() == remembered_max)
        memory.items.erase(memory.items.begin());
    memory.items.push_back(std::move(one));
}

void forget_old(conversation_memory& memory, time_point now)
{
    for (auto& one : memory.rules)
        drop_before(one, now - memory_reach);
    std::erase_if(memory.rules, [](const rule_memory& one) { return one.items.empty(); });
}

} // namespace chatqc::engine
