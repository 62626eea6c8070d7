#include "app/pack_check.h"

#include "app/pack_files.h"
#include "app/zones.h"

#include <algorithm>

namespace chatqc::app {

namespace {

bool is_error(const rules::diagnostic& value)
{
    return value.severity() == rules::severity::error;
}

std::string counted(std::size_t count, const std::string& word)
{
    return std::to_string(count) + " " + word + (count == 1 ? "" : "s");
}

void check_zones(const rules::check_result& checked, std::vector<rules::diagnostic>& to)
{
    for (const rules::zone_use& each : checked.zones) {
        std::string error;
        if (!load_zone(each.zone, error))
            to.push_back(rules::unknown_zone(each));
    }
}

void add_pattern_errors(
    const rules::check_result& checked,
    const std::vector<engine::pattern_error>& errors,
    std::vector<rules::diagnostic>& to
)
{
    for (const engine::pattern_error& each : errors)
        if (each.expression < checked.patterns.size())
            to.push_back(rules::bad_pattern(checked.patterns[each.expression], each.message));
}

std::shared_ptr<const engine::unit>
compile(const rules::check_result& checked, engine::database_cache* cache, std::vector<rules::diagnostic>& to)
{
    std::vector<engine::pattern_error> errors;
    std::shared_ptr<const engine::unit> unit;
    if (checked.rules) {
        std::vector<std::string> zone_errors; // check_zones has reported those that a pack names
        auto zones = std::make_shared<const engine::zone_tables>(load_zones(*checked.rules, zone_errors));
        unit = engine::make_unit(checked.rules, std::move(zones), cache, errors);
        for (const std::string& each : zone_errors)
            if (checked.zones.empty())
                to.push_back({rules::code::unknown_zone, each, "install the package tzdata", {}, {}});
    } else {
        engine::match_source source; // for its errors only, so that all of them are told at once
        for (const rules::pattern_use& each : checked.patterns) {
            source.expressions.push_back(each.written.regex);
            source.hidden.push_back({each.written.shapes, each.written.letters});
        }
        engine::matcher::compile(source, nullptr, errors);
    }
    add_pattern_errors(checked, errors, to);
    if (checked.rules && !unit && errors.empty())
        to.push_back({rules::code::bad_pattern, "the lists and expressions cannot be compiled", {}, {}, {}});
    return unit;
}

} // namespace

checked_packs check_packs(const std::vector<rules::pack_bundle>& packs, engine::database_cache* cache)
{
    rules::check_result checked = rules::check(packs);
    checked_packs result;
    result.diagnostics = std::move(checked.diagnostics);
    check_zones(checked, result.diagnostics);
    result.unit = compile(checked, cache, result.diagnostics);
    result.tests = std::move(checked.tests);
    if (std::any_of(result.diagnostics.begin(), result.diagnostics.end(), is_error))
        result.unit.reset();
    return result;
}

checked_packs check_pack_folders(const std::vector<std::string>& folders, engine::database_cache* cache)
{
    if (folders.empty())
        return check_packs(rules::built_in_packs(), cache);
    std::vector<rules::diagnostic> problems;
    std::vector<rules::pack_bundle> packs;
    for (const std::string& folder : folders)
        packs.push_back(read_pack_folder(folder, problems));
    if (!problems.empty()) {
        checked_packs result;
        result.diagnostics = std::move(problems);
        result.unreadable = true;
        return result;
    }
    return check_packs(packs, cache);
}

std::string diagnostics_text(const std::vector<rules::diagnostic>& diagnostics)
{
    if (diagnostics.empty())
        return {};
    std::string result;
    for (const rules::diagnostic& each : diagnostics)
        result += rules::to_text(each);
    const auto errors =
        static_cast<std::size_t>(std::count_if(diagnostics.begin(), diagnostics.end(), is_error));
    return result + counted(errors, "error") + ", " + counted(diagnostics.size() - errors, "warning") + "\n";
}

} // namespace chatqc::app
