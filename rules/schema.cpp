#include "rules/schema.h"

#include "rules/detectors.h"
#include "rules/diagnostic.h"
#include "rules/schema_detectors.h"
#include "rules/vocabulary.h"

#include <algorithm>

namespace chatqc::rules {

namespace {

// A type is a scalar's, below, a shape's name, `[T]` a list of it, `{T}` a map from names to it, `T or T`, or
// `= a b c` one of these words.
struct scalar_type {
    std::string_view name, schema;
};

constexpr scalar_type scalars[] = {
    {"text", R"({"type":["string","number","boolean","null"]})"}, // every scalar is read as text
    {"name",
     R"({"type":["string","number"],"pattern":"^[A-Za-z0-9_]+([.-][A-Za-z0-9_]+)*$","maxLength":64})"},
    {"bool", R"({"type":"boolean"})"},
    {"number", R"({"type":"integer"})"},
    {"decimal", R"({"type":"number"})"},
    {"duration", R"({"type":"string","pattern":"^[0-9]{1,12}(ms|s|min|h|d)$"})"},
    {"hours", R"({"type":"string","pattern":"^[0-9]{2}:[0-9]{2} *- *[0-9]{2}:[0-9]{2}$"})"},
    {"date", R"({"type":"string","pattern":"^[0-9]{4}-[0-9]{2}-[0-9]{2}"})"},
    {"regex", R"({"type":"string","minLength":1,"maxLength":2048})"},
    {"range",
     R"({"type":"string","pattern":"^(all|(first|last|nth) -?[0-9]+|-?[0-9]+ *[.][.] *-?[0-9]+)$"})"},
    {"anything", R"({})"},
};

template <class T> std::string words(T first, T last)
{
    std::string text = "=";
    for (auto each = static_cast<int>(first); each <= static_cast<int>(last); ++each)
        text += " " + std::string(name_of(static_cast<T>(each)));
    return text;
}

const std::string levels = words(level::minor, level::critical);
const std::string modes = words(mode::live, mode::off);
const std::string categories = words(category::timeliness, category::compliance);
const std::string roles = "roles";
const std::string kinds = words(kind::text, kind::file);
const std::string events = words(event::open, event::blocked);
constexpr std::string_view texts = "text or [text]";
constexpr std::string_view names = "name or [name]";

std::vector<schema_shape> file_shapes()
{
    return {
        {"file",
         {{"pack", "name"},
          {"language", "number"},
          {"version", "text"},
          {"rules_files", texts},
          {"shop", texts},
          {"campaign", "name"},
          {"lists", "{list}"},
          {"campaigns", "{campaign}"},
          {"conditions", "{scope or condition}"},
          {"profiles", "{profile}"},
          {"platforms", "{platform}"},
          {"shops", "{shop}"},
          {"calendar", "calendar"},
          {"weights", "weights"},
          {"pass_mark", "number"},
          {"unassigned", "= shop first_replier"},
          {"rules", "[rule or override]"},
          {"tests", "[test]"}}},
        {"list",
         {{"phrases", texts},
          {"file", "text"},
          {"whole_word", "bool"},
          {"homophones", "bool"},
          {"shapes", "bool"},
          {"letters", "bool"},
          {"negation", "bool"}}},
        {"campaign", {{"from", "date", true}, {"to", "date", true}}},
        {"profile",
         {{"counts", "= every_round first_round"},
          {"hours", "= shop_calendar or hours"},
          {"hours_by", "= question session_start"},
          {"unanswered", "= violation miss capped"},
          {"cap", "duration"},
          {"skips_acknowledgements", "bool"},
          {"bot_replies", "bool"},
          {"follows_transfer", "bool"},
          {"disputed", "bool"},
          {"limit", "duration"},
          {"warn", "duration"},
          {"first_limit", "duration"},
          {"first_warn", "duration"}}},
        {"platform", {{"session_gap", "duration"}, {"reopen_gap", "duration"}, {"calendar", "calendar"}}},
        {"shop",
         {{"platform", "text"},
          {"session_gap", "duration"},
          {"reopen_gap", "duration"},
          {"calendar", "calendar"}}},
        {"calendar",
         {{"zone", "text"}, {"hours", "hours"}, {"day_start", "text"}, {"exceptions", "[text] or day_file"}}},
        {"day_file", {{"file", "text", true}}},
        {"weights",
         {{"timeliness", "number"},
          {"standards", "number"},
          {"attitude", "number"},
          {"professionalism", "number"},
          {"sales", "number"},
          {"compliance", "number"}}},
    };
}

std::vector<schema_key> rule_keys()
{
    return {
        {"id", "name", true},
        {"name", "text or names"},
        {"why", "text"},
        {"category", categories},
        {"level", levels},
        {"points", "number"},
        {"count", "= once per_hit"},
        {"cap", "number"},
        {"evasion", "evasion"},
        {"mode", modes},
        {"review", "= auto required"},
        {"critical_scope", "= session day month"},
        {"charge_once", "name"},
        {"tag", "name"},
        {"scope", "scope"},
        {"detect", "detect", true},
        {"except", "[exception]"},
        {"customer_said", "number"}};
}

std::vector<schema_shape> rule_shapes()
{
    std::vector<schema_key> rule = rule_keys();
    std::vector<schema_key> part(rule.begin() + 1, rule.end()); // of an override
    for (schema_key& each : part)
        each.required = false;
    for (schema_key& each : part)
        if (each.name == "detect" || each.name == "scope" || each.name == "except")
            each.type = "anything"; // in `append` a part of it
    return {
        {"rule", std::move(rule)},
        {"evasion", {{"level", levels}, {"points", "number"}}},
        {"override", {{"override", "name", true}, {"replace", "rule_part"}, {"append", "rule_part"}}},
        {"rule_part", std::move(part)},
        {"names", {{"zh", "text"}, {"en", "text"}}},
        {"scope",
         {{"platform", texts},
          {"shop", texts},
          {"group", texts},
          {"sender", texts},
          {"role", roles},
          {"hours", "hours"},
          {"from", "date"},
          {"to", "date"},
          {"campaign", names},
          {"outside_campaign", names},
          {"condition", "name"}}},
        {"exception",
         {{"list", "name"},
          {"any", texts},
          {"pattern", "regex"},
          {"message", "name"},
          {"reason", "text", true}}},
        {"condition",
         {{"phrase", "phrase"},
          {"pattern", "pattern"},
          {"repeat", "repeat or text"},
          {"message", "message or text"},
          {"event", events},
          {"interval", "interval"},
          {"condition", "name"},
          {"role", roles},
          {"range", "range"},
          {"near", "name or relation"},
          {"before", "name or relation"},
          {"after", "name or relation"},
          {"around", "name or relation"}}},
        {"settling_event", {{"event", events, true}, {"attrs", "{text or [text]}"}}},
        {"message", {{"kind", "kinds"}}},
        {"interval", {{"since", roles}, {"over", "duration"}, {"under", "duration"}}},
        {"relation",
         {{"of", "name", true}, {"characters", "number"}, {"messages", "number"}, {"within", "duration"}}},
        {"expression",
         {{"all", "[term]"}, {"any", "[term]"}, {"not", "term"}, {"at_least", "number"}, {"of", "[term]"}}},
    };
}

std::vector<schema_shape> test_shapes()
{
    return {
        {"test",
         {{"name", "text", true},
          {"start", "text"},
          {"platform", "text"},
          {"shop", "text"},
          {"group", "text"},
          {"chat", "[text]", true},
          {"expect", "[expected]"},
          {"rounds", "rounds or [rounds]"},
          {"sessions", "number"},
          {"tags", names}}},
        {"expected", {{"rule", "name", true}, {"at", "duration"}, {"points", "number"}, {"agent", "text"}}},
        {"rounds",
         {{"profile", "name"},
          {"agent", "text"},
          {"in_time", "number"},
          {"of", "number"},
          {"unanswered", "number"},
          {"durations", "[duration]"}}},
    };
}

std::string schema_of(std::string_view type);

std::string any_of(std::string_view type, std::size_t at)
{
    std::string list = schema_of(type.substr(0, at));
    for (std::string_view rest = type.substr(at + 4);;) {
        const std::size_t next = rest.find(" or ");
        list += "," + schema_of(rest.substr(0, next));
        if (next == std::string_view::npos)
            return R"({"anyOf":[)" + list + "]}";
        rest.remove_prefix(next + 4);
    }
}

std::string schema_of(std::string_view type)
{
    if (type.starts_with('[') && type.find(']') == type.size() - 1)
        return R"({"type":["array","null"],"items":)" + schema_of(type.substr(1, type.size() - 2)) + "}";
    if (type.starts_with('{'))
        return R"({"type":["object","null"],"additionalProperties":)" +
               schema_of(type.substr(1, type.size() - 2)) + "}";
    if (const std::size_t at = type.find(" or "); at != std::string_view::npos)
        return any_of(type, at);
    if (type.starts_with("= ")) {
        std::string values;
        for (std::string_view rest = type.substr(2); !rest.empty();) {
            const std::string_view word = rest.substr(0, rest.find(' '));
            rest.remove_prefix(std::min(word.size() + 1, rest.size()));
            values += (values.empty() ? "" : ",") + json_string(word);
        }
        return R"({"enum":[)" + values + "]}";
    }
    for (const scalar_type& each : scalars)
        if (each.name == type)
            return std::string(each.schema);
    return R"({"$ref":"#/definitions/)" + std::string(type) + "\"}";
}

std::string object_of(const schema_shape& shape)
{
    std::string properties;
    std::string required;
    for (const schema_key& each : shape.keys) {
        properties +=
            (properties.empty() ? "" : ",\n        ") + json_string(each.name) + ": " + schema_of(each.type);
        if (each.required)
            required += (required.empty() ? "" : ",") + json_string(each.name);
    }
    return R"({"type":["object","null"],"additionalProperties":false,)" +
           (required.empty() ? "" : R"("required":[)" + required + "],") +
           "\n      \"properties\":{\n        " + properties + "}}";
}

// A named condition or one of `own`, in a term or a step.
std::string named_or(const std::vector<std::string>& own)
{
    std::string list = schema_of("name");
    for (const std::string& each : own)
        list += "," + each;
    return R"({"anyOf":[)" + list + "]}";
}

std::string special_definitions()
{
    std::string detect = schema_of("expression");
    for (const std::string_view each : available_detectors())
        detect += R"(,{"type":"object","required":[)" + json_string(each) +
                  R"(],"additionalProperties":false,"properties":{)" + json_string(each) +
                  R"(:{"anyOf":[{"type":"null"},{"$ref":"#/definitions/)" + std::string(each) + "\"}]}}}";
    const std::string condition = schema_of("condition");
    const std::string named =
        R"({"type":"object","maxProperties":1,"additionalProperties":)" + condition + "}";
    const std::string step = R"({"type":"object"})"; // a condition or `not`, with how far it reaches
    const std::string role = words(role::customer, role::autoreply);
    return "\"detect\": {\"anyOf\":[" + detect +
           "]},\n    \"term\": " + named_or({schema_of("expression"), condition, named}) +
           ",\n    \"step\": " + step + ",\n    \"roles\": {\"anyOf\":[" + schema_of(role) + "," +
           schema_of("[" + role + "]") + "]},\n    \"kinds\": {\"anyOf\":[" + schema_of(kinds) + "," +
           schema_of("[" + kinds + "]") + "]}";
}

} // namespace

const std::vector<schema_shape>& schema_shapes()
{
    static const std::vector<schema_shape> all = [] {
        std::vector<schema_shape> made;
        for (auto part : {file_shapes(), rule_shapes(), detector_shapes(), test_shapes()})
            std::move(part.begin(), part.end(), std::back_inserter(made));
        return made;
    }();
    return all;
}

std::string json_schema()
{
    std::string out = "{\n  \"$schema\": \"http://json-schema.org/draft-07/schema#\",\n"
                      "  \"title\": \"Rule files of chatqc, version 1 of the language\",\n"
                      "  \"$ref\": \"#/definitions/file\",\n  \"definitions\": {\n    ";
    for (const schema_shape& each : schema_shapes())
        out += json_string(each.name) + ": " + object_of(each) + ",\n    ";
    return out + special_definitions() + "\n  }\n}\n";
}

} // namespace chatqc::rules
