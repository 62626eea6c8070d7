// What a start finds out of what is stored: where the order had come, and that what had been decided comes
// about again.
#include "engine/conversation/conversation.h"
#include "engine/conversation/order.h"

#include <algorithm>

namespace chatqc::engine {

// Timers come behind the messages of their instant: the session was ended by a message, and late is only what
// belongs before that.
void conversation::stand_behind_segments(history& stored)
{
    const auto ended = stored.segments(tenant_, name_.conversation).back();
    const auto last = std::find_if(ended.messages.rbegin(), ended.messages.rend(), [](const auto& one) {
        return !one.too_late;
    });
    if (last == ended.messages.rend())
        return;
    std::string record;
    if (!stored.read({last->where}, record))
        return; // it has expired: they are worked in as if they were late
    std::size_t consumed = 0;
    const auto read = read_record(record, consumed);
    if (!read)
        return;
    open_.last = key_of(read->message);
    open_.fired -= milliseconds{1};
}

// A message may have been stored, and acknowledged, before it was worked in. Run again in its place, it makes
// other verdicts than those that were decided without it.
void conversation::expect_again(const std::vector<segment>& segments)
{
    std::vector<expected_verdict> expected;
    for (const auto& known : issued_) {
        const bool has_ended = std::any_of(segments.begin(), segments.end(), [&](const segment& one) {
            return one.session && one.session->session == known.session;
        });
        const bool is_open = known.status == verdict_status::final_ && !has_ended;
        if (is_open || known.status == verdict_status::provisional)
            expected.push_back({std::max(known.decided_at, known.anchor_ts), known.id});
    }
    std::sort(expected.begin(), expected.end(), [](const auto& a, const auto& b) { return a.by < b.by; });
    if (!expected.empty())
        expected_ = std::make_unique<std::vector<expected_verdict>>(std::move(expected));
}

void conversation::found_again(const verdict_id& id)
{
    if (!expected_)
        return;
    std::erase_if(*expected_, [&](const expected_verdict& one) { return one.id == id; });
    if (expected_->empty())
        expected_.reset();
}

void conversation::retract_unfound(time_point watermark, std::vector<verdict>& changes)
{
    while (expected_ && !has_late() && expected_->front().by <= watermark) {
        const auto id = expected_->front().id;
        const auto known =
            std::find_if(issued_.begin(), issued_.end(), [&](const verdict& one) { return one.id == id; });
        if (known->status != verdict_status::retracted)
            retract(*known, revision_reason::late_message, changes);
        found_again(id);
    }
}

} // namespace chatqc::engine
