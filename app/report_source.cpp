#include "app/report_source.h"

namespace chatqc::app {

const rules::rule_set& report_rules::of(std::string_view hash) const
{
    for (const auto& set : sets) {
        if (set->hash == hash) {
            return *set;
        }
    }
    return newest();
}

const rules::rule* report_rules::version(std::string_view rule_hash) const
{
    for (const auto& set : sets) {
        for (const rules::rule& one : set->rules) {
            if (one.hash == rule_hash) {
                return &one;
            }
        }
    }
    return nullptr;
}

storage::result<bool>
memory_report_source::scan_sessions(std::int32_t from, std::int32_t to, const session_visitor& visit)
{
    for (const session& each : sessions) {
        if (each.summary.day >= from && each.summary.day <= to && !visit(each.summary, each.conversation)) {
            break;
        }
    }
    return {true, {}};
}

std::vector<engine::verdict> memory_report_source::verdicts_of(std::string_view conversation)
{
    std::vector<engine::verdict> result;
    for (const engine::verdict& each : verdicts) {
        if (each.conversation == conversation) {
            result.push_back(each);
        }
    }
    return result;
}

storage::result<std::vector<too_late_message>> memory_report_source::too_late(time_point from, time_point to)
{
    std::vector<too_late_message> result;
    for (const too_late_message& each : late) {
        if (each.ts >= from && each.ts < to) {
            result.push_back(each);
        }
    }
    return {std::move(result), {}};
}

} // namespace chatqc::app
