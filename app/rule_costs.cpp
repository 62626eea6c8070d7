#include "app/rule_costs.h"

#include "engine/match/matcher.h"
#include "engine/offline.h"
#include "rules/canonical.h"
#include "rules/detectors.h"

#include <algorithm>
#include <charconv>
#include <ctime>
#include <set>

namespace chatqc::app {

namespace {

constexpr std::string_view list_mark = "\x01list:";
constexpr std::string_view pattern_mark = "\x01pattern:";
constexpr const char* never = "\\x{E000}\\x{E001}"; // an expression that no message holds

// This thread's processor time.
double spent_seconds()
{
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) * 1e-9;
}

// The least of several runs.
void note(double& least, double seconds)
{
    least = least == 0 ? seconds : std::min(least, seconds);
}

// The numbers behind a mark in a text.
std::set<std::size_t> marked(std::string_view text, std::string_view mark)
{
    std::set<std::size_t> found;
    for (std::size_t at = text.find(mark); at != std::string_view::npos; at = text.find(mark, at + 1)) {
        std::size_t number = 0;
        std::from_chars(text.data() + at + mark.size(), text.data() + text.size(), number);
        found.insert(number);
    }
    return found;
}

struct read_by_rule {
    std::set<std::size_t> lists, patterns;
};

// What a rule's hash covers is what it reads: marks in place of lists and expressions tell which.
class readings {
public:
    explicit readings(const rules::rule_set& set) : marked_(set)
    {
        for (std::size_t i = 0; i < set.lists.size(); ++i)
            digests_.push_back(std::string(list_mark) + std::to_string(i) + ";");
        for (std::size_t i = 0; i < set.patterns.size(); ++i)
            marked_.patterns[i].regex = std::string(pattern_mark) + std::to_string(i) + ";";
    }

    [[nodiscard]] read_by_rule of(rules::rule_index rule) const
    {
        const std::string text = rules::canonical_text(marked_.rules[rule], marked_, digests_);
        return {marked(text, list_mark), marked(text, pattern_mark)};
    }

private:
    rules::rule_set marked_;
    std::vector<std::string> digests_;
};

// A rule that fires at every message in the scope of another.
rules::rule any_message(const rules::rule& of)
{
    rules::rule made = of;
    rules::expression_detector every;
    rules::condition one;
    one.detect = rules::message_condition{};
    one.roles =
        of.scope.roles.empty() ? std::vector{rules::role::agent, rules::role::assist} : of.scope.roles;
    every.conditions.push_back(std::move(one));
    every.alternatives.push_back({{0}, {}});
    made.detect = std::move(every);
    made.except.clear();
    return made;
}

std::string_view profile_of(const rules::rule& rule, const rules::rule_set& set)
{
    if (const auto* response = std::get_if<rules::response_detector>(&rule.detect))
        return set.profiles[response->profile].name;
    if (const auto* unanswered = std::get_if<rules::unanswered_detector>(&rule.detect))
        return set.profiles[unanswered->profile].name;
    return {};
}

} // namespace

cost_meter::cost_meter(std::shared_ptr<const engine::unit> unit, std::string tenant, std::uint32_t runs)
    : unit_(std::move(unit)),
      tenant_(std::move(tenant)),
      runs_(std::max(runs, 1U)),
      list_uses_(unit_->rules->lists.size()),
      pattern_uses_(unit_->rules->patterns.size())
{
    const readings all(*unit_->rules);
    for (rules::rule_index rule = 0; rule < unit_->rules->rules.size(); ++rule) {
        const read_by_rule used = all.of(rule);
        for (const std::size_t each : used.lists)
            ++list_uses_[each];
        for (const std::size_t each : used.patterns)
            ++pattern_uses_[each];
    }
}

void cost_meter::add(const engine::message& value)
{
    engine::append_record(records_, value, {});
    if (!value.text.empty())
        texts_.emplace_back(value.text);
    ++messages_;
}

