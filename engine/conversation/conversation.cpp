#include "engine/conversation/conversation.h"

#include "engine/conversation/holder.h"
#include "engine/conversation/order.h"
#include "engine/detect/content.h"
#include "engine/detect/response.h"

#include <algorithm>
#include <tuple>

namespace chatqc::engine {

namespace {

// Context after a session's end is closed into a row of its own after this long.
constexpr milliseconds context_keeps = std::chrono::hours{24};

} // namespace

conversation::conversation(conversation_name name, tenant_id tenant, std::uint64_t hash)
    : name_(std::move(name)), tenant_(tenant), hash_(hash)
{
}

void conversation::prefetch() const
{
    const auto* bytes = reinterpret_cast<const char*>(this);
    for (std::size_t at = 0; at < sizeof(conversation); at += 64)
        __builtin_prefetch(bytes + at, 1);
}

void conversation::prefetch_parts() const
{
    const auto fetch = [](const void* part) { __builtin_prefetch(part, 1); };
    ids_.prefetch();
    fetch(sources_.data());
    fetch(waiting_.data());
    if (!waiting_.empty())
        fetch(waiting_.front().id.data() - 32);
    fetch(open_.messages.data() + open_.messages.size());
    if (!open_.session)
        return;
    const auto& session = *open_.session;
    fetch(session.tracks.data());
    fetch(reinterpret_cast<const char*>(session.tracks.data()) + 64);
    fetch(session.states.data());
    fetch(session.watches.data());
    fetch(session.agents.data());
    fetch(session.rounds.data() + session.rounds.size());
}

void conversation::load(history& stored, bool restarting)
{
    const auto segments = stored.segments(tenant_, name_.conversation);
    if (!segments.empty() || restarting)
        issued_ = stored.verdicts(name_.tenant, name_.conversation);
    if (segments.empty())
        return;
    for (const auto& one : segments) {
        for (const auto& kept : one.messages)
            ids_.put({kept.id_hash, kept.content_hash, kept.too_late});
        open_.fired = std::max(open_.fired, one.until);
    }
    open_.base = open_.carried = segments.back().after;
}

void conversation::add(arrived_message arrived)
{
    ids_.put({arrived.stored.id_hash, arrived.stored.content_hash, false});
    const auto source = std::lower_bound(sources_.begin(), sources_.end(), arrived.stored.source);
    if (source == sources_.end() || *source != arrived.stored.source)
        sources_.insert(source, arrived.stored.source);
    const auto& value = arrived.value;
    if (is_late(value)) {
        late_.push_back(std::move(arrived));
        return;
    }
    auto place = waiting_.end();
    while (place != waiting_.begin() &&
           std::tie(value.ts, value.seq, value.id) < std::tie(place[-1].ts, place[-1].seq, place[-1].id))
        --place;
    waiting_.insert(
        place,
        waiting_message{value.ts, value.seq, value.id, std::move(arrived.block), arrived.stored, nullptr}
    );
}

void conversation::keep(const stored_message& stored)
{
    ids_.put({stored.id_hash, stored.content_hash, true});
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

void conversation::advance(
    const conversation_services& with, time_point watermark, conversation_changes& changes
)
{
    if (next_event() > watermark)
        return;
    run_result out;
    std::size_t done = 0;
    for (; done < waiting_.size() && waiting_[done].ts <= watermark; ++done) {
        auto& next = waiting_[done];
        fire_timers_before(next.ts, false, out);
        const arrived_message one{nullptr, read_waiting(next), next.stored};
        process(with, one, next.preview ? std::move(next.preview->facts) : message_facts{}, out);
    }
    fire_timers_before(watermark, true, out);
    for (auto& made : out.verdicts)
        issue(std::move(made), revision_reason::completed, changes.verdicts);
    for (std::size_t at = 0; at < done; ++at)
        settle_preview(waiting_[at], changes.verdicts);
    waiting_.erase(waiting_.begin(), waiting_.begin() + static_cast<std::ptrdiff_t>(done));
    std::move(out.segments.begin(), out.segments.end(), std::back_inserter(changes.ended));
}

message conversation::read_waiting(const waiting_message& one)
{
    std::size_t consumed = 0;
    return read_record(std::string_view{*one.block}.substr(one.stored.where.offset), consumed)->message;
}

time_point conversation::next_timer_at() const
{
    if (!next_timer_)
        next_timer_ = find_next_timer();
    return *next_timer_;
}

time_point conversation::find_next_timer() const
{
    // A round that was voided late may leave an end that lies before what has happened since.
    if (open_.session)
        return std::max(next_timer(*open_.session), open_.last.ts);
    return open_.first ? open_.last.ts + context_keeps : time_point::max();
}

void conversation::fire_timers_before(time_point limit, bool inclusive, run_result& out)
{
    for (;;) {
        const auto at = next_timer_at();
        if (at == time_point::max() || (inclusive ? at > limit : at >= limit))
            return;
        next_timer_.reset();
        if (!open_.session) {
            close_context(out);
            return;
        }
        open_.fired = std::max(open_.fired, at);
        if (session_run{name_, *open_.session, open_.carried, out.verdicts}.fire_timer())
            end_session(at, out);
    }
}

// Events and system lines after a session's end, when no session has followed for long: a row without a
// session.
void conversation::close_context(run_result& out)
{
    segment made;
    made.tenant = tenant_;
    made.conversation = name_.conversation;
    made.first = *open_.first;
    made.until = open_.last.ts;
    made.after = open_.carried;
    made.messages = std::move(open_.messages);
    out.segments.push_back(std::move(made));
    open_.messages.clear();
    open_.first.reset();
    open_.base = open_.carried;
}

void conversation::process(
    const conversation_services& with, const arrived_message& one, const message_facts& facts, run_result& out
)
{
    next_timer_.reset();
    const auto& value = one.value;
    const bool content = is_content(value);
    if (content && open_.session && open_.session->messages >= session_messages_max)
        end_session(value.ts, out);
    inherit(open_.carried, value);
    if (!open_.first)
        open_.first = key_of(value);
    open_.last.ts = value.ts;
    open_.last.seq = value.seq;
    open_.last.id = value.id; // keeps its memory
    open_.messages.push_back(one.stored);
    if (!open_.session && content)
        open_.session = session_run::begin(name_, with.plans, open_.carried, value);
    if (!open_.session) {
        if (const auto holder = holder_named_by(value); !holder.empty()) {
            open_.carried.holder = holder;
            open_.carried.holder_since = value.ts;
        }
        return;
    }
    session_run run{name_, *open_.session, open_.carried, out.verdicts};
    const bool usable = facts.judged_by == open_.session->plan->unit.get();
    const bool ended = usable ? run.apply({value, facts}) : run.apply({value, facts_of(with, value)});
    if (ended) {
        open_.fired = std::max(open_.fired, value.ts);
        end_session(value.ts, out);
    }
}

void conversation::end_session(time_point at, run_result& out)
{
    session_run run{name_, *open_.session, open_.carried, out.verdicts};
    segment made;
    made.tenant = tenant_;
    made.conversation = name_.conversation;
    made.first = *open_.first;
    made.session = run.end(at);
    made.until = at;
    made.after = open_.carried;
    made.messages = std::move(open_.messages);
    out.segments.push_back(std::move(made));
    open_.session.reset();
    open_.messages.clear();
    open_.first.reset();
    open_.base = open_.carried;
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
        carry carried = open_.carried;
        inherit(carried, value);
        auto session = session_run::begin(name_, with.plans, carried, value);
        if (open_.session) {
            session.id = open_.session->id;
            session.platform = open_.session->platform;
            session.shop = open_.session->shop;
            carried.holder = open_.carried.holder;
        }
        std::vector<verdict> found;
        judgement judge{name_, session, carried, found};
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
    const auto known =
        std::find_if(issued_.begin(), issued_.end(), [&](const verdict& one) { return one.id == made.id; });
    if (known == issued_.end()) {
        issued_.push_back(made);
        changes.push_back(std::move(made));
        return;
    }
    const bool same = digest(*known) == digest(made);
    if (same && known->status == made.status)
        return;
    const bool first_settling = known->status == verdict_status::provisional;
    made.revision = known->revision + (first_settling ? 0 : 1);
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
    const auto next = next_timer_at();
    return waiting_.empty() ? next : std::min(next, waiting_.front().ts);
}

std::optional<conversation::open_session> conversation::session() const
{
    if (!open_.session)
        return std::nullopt;
    return open_session{open_.session->id, open_.session->started};
}

std::optional<time_point> conversation::session_start() const
{
    if (open_.session)
        return open_.session->started;
    return waiting_.empty() ? std::nullopt : std::optional{waiting_.front().ts};
}

std::vector<position> conversation::open_positions() const
{
    std::vector<position> found;
    for (const auto& one : open_.messages)
        found.push_back(one.where);
    for (const auto& one : waiting_)
        found.push_back(one.stored.where);
    return found;
}

void conversation::list_waits(std::vector<open_wait>& out) const
{
    if (!open_.session)
        return;
    const auto& session = *open_.session;
    for (const auto& watch : session.watches) {
        const auto& one = session.plan->rules->rules[watch.rule];
        const auto& detect = std::get<rules::response_detector>(one.detect);
        const auto& round = session.tracks[session.plan->track_of[detect.profile]].open;
        if (!round || one.mode != rules::mode::live)
            continue;
        open_wait wait;
        wait.conversation = name_.conversation;
        wait.shop = session.shop;
        wait.agent = watch.fired ? watch.charged : open_.carried.holder;
        wait.rule = one.id;
        wait.profile = session.plan->rules->profiles[detect.profile].name;
        wait.opened = round->opened;
        wait.deadline = watch.deadline;
        if (detect.warn)
            wait.warns = watch.deadline - (detect.limit - *detect.warn);
        wait.late = watch.fired;
        out.push_back(std::move(wait));
    }
}

} // namespace chatqc::engine
