#include "tests/model/packs.h"

#include "rules/checker.h"
#include "tests/engine/time_zones.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace chatqc::model {

namespace {

std::string text_of(const std::string& name)
{
    std::ifstream file(std::string(CHATQC_SOURCE_DIR) + "/tests/model/packs/" + name + ".yaml");
    return {std::istreambuf_iterator<char>(file), {}};
}

std::shared_ptr<const engine::unit> read_pack(const std::string& name)
{
    rules::pack_bundle bundle{name, {{"pack.yaml", text_of(name)}}};
    if (name == "scoped")
        for (const std::string part : {"sale", "s1"})
            bundle.files.push_back({part + ".yaml", text_of(name + "." + part)});
    const auto checked = rules::check({bundle});
    for (const auto& one : checked.diagnostics) {
        INFO(rules::to_text(one));
        REQUIRE(one.severity() != rules::severity::error);
    }
    REQUIRE(checked.rules);
    auto zones = std::make_shared<engine::zone_tables>();
    zones->emplace("Asia/Shanghai", test::shanghai());
    zones->emplace("Asia/Kolkata", test::kolkata());
    std::vector<engine::pattern_error> errors;
    auto made = engine::make_unit(checked.rules, std::move(zones), nullptr, errors);
    REQUIRE(made);
    return made;
}

} // namespace

const std::vector<std::shared_ptr<const engine::unit>>& packs()
{
    static const std::vector all{
        read_pack("plain"),
        read_pack("strict"),
        read_pack("scoped"),
        read_pack("joined"),
        read_pack("urging"),
        read_pack("urging_more"),
        read_pack("troubles"),
        read_pack("duties")};
    return all;
}

std::vector<std::shared_ptr<const rules::rule_set>> rules_for(const chat_options& options)
{
    constexpr std::size_t usual = 4; // the first ones
    std::vector<std::shared_ptr<const rules::rule_set>> all;
    for (const auto& each : packs())
        all.push_back(each->rules);
    options.urging ? all.erase(all.begin(), all.begin() + usual) : all.erase(all.begin() + usual, all.end());
    return all;
}

engine::unit_log units_of(const std::vector<activation>& activations)
{
    engine::unit_log log;
    for (const auto& each : activations) {
        const auto same = [&](const auto& unit) { return unit->rules == each.rules; };
        log.activate(each.from, *std::find_if(packs().begin(), packs().end(), same));
    }
    return log;
}

} // namespace chatqc::model
