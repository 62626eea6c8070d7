#include "rules/schema_detectors.h"

#include <utility>

namespace chatqc::rules {

namespace {

constexpr std::string_view texts = "text or [text]";
constexpr std::string_view names = "name or [name]";
constexpr std::string_view or_events = "= rating_invite transfer close order_placed order_paid";

// A list by its name, or its phrases here.
std::vector<schema_key> with_list(std::vector<schema_key> keys)
{
    keys.insert(keys.begin(), {{"list", "name"}, {"any", texts}});
    return keys;
}

// Of texts, waits and sessions.
std::vector<schema_shape> session_shapes()
{
    const std::vector<schema_key> response{{"profile", "name"}, {"limit", "duration"}, {"warn", "duration"}};
    return {
        {"phrase",
         with_list(
             {{"all", "name or [text]"},
              {"none", "name or [text]"},
              {"at_least", "number"},
              {"of", "name or [text]"},
              {"whole_word", "bool"}}
         )},
        {"pattern",
         {{"regex", "regex", true}, {"except", "regex or [regex]"}, {"shapes", "bool"}, {"letters", "bool"}}},
        {"first_response", response},
        {"response", response},
        {"unanswered", {{"profile", "name"}}},
        {"required_phrase",
         with_list(
             {{"range", "range", true},
              {"or_event", or_events},
              {"customer_opened", "bool"},
              {"whole_word", "bool"}}
         )},
        {"repeat",
         {{"count", "number"},
          {"window", "number"},
          {"similarity", "decimal"},
          {"characters_min", "number"},
          {"except", names}}},
        {"nudge_burst", with_list({{"count", "number"}, {"within", "duration"}})},
        {"max_phrase", with_list({{"max", "number"}, {"range", "range"}, {"or_event", or_events}})},
        {"flood", {{"count", "number"}, {"within", "duration"}}},
        {"apology_after_wait",
         with_list({{"after", "duration"}, {"messages", "number"}, {"profile", "name"}})},
        {"promise_followup",
         with_list(
             {{"within", "duration"},
              {"cancelled_by", "name or [text]"},
              {"answer_min", "number"},
              {"except", names}}
         )},
        {"incident",
         {{"of", "name", true},
          {"by", "= shop platform group agent"},
          {"count", "number"},
          {"within", "duration"}}},
        {"promise_ledger", with_list({{"apart", "number"}, {"settled_by", "[name or settling_event]"}})},
        {"count", {{"of", "name or condition", true}, {"over", "number"}, {"under", "number"}}},
        {"ratio",
         {{"of", "name or condition", true},
          {"to", "name or condition", true},
          {"over", "decimal"},
          {"under", "decimal"}}},
        {"sequence", {{"steps", "[name or step]", true}}},
    };
}

// Of nudges, replies and what customers go through.
std::vector<schema_shape> conduct_shapes()
{
    const std::vector<schema_key> alike{
        {"similarity", "decimal"}, {"characters_min", "number"}, {"except", names}, {"no_answer", names}};
    return {
        {"nudge_alike", with_list({{"count", "number"}, {"similarity", "decimal"}})},
        {"nudge_pacing",
         with_list(
             {{"minima", "duration or [duration]"},
              {"preset", "= recall"},
              {"tolerance", "duration"},
              {"apart", "duration"}}
         )},
        {"nudge_after_paid", with_list({})},
        {"empty_nudge", with_list({{"benefits", names, true}, {"count", "number"}})},
        {"nudge_before_answer",
         with_list(
             {{"within", "duration"},
              {"other_max", "number"},
              {"unless_asked", "name or [text]"},
              {"at_door", "bool"},
              {"no_answer", names}}
         )},
        {"perfunctory",
         with_list(
             {{"yes_no", "name or [text]"},
              {"no_question", names},
              {"characters_max", "number"},
              {"within", "duration"}}
         )},
        {"made_to_repeat", with_list(alike)},
        {"handover", alike},
        {"transfer_quality", {{"max", "number"}}},
        {"bot_trap", with_list({{"within", "duration"}, {"same_text", "bool"}})},
        {"late_contact",
         {{"hours", "hours"}, {"silence", "duration"}, {"promises", "name or [text]"}, {"no_answer", names}}},
        {"missed_followup",
         with_list({{"silent", "duration"}, {"within", "duration"}, {"no_answer", names}})},
    };
}

// Of what must not be said.
std::vector<schema_shape> policy_shapes()
{
    const std::vector<schema_key> policy{
        {"lists", names},
        {"patterns", "regex or [regex]"},
        {"shapes", "bool"},
        {"letters", "bool"},
        {"about", names},
        {"with", names},
        {"apart", "number"},
        {"phones", "bool"},
        {"links", "bool"},
        {"allow", texts},
        {"innocent", names},
        {"innocent_patterns", "regex or [regex]"}};
    return {
        {"off_platform", policy},
        {"ask_credential", policy},
        {"review_removal", policy},
        {"review_bribe", policy},
        {"customer_risk", policy},
        {"link_policy", policy},
        {"privacy_leak",
         {{"phones", "bool"},
          {"identities", "bool"},
          {"cards", "bool"},
          {"addresses", "bool"},
          {"own_contacts", names},
          {"context", names},
          {"apart", "number"}}},
    };
}

} // namespace

std::vector<schema_shape> detector_shapes()
{
    auto all = session_shapes();
    for (auto& part : {conduct_shapes(), policy_shapes()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

} // namespace chatqc::rules
