#include "engine/conversation/conversation.h"

#include "engine/canary.h"
#include "engine/conversation/holder.h"
#include "engine/conversation/memory.h"
#include "engine/conversation/order.h"
#include "engine/detect/content.h"
#include "engine/detect/late_contact.h"
#include "engine/detect/response.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace chatqc::engine {

namespace {

// Context after a session's end is closed into a row of its own after this long.
constexpr milliseconds context_keeps = std::chrono::hours{24};

constexpr std::size_t messages_expected = 4;

} // namespace

conversation::conversation(conversation_name name, tenant_id tenant, std::uint64_t hash)
    : tenant_(tenant), hash_(hash), name_(std::move(name))
{
}

bool conversation::load(history& stored, name_pool& names, bool restarting)
{
    const auto segments = stored.segments(tenant_, name_.conversation);
    if (!segments.empty() || restarting)
        issued_ = stored.verdicts(name_.tenant.str(), name_.conversation);
    if (restarting) {
        expect_again(segments);
        came_ = decided_until();
    }
    if (segments.empty())
        return false;
    index_ids();
    for (const auto& one : segments) {
        for (const auto& kept : one.messages) {
            if (!canary::is_on(canary::duplicates_forgotten))
                ids_->put(kept);
            if (kept.amends)
                read_amendment(stored, kept.where);
        }
        open_.fired = std::max(open_.fired, one.until);
    }
    meet_amended(stored, segments);
    open_.carried = live(segments.back().after, names);
    open_.base = std::make_unique<live_carry>(open_.carried);
    return true;
}

void conversation::add(arrived_message arrived)
{
    if (is_amendment(arrived.value)) {
        arrived.stored.amends = true;
        amend(arrived.value, arrived.stored.where.block);
    }
    if (!ids_ && open_.messages.size() + waiting_.size() >= unindexed_max)
        index_ids();
    if (ids_)
        ids_->put(arrived.stored);
    follow(arrived.stored.source);
    const auto& value = arrived.value;
    if (is_late(value)) {
        if (canary::is_on(canary::late_dropped_after_session) && !open_.session)
            return;
        if (!canary::is_on(canary::late_ignored))
            behind().late.push_back({value.ts, value.seq, arrived.stored});
        return;
    }
    auto place = waiting_.end();
    while (place != waiting_.begin() &&
           std::tie(value.ts, value.seq, value.id) < std::tie(place[-1].ts, place[-1].seq, place[-1].id) &&
           !(canary::is_on(canary::order_by_arrival) && value.ts == place[-1].ts))
        --place;
    waiting_.insert(
        place,
        waiting_message{
            value.ts,
            value.seq,
            value.id,
            std::move(arrived.block),
            static_cast<std::uint32_t>(arrived.offset),
            arrived.stored,
            nullptr}
    );
}

void conversation::follow(source_id source)
{
    const auto place = std::lower_bound(sources_.begin(), sources_.end(), source);
    if (place == sources_.end() || *place != source)
        sources_.insert(place, source);
}

conversation::arrears& conversation::behind()
{
    if (!behind_)
        behind_ = std::make_unique<arrears>();
    return *behind_;
}

void conversation::keep(const stored_message& stored)
{
    if (ids_)
        ids_->put(stored);
    open_.messages.push_back(stored);
}

bool conversation::is_late(const message& value) const
{
    return value.ts <= open_.fired || before(value, open_.last);
}

message_facts conversation::facts_of(const conversation_services& with, const message& value) const
{
    const bool inside = open_.session.has_value();
    const auto& unit = inside ? open_.session->plan->unit : with.plans.at(value.ts).value();
    return with.finders.find(unit, value);
}

void conversation::catch_up(const conversation_services& with, conversation_changes& changes)
{
    if (came_ != time_point::min())
        advance(with, std::exchange(came_, time_point::min()), changes);
}

