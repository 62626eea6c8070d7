#include "app/pipeline/incident_keeper.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace chatqc::app {

namespace {

constexpr std::size_t conversations_at_once = 256;
constexpr int rest_per_look = 8;
constexpr std::chrono::milliseconds retry_pause{200};

// That the store was looked through for verdicts from before it kept incidents.
constexpr std::string_view kept_note = "incidents.kept";

// One may go by one form of its rule and come by another, whose group stands elsewhere in the order, under
// the same name.
void go_before_they_come(std::vector<storage::incident_write>& made)
{
    using storage::incident_event;
    std::set<engine::verdict_id> come;
    for (const auto& [change, before] : made) {
        if (change.what == incident_event::appeared)
            come.insert(change.value.id);
    }
    std::stable_partition(made.begin(), made.end(), [&](const storage::incident_write& each) {
        return each.made.what == incident_event::gone && come.contains(each.made.value.id);
    });
}

} // namespace

incident_keeper::incident_keeper(storage::store& stored, const engine::unit_log& units, steady_call steady)
    : stored_(stored), steady_(std::move(steady))
{
    for (const auto& [from, unit] : units.entries())
        activate(*unit);
}

void incident_keeper::activate(const engine::unit& one)
{
    const std::lock_guard lock{guard_};
    units_.emplace(one.rules->hash, one.rules);
}

std::chrono::steady_clock::time_point incident_keeper::now() const
{
    return steady_ ? steady_() : std::chrono::steady_clock::now();
}

void incident_keeper::resume()
{
    mark_all_once();
    const auto found = stored_.scan_marked([&](engine::tenant_id tenant, std::string_view conversation) {
        marked_.emplace(tenant, conversation);
    });
    if (!found)
        throw std::runtime_error{found.error.message};
    has_work_ = !marked_.empty();
}

// A store that an older program has written has verdicts that were never looked at.
void incident_keeper::mark_all_once()
{
    std::vector<std::string> counted;
    for (const auto& [hash, rules] : units_)
        engine::add_counted_rules(counted, *rules);
    if (counted.empty() || stored_.note(kept_note))
        return;
    std::set<conversation_name> found;
    const auto scanned = stored_.scan_verdicts([&](const engine::verdict& one) {
        const auto tenant = stored_.tenant(one.tenant);
        if (tenant && std::binary_search(counted.begin(), counted.end(), one.rule))
            found.emplace(*tenant.value, one.conversation);
        return true;
    });
    if (!scanned)
        throw std::runtime_error{scanned.error.message};
    storage::commit_batch marks;
    for (const auto& [tenant, conversation] : found)
        marks.segments.push_back({{}, {}, tenant, conversation, true});
    if (!found.empty()) {
        if (const auto done = stored_.commit(marks); !done)
            throw std::runtime_error{done.error.message};
    }
    if (const auto done = stored_.put_note(kept_note, "1"); !done)
        throw std::runtime_error{done.error.message};
}

void incident_keeper::written(const storage::commit_batch& batch)
{
    for (const auto& each : batch.segments) {
        if (each.counts)
            marked_.emplace(each.tenant, each.conversation);
    }
    has_work_ = !marked_.empty();
}

bool incident_keeper::add_to(storage::commit_batch& batch)
{
    const auto begin = now();
    const auto end = std::next(
        marked_.begin(), static_cast<std::ptrdiff_t>(std::min(marked_.size(), conversations_at_once))
    );
    storage::commit_batch made;
    try {
        differences changed;
        for (auto each = marked_.begin(); each != end; ++each)
            look(*each, made, changed);
        for (const auto& [at, of] : changed)
            compare(at.first, at.second, of, made);
    } catch (const storage::read_error& error) {
        spdlog::error("incidents cannot be worked out: {}", error.what());
        rests_until_ = begin + retry_pause;
        return false;
    }
    go_before_they_come(made.incidents);
    marked_.erase(marked_.begin(), end);
    batch.memberships = std::move(made.memberships);
    batch.incidents = std::move(made.incidents);
    rests_until_ = now() + rest_per_look * (now() - begin);
    return true;
}

