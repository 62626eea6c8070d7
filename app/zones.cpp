#include "app/zones.h"

#include <date/tz.h>

#include <exception>
#include <set>
#include <utility>

namespace chatqc::app {

namespace {

const date::sys_seconds tables_begin = date::sys_days{date::year{1970} / 1 / 1};
const date::sys_seconds tables_end = date::sys_days{date::year{2100} / 1 / 1};

std::vector<engine::zone_table::transition> transitions_of(const date::time_zone& zone)
{
    std::vector<engine::zone_table::transition> result;
    date::sys_seconds at = tables_begin;
    while (at < tables_end) {
        const date::sys_info info = zone.get_info(at);
        if (result.empty() || result.back().offset != info.offset) {
            result.push_back({engine::time_point{at.time_since_epoch()}, info.offset});
        }
        if (info.end <= at) {
            break;
        }
        at = info.end;
    }
    return result;
}

} // namespace

std::vector<std::string> zone_names(const rules::rule_set& rules)
{
    std::set<std::string> names{rules.default_calendar.zone};
    for (const auto& shop : rules.shops) {
        if (shop.hours) {
            names.insert(shop.hours->zone);
        }
    }
    return {names.begin(), names.end()};
}

std::optional<engine::zone_table> load_zone(std::string_view name, std::string& error)
{
    try {
        const date::time_zone* zone = name.empty() ? nullptr : date::locate_zone(name);
        if (zone == nullptr) {
            error = "the time zone's name is empty";
            return std::nullopt;
        }
        return engine::zone_table{transitions_of(*zone)};
    } catch (const std::exception& failure) {
        error = "time zone \"" + std::string(name) + "\" cannot be used: " + failure.what() +
                "; give an IANA name such as Asia/Shanghai";
        return std::nullopt;
    }
}

engine::zone_tables load_zones(const rules::rule_set& rules, std::vector<std::string>& errors)
{
    engine::zone_tables result;
    for (const std::string& name : zone_names(rules)) {
        std::string error;
        if (auto table = load_zone(name, error)) {
            result.emplace(name, std::move(*table));
        } else {
            errors.push_back(std::move(error));
        }
    }
    return result;
}

} // namespace chatqc::app
