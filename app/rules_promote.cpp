#include "app/rules_promote.h"

#include "app/output_file.h"
#include "app/pack_check.h"
#include "app/pack_files.h"
#include "app/rule_test_runner.h"
#include "rules/mode_places.h"

#include <algorithm>
#include <ostream>

namespace chatqc::app {

namespace {

struct found_place {
    std::size_t pack = 0;
    rules::mode_place place;
};

std::string text_of(const rules::place& where)
{
    return where.file + ":" + std::to_string(where.line) + ":" + std::to_string(where.column);
}

bool has_mode(const rules::rule_set& set, const std::string& rule, rules::mode mode)
{
    return std::any_of(set.rules.begin(), set.rules.end(), [&](const rules::rule& each) {
        return each.id == rule && each.mode == mode;
    });
}

std::vector<found_place> places_of(const std::vector<rules::pack_bundle>& packs, const std::string& rule)
{
    std::vector<found_place> found;
    for (std::size_t pack = 0; pack < packs.size(); ++pack)
        for (rules::mode_place& each : rules::mode_places(packs[pack], rule))
            if (each.value == rules::name_of(rules::mode::shadow))
                found.push_back({pack, std::move(each)});
    return found;
}

// What speaks against packs as they would be, or nothing.
std::string problem_of(const std::vector<rules::pack_bundle>& packs)
{
    const checked_packs checked = check_packs(packs, nullptr);
    if (checked.has_errors())
        return diagnostics_text(checked.diagnostics);
    std::string text;
    for (const rules::test_case& test : checked.tests)
        for (const test_failure& each : run_rule_test(test, checked.unit))
            text += text_of(each.where) + ": " + test.name + ": " + each.message + "\n";
    return text;
}

int change(
    std::vector<rules::pack_bundle>& packs,
    const found_place& at,
    const rules_promote_options& options,
    std::ostream& out
)
{
    rules::pack_file& file = packs[at.pack].files[at.place.file];
    file.text.replace(at.place.begin, at.place.end - at.place.begin, rules::name_of(rules::mode::live));
    if (const std::string problem = problem_of(packs); !problem.empty()) {
        out << "not changed: with the rule live the packs are red\n" << problem;
        return 1;
    }
    out << text_of(at.place.where) << ": mode: shadow -> live" << (options.dry_run ? " (not written)" : "")
        << "\n";
    if (options.dry_run)
        return 0;
    output_file written{packs[at.pack].folder + "/" + file.name};
    written.write(file.text);
    if (written.finish())
        return 0;
    out << written.problem() << "\n";
    return 2;
}

} // namespace

int run_rules_promote(const rules_promote_options& options, std::ostream& out)
{
    std::vector<rules::diagnostic> problems;
    std::vector<rules::pack_bundle> packs;
    for (const std::string& folder : options.folders)
        packs.push_back(read_pack_folder(folder, problems));
    const checked_packs checked = problems.empty() ? check_packs(packs, nullptr) : checked_packs{};
    problems.insert(problems.end(), checked.diagnostics.begin(), checked.diagnostics.end());
    if (checked.has_errors()) {
        out << diagnostics_text(problems);
        return 2;
    }
    const rules::rule_set& set = *checked.unit->rules;
    if (!has_mode(set, options.rule, rules::mode::shadow)) {
        const bool is_live = has_mode(set, options.rule, rules::mode::live);
        out << options.rule
            << (is_live ? " is live already\n" : " is no rule of these packs that is on trial\n");
        return is_live ? 1 : 2;
    }
    const std::vector<found_place> places = places_of(packs, options.rule);
    if (places.size() == 1 && places[0].place.is_plain &&
        !packs[places[0].pack].folder.starts_with("builtin:"))
        return change(packs, places[0], options, out);
    out << "change it by hand: write `mode: live` where it says shadow\n";
    for (const found_place& each : places)
        out << "  " << text_of(each.place.where)
            << (packs[each.pack].folder.starts_with("builtin:")
                    ? ": a built-in pack; override the rule in a pack of your own: `{override: " +
                          options.rule + ", replace: {mode: live}}`"
                : each.place.is_plain ? ""
                                      : ": an alias of what stands there")
            << "\n";
    return 1;
}

} // namespace chatqc::app
