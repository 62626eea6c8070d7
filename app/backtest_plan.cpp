#include "app/backtest_plan.h"

#include "app/open_amendments.h"
#include "app/report_store_source.h"
#include "engine/conversation/session.h"
#include "engine/hash.h"

#include <algorithm>

namespace chatqc::app {

namespace {

// With this between the end of one session and the beginning of the next, no unit joins them: a session lasts
// longest while a round is open, and ends a gap behind it.
engine::milliseconds quiet_after_session(const rules::rule_set& draft)
{
    engine::milliseconds gap = std::chrono::minutes{30};
    for (const auto& shop : draft.shops)
        gap = std::max({gap, shop.session_gap.value_or(gap), shop.reopen_gap.value_or(gap)});
    return engine::open_round_keeps + gap;
}

class planner {
public:
    planner(storage::store& stored, const backtest_request& wanted, engine::tenant_id tenant)
        : stored_(stored), wanted_(wanted), quiet_(quiet_after_session(*wanted.draft->rules))
    {
        plan_.tenant = tenant;
        plan_.tenant_name = stored.tenant_name(tenant);
        plan_.carries.emplace_back();
        const auto damaged = [this](const storage::journal_damage& range) { plan_.damage.push_back(range); };
        for (auto& [where, records] : open_amendments(stored, damaged)) {
            if (where.first == tenant)
                plan_.amendments.emplace(engine::hash_conversation(tenant, where.second), std::move(records));
        }
    }

    backtest_plan make();

private:
    void add_conversation(const std::vector<engine::segment>& segments);
    void add_stretch(const std::vector<engine::segment>& segments, std::size_t begin, std::size_t end);
    void add_session(planned_stretch& to, const engine::segment& segment, bool undecided);
    void add_verdicts();
    [[nodiscard]] bool touches(const engine::segment& segment) const;
    [[nodiscard]] std::uint32_t rules_of(const std::string& unit) const;