void incident_keeper::look(const conversation_name& at, storage::commit_batch& out, differences& changed)
{
    const auto& [tenant, conversation] = at;
    const auto before = stored_.memberships(tenant, conversation);
    auto all = memberships_of(at);
    std::vector<storage::membership> gone, come;
    std::set_difference(before.begin(), before.end(), all.begin(), all.end(), std::back_inserter(gone));
    std::set_difference(all.begin(), all.end(), before.begin(), before.end(), std::back_inserter(come));
    for (const auto& [group, member] : gone)
        changed[{tenant, group}].gone.insert(member);
    for (const auto& [group, member] : come)
        changed[{tenant, group}].come.insert(member);
    out.memberships.push_back({tenant, conversation, std::move(all)});
}

// Those of its settled verdicts: final ones of sessions that have ended.
std::vector<storage::membership> incident_keeper::memberships_of(const conversation_name& of)
{
    const auto& [tenant, conversation] = of;
    std::map<std::string, engine::session_summary> ended;
    for (auto& segment : stored_.segments(tenant, conversation)) {
        if (segment.session)
            ended.emplace(segment.session->session, std::move(*segment.session));
    }
    std::vector<storage::membership> all;
    for (const auto& one : stored_.verdicts_of(stored_.tenant_name(tenant), conversation)) {
        const auto session = ended.find(one.session);
        const auto rules = session == ended.end() ? nullptr : rules_of(session->second.unit);
        if (!rules)
            continue;
        for (auto& group : engine::groups_of({&one, session->second.day, rules.get()}))
            all.push_back({std::move(group), {one.decided_at, one.id}});
    }
    std::sort(all.begin(), all.end());
    return all;
}

void incident_keeper::compare(
    engine::tenant_id tenant,
    const engine::incident_group& group,
    const difference& changed,
    storage::commit_batch& out
)
{
    using storage::incident_event;
    const auto rules = rules_with(group);
    if (!rules)
        return; // a program that hashed rules otherwise has told of it: that stands
    const auto& rule = *engine::rule_of(group, *rules);
    const auto name = stored_.tenant_name(tenant);
    const auto stored = stored_.members(tenant, group);
    std::set<engine::incident_member> members{stored.begin(), stored.end()};
    for (const auto& one : changed.gone)
        members.erase(one);
    members.insert(changed.come.begin(), changed.come.end());
    const auto find = [&](const std::vector<engine::incident_member>& among) {
        auto found = engine::find_incidents(rule, name, group, among);
        for (auto& one : found)
            one.verdicts.clear(); // its members are stored by themselves
        return found;
    };
    std::map<engine::verdict_id, engine::incident> before;
    for (auto& one : find(stored))
        before.emplace(one.id, std::move(one));
    for (auto& one : find({members.begin(), members.end()})) {
        const auto known = before.extract(one.id);
        if (known.empty())
            out.incidents.push_back({{std::move(one), incident_event::appeared}, {}});
        else if (known.mapped() != one)
            out.incidents.push_back({{std::move(one), incident_event::changed}, known.mapped().opened});
    }
    for (auto& [id, one] : before) {
        const auto opened = one.opened;
        out.incidents.push_back({{std::move(one), incident_event::gone}, opened});
    }
}

std::shared_ptr<const rules::rule_set> incident_keeper::rules_of(const std::string& unit) const
{
    const std::lock_guard lock{guard_};
    const auto found = units_.find(unit);
    return found == units_.end() ? nullptr : found->second;
}

// By its hash it is the same rule in whichever unit.
std::shared_ptr<const rules::rule_set> incident_keeper::rules_with(const engine::incident_group& group) const
{
    const std::lock_guard lock{guard_};
    const auto found = std::find_if(units_.begin(), units_.end(), [&](const auto& each) {
        return engine::rule_of(group, *each.second) != nullptr;
    });
    return found == units_.end() ? nullptr : found->second;
}

} // namespace chatqc::app
