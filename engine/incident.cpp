#include "engine/incident.h"

#include "engine/binary.h"
#include "engine/hash.h"
#include "engine/json_text.h"
#include "engine/time/calendar.h"

#include <algorithm>
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

verdict_id identify(const incident& value)
{
    std::string named;
    append_text(named, value.tenant);
    append_text(named, value.rule);
    append_text(named, value.key);
    append_signed(named, value.day);
    for (const auto byte : value.verdicts.front())
        append_byte(named, byte);
    return hash_bytes_128(named);
}

// Verdicts of one tenant, key and day, in order.
using run_of_verdicts = std::vector<const verdict*>;

class incident_search {
public:
    incident_search(
        const rules::rule& one, std::int32_t day, const std::string& key, std::vector<incident>& out
    )
        : one_(one), detect_(std::get<rules::incident_detector>(one.detect)), day_(day), key_(key), out_(out)
    {
    }

    void look(const run_of_verdicts& run)
    {
        for (std::size_t first = 0; first + detect_.count <= run.size();) {
            const auto nth = first + detect_.count - 1;
            if (run[nth]->decided_at - run[first]->decided_at > detect_.within) {
                ++first;
                continue;
            }
            auto last = nth;
            while (last + 1 < run.size() &&
                   run[last + 1]->decided_at - run[last]->decided_at <= detect_.within)
                ++last;
            add(run, first, nth, last);
            first = last + 1;
        }
    }

private:
    void add(const run_of_verdicts& run, std::size_t first, std::size_t nth, std::size_t last)
    {
        incident made;
        made.rule = one_.id;
        made.rule_hash = one_.hash;
        made.pack = one_.pack;
        made.level = one_.severity;
        made.mode = one_.mode;
        made.tenant = run[first]->tenant;
        made.of = detect_.of;
        made.key = key_;
        made.day = day_;
        made.opened = run[nth]->decided_at;
        made.first = run[first]->decided_at;
        made.last = run[last]->decided_at;
        for (auto at = first; at <= last; ++at)
            made.verdicts.push_back(run[at]->id);
        made.id = identify(made);
        out_.push_back(std::move(made));
    }

    const rules::rule& one_;
    const rules::incident_detector& detect_;
    std::int32_t day_;
    const std::string& key_;
    std::vector<incident>& out_;
};

} // namespace

std::vector<incident> find_incidents(const rules::rule_set& set, const std::vector<dated_verdict>& verdicts)
{
    std::vector<incident> found;
    for (const auto& one : set.rules) {
        const auto* detect = std::get_if<rules::incident_detector>(&one.detect);
        if (detect == nullptr)
            continue;
        std::map<std::tuple<std::string, std::int32_t, std::string>, run_of_verdicts> runs;
        for (const auto& each : verdicts) {
            const auto& value = *each.value;
            const bool counts = value.rule == detect->of && value.mode == rules::mode::live &&
                                value.status == verdict_status::final_ && is_in(one.scope, value);
            if (counts)
                runs[{value.tenant, each.day, key_of(value, detect->by)}].push_back(&value);
        }
        for (auto& [group, run] : runs) {
            std::sort(run.begin(), run.end(), [](const verdict* a, const verdict* b) {
                return std::tie(a->decided_at, a->id) < std::tie(b->decided_at, b->id);
            });
            incident_search{one, std::get<1>(group), std::get<2>(group), found}.look(run);
        }
    }
    std::sort(found.begin(), found.end(), [](const incident& a, const incident& b) {
        return std::tie(a.opened, a.id) < std::tie(b.opened, b.id);
    });
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
    text("key", value.key);
    text("day", day_name(value.day));
    time("opened", value.opened);
    time("first", value.first);
    time("last", value.last);
    out += ",\"verdicts\":[";
    for (const auto& each : value.verdicts) {
        out += &each == &value.verdicts.front() ? "" : ",";
        append_json_string(out, to_hex(each));
    }
    out += "]}";
}

} // namespace chatqc::engine
