#include "tests/model/incidents.h"

#include "tests/model/hours.h"
#include "tests/model/session.h"

#include <algorithm>
#include <map>
#include <stdexcept>
#include <tuple>

namespace chatqc::model {

namespace {

// The shop-day on which a session began, and what it was judged by.
struct begun {
    std::int64_t day = 0;
    const rules::rule_set* rules = nullptr;
};

// By conversation and name.
std::map<std::pair<std::string, std::string>, begun>
sessions_in(const std::vector<message>& messages, const std::vector<activation>& units)
{
    std::map<std::string, std::vector<message>> conversations;
    for (const auto& each : messages)
        conversations[each.conversation].push_back(each);
    std::map<std::pair<std::string, std::string>, begun> found;
    for (auto& [name, said] : conversations) {
        const auto all = in_order(std::move(said));
        for (const auto& session : sessions_of(all, units))
            found[{name, all[session.first].id}] = {
                shop_day(*session.calendar, all[session.first].ts), session.rules};
    }
    return found;
}

bool has_some(const rules::rule_set& set)
{
    return std::any_of(set.rules.begin(), set.rules.end(), [](const rules::rule& rule) {
        return std::holds_alternative<rules::incident_detector>(rule.detect);
    });
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

std::vector<std::string> incidents(const std::vector<message>& messages, const std::vector<activation>& units)
{
    struct group {
        const rules::incident_detector* how = nullptr;
        std::vector<instant> times;
    };

    std::vector<std::string> found;
    if (std::none_of(units.begin(), units.end(), [](const activation& each) {
            return has_some(*each.rules);
        }))
        return found;
    const auto sessions = sessions_in(messages, units);
    std::map<std::pair<std::string, std::string>, group> groups; // by what is printed, and the rule's hash
    for (const auto& [conversation, one] : settle_all(messages, units)) {
        const auto& session = sessions.at({conversation, one.session});
        for (const auto& rule : session.rules->rules) {
            const auto* how = std::get_if<rules::incident_detector>(&rule.detect);
            if (how == nullptr || how->of != one.rule)
                continue;
            if (how->by != rules::incident_key::agent)
                throw std::invalid_argument("the model knows incidents of agents only: " + rule.id);
            auto& to = groups[{rule.id + " " + one.agent + " " + std::to_string(session.day), rule.hash}];
            to.how = how;
            to.times.push_back(one.decided_at);
        }
    }
    for (auto& [name, one] : groups) {
        std::sort(one.times.begin(), one.times.end());
        add(found, name.first, *one.how, one.times);
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace chatqc::model
