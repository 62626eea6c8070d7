#include "app/rule_probe.h"

#include <algorithm>
#include <chrono>

namespace chatqc::app {

namespace {

using rules::milliseconds;

constexpr std::int64_t a_session = std::int64_t{72} * 3'600'000; // ms

struct parameter_list {
    std::vector<rule_parameter>& to;

    void count(const char* name, std::uint32_t& value, std::int64_t bound) const
    {
        to.push_back({name, &value, nullptr, bound});
    }

    void time(const char* name, milliseconds& value, std::int64_t bound) const
    {
        to.push_back({name, nullptr, &value, bound});
    }

    void operator()(rules::phrase_detector& value) const
    {
        if (value.quantifier == rules::phrase_quantifier::at_least)
            count("at_least", value.at_least, 1);
    }

    void operator()(rules::response_detector& value) const { time("limit", value.limit, 1); }

    void operator()(rules::required_phrase_detector& value) const
    {
        if (value.range == rules::range_kind::first || value.range == rules::range_kind::last)
            count("range", value.n, 1);
    }

    void operator()(rules::repeat_detector& value) const
    {
        count("count", value.count, 2);
        count("similarity", value.similarity_percent, 10);
        count("characters_min", value.characters_min, 2);
        count("window", value.window, 20);
    }

    void operator()(rules::nudge_burst_detector& value) const
    {
        count("count", value.count, 2);
        time("within", value.within, a_session);
    }

    void operator()(rules::max_phrase_detector& value) const { count("max", value.most, 0); }

    void operator()(rules::flood_detector& value) const
    {
        count("count", value.count, 2);
        time("within", value.within, a_session);
    }

    void operator()(rules::apology_detector& value) const
    {
        time("after", value.after, 1);
        count("messages", value.messages, 0);
    }

    void operator()(rules::promise_detector& value) const { time("within", value.within, 1'000); }

    void operator()(rules::promise_ledger_detector& value) const { count("apart", value.apart, 1'000); }

    void operator()(rules::nudge_alike_detector& value) const
    {
        count("count", value.count, 2);
        count("similarity", value.similarity_percent, 10);
    }

    void operator()(rules::nudge_pacing_detector& value) const
    {
        for (std::size_t each = 0; each < value.minima.size(); ++each)
            time("minima", value.minima[each], a_session);
        time("apart", value.apart, a_session);
    }

    void operator()(rules::nudge_before_answer_detector& value) const
    {
        time("within", value.within, 1);
        count("other_max", value.other_max, 1'000);
    }

    void operator()(rules::empty_nudge_detector& value) const { count("count", value.count, 2); }

    void operator()(rules::perfunctory_detector& value) const
    {
        time("within", value.within, 1);
        count("characters_max", value.characters_max, 1'000);
    }

    void operator()(rules::made_to_repeat_detector& value) const
    {
        count("similarity", value.similarity_percent, 10);
        count("characters_min", value.characters_min, 1);
    }

    void operator()(rules::transfer_quality_detector& value) const { count("max", value.most, 0); }

    void operator()(rules::bot_trap_detector& value) const { time("within", value.within, 1); }

    void operator()(rules::late_contact_detector& value) const { time("silence", value.silence, 1); }

    void operator()(rules::missed_followup_detector& value) const
    {
        time("within", value.within, 1);
        time("silent", value.silent, 1);
    }

    void operator()(rules::policy_detector& value) const { count("apart", value.apart, 1'000); }

    void operator()(rules::privacy_leak_detector& value) const { count("apart", value.apart, 0); }

    void operator()(rules::aggregate_detector& value) const
    {
        if (value.over)
            count("over", *value.over, 0);
        if (value.under)
            count("under", *value.under, 100'000);
    }

    template <class Other> void operator()(Other&) const {}
};

} // namespace

std::int64_t rule_parameter::value() const
{
    return count != nullptr ? std::int64_t{*count} : time->count();
}

void rule_parameter::set(std::int64_t to) const
{
    if (count != nullptr)
        *count = static_cast<std::uint32_t>(to);
    else
        *time = milliseconds(to);
}

rule_probe::rule_probe(
    const std::shared_ptr<const engine::unit>& unit, rules::rule_index rule, std::string tenant, feeder feed
)
    : set_(std::make_shared<rules::rule_set>(*unit->rules)),
      unit_(*unit),
      index_(rule),
      tenant_(std::move(tenant)),
      feed_(std::move(feed))
{
    unit_.rules = set_;
    this->rule().puts.reset();
}

std::vector<engine::verdict> rule_probe::verdicts()
{
    engine::unit_log log;
    log.activate({}, std::make_shared<const engine::unit>(unit_));
    engine::offline_run run(std::move(log), tenant_, true);
    feed_(run);
    run.end();
    sessions_ = run.sessions();
    std::vector<engine::verdict> found = run.settled();
    std::erase_if(found, [&](const engine::verdict& each) { return each.rule_hash != rule().hash; });
    return found;
}

std::vector<engine::verdict> rule_probe::added(const std::vector<engine::verdict>& usual)
{
    std::vector<engine::verdict> found = verdicts();
    std::erase_if(found, [&](const engine::verdict& each) {
        return std::any_of(usual.begin(), usual.end(), [&](const engine::verdict& other) {
            return other.id == each.id;
        });
    });
    return found;
}

std::vector<rule_parameter> rule_probe::parameters()
{
    std::vector<rule_parameter> found;
    std::visit(parameter_list{found}, rule().detect);
    return found;
}

std::optional<rule_probe::moved>
rule_probe::move(const rule_parameter& parameter, const std::vector<engine::verdict>& usual)
{
    const std::int64_t before = parameter.value();
    const auto at = [&](std::int64_t value) {
        parameter.set(value);
        return added(usual);
    };
    moved best{
        parameter.bound, before == parameter.bound ? std::vector<engine::verdict>{} : at(parameter.bound)};
    std::int64_t silent = before;
    while (!best.added.empty() && best.value - silent != 1 && silent - best.value != 1) {
        const std::int64_t middle = silent + (best.value - silent) / 2;
        if (auto found = at(middle); !found.empty())
            best = {middle, std::move(found)};
        else
            silent = middle;
    }
    parameter.set(before);
    return best.added.empty() ? std::nullopt : std::optional(std::move(best));
}

} // namespace chatqc::app