bool conversation::advance(
    const conversation_services& with, time_point watermark, conversation_changes& changes
)
{
    if (next_event() > watermark)
        return false;
    run_result out;
    std::size_t done = 0;
    for (; done < waiting_.size() && waiting_[done].ts <= watermark; ++done) {
        auto& next = waiting_[done];
        fire_timers_before(with, next.ts, false, out);
        const arrived_message one{nullptr, read_waiting(next), next.stored, 0};
        process(with, one, next.preview ? std::move(next.preview->facts) : message_facts{}, out);
    }
    fire_timers_before(with, watermark, true, out);
    for (auto& made : out.verdicts)
        issue(std::move(made), revision_reason::completed, changes.verdicts);
    for (std::size_t at = 0; at < done; ++at)
        settle_preview(waiting_[at], changes.verdicts);
    // Gives its memory back: most conversations wait for nothing most of the time.
    if (done == waiting_.size())
        waiting_ = std::vector<waiting_message>{};
    else
        waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(done));
    std::move(out.segments.begin(), out.segments.end(), std::back_inserter(changes.ended));
    retract_unfound(watermark, changes.verdicts);
    return true;
}

message conversation::read_waiting(const waiting_message& one)
{
    std::size_t consumed = 0;
    return read_record(std::string_view{*one.block}.substr(one.offset), consumed)->message;
}

time_point conversation::next_timer_at() const
{
    if (next_timer_ == timer_unknown)
        next_timer_ = find_next_timer();
    return next_timer_;
}

time_point conversation::find_next_timer() const
{
    // A round that was voided late may leave an end that lies before what has happened since.
    if (open_.session)
        return std::max(next_timer(*open_.session), open_.last.ts);
    return open_.first ? open_.last.ts + context_keeps : time_point::max();
}

void conversation::fire_timers_before(
    const conversation_services& with, time_point limit, bool inclusive, run_result& out
)
{
    for (;;) {
        const auto at = next_timer_at();
        if (at == time_point::max() || (inclusive ? at > limit : at >= limit))
            return;
        next_timer_ = timer_unknown;
        if (!open_.session) {
            close_context(out);
            return;
        }
        open_.fired = std::max(open_.fired, at);
        if (session_run{name_, *open_.session, open_.carried, with.names, out.verdicts}.fire_timer())
            end_session(with, at, out);
    }
}

// Events and system lines after a session's end, when no session has followed for long: a row without a
// session.
void conversation::close_context(run_result& out)
{
    out.segments.push_back(close_part(open_.last.ts));
}

segment conversation::close_part(time_point until)
{
    index_ids();
    segment made;
    made.tenant = tenant_;
    made.conversation = name_.conversation;
    made.first = *open_.first;
    made.until = until;
    forget_old(open_.carried.memory, until);
    made.after = stored(open_.carried);
    made.messages = std::move(open_.messages);
    open_.messages.clear();
    open_.first.reset();
    open_.came.reset();
    open_.base = std::make_unique<live_carry>(open_.carried);
    return made;
}

void conversation::process(
    const conversation_services& with, const arrived_message& one, const message_facts& facts, run_result& out
)
{
    next_timer_ = timer_unknown;
    const auto& value = one.value;
    const bool content = is_content(value);
    if (content && open_.session && open_.session->messages >= session_messages_max)
        end_session(with, value.ts, out);
    inherit(open_.carried, value, with.names);
    if (!open_.first)
        open_.first = key_of(value);
    open_.last.ts = value.ts;
    open_.last.seq = value.seq;
    open_.last.id = value.id; // keeps its memory
    if (open_.messages.empty())
        open_.messages.reserve(messages_expected);
    open_.messages.push_back(one.stored);
    if (!open_.session && content)
        open_.session = session_run::begin(with.plans, open_.carried, with.names, value, open_.came);
    if (!open_.session) {
        if (const auto holder = holder_named_by(value); !holder.empty()) {
            with.names.set(open_.carried.holder, holder);
            open_.carried.holder_since = value.ts;
        }
        if (is_coming(value))
            open_.came = value.ts;
        const auto plan = with.plans.at(value.ts).of(open_.carried.platform.str(), open_.carried.shop.str());
        remember(open_.carried.memory, value, plan->hears_numbers);
        return;
    }
    session_run run{name_, *open_.session, open_.carried, with.names, out.verdicts};
    const bool usable = facts.judged_by == open_.session->plan->unit.get();
    const bool ended = usable ? run.apply({value, facts}) : run.apply({value, facts_of(with, value)});
    if (amendments_ && content)
        judge_edits(with, value, out.verdicts);
    remember(open_.carried.memory, value, open_.session->plan->hears_numbers);
    if (ended) {
        open_.fired = std::max(open_.fired, value.ts);
        end_session(with, value.ts, out);
    }
}

