#include "app/units.h"

#include "app/duration.h"
#include "app/kept_matcher.h"
#include "app/pack_check.h"
#include "app/pack_files.h"
#include "app/rule_test_runner.h"
#include "app/zones.h"
#include "engine/binary.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

namespace chatqc::app {

namespace {

constexpr std::uint8_t bundle_version = 1;

// So long after a unit was followed by another, many sessions of its time may still begin.
constexpr std::chrono::minutes begins_for{10};

std::string pack_bytes(const std::vector<rules::pack_bundle>& packs)
{
    std::string out;
    engine::append_byte(out, bundle_version);
    engine::append_varint(out, packs.size());
    for (const auto& pack : packs) {
        engine::append_text(out, pack.folder);
        engine::append_varint(out, pack.files.size());
        for (const auto& file : pack.files) {
            engine::append_text(out, file.name);
            engine::append_text(out, file.text);
        }
    }
    return out;
}

std::vector<rules::pack_bundle> packs_of(std::string_view bytes)
{
    engine::binary_reader read{bytes};
    std::vector<rules::pack_bundle> packs;
    if (read.byte() != bundle_version)
        return packs;
    for (auto left = read.count(2); left > 0 && read.ok(); --left) {
        rules::pack_bundle pack{read.string(), {}};
        for (auto files = read.count(2); files > 0 && read.ok(); --files) {
            auto name = read.string();
            pack.files.push_back({std::move(name), read.string()});
        }
        packs.push_back(std::move(pack));
    }
    return read.finished() ? packs : std::vector<rules::pack_bundle>{};
}

std::vector<rules::pack_bundle>
read_packs(const std::vector<std::string>& folders, std::vector<rules::diagnostic>& problems)
{
    if (folders.empty())
        return rules::built_in_packs();
    std::vector<rules::pack_bundle> packs;
    for (const auto& folder : folders)
        packs.push_back(read_pack_folder(folder, problems));
    return packs;
}

std::string red_tests(const checked_packs& checked)
{
    std::string text;
    for (const auto& test : checked.tests) {
        for (const auto& failure : run_rule_test(test, checked.unit))
            text += "rule test \"" + test.name + "\": " + failure.message + "\n";
    }
    return text;
}

using shared_cache = std::shared_ptr<engine::database_cache>;

// The same unit, which lets go of what it is compiled to.
std::shared_ptr<const engine::unit> released(const engine::unit& from, const shared_cache& cache)
{
    auto made = std::make_shared<engine::unit>(from);
    made->match = std::make_shared<const kept_matcher>(from.rules, from.match->get(), cache);
    return made;
}

// Packs that have judged, without compiling them.
checked_packs check_judged(const std::vector<rules::pack_bundle>& packs, const shared_cache& cache)
{
    auto checked = rules::check(packs);
    checked_packs made;
    made.diagnostics = std::move(checked.diagnostics);
    if (!checked.rules)
        return made;
    std::vector<std::string> ignored; // a zone that is gone was one that a start has told of
    auto zones = std::make_shared<const engine::zone_tables>(load_zones(*checked.rules, ignored));
    auto match = std::make_shared<const kept_matcher>(checked.rules, nullptr, cache);
    made.unit = std::make_shared<const engine::unit>(engine::unit{
        std::move(checked.rules), std::move(zones), std::move(match)});
    return made;
}

// One that judges by the same; null if there is none.
std::shared_ptr<const engine::unit> same_among(const loaded_units& units, const std::string& hash)
{
    const auto is_same = [&](const auto& each) { return each->rules->hash == hash; };
    const auto found = std::find_if(units.units.begin(), units.units.end(), is_same);
    return found == units.units.end() ? nullptr : *found;
}

// A kept unit goes on by the name it was stored under: sessions were judged under it, even where a newer
// program, with other semantics, would give the same packs another.
std::shared_ptr<const engine::unit>
named_as_kept(const std::shared_ptr<const engine::unit>& compiled, const std::string& hash)
{
    if (compiled->rules->hash == hash)
        return compiled;
    auto rules = std::make_shared<rules::rule_set>(*compiled->rules);
    rules->hash = hash;
    auto named = std::make_shared<engine::unit>(*compiled);
    named->rules = std::move(rules);
    return named;
}

} // namespace

void loaded_units::activate(
    engine::time_point from, std::shared_ptr<const engine::unit> unit, std::string its_bundle
)
{
    log.activate(from, unit);
    units.push_back(std::move(unit));
    bundle = std::move(its_bundle);
}

void loaded_units::keep_at_hand(engine::time_point now) const
{
    const auto& entries = log.entries();
    std::set<const engine::unit*> kept{units.back().get()};
    units.back()->match->keep();
    for (std::size_t at = 0; at + 1 < entries.size(); ++at)
        if (entries[at + 1].first > now - begins_for)
            kept.insert(entries[at].second.get());
    for (const auto& each : units)
        if (!kept.contains(each.get()))
            each->match->let_go();
}

std::optional<engine::time_point> begin_of(const engine::unit_log& log, const activation& when)
{
    if (log.empty())
        return engine::time_point::min();
    const auto last = log.entries().back().first;
    if (when.at)
        return *when.at > last ? when.at : std::nullopt;
    return last < when.now ? when.now : last + engine::milliseconds{1};
}

draft_unit
draft_of(const std::vector<std::string>& folders, const loaded_units& units, const shared_cache& cache)
{
    draft_unit made;
    std::vector<rules::diagnostic> problems;
    const auto packs = read_packs(folders, problems);
    auto checked = check_packs(packs, cache.get());
    problems.insert(problems.end(), checked.diagnostics.begin(), checked.diagnostics.end());
    if (!checked.unit) {
        made.problem = diagnostics_text(problems);
        return made;
    }
    made.warnings = diagnostics_text(problems);
    made.bundle = pack_bytes(packs);
    if (made.bundle != units.bundle)
        made.problem = red_tests(checked);
    const bool is_new = units.log.empty() || units.log.newest()->rules->hash != checked.unit->rules->hash;
    if (!made.problem.empty() || !is_new)
        return made;
    made.unit = same_among(units, checked.unit->rules->hash);
    if (!made.unit)
        made.unit = released(*checked.unit, cache);
    return made;
}

loaded_units kept_units(storage::store& stored, const shared_cache& cache)
{
    loaded_units made;
    auto all = stored.units();
    for (auto& kept : all) {
        if (const auto same = same_among(made, kept.hash)) {
            made.activate(kept.active_from, same, std::move(kept.bundle));
            continue;
        }
        const auto packs = packs_of(kept.bundle);
        auto checked =
            kept.hash == all.back().hash ? check_packs(packs, cache.get()) : check_judged(packs, cache);
        if (checked.unit && kept.hash == all.back().hash)
            checked.unit = released(*checked.unit, cache);
        if (!checked.unit) {
            made.problem = "the unit " + kept.hash + " kept in the store cannot be compiled:\n" +
                           diagnostics_text(checked.diagnostics);
            return made;
        }
        if (checked.unit->rules->hash != kept.hash)
            made.warnings += "the unit " + kept.hash +
                             " was activated by a program with other semantics: sessions of its time may be "
                             "judged otherwise today\n";
        const auto named = named_as_kept(checked.unit, kept.hash);
        made.activate(kept.active_from, named, std::move(kept.bundle));
    }
    if (!made.units.empty())
        made.units.back()->match->keep();
    return made;
}

loaded_units load_units(
    storage::store& stored,
    const std::vector<std::string>& folders,
    const activation& when,
    const shared_cache& cache
)
{
    auto made = kept_units(stored, cache);
    if (!made.problem.empty())
        return made;
    auto draft = draft_of(folders, made, cache);
    made.warnings += draft.warnings;
    made.problem = std::move(draft.problem);
    if (!draft.unit)
        return made;
    const auto from = begin_of(made.log, when);
    if (!from) {
        made.problem = "the packs cannot become active then: the unit before them became active later";
        return made;
    }
    if (const auto done = stored.put_unit({draft.unit->rules->hash, *from, draft.bundle}); !done) {
        made.problem = done.error.message;
        return made;
    }
    made.activate(*from, std::move(draft.unit), std::move(draft.bundle));
    made.keep_at_hand(when.now);
    return made;
}

loaded_units units_of_folders(const std::vector<std::string>& arguments)
{
    std::map<engine::time_point, std::vector<std::string>> folders;
    for (const auto& argument : arguments) {
        const auto sign = argument.rfind('@');
        std::error_code ignored;
        const bool may_be_time = sign != std::string::npos && !std::filesystem::exists(argument, ignored);
        const auto from = may_be_time ? time_of(std::string_view{argument}.substr(sign + 1)) : std::nullopt;
        folders[from.value_or(engine::time_point::min())].push_back(
            from ? argument.substr(0, sign) : argument
        );
    }
    if (folders.empty())
        folders.emplace(engine::time_point::min(), std::vector<std::string>{}); // the built-in ones
    loaded_units made;
    for (const auto& [from, together] : folders) {
        const auto checked = check_pack_folders(together, nullptr);
        (checked.unit ? made.warnings : made.problem) += diagnostics_text(checked.diagnostics);
        if (!checked.unit)
            return made;
        made.activate(from, checked.unit, {});
    }
    return made;
}

report_rules rules_of(const loaded_units& units)
{
    report_rules made;
    for (const auto& unit : units.units)
        made.sets.push_back(unit->rules);
    made.zones = units.units.back()->zones;
    return made;
}

storage::result<report_rules> load_report_rules(storage::store& stored)
{
    auto units = kept_units(stored, nullptr);
    if (!units.problem.empty())
        return {std::nullopt, {"corruption", units.problem}};
    if (units.log.empty())
        units.activate(engine::time_point::min(), check_packs(rules::built_in_packs(), nullptr).unit, {});
    return {rules_of(units), {}};
}

} // namespace chatqc::app
