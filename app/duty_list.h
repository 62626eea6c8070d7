// Duties by the time they are due, page by page, with what has become of each: from the store and from
// whoever knows the messages of its conversations. The same for REST and for an export.
#pragma once

#include "app/duty.h"
#include "app/pipeline/pipeline.h"
#include "app/report_source.h"

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace chatqc::app {

// Filters; what is empty matches all.
struct duty_query {
    std::string tenant{};
    std::string shop{}, agent{};
    std::vector<duty_state> states{};
    std::optional<engine::time_point> from{}, to{}; // due, half-open
    std::string cursor{};                           // opaque, from the page before
    std::size_t limit = 100;                        // at most 1000
};

struct duty_page {
    std::vector<duty> duties; // the soonest due first
    std::string next;         // empty: no more
};

// A conversation, and from when on its events are wanted.
using wanted_events = std::map<std::string, engine::time_point>;
// The events of each conversation; earlier ones may be among them.
using event_reader = std::function<std::map<std::string, std::vector<told_event>>(const wanted_events&)>;

// Where duties are read from; all must outlive the call.
struct duty_source {
    storage::store& stored;
    const report_rules& rules;                 // that have judged
    std::vector<storage::source_state> clocks; // of every tenant
    event_reader read;
};

// A page ends early, with a cursor, once it has looked at many that no filter let through.
storage::result<duty_page> list_duties(const duty_source& from, const duty_query& what);

// As far as event time has come for a shop: that of the slowest live source that sends for it; where none
// does, of the recorded ones, or else of all.
engine::time_point time_of_shop(
    const std::vector<storage::source_state>& clocks, engine::tenant_id tenant, std::string_view shop
);
// Of the source that is ahead of all others; the epoch if there is none.
engine::time_point newest_time(const std::vector<storage::source_state>& clocks, engine::tenant_id tenant);

// Reads from the store, and what has not ended from the running shards.
event_reader events_beside(storage::store& stored, pipeline& flow, engine::tenant_id tenant);

} // namespace chatqc::app
