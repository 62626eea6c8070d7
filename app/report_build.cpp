#include "app/report_build.h"

#include "app/report_labels.h"
#include "app/report_settling.h"
#include "app/report_tally.h"
#include "engine/time/calendar.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>
#include <tuple>
#include <utility>

namespace chatqc::app {

namespace {

// A session lasts at most 72 h (SPEC §4), so a round of the day began with a session of at most four days
// before.
constexpr std::int32_t days_back = 4;

struct agent_lines {
    report_tally tally;
    std::vector<scored_session> sessions; // with something to show
    std::uint64_t clean = 0;              // scored sessions without any line: 100 each
    bool zeroed_by_day = false;
};

struct shop_lines {
    report_tally tally;
    std::map<std::string, agent_lines> agents;
    // Of the latest session seen: what decides platform and calendar.
    std::pair<time_point, std::string> latest{time_point::min(), {}};
    std::string platform;
    const rules::calendar* calendar = nullptr;
};

std::string clock_text(milliseconds time_of_day)
{
    const auto seconds = static_cast<int>(std::chrono::floor<std::chrono::seconds>(time_of_day).count());
    std::array<char, 16> text{};
    std::snprintf(
        text.data(), text.size(), "%02d:%02d:%02d", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60
    );
    return text.data();
}

// Leaves only the lines that a person checks a score with.
void drop_silent_lines(engine::session_score& score)
{
    std::erase_if(score.deductions, [](const engine::deduction& line) {
        return line.why == engine::charge::pointless || line.why == engine::charge::shadow ||
               line.why == engine::charge::retracted;
    });
}

// "2025-11-11 22:00" on the wall of a zone.
std::string local_text(const engine::zone_table& zone, time_point at)
{
    const milliseconds wall = zone.local(at);
    const auto day = std::chrono::floor<std::chrono::days>(wall);
    return engine::day_name(static_cast<std::int32_t>(day.count())) + " " +
           clock_text(wall - day).substr(0, 5);
}

class builder {
public:
    builder(report_source& source, const report_rules& rules, std::int32_t day)
        : source_(source), rules_(rules)
    {
        report_.tenant = source.tenant();
        report_.day = day;
        report_.zone = rules.newest().default_calendar.zone;
        report_.pass_mark = rules.newest().pass_mark;
    }

    void add(const engine::session_summary& session, std::string_view conversation)
    {
        const rules::rule_set& rules = rules_.of(session.unit);
        for (const engine::round_record& round : session.rounds) {
            if (round.day == report_.day) {
                add_round(round, rules, shop_of(session, rules));
            }
        }
        if (session.day != report_.day) {
            return;
        }
        shop_lines& shop = shop_of(session, rules);
        total_.add_session(session.customer_messages, session.agent_messages);
        shop.tally.add_session(session.customer_messages, session.agent_messages);
        for (const engine::agent_summary& each : session.agents) {
            if (each.messages > 0) {
                shop.agents[each.agent].tally.add_session(0, each.messages);
            }
        }
        add_verdicts(session, conversation, rules, shop);
    }

    // Takes the widest day of all shops, for what lies between the shops.
    day_instants widest_day() const
    {
        const rules::calendar& general = rules_.newest().default_calendar;
        day_instants result = span_of(general, zone_of(*rules_.zones, general), report_.day);
        for (const auto& [name, shop] : shops_) {
            const day_instants other =
                span_of(*shop.calendar, zone_of(*rules_.zones, *shop.calendar), report_.day);
            result.from = std::min(result.from, other.from);
            result.until = std::max(result.until, other.until);
        }
        return result;
    }

    daily_report finish()
    {
        std::vector<std::string> names;
        for (const auto& [name, shop] : shops_) {
            names.push_back(name);
        }
        report_.lagging = lagging_sources(source_, widest_day(), names);
        for (report_lag& each : report_.lagging) {
            each.at_text = each.watermark ? local_text(general_zone(), *each.watermark) : std::string("–");
            each.needed_text = local_text(general_zone(), each.needed);
        }
        for (auto& [name, shop] : shops_) {
            report_.shops.push_back(finish_shop(name, shop));
        }
        report_.total = total_.finish();
        report_.is_final = report_.lagging.empty() && report_.total.provisional == 0;
        return std::move(report_);
    }

    void set_too_late(std::vector<too_late_message> found)
    {
        std::sort(
            found.begin(),
            found.end(),
            [](const too_late_message& left, const too_late_message& right) {
                return std::tie(left.ts, left.conversation, left.id) <
                       std::tie(right.ts, right.conversation, right.id);
            }
        );
        report_.too_late = found.size();
        found.resize(std::min(found.size(), too_late_listed_max));
        for (too_late_message& each : found) {
            each.local_text = local_text(general_zone(), each.ts);
        }
        report_.too_late_listed = std::move(found);
    }

private:
    const engine::zone_table& general_zone() const
    {
        return zone_of(*rules_.zones, rules_.newest().default_calendar);
    }

    shop_lines& shop_of(const engine::session_summary& session, const rules::rule_set& rules)
    {
        shop_lines& shop = shops_[session.shop];
        const auto key = std::pair(session.started, session.session);
        if (shop.calendar == nullptr || key > shop.latest) {
            shop.latest = key;
            shop.platform = session.platform;
            shop.calendar = &calendar_of(rules, session.platform, session.shop);
        }
        return shop;
    }

