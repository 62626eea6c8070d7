#include "engine/conversation/amendments.h"

#include "engine/message.h"

#include <algorithm>
#include <tuple>

namespace chatqc::engine {

namespace {

constexpr milliseconds edited_within = std::chrono::hours{24};
constexpr milliseconds taken_back_within = std::chrono::minutes{2};

bool is_recall(const amendment& one)
{
    return one.what == rules::event::recall;
}

struct by_place {
    static auto key(const amendment& one)
    {
        return std::tuple{
            std::string_view{one.target}, is_recall(one), one.ts, one.seq, std::string_view{one.id}};
    }

    bool operator()(const amendment& a, const amendment& b) const { return key(a) < key(b); }
};

} // namespace

bool is_amendment(const message& value)
{
    return (value.event == rules::event::edit || value.event == rules::event::recall) && !value.ref.empty();
}

bool amendments::add(const message& value)
{
    amendment made;
    made.target = value.ref;
    made.id = value.id;
    made.ts = value.ts;
    made.seq = value.seq;
    made.what = value.event;
    if (!is_recall(made))
        made.text = value.text;
    const auto place = std::lower_bound(known_.begin(), known_.end(), made, by_place{});
    if (place != known_.end() && by_place::key(*place) == by_place::key(made))
        return false;
    known_.insert(place, std::move(made));
    return true;
}

bool amendments::concern(std::uint64_t id_hash) const
{
    return std::any_of(known_.begin(), known_.end(), [&](const amendment& one) {
        return hash_id(one.target) == id_hash;
    });
}

std::span<const amendment> amendments::judged_with(const message& target)
{
    const auto first = std::find_if(known_.begin(), known_.end(), [&](const amendment& one) {
        return one.target == target.id;
    });
    auto last = first;
    for (; last != known_.end() && last->target == target.id; ++last)
        last->target_ts = target.ts;
    const auto judged_until = std::find_if(first, last, [&](const amendment& one) {
        return is_recall(one) || one.ts > target.ts + edited_within;
    });
    return {first, judged_until};
}

void amendments::mark(verdict& made) const
{
    auto& receipt = made.receipt;
    if (receipt.wait)
        return;
    for (const auto& one : known_) {
        const bool concerned = is_recall(one) && one.target_ts &&
                               std::count(receipt.messages.begin(), receipt.messages.end(), one.target) > 0;
        if (!concerned)
            continue;
        if (receipt.recalled.empty() || receipt.recalled.back() != one.target)
            receipt.recalled.push_back(one.target);
        if (one.ts <= *one.target_ts + taken_back_within)
            made.review_required = true;
    }
}

} // namespace chatqc::engine
