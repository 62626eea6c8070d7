#include "app/duty_list.h"

#include "app/report_store_source.h"
#include "engine/shard/sources.h"

#include <algorithm>
#include <set>
#include <utility>

namespace chatqc::app {

namespace {

constexpr std::size_t looked_at_max = 2'000; // duties of one page, those that no filter lets through too

bool passes(const std::vector<duty_state>& states, duty_state one)
{
    return states.empty() || std::find(states.begin(), states.end(), one) != states.end();
}

// By what a rule, in the version that judged, is settled.
class settling_rules {
public:
    explicit settling_rules(const report_rules& rules) : rules_(rules) {}

    const std::vector<rules::settling_event>& of(const engine::verdict& promise)
    {
        const auto known = of_.find(promise.rule_hash);
        return known != of_.end() ? known->second
                                  : of_.emplace(promise.rule_hash, find(promise.rule_hash)).first->second;
    }

private:
    [[nodiscard]] std::vector<rules::settling_event> find(const std::string& hash) const
    {
        const auto* rule = rules_.version(hash);
        const auto* ledger =
            rule == nullptr ? nullptr : std::get_if<rules::promise_ledger_detector>(&rule->detect);
        return ledger == nullptr ? std::vector<rules::settling_event>{} : ledger->settled_by;
    }

    const report_rules& rules_;
    std::map<std::string, std::vector<rules::settling_event>> of_;
};

// The latest review of each verdict of these conversations.
std::map<engine::verdict_id, storage::review>
reviews_of(storage::store& stored, engine::tenant_id tenant, const std::vector<engine::verdict>& promises)
{
    std::set<std::string> conversations;
    for (const auto& one : promises)
        conversations.insert(one.conversation);
    std::map<engine::verdict_id, storage::review> latest;
    for (const auto& name : conversations)
        for (auto& one : stored.reviews_of(tenant, name))
            latest[one.verdict] = std::move(one);
    return latest;
}

class duty_judge {
public:
    duty_judge(const duty_source& from, engine::tenant_id tenant)
        : from_(from), tenant_(tenant), settling_(from.rules)
    {
    }

    std::vector<duty> judge(std::vector<engine::verdict> promises)
    {
        wanted_events wanted;
        for (const auto& one : promises) {
            if (settling_.of(one).empty())
                continue;
            auto& since = wanted.try_emplace(one.conversation, one.anchor_ts).first->second;
            since = std::min(since, one.anchor_ts);
        }
        const auto told =
            wanted.empty() ? std::map<std::string, std::vector<told_event>>{} : from_.read(wanted);
        const auto reviews = reviews_of(from_.stored, tenant_, promises);
        std::vector<duty> made;
        for (auto& one : promises) {
            duty_evidence evidence{settling_.of(one), {}, {}, time_of_shop(from_.clocks, tenant_, one.shop)};
            if (const auto found = told.find(one.conversation); found != told.end())
                evidence.events = found->second;
            if (const auto found = reviews.find(one.id); found != reviews.end())
                evidence.review = found->second;
            made.push_back(duty_of(std::move(one), evidence));
        }
        return made;
    }

private:
    const duty_source& from_;
    engine::tenant_id tenant_;
    settling_rules settling_;
};

} // namespace

storage::result<duty_page> list_duties(const duty_source& from, const duty_query& what)
{
    duty_page page;
    const auto tenant = find_tenant(from.stored, what.tenant);
    if (!tenant)
        return {std::move(page), {}};
    storage::verdict_query query;
    query.tenant = what.tenant;
    query.shop = what.shop;
    query.agent = what.agent;
    query.from = what.from;
    query.to = what.to;
    query.by_due = true;
    query.newest_first = false;
    query.cursor = what.cursor;
    duty_judge judge{from, *tenant};
    for (std::size_t looked_at = 0; page.duties.size() < what.limit && looked_at < looked_at_max;) {
        query.limit = what.limit - page.duties.size();
        auto found = from.stored.query(query);
        if (!found)
            return {std::nullopt, std::move(found.error)};
        looked_at += found.value->verdicts.size();
        for (auto& one : judge.judge(std::move(found.value->verdicts))) {
            if (passes(what.states, one.state))
                page.duties.push_back(std::move(one));
        }
        page.next = query.cursor = std::move(found.value->next);
        if (query.cursor.empty())
            break;
    }
    return {std::move(page), {}};
}

engine::time_point time_of_shop(
    const std::vector<storage::source_state>& clocks, engine::tenant_id tenant, std::string_view shop
)
{
    std::vector<std::pair<engine::time_point, engine::time_point>>
        sends; // for the shop: when last, watermark
    std::vector<engine::time_point> live, recorded, ended;
    for (const auto& one : clocks) {
        if (one.tenant != tenant || one.watermark <= engine::time_point{})
            continue;
        (!one.recorded ? live : one.ended ? ended : recorded).push_back(one.watermark);
        for (const auto& [name, last] : one.shops)
            if (!one.recorded && name == shop)
                sends.emplace_back(last, one.watermark);
    }
    if (!sends.empty()) {
        const auto lately = std::max_element(sends.begin(), sends.end())->first - engine::shop_sighting_keeps;
        auto slowest = engine::time_point::max();
        for (const auto& [last, watermark] : sends)
            slowest = last >= lately ? std::min(slowest, watermark) : slowest;
        return slowest;
    }
    if (!recorded.empty())
        return *std::min_element(recorded.begin(), recorded.end());
    if (!ended.empty())
        return *std::max_element(ended.begin(), ended.end());
    return live.empty() ? engine::time_point{} : *std::min_element(live.begin(), live.end());
}

engine::time_point newest_time(const std::vector<storage::source_state>& clocks, engine::tenant_id tenant)
{
    engine::time_point newest{};
    for (const auto& one : clocks)
        newest = one.tenant == tenant ? std::max(newest, one.watermark) : newest;
    return newest;
}

event_reader events_beside(storage::store& stored, pipeline& flow, engine::tenant_id tenant)
{
    return [&stored, &flow, tenant](const wanted_events& wanted) {
        std::map<std::string, std::set<engine::position>> where;
        flow.ask_settled([&](unsigned, engine::shard& shard) {
            for (const auto& [name, since] : wanted)
                for (const auto& at : shard.open_positions(tenant, name))
                    where[name].insert(at);
        });
        std::map<std::string, std::vector<told_event>> found;
        for (const auto& [name, since] : wanted) {
            auto& places = where[name];
            for (const auto& row : stored.segments(tenant, name))
                for (const auto& kept : row.messages)
                    if (row.until >= since)
                        places.insert(kept.where);
            std::string bytes;
            for (const auto& at : places)
                (void)stored.read({at}, bytes); // what has expired, or is not on disk yet, is left out
            append_events(found[name], bytes);
        }
        return found;
    };
}

} // namespace chatqc::app
