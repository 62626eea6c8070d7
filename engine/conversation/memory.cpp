#include "engine/conversation/memory.h"

#include "engine/text/addresses.h"
#include "engine/text/numbers.h"

#include <algorithm>
#include <utility>

namespace chatqc::engine {

namespace {

void drop_before(rule_memory& memory, time_point earliest)
{
    std::erase_if(memory.items, [&](const remembered& one) { return one.ts < earliest; });
}

// A number or address is remembered by its hash: what is handed on holds no telephone.
std::string hash_of(std::string_view words)
{
    return std::to_string(hash_id(words));
}

// Where a customer's numbers and addresses may stand: in what he says, in cards, and in the fields of orders.
void remember_person(conversation_memory& memory, std::string_view text, time_point ts)
{
    for (const auto hash : numbers_in(text))
        keep(memory_of(memory, numbers_key, 0, ts), {std::to_string(hash), ts, {}});
}

} // namespace

std::vector<std::uint64_t> numbers_in(std::string_view text)
{
    std::vector<std::uint64_t> found;
    const auto digits = count_digits(text);
    if (digits == 0)
        return found;
    normal_form normal;
    normalise(text, normal);
    if (digits >= number_digits_min)
        for (const auto& number : find_numbers(normal))
            found.push_back(hash_id(number.digits));
    for (const auto& address : find_addresses(normal))
        found.push_back(hash_id(address.words));
    return found;
}

void remember(conversation_memory& memory, const message& value, bool with_numbers)
{
    if (value.event == rules::event::order_paid) {
        ++memory.orders;
        memory.paid_at = value.ts;
    } else if (value.event == rules::event::order_placed) {
        memory.paid_at = time_point::min();
    } else if (value.role == rules::role::customer && value.kind != rules::kind::event) {
        ++memory.heard;
        memory.heard_at = value.ts;
    }
    if (!with_numbers)
        return;
    const bool is_card = value.kind == rules::kind::card;
    if (is_card || (value.role == rules::role::customer && value.kind != rules::kind::event))
        remember_person(memory, value.text, value.ts);
    if (is_card || value.kind == rules::kind::event)
        remember_person(memory, value.attrs, value.ts);
}

bool was_told(const conversation_memory& memory, std::string_view words, time_point judged)
{
    const auto hash = hash_of(words);
    const auto tells = [&](const remembered& one) {
        return one.id == hash && one.ts >= judged - memory_reach;
    };
    return std::any_of(memory.of.begin(), memory.of.end(), [&](const rule_memory& one) {
        return one.key == numbers_key && std::any_of(one.items.begin(), one.items.end(), tells);
    });
}

rule_memory&
memory_of(conversation_memory& memory, std::string_view key, std::uint32_t epoch, time_point judged)
{
    auto& rules = memory.of;
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
    for (auto& one : memory.of)
        drop_before(one, now - memory_reach);
    std::erase_if(memory.of, [](const rule_memory& one) { return one.items.empty(); });
}

} // namespace chatqc::engine
