#include "app/units.h"

#include "app/database_cache.h"
#include "app/pack_check.h"
#include "app/pack_files.h"
#include "app/rule_test_runner.h"
#include "engine/binary.h"

namespace chatqc::app {

namespace {

constexpr std::uint8_t bundle_version = 1;

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

} // namespace

loaded_units load_units(
    storage::store& stored,
    const std::vector<std::string>& folders,
    engine::time_point now,
    const std::string& cache_folder
)
{
    loaded_units made;
    file_database_cache cache{cache_folder};
    for (const auto& kept : stored.units()) {
        const auto checked = check_packs(packs_of(kept.bundle), &cache);
        if (!checked.unit) {
            made.problem = "the unit " + kept.hash + " kept in the store cannot be compiled:\n" +
                           diagnostics_text(checked.diagnostics);
            return made;
        }
        made.log.activate(kept.active_from, checked.unit);
        made.units.push_back(checked.unit);
    }
    std::vector<rules::diagnostic> problems;
    const auto packs = read_packs(folders, problems);
    auto checked = check_packs(packs, &cache);
    problems.insert(problems.end(), checked.diagnostics.begin(), checked.diagnostics.end());
    if (!checked.unit) {
        made.problem = diagnostics_text(problems);
        return made;
    }
    made.warnings = diagnostics_text(problems);
    if (!made.log.empty() && made.log.newest()->rules->hash == checked.unit->rules->hash)
        return made;
    if (made.problem = red_tests(checked); !made.problem.empty())
        return made;
    const storage::unit kept{
        checked.unit->rules->hash, made.log.empty() ? engine::time_point::min() : now, pack_bytes(packs)};
    if (const auto done = stored.put_unit(kept); !done) {
        made.problem = done.error.message;
        return made;
    }
    made.log.activate(kept.active_from, checked.unit);
    made.units.push_back(checked.unit);
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
    loaded_units units;
    auto add = [&](const std::vector<rules::pack_bundle>& packs) {
        const auto checked = check_packs(packs, nullptr);
        if (checked.unit)
            units.units.push_back(checked.unit);
        return checked.unit != nullptr;
    };
    for (const auto& kept : stored.units()) {
        if (!add(packs_of(kept.bundle)))
            return {
                std::nullopt,
                {"corruption", "the unit " + kept.hash + " kept in the store cannot be compiled"}};
    }
    if (units.units.empty())
        add(rules::built_in_packs());
    return {rules_of(units), {}};
}

} // namespace chatqc::app
