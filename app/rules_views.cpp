#include "app/rules_views.h"

#include "app/pack_check.h"
#include "rules/describe.h"
#include "rules/schema.h"
#include "rules/source_text.h"

#include <algorithm>
#include <array>
#include <ostream>

namespace chatqc::app {

namespace {

using rules::json_string;
using rules::words_language;

words_language language_of(const std::string& name)
{
    return name == "zh" ? words_language::zh : words_language::en;
}

// The rules, or a diagnostic's text on `out`.
std::shared_ptr<const rules::rule_set> rules_of(const std::vector<std::string>& folders, std::ostream& out)
{
    const checked_packs checked = check_pack_folders(folders, nullptr);
    if (checked.has_errors())
        out << diagnostics_text(checked.diagnostics);
    return checked.has_errors() ? nullptr : checked.unit->rules;
}

using row = std::array<std::string, 7>;

row row_of(const rules::rule& value, const rules::rule_set& set, words_language language)
{
    const bool zh = language == words_language::zh;
    const std::string points = value.puts ? "#" + set.tags[*value.puts].name : std::to_string(value.points);
    return {
        value.id,
        zh ? value.name_zh : value.name_en,
        std::string(rules::name_of(value.in)),
        value.puts ? "–" : std::string(rules::name_of(value.severity)),
        points,
        std::string(rules::name_of(value.mode)),
        rules::describe_scope(value.scope, set, language)};
}

std::string padded(const std::string& text, std::size_t width)
{
    const std::size_t cells = rules::display_width(text);
    return text + std::string(cells < width ? width - cells : 0, ' ');
}

void print_table(const std::vector<row>& rows, std::ostream& out)
{
    std::array<std::size_t, std::tuple_size_v<row>> widths{};
    for (const row& each : rows)
        for (std::size_t i = 0; i < each.size(); ++i)
            widths[i] = std::max(widths[i], rules::display_width(each[i]));
    for (const row& each : rows) {
        std::string line;
        for (std::size_t i = 0; i < each.size(); ++i)
            line += (i == 0 ? "" : "  ") + padded(each[i], widths[i]);
        line.erase(line.find_last_not_of(' ') + 1);
        out << line << "\n";
    }
}

std::string names_json(const rules::rule& value)
{
    return "{\"zh\":" + json_string(value.name_zh) + ",\"en\":" + json_string(value.name_en) + "}";
}

std::string rule_json(const rules::rule& value, const rules::rule_set& set, words_language language)
{
    std::string text = "{\"id\":" + json_string(value.id) + ",\"pack\":" + json_string(value.pack) +
                       ",\"hash\":" + json_string(value.hash) + ",\"name\":" + names_json(value) +
                       ",\"category\":" + json_string(rules::name_of(value.in)) +
                       ",\"level\":" + json_string(rules::name_of(value.severity)) +
                       ",\"points\":" + std::to_string(value.points) +
                       ",\"mode\":" + json_string(rules::name_of(value.mode)) +
                       ",\"review\":" + (value.review_required ? "\"required\"" : "\"auto\"") +
                       ",\"scope\":" + json_string(rules::describe_scope(value.scope, set, language));
    if (value.puts)
        text += ",\"tag\":" + json_string(set.tags[*value.puts].name);
    return text;
}

} // namespace

int run_rules_list(const rules_list_options& options, std::ostream& out)
{
    const auto set = rules_of(options.folders, out);
    if (!set)
        return 2;
    const words_language language = language_of(options.language);
    if (options.json) {
        std::string list;
        for (const rules::rule& each : set->rules)
            list += (list.empty() ? "" : ",\n ") + rule_json(each, *set, language) + "}";
        out << "{\"hash\":" << json_string(set->hash) << ",\"rules\":[" << list << "]}\n";
        return 0;
    }
    std::vector<row> rows{
        language == words_language::zh ? row{"规则", "名称", "类别", "级别", "分", "模式", "范围"}
                                       : row{"rule", "name", "category", "level", "points", "mode", "where"}};
    for (const rules::rule& each : set->rules)
        rows.push_back(row_of(each, *set, language));
    print_table(rows, out);
    return 0;
}

int run_rules_describe(const rules_describe_options& options, std::ostream& out)
{
    const auto set = rules_of(options.folders, out);
    if (!set)
        return 2;
    const words_language language = language_of(options.language);
    std::string json;
    bool is_first = true;
    for (const rules::rule& each : set->rules) {
        if (each.id != options.rule)
            continue;
        const auto lines = rules::describe(each, *set, language);
        json += (is_first ? "" : ",\n ") + rule_json(each, *set, language) + ",\"words\":[";
        if (!options.json)
            out << (is_first ? "" : "\n") << each.id << "@" << each.hash << "  " << each.pack << "\n";
        for (const auto& [label, text] : lines) {
            json += (&label == &lines.front().first ? "{" : ",{") + std::string("\"label\":") +
                    json_string(label) + ",\"text\":" + json_string(text) + "}";
            if (!options.json)
                out << "  " << padded(label, 10) << "  " << text << "\n";
        }
        json += "]}";
        is_first = false;
    }
    if (options.json)
        out << "[" << json << "]\n";
    if (!is_first)
        return 0;
    std::vector<std::string> known;
    for (const rules::rule& each : set->rules)
        known.push_back(each.id);
    const std::string near = rules::nearest(options.rule, known);
    if (!options.json)
        out << "no rule is called " << options.rule << (near.empty() ? "" : "; did you mean " + near + "?")
            << "\n";
    return 1;
}

int run_rules_schema(std::ostream& out)
{
    out << rules::json_schema();
    return 0;
}

} // namespace chatqc::app
