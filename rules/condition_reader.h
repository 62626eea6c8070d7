// One condition of an expression: a detector, whose messages it looks at, and where. How conditions are
// joined is rules/expression_reader.h.
#pragma once

#include "rules/detectors.h"

namespace chatqc::rules {

// A condition as read: relations still call others by name.
struct written_condition {
    struct named_relation {
        relation value;
        std::string of;
        const node* at = nullptr;
    };

    condition value; // roles empty: those of the rule
    std::vector<named_relation> relations;
    const node* at = nullptr; // where it stands
};

// Whether the key is what a condition checks (phrase, pattern, message …, or `condition` for a reusable one).
bool is_condition_key(std::string_view key);

// What a condition is part of: of an expression it may stand somewhere and to others; a step of a sequence
// stands behind the one before it (whose `within` and `messages` the sequence reads); an entry of
// `conditions:` relates to nothing.
enum class condition_use : std::uint8_t { term, step, reusable };

// Reports; nothing if it cannot be read.
std::optional<written_condition>
read_condition(const node& from, detector_context& context, condition_use use);

// The entry of `conditions:` with that name; reports.
std::optional<written_condition> use_condition(const node& name, detector_context& context);

// "first 3", "last 3", "nth -1", "2..5", "all".
std::optional<position_range> position_range_of(std::string_view text);

} // namespace chatqc::rules
