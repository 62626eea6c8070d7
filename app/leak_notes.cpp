#include "app/leak_notes.h"

#include "engine/conversation/memory.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace chatqc::app {

namespace {

// Of one number. Somebody's telephone stands in a few conversations; a hotline in thousands.
constexpr std::size_t sightings_max = 100;

} // namespace

bool leak_notes::is_leak(const std::string& rule_hash)
{
    const auto known = leaks_.find(rule_hash);
    if (known != leaks_.end())
        return known->second;
    const auto* rule = rules_.version(rule_hash);
    return leaks_[rule_hash] =
               rule != nullptr && std::holds_alternative<rules::privacy_leak_detector>(rule->detect);
}

// As its last message that names him has it; empty if none does.
std::string leak_notes::customer_of(const std::string& conversation)
{
    std::string bytes;
    std::vector<engine::position> open;
    flow_.ask_settled([&](unsigned, engine::shard& shard) {
        const auto found = shard.open_positions(tenant_, conversation);
        open.insert(open.end(), found.begin(), found.end());
    });
    for (const auto& at : open)
        (void)stored_.read({at}, bytes); // what is not on disk yet is left out
    std::string customer;
    for (const auto& row : stored_.segments(tenant_, conversation))
        if (!row.after.customer.empty())
            customer = row.after.customer;
    std::size_t consumed = 0;
    for (std::string_view rest = bytes; const auto read = engine::read_record(rest, consumed);
         rest.remove_prefix(consumed))
        if (!read->message.customer.empty())
            customer = read->message.customer;
    return customer;
}

std::vector<storage::number_sighting> leak_notes::of(const engine::verdict& value)
{
    std::vector<storage::number_sighting> found;
    if (!is_leak(value.rule_hash))
        return found;
    for (const auto& span : value.receipt.spans)
        for (const auto number : engine::numbers_in(span.phrase))
            for (auto& one : stored_.numbers_told(tenant_, number, sightings_max))
                found.push_back(std::move(one));
    std::erase_if(found, [&](const auto& one) { return one.conversation == value.conversation; });
    const bool are_known =
        std::any_of(found.begin(), found.end(), [](const auto& one) { return !one.customer.empty(); });
    if (const auto own = are_known ? customer_of(value.conversation) : ""; !own.empty())
        std::erase_if(found, [&](const auto& one) { return one.customer == own; });
    const auto earlier = [](const auto& a, const auto& b) {
        return std::tie(a.at, a.conversation) < std::tie(b.at, b.conversation);
    };
    std::sort(found.begin(), found.end(), earlier);
    std::vector<storage::number_sighting> first; // of each conversation
    for (auto& one : found) {
        const auto is_same = [&](const auto& other) { return other.conversation == one.conversation; };
        if (first.size() < shown_max && std::none_of(first.begin(), first.end(), is_same))
            first.push_back(std::move(one));
    }
    return first;
}

} // namespace chatqc::app