    storage::store& stored_;
    const backtest_request& wanted_;
    engine::milliseconds quiet_;
    backtest_plan plan_;
};

backtest_plan planner::make()
{
    plan_.from_block = std::numeric_limits<std::uint64_t>::max();
    std::vector<engine::segment> segments; // of one conversation
    const auto done = stored_.scan_segments(plan_.tenant, [&](engine::segment&& next) {
        if (!segments.empty() && segments.front().conversation != next.conversation) {
            add_conversation(segments);
            segments.clear();
        }
        segments.push_back(std::move(next));
        return true;
    });
    if (!done)
        throw storage::read_error{done.error};
    if (!segments.empty())
        add_conversation(segments);
    add_verdicts();
    return std::move(plan_);
}

// Another unit may put a session's start on the day beside.
bool planner::touches(const engine::segment& segment) const
{
    if (!segment.session)
        return false;
    const std::int64_t day = segment.session->day;
    return day >= std::int64_t{wanted_.days.from} - 1 && day <= std::int64_t{wanted_.days.to} + 1;
}

void planner::add_conversation(const std::vector<engine::segment>& segments)
{
    const auto hash = engine::hash_conversation(plan_.tenant, segments.front().conversation);
    const bool amended =
        plan_.amendments.contains(hash) ||
        std::any_of(segments.begin(), segments.end(), [](const engine::segment& one) {
            return std::any_of(one.messages.begin(), one.messages.end(), [](const auto& message) {
                return message.amends;
            });
        });
    std::size_t begin = 0;
    for (std::size_t at = 0; at < segments.size(); ++at) {
        const auto& one = segments[at];
        if (one.messages.empty()) { // retention has removed them
            if (one.session && wanted_.days.has(one.session->day))
                ++plan_.expired;
            add_stretch(segments, begin, at);
            begin = at + 1;
        } else if (at > begin && !amended && one.first.ts - segments[at - 1].until > quiet_) {
            add_stretch(segments, begin, at);
            begin = at;
        }
    }
    add_stretch(segments, begin, segments.size());
}

void planner::add_stretch(const std::vector<engine::segment>& segments, std::size_t begin, std::size_t end)
{
    const auto first = segments.begin() + static_cast<std::ptrdiff_t>(begin);
    const auto last = segments.begin() + static_cast<std::ptrdiff_t>(end);
    if (std::none_of(first, last, [this](const auto& one) { return touches(one); }))
        return;
    planned_stretch made;
    made.conversation = engine::hash_conversation(plan_.tenant, first->conversation);
    made.first = first->first.ts;
    made.until = std::prev(last)->until;
    made.first_session = static_cast<std::uint32_t>(plan_.sessions.size());
    if (begin > 0) {
        made.before = static_cast<std::uint32_t>(plan_.carries.size());
        plan_.carries.push_back(segments[begin - 1].after);
    }
    for (auto one = first; one != last; ++one) {
        for (const auto& message : one->messages) {
            if (message.too_late)
                continue;
            ++made.messages;
            made.ids += message.id_hash;
            made.from_block = std::min(made.from_block, message.where.block);
            made.to_block = std::max(made.to_block, message.where.block);
        }
        // Cut by the message that follows, which is not here.
        const bool undecided =
            std::next(one) == segments.end() && one->messages.size() >= engine::session_messages_max;
        if (one->session)
            add_session(made, *one, undecided);
    }
    plan_.from_block = std::min(plan_.from_block, made.from_block);
    plan_.to_block = std::max(plan_.to_block, made.to_block);
    plan_.messages += made.messages;
    plan_.first_stretch.try_emplace(made.conversation, static_cast<std::uint32_t>(plan_.stretches.size()));
    plan_.stretches.push_back(made);
}

void planner::add_session(planned_stretch& to, const engine::segment& segment, bool undecided)
{
    const auto& session = *segment.session;
    planned_session made;
    made.key = session_key(to.conversation, session.session);
    made.day = session.day;
    made.rules = rules_of(session.unit);
    made.first_agent = static_cast<std::uint32_t>(plan_.session_agents.size());
    made.agents = static_cast<std::uint32_t>(session.agents.size());
    made.undecided = undecided;
    if (undecided && wanted_.days.has(session.day))
        ++plan_.undecided;
    for (const auto& agent : session.agents)
        plan_.session_agents.push_back({plan_.agents.of(agent.agent), agent.categories, agent.messages > 0});
    plan_.sessions.push_back(made);
    ++to.sessions;
}

std::uint32_t planner::rules_of(const std::string& unit) const
{
    const auto& sets = wanted_.judged_by.sets;
    const auto found =
        std::find_if(sets.begin(), sets.end(), [&](const auto& one) { return one->hash == unit; });
    return static_cast<std::uint32_t>((found == sets.end() ? std::prev(sets.end()) : found) - sets.begin());
}

void planner::add_verdicts()
{
    const auto reviewed = stored_.scan_reviews(plan_.tenant, [&](storage::review&& one) {
        plan_.decisions[one.verdict] = one.decision;
        return true;
    });
    if (!reviewed)
        throw storage::read_error{reviewed.error};
    const auto done = stored_.scan_verdicts([&](const engine::verdict& one) {
        if (one.tenant != plan_.tenant_name || one.status != engine::verdict_status::final_)
            return true;
        const auto conversation = engine::hash_conversation(plan_.tenant, one.conversation);
        if (!plan_.first_stretch.contains(conversation))
            return true;
        plan_.verdicts.push_back({
            .session = session_key(conversation, one.session),
            .id = one.id,
            .content = content_of(one),
            .decided_at = one.decided_at,
            .round = one.receipt.wait ? engine::hash_id(one.receipt.wait->round) : 0,
            .rule = plan_.rules.of(one.rule),
            .agent = plan_.agents.of(one.agent),
            .points = one.points,
            .level = one.level,
            .category = one.category,
            .mode = one.mode,
            .review_required = one.review_required,
        });
        return true;
    });
    if (!done)
        throw storage::read_error{done.error};
    std::stable_sort(plan_.verdicts.begin(), plan_.verdicts.end(), [](const auto& a, const auto& b) {
        return a.session < b.session;
    });
    for (std::uint32_t at = 0; at < plan_.verdicts.size(); ++at)
        plan_.first_verdict.try_emplace(plan_.verdicts[at].session, at);
}

} // namespace

std::span<const old_verdict> verdicts_of(const backtest_plan& plan, std::uint64_t session)
{
    const auto first = plan.first_verdict.find(session);
    if (first == plan.first_verdict.end())
        return {};
    const std::span rest = std::span{plan.verdicts}.subspan(first->second);
    const auto other =
        std::find_if(rest.begin(), rest.end(), [&](const auto& one) { return one.session != session; });
    return rest.first(static_cast<std::size_t>(other - rest.begin()));
}

std::uint32_t text_numbers::of(const std::string& text)
{
    const auto [entry, is_new] = numbers_.try_emplace(text, static_cast<std::uint32_t>(texts_.size()));
    if (is_new)
        texts_.push_back(&entry->first);
    return entry->second;
}

std::uint64_t session_key(std::uint64_t conversation, std::string_view session)
{
    return engine::hash_bytes(session, conversation);
}

std::uint64_t content_of(engine::verdict value)
{
    value.rule_hash.clear();
    value.pack.clear();
    return engine::digest(value);
}

backtest_plan plan_backtest(storage::store& stored, const backtest_request& wanted)
{
    const auto tenant = find_tenant(stored, wanted.tenant);
    if (!tenant)
        throw storage::read_error{{"not_found", "there are no messages of tenant \"" + wanted.tenant + "\""}};
    return planner{stored, wanted, *tenant}.make();
}

} // namespace chatqc::app
