// What a live source sends too late (SPEC §3): the one rule by which arrival decides what is judged.
// Everything else of lateness changes no settled verdict.
#pragma once

#include "tests/model/model.h"

#include <algorithm>
#include <cstddef>
#include <map>

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

} // namespace chatqc::model