void conversation::judge_edits(
    const conversation_services& with, const message& target, std::vector<verdict>& out
)
{
    judgement judge{name_, *open_.session, open_.carried, with.names, out};
    for (const auto& edit : amendments_->judged_with(target)) {
        auto edited = target;
        edited.id = edit.id;
        edited.text = edit.text;
        judge_edit(judge, {edited, facts_of(with, edited)}, {target.id, target.ts}, edit.ts);
    }
}

void conversation::end_session(const conversation_services& with, time_point at, run_result& out)
{
    auto summary = session_run{name_, *open_.session, open_.carried, with.names, out.verdicts}.end(at);
    open_.session.reset();
    out.segments.push_back(close_part(at));
    out.segments.back().session = std::move(summary);
}

void conversation::preview(const conversation_services& with, conversation_changes& changes)
{
    for (auto& one : waiting_) {
        if (one.preview)
            continue;
        const auto value = read_waiting(one);
        one.preview = std::make_unique<preview_state>(preview_state{facts_of(with, value), {}});
        const auto& facts = one.preview->facts;
        if (facts.hits.empty() || !is_content(value))
            continue;
        auto carried = open_.carried;
        inherit(carried, value, with.names);
        auto session = session_run::begin(with.plans, carried, with.names, value, std::nullopt);
        if (open_.session) {
            session.plan = open_.session->plan; // whose lists the facts are of
            session.id = open_.session->id;
            session.heard = open_.session->heard;
            session.platform = open_.session->platform;
            session.shop = open_.session->shop;
            carried.holder = open_.carried.holder;
        }
        std::vector<verdict> found;
        judgement judge{name_, session, carried, with.names, found};
        judge_content(judge, {value, facts});
        for (auto& made : found) {
            made.status = verdict_status::provisional;
            one.preview->shown.push_back(made.id);
            issue(std::move(made), revision_reason::none, changes.verdicts);
        }
    }
}

void conversation::settle_preview(const waiting_message& done, std::vector<verdict>& changes)
{
    if (!done.preview)
        return;
    for (const auto& id : done.preview->shown) {
        const auto known =
            std::find_if(issued_.begin(), issued_.end(), [&](const verdict& one) { return one.id == id; });
        if (known != issued_.end() && known->status == verdict_status::provisional)
            retract(*known, revision_reason::none, changes);
    }
}

void conversation::issue(verdict made, revision_reason reason, std::vector<verdict>& changes)
{
    if (amendments_)
        amendments_->mark(made);
    found_again(made.id);
    const auto known =
        std::find_if(issued_.begin(), issued_.end(), [&](const verdict& one) { return one.id == made.id; });
    if (known == issued_.end()) {
        issued_.push_back(made);
        made.is_new = true;
        changes.push_back(std::move(made));
        return;
    }
    const bool same = digest(*known) == digest(made);
    if (same && known->status == made.status)
        return;
    const bool first_settling = known->status == verdict_status::provisional;
    made.revision = known->revision + (first_settling ? 0 : 1);
    if (made.receipt.recalled != known->receipt.recalled)
        reason = revision_reason::recalled;
    else if (made.receipt.version != known->receipt.version)
        reason = revision_reason::edited;
    made.reason = first_settling ? known->reason : reason;
    *known = made;
    changes.push_back(std::move(made));
}

void conversation::retract(verdict& known, revision_reason reason, std::vector<verdict>& changes)
{
    known.status = verdict_status::retracted;
    known.reason = reason;
    ++known.revision;
    changes.push_back(known);
}

time_point conversation::next_event() const
{
    auto next = next_timer_at();
    if (!waiting_.empty())
        next = std::min(next, waiting_.front().ts);
    // Late messages may bring it about, and are waited for without a time.
    if (expected_ && !has_late())
        next = std::min(next, expected_->front().by);
    return next;
}

} // namespace chatqc::engine
