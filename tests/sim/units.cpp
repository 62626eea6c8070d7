#include "tests/sim/units.h"

#include "rules/checker.h"
#include "rules/pack_bundle.h"
#include "tests/engine/lab.h"
#include "tests/engine/time_zones.h"
#include "tests/model/packs.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace chatqc::sim {

namespace {

std::string golden_rules()
{
    std::ifstream file{CHATQC_SOURCE_DIR "/tests/engine/golden/pack.yaml", std::ios::binary};
    return std::string{std::istreambuf_iterator<char>{file}, {}} + R"(
  - {id: burst.ungreeted, detect: {incident: {of: greeting.missing, by: shop, count: 2, within: 180min}}}
  - {id: burst.slow, detect: {incident: {of: wait.reply, by: agent, count: 2, within: 240min}}}
)";
}

std::string replaced(std::string text, std::string_view what, std::string_view by)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

// The same rules with other limits.
std::string later_rules()
{
    auto text = replaced(golden_rules(), "limit: 30s", "limit: 20s");
    text = replaced(text, "repeat: {count: 3}", "repeat: {count: 2}");
    return replaced(text, "within: 180min", "within: 360min"); // burst.slow is the same rule
}

const std::vector<rules::check_result>& shipped()
{
    static const auto all = [] {
        std::vector<rules::check_result> made;
        for (const auto& name : rules::built_in_pack_names())
            made.push_back(rules::check({*rules::built_in_pack(name)}));
        return made;
    }();
    return all;
}

std::vector<std::shared_ptr<const engine::unit>> shipped_units()
{
    std::vector<std::shared_ptr<const engine::unit>> made;
    for (const auto& pack : shipped()) {
        auto zones = std::make_shared<engine::zone_tables>();
        zones->emplace("Asia/Shanghai", test::shanghai());
        std::vector<engine::pattern_error> errors;
        made.push_back(engine::make_unit(pack.rules, std::move(zones), nullptr, errors));
        if (!made.back())
            throw std::runtime_error{"a built-in pack does not compile"};
    }
    return made;
}

// The simulation compiles nothing from a store: a row's hash says which pack it is.
storage::unit row_of(const engine::unit& pack, engine::time_point from)
{
    return {pack.rules->hash, from, "of a simulation"};
}

} // namespace

const std::vector<std::shared_ptr<const engine::unit>>& packs_of(traffic said)
{
    static const std::vector lab{test::unit_of(golden_rules()), test::unit_of(later_rules())};
    if (said == traffic::shipped) {
        static const auto packs = shipped_units();
        return packs;
    }
    return said == traffic::lab ? lab : model::packs();
}

const std::vector<rules::test_case>& shipped_tests()
{
    static const auto all = [] {
        std::vector<rules::test_case> made;
        for (const auto& pack : shipped())
            for (const auto& test : pack.tests)
                if (test.expect && !test.expect->empty())
                    made.push_back(test);
        return made;
    }();
    return all;
}

const std::shared_ptr<const engine::unit>& unit_operator::pack_of(const storage::unit& row) const
{
    const auto& packs = packs_of(what_.said);
    return *std::find_if(packs.begin(), packs.end(), [&](const auto& one) {
        return one->rules->hash == row.hash;
    });
}

engine::unit_log unit_operator::log_of(storage::store& stored) const
{
    engine::unit_log log;
    for (const auto& row : stored.units())
        log.activate(row.active_from, pack_of(row));
    return log;
}

// The first of all reaches back for ever; each other one begins after the one before it.
void unit_operator::make_next()
{
    if (rows_.empty()) {
        asked_ = row_of(*packs_of(what_.said).at(what_.first_pack), engine::time_point::min());
        return;
    }
    const auto& next = what_.units.at(next_);
    const auto last = rows_.back().active_from;
    const auto from = plan_begins + next.from;
    asked_ = row_of(*packs_of(what_.said).at(next.pack), last < from ? from : last + engine::milliseconds{1});
}

const storage::unit* unit_operator::due(milliseconds now)
{
    if (!rows_.empty() && (is_done() || what_.units.at(next_).asked > now))
        return nullptr;
    if (!asked_)
        make_next();
    return &*asked_;
}

bool unit_operator::is_stored(storage::store& stored) const
{
    return stored.units().back().active_from == asked_->active_from;
}

void unit_operator::activated()
{
    if (!rows_.empty())
        ++next_;
    rows_.push_back(std::move(*asked_));
    asked_.reset();
}

engine::unit_log unit_operator::start(storage::store& stored, milliseconds now)
{
    while (const auto* row = due(now)) {
        if (const auto done = stored.put_unit(*row); !done)
            throw std::runtime_error{done.error.message};
        activated();
    }
    return log_of(stored);
}

std::string unit_operator::missing(storage::store& stored) const
{
    const auto kept = stored.units();
    const auto is_same = [](const storage::unit& a, const storage::unit& b) {
        return a.hash == b.hash && a.active_from == b.active_from && a.bundle == b.bundle;
    };
    if (std::equal(kept.begin(), kept.end(), rows_.begin(), rows_.end(), is_same))
        return {};
    return std::to_string(rows_.size()) + " units were activated, " + std::to_string(kept.size()) +
           " are stored, or others";
}

} // namespace chatqc::sim
