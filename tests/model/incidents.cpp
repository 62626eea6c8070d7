#include "tests/model/incidents.h"

#include "tests/model/hours.h"
#include "tests/model/session.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <tuple>

namespace chatqc::model {

namespace {

// The shop-day on which each session began, by conversation and name.
std::map<std::pair<std::string, std::string>, std::int64_t>
days_of(const std::vector<message>& messages, const std::vector<activation>& units)
{
    std::map<std::string, std::vector<message>> conversations;
    for (const auto& each : messages)
        conversations[each.conversation].push_back(each);
    std::map<std::pair<std::string, std::string>, std::int64_t> days;
    for (auto& [name, said] : conversations) {
        const auto all = in_order(std::move(said));
        for (const auto& session : sessions_of(all, units))
            days[{name, all[session.first].id}] = shop_day(*session.calendar, all[session.first].ts);
    }
    return days;
}

// Those of one agent and day: each instant once a verdict, sorted.
void add(
    std::vector<std::string>& to,
    const std::string& name,
    const rules::incident_detector& how,
    std::vector<instant> times
)
{
    const auto number = [](instant at) { return std::to_string(at.time_since_epoch().count()); };
    while (times.size() >= how.count) {
        const auto nth = times.begin() + how.count - 1;
        if (*nth - times.front() > how.within) {
            times.erase(times.begin());
            continue;
        }
        auto end = times.begin() + 1;
        while (end != times.end() && *end <= *(end - 1) + how.within)
            ++end;
        to.push_back(
            name + " " + number(times.front()) + " " + number(*nth) + " " + number(*(end - 1)) + " " +
            std::to_string(end - times.begin())
        );
        times.erase(times.begin(), end);
    }
}

} // namespace

std::vector<std::string> incidents(
    const std::vector<message>& messages, const std::vector<activation>& units, const rules::rule_set& by
)
{
    std::vector<std::string> found;
    if (std::none_of(by.rules.begin(), by.rules.end(), [](const rules::rule& rule) {
            return std::holds_alternative<rules::incident_detector>(rule.detect);
        }))
        return found;
    const auto verdicts = settle_all(messages, units);
    const auto days = days_of(messages, units);
    for (const auto& rule : by.rules) {
        const auto* how = std::get_if<rules::incident_detector>(&rule.detect);
        if (how == nullptr)
            continue;
        if (how->by != rules::incident_key::agent)
            throw std::invalid_argument("the model knows incidents of agents only: " + rule.id);
        std::map<std::string, std::vector<instant>> times;
        for (const auto& [conversation, one] : verdicts) {
            const auto day = days.at({conversation, one.session});
            if (one.rule == how->of)
                times[rule.id + " " + one.agent + " " + std::to_string(day)].push_back(one.decided_at);
        }
        for (auto& [name, all] : times) {
            std::sort(all.begin(), all.end());
            add(found, name, *how, all);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace chatqc::model
