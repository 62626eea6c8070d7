// How late messages are worked in: one mechanism for all of them (DESIGN "Recompute").
#include "engine/conversation/conversation.h"
#include "engine/conversation/order.h"

#include <algorithm>
#include <iterator>

namespace chatqc::engine {

std::vector<stored_message> conversation::reopen(
    const order_key& from,
    const conversation_services& with,
    std::vector<std::string>& sessions,
    conversation_changes& changes
)
{
    std::vector<stored_message> messages;
    auto begin = open_part{};
    if (open_.first && *open_.first <= from) {
        begin.base = begin.carried = open_.base;
    } else {
        const auto segments = with.stored.segments(tenant_, name_.conversation);
        std::size_t touched = 0;
        while (touched + 1 < segments.size() && segments[touched + 1].first <= from)
            ++touched;
        if (touched > 0)
            begin.base = begin.carried = live(segments[touched - 1].after, with.names);
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

void conversation::work_in_late(const conversation_services& with, conversation_changes& changes)
{
    index_ids();
    with.stored.settle();
    const auto fired = open_.fired;
    const auto earliest = std::min_element(late_.begin(), late_.end(), [](const auto& a, const auto& b) {
        return before(a.value, b.value);
    });
    std::vector<std::string> sessions;
    const auto stored = reopen(key_of(earliest->value), with, sessions, changes);

    std::vector<position> where;
    std::vector<stored_message> unjudged;
    std::vector<stored_message> judged;
    for (const auto& one : stored) {
        (one.too_late ? unjudged : judged).push_back(one);
        if (!one.too_late)
            where.push_back(one.where);
    }
    auto bytes = std::make_shared<std::string>();
    with.stored.read(where, *bytes);
    std::vector<arrived_message> messages = std::move(late_);
    late_.clear();
    std::string_view rest = *bytes;
    for (const auto& one : judged) {
        std::size_t consumed = 0;
        const auto read = read_record(rest, consumed);
        if (!read)
            break; // its evidence has expired: what is left is judged by itself
        messages.push_back({bytes, read->message, one});
        rest.remove_prefix(consumed);
    }
    std::sort(messages.begin(), messages.end(), [](const auto& a, const auto& b) {
        return before(a.value, b.value);
    });

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
    std::move(out.segments.begin(), out.segments.end(), std::back_inserter(changes.ended));
}

} // namespace chatqc::engine
