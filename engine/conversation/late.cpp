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

// Of a session that retention has taken all of, only the summary is left.
bool is_readable(history& stored, const segment& one)
{
    std::vector<position> where;
    for (const auto& message : one.messages) {
        if (!message.too_late)
            where.push_back(message.where);
    }
    std::string ignored;
    return !where.empty() && stored.read(where, ignored);
}

// The messages at these places, by their place in the order; nothing if some can no longer be read.
std::optional<std::vector<arrived_message>>
read_all(history& stored, const std::vector<stored_message>& wanted)
{
    std::vector<position> where;
    where.reserve(wanted.size());
    for (const auto& one : wanted)
        where.push_back(one.where);
    auto bytes = std::make_shared<std::string>();
    if (!stored.read(where, *bytes))
        return std::nullopt;
    std::vector<arrived_message> messages;
    messages.reserve(wanted.size());
    std::size_t offset = 0;
    for (const auto& one : wanted) {
        std::size_t consumed = 0;
        const auto read = read_record(std::string_view{*bytes}.substr(offset), consumed);
        messages.push_back({bytes, read->message, one, offset});
        offset += consumed;
    }
    std::sort(messages.begin(), messages.end(), in_order);
    return messages;
}

// Takes out what was stored too late to be judged.
std::vector<stored_message> take_unjudged(std::vector<stored_message>& from)
{
    const auto first = std::stable_partition(from.begin(), from.end(), [](const stored_message& one) {
        return !one.too_late;
    });
    std::vector<stored_message> taken{first, from.end()};
    from.erase(first, from.end());
    return taken;
}

// Without those that have expired or are damaged: of an open session what is left is judged by itself.
std::vector<arrived_message> read_what_is_left(history& stored, const std::vector<stored_message>& wanted)
{
    if (auto all = read_all(stored, wanted))
        return std::move(*all);
    std::vector<arrived_message> left;
    for (const auto& one : wanted) {
        if (auto read = read_all(stored, {one}))
            left.push_back(std::move(read->front()));
    }
    return left;
}

} // namespace

std::optional<order_key> conversation::first_amended(const std::vector<segment>& segments) const
{
    const auto& amended = behind_->amended;
    for (const auto& one : segments) {
        const bool touched = std::any_of(amended.begin(), amended.end(), [&](const pending_amendment& of) {
            return holds(one.messages, of.target);
        });
        if (touched)
            return one.first;
    }
    return amended.empty() ? std::nullopt : open_.first;
}

std::optional<order_key> conversation::first_again(const std::vector<segment>& segments) const
{
    const auto& from = behind_->again_from;
    if (!from)
        return std::nullopt;
    for (const auto& one : segments) {
        if (one.session && one.session->started >= *from)
            return one.first;
    }
    return open_.session && open_.session->started >= *from ? open_.first : std::nullopt;
}

// Which segment `from` touches; behind the last one, if that is the open part.
std::size_t conversation::touched_by(const order_key& from, const std::vector<segment>& segments) const
{
    if (segments.empty() || (open_.first && *open_.first <= from))
        return segments.size();
    std::size_t touched = 0;
    while (touched + 1 < segments.size() && segments[touched + 1].first <= from)
        ++touched;
    return touched;
}

