// The detectors a rule may configure (SPEC §5), by name. Their keys are read by detector_readers; what they
// do with messages is engine/detect.
#pragma once

#include "rules/draft.h"

#include <string_view>

namespace chatqc::rules {

class pack_conditions;

struct detector_context {
    pack_lists& lists;
    draft& out;
    reporter& report;
    std::string_view rule_id;
    std::string never_fires;               // set by a reader when the detector cannot fire, else empty
    std::vector<role> roles;               // of the rule's scope
    pack_conditions* conditions = nullptr; // null: there are none to use
};

// The `detect:` of a rule. Reports; nothing if it cannot be read.
std::optional<detector> read_detector(const node& from, detector_context& context);

// Whether the name is a detector of the language, available or not, or an operator of boolean expressions.
bool is_detector_name(std::string_view name);

// The detectors that this version can run, as the language calls them; expressions are none.
std::vector<std::string_view> available_detectors();

// As in rule files.
std::string_view name_of(policy value);
std::string_view name_of(incident_key value);
std::string_view name_of(const detector& value);
// Whether the detector finds spans of text, which exceptions can void.
bool finds_spans(const detector& value);
// Whether it judges rounds (response, first_response, unanswered): then a scope has no role.
bool judges_rounds(const detector& value);

} // namespace chatqc::rules
