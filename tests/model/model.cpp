#include "tests/model/model.h"

#include "tests/model/detectors.h"
#include "tests/model/hours.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <utility>

namespace chatqc::model {

namespace {

bool names(const std::vector<std::string>& wanted, const std::string& value)
{
    return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
}

// Recalled within two minutes: a person must confirm what its text brought about.
bool is_recalled_soon(const chat& all, std::size_t target)
{
    return is_speech(all[target]) && std::any_of(all.begin(), all.end(), [&](const line& each) {
               return each.event == rules::event::recall && each.ref == all[target].id &&
                      each.ts <= all[target].ts + std::chrono::minutes{2};
           });
}

bool is_during(const judging& here, const std::vector<rules::campaign_index>& campaigns, instant at)
{
    return std::any_of(campaigns.begin(), campaigns.end(), [&](auto each) {
        const auto& campaign = here.in.rules->campaigns[each];
        return campaign.from <= at && at < campaign.to;
    });
}

bool holds_by_campaign(const judging& here, instant at)
{
    const auto& scope = here.rule.scope;
    return (scope.campaigns.empty() || is_during(here, scope.campaigns, at)) &&
           !is_during(here, scope.outside_campaigns, at);
}

// The rule's scope, roles apart.
bool is_in(const judging& here, instant at, const std::string& group, const std::string& account)
{
    const auto& scope = here.rule.scope;
    return holds_in(scope, here.in) && holds_by_campaign(here, at) && names(scope.groups, group) &&
           names(scope.senders, account) &&
           (!scope.hours || is_within(*scope.hours, *here.in.calendar, at)) &&
           (!scope.valid_from || *scope.valid_from <= at) && (!scope.valid_to || at < *scope.valid_to);
}

} // namespace

void judging::say(
    std::size_t anchor, instant decided, std::string agent, const std::vector<std::size_t>& evidence
) const
{
    verdict made;
    made.decided_at = decided;
    made.rule = rule.id;
    made.anchor = all[anchor].id;
    made.anchor_ts = all[anchor].ts;
    made.agent = std::move(agent);
    made.session = all[in.first].id;
    made.level = rule.severity;
    made.points = rule.points;
    made.review_required =
        rule.review_required || std::any_of(evidence.begin(), evidence.end(), [&](std::size_t each) {
            return is_recalled_soon(all, each);
        });
    out.push_back(std::move(made));
}

void judging::say(std::size_t anchor, instant decided, std::string agent, timers wait) const
{
    say(anchor, decided, std::move(agent), std::vector<std::size_t>{});
    out.back().wait = std::move(wait);
}

void judging::raise() const
{
    out.back().level = rule.evasion_severity;
    out.back().points = rule.evasion_points;
}

std::string judging::charged(std::size_t anchor, std::size_t seen) const
{
    return is_persons(all[anchor]) ? all[anchor].sender : holder_after(all, in, seen);
}

std::string judging::answerable(std::size_t at, std::string_view text) const
{
    return is_approved(all[at], text) ? "" : charged(at, at);
}

bool judging::is_approved(const message& what, std::string_view text) const
{
    const auto& snippets = in.rules->approved;
    return is_persons(what) && !text.empty() && snippets && is_wholly(*in.rules, *snippets, text);
}

bool judging::is_void(std::string_view text) const
{
    return std::any_of(rule.except.begin(), rule.except.end(), [&](const rules::exception& each) {
        return each.message && is_wholly(*in.rules, *each.message, text);
    });
}

std::vector<found> judging::hits(rules::list_index list, const message& what, std::string_view text) const
{
    if (is_void(text))
        return {};
    auto found_ones = find(*in.rules, list, text);
    for (const auto& each : rule.except) {
        if (!each.list)
            continue;
        for (const auto& innocent : find(*in.rules, *each.list, text)) {
            std::erase_if(found_ones, [&](const found& hit) {
                return innocent.begin < hit.end && hit.begin < innocent.end;
            });
        }
    }
    if (rule.customer_said == 0 || !is_persons(what))
        return found_ones;
    std::vector<std::string> heard; // by the customer, the last one first
    for (auto back = in.until; back-- > in.first;) {
        const auto& each = all[back];
        if (is_speech(each) && each.role == rules::role::customer && comes_before(each, what) &&
            heard.size() < rule.customer_said)
            heard.push_back(normal_text(each.text));
    }
    std::erase_if(found_ones, [&](const found& hit) {
        const auto words = normal_text(text.substr(hit.begin, hit.end - hit.begin));
        const bool is_kept_off = is_quoted(hit, text) || is_negated(*in.rules, hit, text);
        return is_kept_off && std::any_of(heard.begin(), heard.end(), [&](const std::string& said) {
                   return said.find(words) != std::string::npos;
               });
    });
    return found_ones;
}

bool judging::looks_at(std::size_t at) const
{
    const auto& roles = rule.scope.roles;
    const bool is_of_role = roles.empty()
                                ? is_persons(all[at])
                                : std::find(roles.begin(), roles.end(), all[at].role) != roles.end();
    return is_speech(all[at]) && is_of_role && is_in(*this, all[at].ts, all[at].known_group, charged(at, at));
}

bool judging::listens_to(std::size_t at) const
{
    const bool is_customers = is_speech(all[at]) && all[at].role == rules::role::customer;
    return is_customers &&
           (rule.scope.roles.empty() ? is_in(*this, all[at].ts, all[at].known_group, charged(at, at))
                                     : looks_at(at));
}

bool judging::judges_wait(std::size_t anchor, std::size_t seen, const std::string& agent) const
{
    return is_in(*this, all[anchor].ts, all[seen].known_group, agent);
}

namespace {

// Of those that put tags, or of the others, every rule in every session of one conversation.
template <class Visit>
void each_rule(
    std::vector<message> messages, const std::vector<activation>& units, bool puts_tags, Visit visit
)
{
    const auto all = in_order(std::move(messages));
    const auto sessions = sessions_of(all, units);
    for (const auto& session : sessions) {
        for (const auto& rule : session.rules->rules) {
            if (rule.puts.has_value() != puts_tags)
                continue;
            std::vector<verdict> verdicts;
            const judging here{all, sessions, session, rule, verdicts};
            std::visit(
                [&](const auto& detector) {
                    if constexpr (std::is_same_v<std::decay_t<decltype(detector)>, rules::pattern_detector>)
                        throw std::invalid_argument("the model has no expressions: " + rule.id);
                    else
                        judge(here, detector);
                },
                rule.detect
            );
            visit(*session.rules, rule, all[session.first].id, verdicts);
        }
    }
}

std::map<std::string, std::vector<message>> by_conversation(const std::vector<message>& messages)
{
    std::map<std::string, std::vector<message>> conversations;
    for (const auto& each : messages)
        conversations[each.conversation].push_back(each);
    return conversations;
}

} // namespace

std::vector<verdict> settle(std::vector<message> messages, const std::vector<activation>& units)
{
    std::vector<verdict> verdicts;
    each_rule(
        std::move(messages),
        units,
        false, // a tag decides nothing
        [&](const auto&, const auto&, const auto&, const auto& found) {
            verdicts.insert(verdicts.end(), found.begin(), found.end());
        }
    );
    std::sort(verdicts.begin(), verdicts.end());
    return verdicts;
}

tags tags_of(const std::vector<message>& messages, const std::vector<activation>& units)
{
    tags all;
    for (auto& [name, said] : by_conversation(messages)) {
        const auto put = [&](const auto& set, const auto& rule, const auto& session, const auto& found) {
            if (!found.empty())
                all.push_back({name, session, set.tags[*rule.puts].name});
        };
        each_rule(std::move(said), units, true, put);
    }
    std::sort(all.begin(), all.end());
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

std::vector<judged> settle_all(const std::vector<message>& messages, const std::vector<activation>& units)
{
    std::vector<judged> all;
    for (auto& [name, said] : by_conversation(messages)) {
        for (auto& one : settle(std::move(said), units))
            all.push_back({name, std::move(one)});
    }
    return all;
}

} // namespace chatqc::model