std::vector<std::string> conversation::reopen(
    std::size_t touched, const std::vector<segment>& segments, name_pool& names, conversation_changes& changes
)
{
    std::vector<std::string> sessions;
    auto begin = open_part{};
    if (touched == segments.size())
        begin.base = std::move(open_.base);
    else if (touched > 0)
        begin.base = std::make_unique<live_carry>(live(segments[touched - 1].after, names));
    if (begin.base)
        begin.carried = *begin.base;
    for (; touched < segments.size(); ++touched) {
        changes.erased.push_back(segments[touched].first);
        if (segments[touched].session)
            sessions.push_back(segments[touched].session->session);
    }
    if (open_.session)
        sessions.push_back(open_.session->id);
    open_ = std::move(begin);
    next_timer_ = timer_unknown;
    return sessions;
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

void conversation::judge_again(time_point from)
{
    auto& again_from = behind().again_from;
    again_from = std::min(again_from.value_or(from), from);
}

void conversation::work_in_late(
    const conversation_services& with, std::uint64_t durable, conversation_changes& changes
)
{
    index_ids();
    auto& [late, amended, again_from] = behind();
    const auto kept_back = std::partition(late.begin(), late.end(), [&](const late_message& one) {
        return one.stored.where.block <= durable;
    });
    // Without its id: the place before all ids of that moment touches one session too many at worst.
    std::optional<order_key> from;
    for (auto one = late.begin(); one != kept_back; ++one)
        from = std::min(from.value_or(order_key{one->ts, one->seq, {}}), order_key{one->ts, one->seq, {}});
    if (!from && amended.empty() && !again_from)
        return;
    std::vector<segment> segments;
    if (!amended.empty() || again_from || !open_.first || *from < *open_.first)
        segments = with.stored.segments(tenant_, name_.conversation);
    for (const auto& first : {first_amended(segments), first_again(segments)}) {
        if (first)
            from = std::min(from.value_or(*first), *first);
    }
    if (!from) {
        amended.clear();
        again_from.reset();
        return;
    }

    const auto touched = touched_by(*from, segments);
    std::vector<stored_message> wanted;
    bool is_whole = true;
    for (auto at = touched; at < segments.size(); ++at) {
        is_whole = is_whole && !segments[at].messages.empty();
        wanted.insert(wanted.end(), segments[at].messages.begin(), segments[at].messages.end());
    }
    wanted.insert(wanted.end(), open_.messages.begin(), open_.messages.end());
    const auto unjudged = take_unjudged(wanted);
    for (auto one = late.begin(); one != kept_back; ++one)
        wanted.push_back(one->stored);
    auto read = is_whole ? read_all(with.stored, wanted) : std::nullopt;
    if (!read) {
        leave_as_judged(with.stored, segments, touched, durable);
        return work_in_late(with, durable, changes); // what lies behind
    }
    auto& messages = *read;
    late.erase(late.begin(), kept_back);
    amended.clear();
    if (std::exchange(again_from, std::nullopt)) {
        for (const auto& one : wanted)
            follow(one.source); // perhaps nothing has come for it since it was loaded
    }
    const auto fired = open_.fired;
    const auto sessions = reopen(touched, segments, with.names, changes);
    const auto overtaken = take_overtaken(messages);

    run_result out;
    for (const auto& one : messages) {
        fire_timers_before(with, one.value.ts, false, out);
        process(with, one, message_facts{}, out);
    }
    fire_timers_before(with, fired, true, out);
    open_.fired = std::max(open_.fired, fired);
    open_.messages.insert(open_.messages.end(), unjudged.begin(), unjudged.end());

    revise(sessions, std::move(out.verdicts), changes.verdicts);
    for (const auto& one : overtaken)
        settle_preview(one, changes.verdicts);
    std::move(out.segments.begin(), out.segments.end(), std::back_inserter(changes.ended));
}

// Verdicts of these sessions are now these.
void conversation::revise(
    const std::vector<std::string>& sessions, std::vector<verdict>&& made, std::vector<verdict>& changes
)
{
    for (auto& known : issued_) {
        const bool touched = std::find(sessions.begin(), sessions.end(), known.session) != sessions.end();
        const bool found =
            std::any_of(made.begin(), made.end(), [&](const verdict& one) { return one.id == known.id; });
        if (touched && !found && known.status == verdict_status::final_)
            retract(known, revision_reason::late_message, changes);
    }
    for (auto& one : made)
        issue(std::move(one), revision_reason::late_message, changes);
}

// Of what has lost messages nothing can be judged again: what was decided stands. What has come late for it
// is kept beside, as what is too late is; and so is all of it, where it cannot be told what is missing.
void conversation::leave_as_judged(
    history& stored, const std::vector<segment>& segments, std::size_t touched, std::uint64_t durable
)
{
    auto lost = segments.size();
    for (auto at = touched; at < segments.size(); ++at) {
        if (!is_readable(stored, segments[at]))
            lost = at;
    }
    const bool is_known = lost < segments.size();
    const auto behind = is_known && lost + 1 < segments.size() ? std::optional{segments[lost + 1].first}
                        : is_known                             ? open_.first
                                                               : std::nullopt;
    std::erase_if(behind_->late, [&](const late_message& one) {
        if (one.stored.where.block > durable || (behind && *behind <= order_key{one.ts, one.seq, {}}))
            return false;
        auto unjudged = one.stored;
        unjudged.too_late = true;
        keep(unjudged);
        return true;
    });
    const auto behind_lost = segments.begin() + static_cast<std::ptrdiff_t>(is_known ? lost + 1 : 0);
    std::erase_if(behind_->amended, [&](const pending_amendment& of) {
        return !is_known || std::any_of(segments.begin(), behind_lost, [&](const segment& one) {
            return holds(one.messages, of.target);
        });
    });
    auto& again_from = behind_->again_from;
    if (!is_known)
        again_from.reset();
    else if (again_from)
        again_from = std::max(*again_from, segments[lost].until + milliseconds{1});
}

// A message that was judged already is judged again with what has become of it.
void conversation::amend(const message& value, std::uint64_t block)
{
    if (note_amendment(value))
        amend_again(value, block);
}

void conversation::amend_again(const message& value, std::uint64_t block)
{
    const auto target = hash_id(value.ref);
    if (was_judged(target))
        behind().amended.push_back({target, block});
}

bool conversation::note_amendment(const message& value)
{
    if (!amendments_)
        amendments_ = std::make_unique<amendments>();
    return amendments_->add(value);
}

bool conversation::was_judged(std::uint64_t id_hash) const
{
    const auto is_it = [&](const auto& one) { return one.stored.id_hash == id_hash; };
    const auto one = known(id_hash);
    return one && !one->too_late && std::none_of(waiting_.begin(), waiting_.end(), is_it) &&
           std::none_of(late().begin(), late().end(), is_it);
}

void conversation::read_amendment(history& stored, const position& where)
{
    std::string record;
    if (!stored.read({where}, record))
        return; // it has expired, and so has what it was about
    std::size_t consumed = 0;
    note_amendment(read_record(record, consumed)->message);
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
            const auto target = read_all(stored, {one});
            if (target && !target->empty() &&
                is_content(target->front().value)) // an event cannot be recalled
                amendments_->judged_with(target->front().value);
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
    auto messages = read_what_is_left(stored, judged);
    if (!messages.empty() && messages.front().value.ts == open_.fired)
        stand_behind_segments(stored);
    for (auto& one : messages)
        add(std::move(one));
}

} // namespace chatqc::engine
