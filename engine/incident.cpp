#include "engine/incident.h"

#include "engine/binary.h"
#include "engine/hash.h"
#include "engine/json_text.h"
#include "engine/time/calendar.h"
#include "rules/detectors.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <tuple>

namespace chatqc::engine {

namespace {

const std::string& key_of(const verdict& value, rules::incident_key by)
{
    switch (by) {
    case rules::incident_key::platform:
        return value.platform;
    case rules::incident_key::group:
        return value.group;
    case rules::incident_key::agent:
        return value.agent;
    default:
        return value.shop;
    }
}

bool names(const std::vector<std::string>& some, const std::string& one)
{
    return std::find(some.begin(), some.end(), one) != some.end();
}

bool is_in(const rules::scope& scope, const verdict& value)
{
    return (scope.platforms.empty() || names(scope.platforms, value.platform)) &&
           (scope.shops.empty() || names(scope.shops, value.shop)) && !names(scope.not_shops, value.shop);
}

verdict_id identify(const incident& value, const verdict_id& first)
{
    std::string named;
    append_text(named, value.tenant);
    append_text(named, value.rule);
    append_text(named, value.key);
    append_signed(named, value.day);
    for (const auto byte : first)
        append_byte(named, byte);
    return hash_bytes_128(named);
}

incident begun_by(
    const rules::rule& by, std::string_view tenant, const incident_group& group, const incident_member& first
)
{
    const auto& detect = std::get<rules::incident_detector>(by.detect);
    incident made;
    made.rule = by.id;
    made.rule_hash = by.hash;
    made.pack = by.pack;
    made.level = by.severity;
    made.mode = by.mode;
    made.tenant = tenant;
    made.of = detect.of;
    made.by = detect.by;
    made.key = group.key;
    made.day = group.day;
    made.first = first.decided_at;
    made.id = identify(made, first.id);
    return made;
}

void sort(std::vector<incident>& found)
{
    std::sort(found.begin(), found.end(), [](const incident& a, const incident& b) {
        return std::tie(a.opened, a.id) < std::tie(b.opened, b.id);
    });
}

} // namespace

std::vector<std::string> counted_rules(const unit_log& units)
{
    std::vector<std::string> found;
    for (const auto& [from, unit] : units.entries())
        add_counted_rules(found, *unit->rules);
    return found;
}

void add_counted_rules(std::vector<std::string>& to, const rules::rule_set& set)
{
    for (const auto& one : set.rules) {
        if (const auto* detect = std::get_if<rules::incident_detector>(&one.detect))
            to.push_back(detect->of);
    }
    std::sort(to.begin(), to.end());
    to.erase(std::unique(to.begin(), to.end()), to.end());
}

std::vector<incident_group> groups_of(const dated_verdict& one)
{
    std::vector<incident_group> found;
    const auto& value = *one.value;
    if (value.mode != rules::mode::live || value.status != verdict_status::final_)
        return found;
    for (const auto& rule : one.judged_by->rules) {
        const auto* detect = std::get_if<rules::incident_detector>(&rule.detect);
        if (detect != nullptr && detect->of == value.rule && is_in(rule.scope, value))
            found.push_back({one.day, rule.id, rule.hash, key_of(value, detect->by)});
    }
    return found;
}

const rules::rule* rule_of(const incident_group& group, const rules::rule_set& set)
{
    const auto found = std::find_if(set.rules.begin(), set.rules.end(), [&](const rules::rule& each) {
        return each.id == group.rule && each.hash == group.rule_hash;
    });
    return found == set.rules.end() ? nullptr : &*found;
}

std::vector<incident> find_incidents(
    const rules::rule& by,
    std::string_view tenant,
    const incident_group& group,
    const std::vector<incident_member>& members
)
{
    const auto& detect = std::get<rules::incident_detector>(by.detect);
    std::vector<incident> found;
    for (std::size_t first = 0; first + detect.count <= members.size();) {
        const auto nth = first + detect.count - 1;
        if (members[nth].decided_at - members[first].decided_at > detect.within) {
            ++first;
            continue;
        }
        auto made = begun_by(by, tenant, group, members[first]);
        made.opened = members[nth].decided_at;
        auto end = first;
        while (end <= nth || (end < members.size() && members[end].decided_at - made.last <= detect.within)) {
            made.last = members[end].decided_at;
            made.verdicts.push_back(members[end++].id);
        }
        made.count = static_cast<std::uint32_t>(made.verdicts.size());
        found.push_back(std::move(made));
        first = end;
    }
    sort(found);
    return found;
}

std::vector<incident> find_incidents(const std::vector<dated_verdict>& verdicts)
{
    struct run {
        const rules::rule* by = nullptr;
        std::vector<incident_member> members;
    };

    std::map<std::pair<std::string, incident_group>, run> runs; // by tenant and group
    for (const auto& each : verdicts) {
        for (auto& group : groups_of(each)) {
            const auto* by = rule_of(group, *each.judged_by);
            auto& to = runs[{each.value->tenant, std::move(group)}];
            to.by = by;
            to.members.push_back({each.value->decided_at, each.value->id});
        }
    }
    std::vector<incident> found;
    for (auto& [name, one] : runs) {
        std::sort(one.members.begin(), one.members.end());
        auto some = find_incidents(*one.by, name.first, name.second, one.members);
        std::move(some.begin(), some.end(), std::back_inserter(found));
    }
    sort(found);
    return found;
}

void append_json(std::string& out, const incident& value)
{
    const auto text = [&](std::string_view name, std::string_view given) {
        out += out.back() == '{' ? "\"" : ",\"";
        out += name;
        out += "\":";
        append_json_string(out, given);
    };
    const auto time = [&](std::string_view name, time_point given) {
        out += ",\"";
        out += name;
        out += "\":";
        append_json_integer(out, given.time_since_epoch().count());
    };
    out += '{';
    text("id", to_hex(value.id));
    text("rule", value.rule);
    text("rule_hash", value.rule_hash);
    text("pack", value.pack);
    text("level", rules::name_of(value.level));
    text("mode", rules::name_of(value.mode));
    text("tenant", value.tenant);
    text("of", value.of);
    text("by", rules::name_of(value.by));
    text("key", value.key);
    text("day", day_name(value.day));
    time("opened", value.opened);
    time("first", value.first);
    time("last", value.last);
    out += ",\"count\":";
    append_json_integer(out, value.count);
    if (!value.verdicts.empty()) {
        out += ",\"verdicts\":[";
        for (const auto& each : value.verdicts) {
            out += &each == &value.verdicts.front() ? "" : ",";
            append_json_string(out, to_hex(each));
        }
        out += ']';
    }
    out += '}';
}

} // namespace chatqc::engine
