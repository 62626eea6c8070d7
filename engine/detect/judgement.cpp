#include "engine/detect/judgement.h"

#include "engine/conversation/memory.h"
#include "rules/detectors.h"

#include <algorithm>

namespace chatqc::engine {

namespace {

bool allows(const std::vector<std::string>& allowed, std::string_view value)
{
    return allowed.empty() || std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

bool in_one_of(
    const std::vector<rules::campaign_index>& names,
    const std::vector<rules::campaign>& campaigns,
    time_point at
)
{
    return std::any_of(names.begin(), names.end(), [&](rules::campaign_index each) {
        return campaigns[each].from <= at && at < campaigns[each].to;
    });
}

bool within_time(const rules::scope& scope, const session_plan& plan, time_point at)
{
    if (scope.valid_from && at < *scope.valid_from)
        return false;
    if (scope.valid_to && at >= *scope.valid_to)
        return false;
    const auto& campaigns = plan.rules->campaigns;
    if (!scope.campaigns.empty() && !in_one_of(scope.campaigns, campaigns, at))
        return false;
    if (in_one_of(scope.outside_campaigns, campaigns, at))
        return false;
    return !scope.hours || plan.calendar.within(*scope.hours, at);
}

} // namespace

judgement::judgement(
    const conversation_name& name,
    session_state& session,
    live_carry& carried,
    name_pool& names,
    std::vector<verdict>& out
)
    : name_(name), session_(session), carried_(carried), names_(names), out_(out)
{
}

const rules::rule& judgement::rule(rules::rule_index index) const
{
    return session_.plan->rules->rules[index];
}

bool judgement::admits(const rules::rule& one, const message& value, std::uint32_t otherwise) const
{
    const auto& scope = one.scope;
    if (scope.roles.empty()) {
        if ((otherwise & role_bit(value.role)) == 0)
            return false;
    } else if (std::find(scope.roles.begin(), scope.roles.end(), value.role) == scope.roles.end()) {
        return false;
    }
    return allows(scope.groups, carried_.group.str()) &&
           allows(scope.senders, charged_for(value, carried_.holder)) && within_time(scope, plan(), value.ts);
}

bool judgement::is_in_time(const rules::rule& one, time_point at) const
{
    return within_time(one.scope, plan(), at);
}

bool judgement::admits(const rules::rule& one, time_point at) const
{
    return allows(one.scope.groups, carried_.group.str()) && within_time(one.scope, plan(), at);
}

bool judgement::admits(const rules::rule& one, std::string_view charged) const
{
    return allows(one.scope.senders, charged);
}

rule_memory& judgement::memory_of(rules::rule_index index, std::uint32_t epoch, time_point judged)
{
    const auto& one = rule(index);
    const auto key = std::string{rules::name_of(one.detect)} + ' ' + one.id;
    return engine::memory_of(carried_.memory, key, epoch, judged);
}

void judgement::applied(std::uint32_t categories, std::string_view agent)
{
    if (agent.empty() || categories == 0)
        return;
    auto& tally = tally_of(agent);
    tally.categories = static_cast<std::uint8_t>(tally.categories | categories);
}

verdict_id judgement::identify(rules::rule_index index, anchor_ref anchor) const
{
    return engine::identify(name_.tenant.str(), name_.conversation, rule(index).id, anchor.id, anchor.ts, 0);
}

bool judgement::has_fired(rules::rule_index index, anchor_ref anchor) const
{
    const auto id = identify(index, anchor);
    return std::any_of(out_.begin(), out_.end(), [&](const verdict& other) { return other.id == id; });
}

void judgement::fire(
    rules::rule_index index,
    anchor_ref anchor,
    std::string_view charged,
    time_point decided_at,
    engine::receipt receipt,
    bool review
)
{
    const auto& one = rule(index);
    if (one.puts) {
        session_.tags |= std::uint64_t{1} << *one.puts;
        return;
    }
    applied(one, charged);
    verdict made;
    made.id = identify(index, anchor);
    made.rule = one.id;
    made.rule_hash = one.hash;
    made.pack = one.pack;
    made.level = one.severity;
    made.category = one.in;
    made.points = one.points;
    made.mode = one.mode;
    made.review_required = one.review_required || review;
    made.tenant = name_.tenant.str();
    made.platform = session_.platform.str();
    made.shop = session_.shop.str();
    made.group = carried_.group.str();
    made.agent = charged;
    made.conversation = name_.conversation;
    made.session = session_.id;
    made.anchor = anchor.id;
    made.anchor_ts = anchor.ts;
    made.decided_at = decided_at;
    made.receipt = std::move(receipt);
    if (made.receipt.evasion) {
        made.level = one.evasion_severity;
        made.points = one.evasion_points;
    }
    made.status = verdict_status::final_;
    const auto same =
        std::find_if(out_.begin(), out_.end(), [&](const verdict& other) { return other.id == made.id; });
    if (same == out_.end())
        out_.push_back(std::move(made));
    else
        *same = std::move(made);
}

std::string_view charged_for(const message& value, const shared_name& holder)
{
    return is_agents_message(value) ? value.sender : std::string_view{holder.str()};
}

agent_tally& judgement::tally_of(std::string_view agent)
{
    auto& agents = session_.agents;
    auto found = std::lower_bound(
        agents.begin(),
        agents.end(),
        agent,
        [](const agent_tally& one, std::string_view name) { return one.agent.str() < name; }
    );
    if (found == agents.end() || found->agent.str() != agent)
        found = agents.insert(found, {names_.of(agent), 0, 0, 0});
    return *found;
}

} // namespace chatqc::engine
