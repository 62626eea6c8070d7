// How late messages are worked in: one mechanism for all of them (DESIGN "Recompute").
#include "engine/conversation/conversation.h"
#include "engine/conversation/order.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace chatqc::engine {

namespace {

bool holds(const std::vector<stored_message>& messages, std::uint64_t id_hash)
{
    return std::any_of(messages.begin(), messages.end(), [&](const stored_message& one) {
        return one.id_hash == id_hash;
    });
}

bool in_order(const arrived_message& a, const arrived_message& b)
{
    return before(a.value, b.value);
}

std::vector<arrived_message> read_all(history& stored, const std::vector<stored_message>& wanted);

std::vector<arrived_message> read_one_by_one(history& stored, const std::vector<stored_message>& wanted)
{
    std::vector<arrived_message> messages;
    for (const auto& one : wanted) {
        for (auto& read : read_all(stored, {one}))
            messages.push_back(std::move(read));
    }
    std::sort(messages.begin(), messages.end(), in_order);
    return messages;
}

// The messages at these places, by their place in the order. What can no longer be read, because it has
// expired or is damaged, is left out: what is left is judged by itself.
std::vector<arrived_message> read_all(history& stored, const std::vector<stored_message>& wanted)
{
    std::vector<position> where;
    where.reserve(wanted.size());
    for (const auto& one : wanted)
        where.push_back(one.where);
    auto bytes = std::make_shared<std::string>();
    stored.read(where, *bytes);
    if (bytes->empty() && wanted.size() > 1) // one that cannot be read must not take the others along
        return read_one_by_one(stored, wanted);
    std::vector<arrived_message> messages;
    messages.reserve(wanted.size());
    std::size_t offset = 0;
    for (const auto& one : wanted) {
        std::size_t consumed = 0;
        const auto read = read_record(std::string_view{*bytes}.substr(offset), consumed);
        if (!read)
            break;
        messages.push_back({bytes, read->message, one, offset});
        offset += consumed;
    }
    std::sort(messages.begin(), messages.end(), in_order);
    return messages;
}

} // namespace

std::optional<order_key> conversation::first_amended(const std::vector<segment>& segments) const
{
    for (const auto& one : segments) {
        const bool touched = std::any_of(amended_.begin(), amended_.end(), [&](std::uint64_t id_hash) {
            return holds(one.messages, id_hash);
        });
        if (touched)
            return one.first;
    }
    return amended_.empty() ? std::nullopt : open_.first;
}

std::optional<order_key> conversation::first_again(const std::vector<segment>& segments) const
{
    if (!again_from_)
        return std::nullopt;
    for (const auto& one : segments) {
        if (one.session && one.session->started >= *again_from_)
            return one.first;
    }
    return open_.session && open_.session->started >= *again_from_ ? open_.first : std::nullopt;
}

std::vector<stored_message> conversation::reopen(
    const order_key& from,
    const std::vector<segment>& segments,
    name_pool& names,
    std::vector<std::string>& sessions,
    conversation_changes& changes
)
{
    std::vector<stored_message> messages;
    auto begin = open_part{};
    if (open_.first && *open_.first <= from) {
        begin.base = begin.carried = open_.base;
    } else {
        std::size_t touched = 0;
        while (touched + 1 < segments.size() && segments[touched + 1].first <= from)
            ++touched;
        if (touched > 0)
            begin.base = begin.carried = live(segments[touched - 1].after, names);
        for (; touched < segments.size(); ++touched) {
            const auto& one = segments[touched];
            changes.erased.push_back(one.first);
            if (one.session)
                sessions.push_back(one.session->session);
            messages.insert(messages.end(), one.messages.begin(), one.messages.end());
        }
    }
    messages.insert(messages.end(), open_.messages.begin(), open_.messages.end());
    if (open_.session)
        sessions.push_back(open_.session->id);
    open_ = std::move(begin);
    next_timer_.reset();
    return messages;
}

std::vector<conversation::waiting_message> conversation::take_overtaken(std::vector<arrived_message>& messages
)
{
    std::vector<waiting_message> taken;
    while (!messages.empty() && !waiting_.empty() &&
           before(read_waiting(waiting_.front()), messages.back().value)) {
        taken.push_back(std::move(waiting_.front()));
        waiting_.erase(waiting_.begin());
    }
    for (const auto& one : taken)
        messages.push_back({one.block, read_waiting(one), one.stored, one.offset});
    std::sort(messages.begin(), messages.end(), in_order);
    return taken;
}

