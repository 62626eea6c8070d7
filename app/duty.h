// What has become of a promise with a time (detector `promise_ledger`): kept by an event, settled by a
// person, still open or overdue. A pure function of what is stored; the verdict stays as it was decided.
// Where all of that is found is app/duty_list's.
#pragma once

#include "app/endpoint_json.h"
#include "rules/detector.h"
#include "storage/store.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::app {

enum class duty_state : std::uint8_t {
    open,      // not due yet
    overdue,   // due, and nothing has settled it
    kept,      // by an event, at the due time at the latest
    kept_late, // by an event after it
    settled,   // by a person's review, whatever came before or after
};

std::string_view name_of(duty_state value); // "open", …
std::optional<duty_state> duty_state_of(std::string_view name);

// An event of the duty's conversation.
struct told_event {
    engine::order_key at;
    rules::event event = rules::event::none;
    std::string attrs; // JSON object text, or empty
};

// Appends the events among packed records that were not too late to be judged.
void append_events(std::vector<told_event>& to, std::string_view records);

struct duty {
    engine::verdict promise;
    duty_state state = duty_state::open;
    std::optional<told_event> kept_by;
    std::optional<storage::review> review; // the latest; settles it
};

// What decides on a duty.
struct duty_evidence {
    std::vector<rules::settling_event> settled_by; // of the rule as it judged
    std::vector<told_event> events;                // of the conversation, in any order
    std::optional<storage::review> review;         // the latest of the verdict
    engine::time_point now{};                      // as far as event time has come for its shop
};

// The verdict's receipt has a due time. Of the events that settle it the first not before the promise counts.
duty duty_of(engine::verdict promise, const duty_evidence& evidence);

void write_duty(json_writer& out, const duty& value);

} // namespace chatqc::app
