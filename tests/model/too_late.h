// What a live source sends too late (SPEC §3): the one rule by which arrival decides what is judged.
// Everything else of lateness changes no settled verdict.
#pragma once

#include "tests/model/model.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <set>
#include <vector>

namespace chatqc::model {

// A message as it came in; copies come too.
struct arrival {
    std::size_t message = 0; // index into the messages
    std::size_t source = 0;
    bool is_live = true;
};

// The newest time that each source has sent so far.
class too_late_rule {
public:
    // Whether the source's next message is too late: older than a day before its newest.
    [[nodiscard]] bool is_too_late(const arrival& how, instant ts) const
    {
        const auto newest = newest_.find(how.source);
        return how.is_live && newest != newest_.end() && ts < newest->second - std::chrono::hours{24};
    }

    // It came in.
    void see(const arrival& how, instant ts)
    {
        const auto newest = newest_.try_emplace(how.source, ts).first;
        newest->second = std::max(newest->second, ts);
    }

private:
    std::map<std::size_t, instant> newest_;
};

// The messages to be judged: those of which some copy came in time.
inline std::vector<message>
in_time(const std::vector<message>& messages, const std::vector<arrival>& arrivals)
{
    too_late_rule rule;
    std::set<std::size_t> judged;
    for (const auto& each : arrivals) {
        const auto ts = messages[each.message].ts;
        if (!rule.is_too_late(each, ts))
            judged.insert(each.message);
        rule.see(each, ts);
    }
    std::vector<message> left;
    for (const auto index : judged)
        left.push_back(messages[index]);
    return left;
}

} // namespace chatqc::model