    void add_round(const engine::round_record& round, const rules::rule_set& rules, shop_lines& shop)
    {
        const rules::clock_profile* profile = profile_of(rules, round.profile);
        total_.add_round(round, profile);
        shop.tally.add_round(round, profile);
        shop.agents[round.agent].tally.add_round(round, profile);
        note_profile(report_, rules_, round.profile);
    }

    void add_verdicts(
        const engine::session_summary& session,
        std::string_view conversation,
        const rules::rule_set& rules,
        shop_lines& shop
    )
    {
        if (verdicts_conversation_ != conversation) {
            verdicts_ = source_.verdicts_of(conversation);
            decisions_ = verdicts_.empty() ? engine::review_decisions{} : source_.decisions_of(conversation);
            verdicts_conversation_ = conversation;
        }
        std::vector<engine::verdict> mine;
        std::map<std::string, std::uint64_t> violations;
        for (const engine::verdict& each : verdicts_) {
            if (each.session != session.session || each.status == engine::verdict_status::retracted) {
                continue;
            }
            mine.push_back(each);
            const auto decided = engine::decision_on(each.id, decisions_);
            total_.add_verdict(each, decided);
            shop.tally.add_verdict(each, decided);
            shop.agents[each.agent].tally.add_verdict(each, decided);
            note_rule(report_, rules_, each);
            if (is_violation(each, decided)) {
                ++violations[each.rule];
            }
        }
        total_.add_tags(session.tags, violations);
        shop.tally.add_tags(session.tags, violations);
        for (const std::string& tag : session.tags) {
            note_tag(report_, rules_, tag);
        }
        for (engine::session_score& score : engine::score_session(rules, session, mine, decisions_)) {
            keep_score(std::move(score), session, conversation, rules, shop);
        }
    }

    void keep_score(
        engine::session_score score,
        const engine::session_summary& session,
        std::string_view conversation,
        const rules::rule_set& rules,
        shop_lines& shop
    )
    {
        agent_lines& agent = shop.agents[score.agent];
        for (const engine::critical_hit& hit : score.critical) {
            agent.zeroed_by_day = agent.zeroed_by_day || hit.scope != engine::critical_scope::session;
        }
        drop_silent_lines(score);
        if (score.deductions.empty() && score.critical.empty()) {
            agent.clean += score.score ? 1u : 0u;
            return;
        }
        const rules::calendar& hours = calendar_of(rules, session.platform, session.shop);
        const engine::shop_calendar calendar(hours, zone_of(*rules_.zones, hours));
        scored_session kept{
            std::string(conversation), session.session, session.started, {}, std::move(score)};
        kept.local_time = clock_text(calendar.time_of_day(session.started));
        agent.sessions.push_back(std::move(kept));
    }

    agent_report finish_agent(const std::string& name, agent_lines& agent, report_tally& shop)
    {
        agent_report result;
        result.agent = name;
        result.zeroed_by_day = agent.zeroed_by_day;
        result.clean_sessions = agent.clean;
        const hundredths clean_score = agent.zeroed_by_day ? 0 : 10000;
        for (scored_session& each : agent.sessions) {
            if (agent.zeroed_by_day && each.score.score) {
                each.score.score = 0;
            }
        }
        for (report_tally* tally : {&total_, &shop, &agent.tally}) {
            tally->add_clean(agent.clean, clean_score);
            for (const scored_session& each : agent.sessions) {
                tally->add_score(each.score, each.score.score);
            }
        }
        result.sessions = std::move(agent.sessions);
        std::sort(result.sessions.begin(), result.sessions.end(), [](const auto& left, const auto& right) {
            return std::tie(left.started, left.conversation, left.session) <
                   std::tie(right.started, right.conversation, right.session);
        });
        result.figures = agent.tally.finish();
        const auto& mean = result.figures.score.mean;
        result.below_pass_mark = mean && *mean < std::int64_t{report_.pass_mark} * 100;
        return result;
    }

    shop_report finish_shop(const std::string& name, shop_lines& shop)
    {
        shop_report result;
        result.shop = name;
        result.platform = shop.platform;
        result.zone = shop.calendar->zone;
        result.default_calendar = shop.calendar->is_default;
        report_.any_default_calendar = report_.any_default_calendar || result.default_calendar;
        for (auto& [agent, lines] : shop.agents) {
            result.agents.push_back(finish_agent(agent, lines, shop.tally));
        }
        if (!result.agents.empty() && result.agents.front().agent.empty()) { // not assigned: last
            std::rotate(result.agents.begin(), result.agents.begin() + 1, result.agents.end());
        }
        result.figures = shop.tally.finish();
        return result;
    }

    report_source& source_;
    const report_rules& rules_;
    daily_report report_;
    report_tally total_;
    std::map<std::string, shop_lines> shops_;
    std::vector<engine::verdict> verdicts_; // of the conversation last asked for
    engine::review_decisions decisions_;    // of the same conversation
    std::string verdicts_conversation_;
};

} // namespace

storage::result<daily_report>
build_daily_report(report_source& source, const report_rules& rules, std::int32_t day)
{
    builder made(source, rules, day);
    const auto scanned = source.scan_sessions(
        day - days_back,
        day,
        [&made](const engine::session_summary& session, std::string_view conversation) {
            made.add(session, conversation);
            return true;
        }
    );
    if (!scanned) {
        return {std::nullopt, scanned.error};
    }
    const day_instants span = made.widest_day();
    auto late = source.too_late(span.from, span.until);
    if (!late) {
        return {std::nullopt, late.error};
    }
    made.set_too_late(std::move(*late.value));
    return {made.finish(), {}};
}

} // namespace chatqc::app