void cost_meter::begin()
{
    std::vector<engine::pattern_error> errors;
    engine::scanner whole(engine::compile(*unit_->rules, &cache_, errors));
    for (std::uint32_t each = 0; each < runs_; ++each) {
        note(bare_, run({}, "").seconds);
        note(scan_, scan(whole));
    }
}

rule_cost cost_meter::measure(rules::rule_index rule)
{
    rules::rule one = unit_->rules->rules[rule];
    one.puts.reset(); // a tag is counted where it would be put
    const std::string_view profile = profile_of(one, *unit_->rules);
    rule_cost cost;
    cost.rule = rule;
    double bare = 0;
    double judged = 0;
    for (std::uint32_t each = 0; each < runs_; ++each) {
        note(bare, run({}, "").seconds);
        const outcome by_it = run({one}, profile);
        note(judged, by_it.seconds);
        cost.hits = by_it.verdicts;
        cost.checks = by_it.rounds;
    }
    cost.judging_ns = per_message(judged - bare);
    if (profile.empty())
        cost.checks = run({any_message(one)}, "").verdicts;
    if (const auto rest = without(rule)) {
        engine::scanner all(unit_->match->get());
        engine::scanner less(rest->match->get());
        double with = 0;
        double remaining = 0;
        for (std::uint32_t each = 0; each < runs_; ++each) {
            note(with, scan(all));
            note(remaining, scan(less));
        }
        cost.matching_ns = per_message(with - remaining);
    }
    return cost;
}

cost_meter::outcome cost_meter::run(const std::vector<rules::rule>& by, std::string_view profile) const
{
    auto set = std::make_shared<rules::rule_set>(*unit_->rules);
    set->rules = by;
    auto unit = std::make_shared<engine::unit>(*unit_);
    unit->rules = std::move(set);
    engine::unit_log log;
    log.activate({}, unit);
    engine::offline_run run(std::move(log), tenant_);
    outcome made;
    const double begun = spent_seconds();
    for (std::string_view rest = records_; !rest.empty();) {
        std::size_t consumed = 0;
        run.add(engine::read_record(rest, consumed)->message);
        rest.remove_prefix(consumed);
    }
    run.end();
    made.seconds = spent_seconds() - begun;
    made.verdicts = run.settled().size();
    for (const auto& session : run.sessions())
        for (const engine::round_record& round : session.summary.rounds)
            made.rounds += round.profile == profile ? 1U : 0U;
    return made;
}

double cost_meter::scan(engine::scanner& by) const
{
    std::vector<engine::hit> hits;
    const double begun = spent_seconds();
    for (const std::string& text : texts_) {
        hits.clear();
        by.scan(text, hits);
    }
    return spent_seconds() - begun;
}

void cost_meter::memory_cache::load(
    const std::string& key, const std::function<void(std::string_view bytes)>& use
)
{
    if (const auto found = kept_.find(key); found != kept_.end())
        use(found->second);
}

// The whole matcher's, which come first; those without a single rule are not asked for again.
void cost_meter::memory_cache::store(const std::string& key, const std::string& bytes)
{
    constexpr std::size_t entries_max = 5;
    if (kept_.size() < entries_max)
        kept_.emplace(key, bytes);
}

// The unit less what this rule alone reads; null if that is nothing.
std::shared_ptr<const engine::unit> cost_meter::without(rules::rule_index rule)
{
    const read_by_rule used = readings(*unit_->rules).of(rule);
    auto set = std::make_shared<rules::rule_set>(*unit_->rules);
    bool is_less = false;
    for (const std::size_t each : used.lists)
        if (list_uses_[each] == 1) {
            set->lists[each].phrases.clear();
            is_less = true;
        }
    for (const std::size_t each : used.patterns)
        if (pattern_uses_[each] == 1) {
            set->patterns[each] = {never, false, false};
            is_less = true;
        }
    std::vector<engine::pattern_error> errors;
    return is_less ? engine::make_unit(std::move(set), unit_->zones, &cache_, errors) : nullptr;
}

double cost_meter::per_message(double seconds) const
{
    return messages_ == 0 ? 0 : seconds * 1e9 / static_cast<double>(messages_);
}

} // namespace chatqc::app