// Of what has lost messages nothing may be judged again: those who ask see to that.
void conversation::judge_again(time_point from)
{
    again_from_ = std::min(again_from_.value_or(from), from);
}

std::size_t conversation::work_in_late(
    const conversation_services& with, std::uint64_t durable, conversation_changes& changes
)
{
    index_ids();
    const auto kept_back = std::partition(late_.begin(), late_.end(), [&](const late_message& one) {
        return one.stored.where.block <= durable;
    });
    // The id is not known here: the place before all ids of that moment touches one session too many at
    // worst.
    std::optional<order_key> from;
    for (auto one = late_.begin(); one != kept_back; ++one)
        from = std::min(from.value_or(order_key{one->ts, one->seq, {}}), order_key{one->ts, one->seq, {}});
    if (!from && amended_.empty() && !again_from_)
        return 0;
    std::vector<segment> segments;
    if (!amended_.empty() || again_from_ || !open_.first || *from < *open_.first)
        segments = with.stored.segments(tenant_, name_.conversation);
    if (const auto amended = first_amended(segments))
        from = std::min(from.value_or(*amended), *amended);
    if (const auto again = first_again(segments))
        from = std::min(from.value_or(*again), *again);
    const bool again = std::exchange(again_from_, std::nullopt).has_value();
    amended_.clear();
    if (!from)
        return 0;

    const auto fired = open_.fired;
    std::vector<std::string> sessions;
    auto wanted = reopen(*from, segments, with.names, sessions, changes);
    const auto judged_end =
        std::stable_partition(wanted.begin(), wanted.end(), [](const stored_message& one) {
            return !one.too_late;
        });
    const std::vector<stored_message> unjudged{judged_end, wanted.end()};
    wanted.erase(judged_end, wanted.end());
    if (again) {
        for (const auto& one : wanted)
            follow(one.source); // perhaps nothing has come for it since it was loaded
    }
    for (auto one = late_.begin(); one != kept_back; ++one)
        wanted.push_back(one->stored);
    late_.erase(late_.begin(), kept_back);
    auto messages = read_all(with.stored, wanted);
    const auto overtaken = take_overtaken(messages);

    run_result out;
    for (const auto& one : messages) {
        fire_timers_before(with, one.value.ts, false, out);
        process(with, one, message_facts{}, out);
    }
    fire_timers_before(with, fired, true, out);
    open_.fired = std::max(open_.fired, fired);
    open_.messages.insert(open_.messages.end(), unjudged.begin(), unjudged.end());

    for (auto& known : issued_) {
        const bool touched = std::find(sessions.begin(), sessions.end(), known.session) != sessions.end();
        const bool found = std::any_of(out.verdicts.begin(), out.verdicts.end(), [&](const verdict& one) {
            return one.id == known.id;
        });
        if (touched && !found && known.status == verdict_status::final_)
            retract(known, revision_reason::late_message, changes.verdicts);
    }
    for (auto& made : out.verdicts)
        issue(std::move(made), revision_reason::late_message, changes.verdicts);
    for (const auto& one : overtaken)
        settle_preview(one, changes.verdicts);
    std::move(out.segments.begin(), out.segments.end(), std::back_inserter(changes.ended));
    return messages.size();
}

void conversation::read_amendment(history& stored, const position& where)
{
    std::string record;
    stored.read({where}, record);
    std::size_t consumed = 0;
    if (const auto read = read_record(record, consumed)) // else it has expired, and so has what it was about
        note_amendment(read->message);
}

// Verdicts of later sessions may rest on what was said, and recalled, in one that has ended.
void conversation::meet_amended(history& stored, const std::vector<segment>& segments)
{
    if (!amendments_)
        return;
    for (const auto& each : segments) {
        for (const auto& one : each.messages) {
            if (!amendments_->concern(one.id_hash))
                continue;
            for (const auto& target : read_all(stored, {one})) {
                if (is_content(target.value)) // an event cannot be recalled
                    amendments_->judged_with(target.value);
            }
        }
    }
}

void conversation::wake(const checkpoint_row& row, history& stored, name_pool& names)
{
    load(stored, names, true);
    came_ = std::max(came_, row.came);
    for (const auto source : row.sources)
        follow(source);
    std::vector<stored_message> judged;
    judged.reserve(row.messages.size());
    for (const auto& one : row.messages) {
        if (one.too_late)
            keep(one);
        else
            judged.push_back(one);
    }
    auto messages = read_all(stored, judged);
    if (!messages.empty() && messages.front().value.ts == open_.fired)
        stand_behind_segments(stored);
    for (auto& one : messages)
        add(std::move(one));
}

} // namespace chatqc::engine
