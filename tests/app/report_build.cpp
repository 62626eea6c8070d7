#include "app/report_build.h"

#include "app/report_json.h"
#include "app/report_table.h"
#include "tests/app/report_samples.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace chatqc;
using namespace std::chrono_literals;

namespace {

app::daily_report build(app::report_source& source, std::int32_t day = test::sample_day)
{
    auto report = app::build_daily_report(source, test::sample_rules(), day);
    REQUIRE(report);
    return std::move(*report.value);
}

const app::shop_report& shop_of(const app::daily_report& report, std::string_view name)
{
    for (const auto& each : report.shops) {
        if (each.shop == name) {
            return each;
        }
    }
    FAIL("no such shop");
    return report.shops.front();
}

const app::agent_report&
agent_of(const app::daily_report& report, std::string_view shop, std::string_view name)
{
    const auto& whole = shop_of(report, shop);
    for (const auto& each : whole.agents) {
        if (each.agent == name) {
            return each;
        }
    }
    FAIL("no such agent");
    return whole.agents.front();
}

std::string figure(const app::report_figures& figures, std::string_view key)
{
    return app::figure_text(key, figures);
}

} // namespace

TEST_SUITE("app.report.build")
{
    TEST_CASE("scenes are counted by session, and crossed with what was violated in it")
    {
        auto source = test::sample_source();
        const auto made = build(source);
        const auto& scenes = made.total.scenes;
        REQUIRE(scenes.size() == 2);
        CHECK(scenes[0].tag == "logistics"); // the most sessions first
        CHECK(scenes[0].sessions == 3);
        CHECK(scenes[0].with_violations == 2);
        CHECK(scenes[1].tag == "complaint");
        CHECK(scenes[1].sessions == 1);
        CHECK(scenes[1].violations == 3);
        CHECK(
            scenes[1].most_violated(9) ==
            std::vector<std::pair<std::string, std::uint64_t>>{{"attitude.rude", 3}}
        );
        // Neither the praise nor the rule on trial nor the retracted verdict is a violation.
        CHECK(scenes[0].rules.count("praise") == 0);
        CHECK(scenes[0].rules.count("trial.rule") == 0);
        const auto& shop = shop_of(made, "云裳旗舰店").figures.scenes;
        REQUIRE(shop.size() == 2);
        CHECK(shop[0].sessions == 2);
        const auto& agent = agent_of(made, "云裳旗舰店", "云裳:王强");
        CHECK(agent.figures.scenes.empty());
        for (const auto& each : source.verdicts) {
            source.decisions[each.id] = engine::review_decision::dismissed;
        }
        CHECK(build(source).total.scenes[1].violations == 0);
        CHECK(build(source).total.scenes[1].with_violations == 0);
    }

    TEST_CASE("sessions belong to the day of their start, rounds to that of the question")
    {
        auto source = test::sample_source();
        const auto today = build(source);
        CHECK(figure(today.total, "sessions") == "6");
        CHECK(
            figure(shop_of(today, "云裳旗舰店").figures, "in_time_of") == "6"
        ); // one of them began the evening before
        const auto yesterday = build(source, test::sample_day - 1);
        CHECK(figure(yesterday.total, "sessions") == "1");
        CHECK(figure(yesterday.total, "in_time_of") == "1");
        CHECK(figure(yesterday.total, "response_s") == "100.0");
        CHECK(figure(yesterday.total, "violations") == "1"); // with the session, whenever it was decided
    }

    TEST_CASE("response figures of an agent")
    {
        auto source = test::sample_source();
        const auto report = build(source);
        const auto& of = agent_of(report, "云裳旗舰店", "云裳:王强").figures;
        CHECK(figure(of, "response_n") == "2");
        CHECK(figure(of, "response_s") == "184.5"); // (305 + 64) / 2
        CHECK(figure(of, "first_response_n") == "2");
        CHECK(figure(of, "in_time") == "1");
        CHECK(figure(of, "in_time_of") == "3");
        CHECK(figure(of, "unanswered") == "1");
    }

    TEST_CASE("what cannot be computed is a dash, never 0")
    {
        auto source = test::sample_source();
        const auto report = build(source);
        const auto& lost = shop_of(report, "=SUM(A1:A9) <小店>").figures;
        for (const char* key : {"response_s", "first_response_s", "score", "deducted_per_100"}) {
            CAPTURE(key);
            CHECK(figure(lost, key) == "–");
        }
        CHECK(figure(lost, "in_time") == "0");
        app::memory_report_source nothing;
        const auto empty = build(nothing);
        for (const char* key : {"response_s", "in_time", "in_time_percent", "score", "deducted_per_100"}) {
            CAPTURE(key);
            CHECK(figure(empty.total, key) == "–");
        }
        CHECK(figure(empty.total, "sessions") == "0");
        CHECK(empty.is_final);
    }

    TEST_CASE(
        "a profile that gives unanswered rounds a time counts it; one without a limit has nothing in time"
    )
    {
        test::sample_day_source source;
        auto& session = source.add_session("c", "s", "taobao", 11, 10, 0);
        source.add_round(session, "taobao_avg", "A", 0, 900);
        source.add_round(session, "taobao_avg", "A", 2000, std::nullopt);
        session.rounds[0].duration = 600s; // capped by the engine
        const auto report = build(source);
        const auto& found = report.total.responses.back();
        CHECK(found.profile == "taobao_avg");
        CHECK(app::response_text("mean_s", found) == "600.0");
        CHECK(app::response_text("mean_n", found) == "2");
        CHECK(app::response_text("in_time", found) == "–");
        CHECK(app::response_text("unanswered", found) == "1");
        CHECK(report.profiles.at("taobao_avg").is_platform);
        CHECK_FALSE(report.profiles.at("taobao_avg").disputed);
    }

    TEST_CASE("voided rounds are in no figure")
    {
        test::sample_day_source source;
        auto& session = source.add_session("c", "s", "", 11, 10, 0);
        source.add_round(session, "internal", "A", 0, 10);
        session.rounds[0].outcome = engine::round_outcome::voided;
        CHECK(figure(build(source).total, "in_time_of") == "0");
    }

    TEST_CASE("violations by level and rule")
    {
        auto source = test::sample_source();
        const auto report = build(source);
        const auto& of = agent_of(report, "云裳旗舰店", "云裳:王强").figures;
        CHECK(figure(of, "minor") == "1");
        CHECK(figure(of, "moderate") == "3");
        CHECK(figure(of, "major") == "4"); // three rude ones and the leak under review
        CHECK(figure(of, "notices") == "1");
        const auto& good = agent_of(report, "云裳旗舰店", "云裳:小夏").figures;
        CHECK(figure(good, "violations") == "0"); // on trial and retracted ones are none
        CHECK(figure(good, "bonuses") == "1");
        const auto rule = [&of](std::string_view id) {
            return *std::find_if(of.rules.begin(), of.rules.end(), [id](const auto& each) {
                return each.rule == id;
            });
        };
        CHECK(rule("nudge.triple").hits == 2);
        CHECK(rule("nudge.triple").points == -5);
        CHECK(rule("attitude.rude").points == -25);
        CHECK(rule("response.first").points == 0); // shared with response.slow
        CHECK(rule("privacy.leak").review_pending == 1);
    }

    TEST_CASE("people's decisions count")
    {
        auto source = test::sample_source();
        const auto hits = [&](std::string_view rule) {
            const auto report = build(source);
            const auto& rules = agent_of(report, "云裳旗舰店", "云裳:王强").figures.rules;
            return *std::find_if(rules.begin(), rules.end(), [&](const auto& one) {
                return one.rule == rule;
            });
        };
        const auto major = [&] {
            return figure(agent_of(build(source), "云裳旗舰店", "云裳:王强").figures, "major");
        };
        CHECK(major() == "4");
        for (const auto& each : source.verdicts) {
            if (each.rule == "privacy.leak")
                source.decisions[each.id] = engine::review_decision::confirmed;
        }
        CHECK(hits("privacy.leak").review_pending == 0);
        CHECK(hits("privacy.leak").points < 0);
        for (const auto& each : source.verdicts) {
            if (each.rule == "attitude.rude")
                source.decisions[each.id] = engine::review_decision::dismissed;
        }
        CHECK(hits("attitude.rude").hits == 0);
        CHECK(hits("attitude.rude").dismissed == 3);
        for (auto& [id, decision] : source.decisions) {
            decision = decision == engine::review_decision::dismissed ? engine::review_decision::withdrawn
                                                                      : decision;
        }
        CHECK(hits("attitude.rude").hits == 0);
        CHECK(hits("attitude.rude").dismissed == 0);
        CHECK(hits("attitude.rude").withdrawn == 3);
        CHECK(hits("attitude.rude").points == 0);
        CHECK(major() == "1");
    }

    TEST_CASE("scores, their mean and the list for retraining")
    {
        auto source = test::sample_source();
        const auto report = build(source);
        const auto& agent = agent_of(report, "云裳旗舰店", "云裳:王强");
        REQUIRE(agent.sessions.size() == 2);
        CHECK(agent.sessions[0].score.score == 9833); // (95 + 95 + 4 × 100) / 6
        CHECK(agent.sessions[1].score.score == 9583); // (75 + 5 × 100) / 6
        CHECK(figure(agent.figures, "score") == "97.08");
        CHECK(figure(agent.figures, "score_n") == "2");
        CHECK(figure(agent.figures, "deductions") == "5");
        CHECK(figure(agent.figures, "points_deducted") == "35");
        CHECK(figure(agent.figures, "deducted_per_100") == "1750.00");
        CHECK_FALSE(agent.below_pass_mark);
        const auto list = app::retraining_list(report);
        REQUIRE(list.size() == 1);
        CHECK(list[0].agent->agent == "jd_zhou"); // (0 + 100) / 2
        CHECK(figure(list[0].agent->figures, "score") == "50.00");
    }

    TEST_CASE("exactly the pass mark passes")
    {
        test::sample_day_source source;
        auto& session = source.add_session("c", "s", "", 11, 10, 0);
        source.add_agent(session, "A", 1);
        session.agents[0].categories = 1u << static_cast<unsigned>(rules::category::attitude);
        auto& verdict = source.add_verdict(source.last(), "attitude.rude", "A", 1);
        verdict.points = -15;
        CHECK_FALSE(agent_of(build(source), "s", "A").below_pass_mark);
        verdict.points = -16;
        CHECK(agent_of(build(source), "s", "A").below_pass_mark);
    }

    TEST_CASE("a critical hit of scope day makes every session of the agent's day 0")
    {
        auto source = test::sample_source();
        auto rules = test::sample_rules();
        auto changed = std::make_shared<rules::rule_set>(rules.newest());
        for (auto& each : changed->rules) {
            each.critical_scope = each.id == "compliance.review_bribe" ? "day" : each.critical_scope;
        }
        rules.sets = {changed};
        const auto report = app::build_daily_report(source, rules, test::sample_day);
        REQUIRE(report);
        const auto& agent = agent_of(*report.value, "极光数码", "jd_zhou");
        CHECK(agent.zeroed_by_day);
        CHECK(figure(agent.figures, "score") == "0.00");
        CHECK(figure(agent.figures, "score_n") == "2");
        CHECK(figure(agent_of(*report.value, "云裳旗舰店", "云裳:小夏").figures, "score") == "100.00");
    }

    TEST_CASE("what is charged to nobody is the shop's, and comes last")
    {
        auto source = test::sample_source();
        source.add_verdict(source.sessions[0], "response.unanswered", "", 30);
        const auto report = build(source);
        const auto& shop = shop_of(report, "云裳旗舰店");
        CHECK(shop.agents.back().agent.empty());
        CHECK(figure(shop.agents.back().figures, "major") == "1");
        CHECK(figure(shop.agents.back().figures, "score") == "–");
    }

    TEST_CASE("messages that came too late are listed for their day")
    {
        auto source = test::sample_source();
        const auto report = build(source);
        CHECK(report.too_late == 1);
        CHECK(report.too_late_listed[0].id == "m77");
        CHECK(report.too_late_listed[0].local_text == "2025-11-11 12:00");
    }

    TEST_CASE("default calendars are told")
    {
        auto source = test::sample_source();
        const auto report = build(source);
        CHECK(report.any_default_calendar);
        CHECK_FALSE(shop_of(report, "云裳旗舰店").default_calendar);
        CHECK(shop_of(report, "极光数码").default_calendar);
    }

    TEST_CASE("the same day in any order gives the same bytes")
    {
        auto source = test::sample_source();
        const std::string before = app::report_json(build(source));
        for (int turn = 0; turn < 5; ++turn) {
            std::rotate(source.sessions.begin(), source.sessions.begin() + 2, source.sessions.end());
            std::rotate(source.verdicts.begin(), source.verdicts.begin() + 3, source.verdicts.end());
            CHECK(app::report_json(build(source)) == before);
        }
    }
}

TEST_SUITE("app.report.settling")
{
    TEST_CASE("a report waits for the sources that can still change it")
    {
        auto source = test::sample_source();
        CHECK(build(source).is_final);
        storage::source_state live;
        live.name = "gateway";
        live.ended = false;
        live.newest = test::shanghai(11, 22);
        live.watermark = test::shanghai(12, 0) - 1ms;
        live.shops = {{"云裳旗舰店", live.newest}};
        source.clocks = {live};
        const auto waiting = build(source);
        CHECK_FALSE(waiting.is_final);
        REQUIRE(waiting.lagging.size() == 1);
        CHECK(waiting.lagging[0].source == "gateway");
        CHECK(waiting.lagging[0].needed_text == "2025-11-12 00:00");
        source.clocks[0].watermark += 1ms; // exactly the day's end
        CHECK(build(source).is_final);
        source.clocks[0].watermark -= 1ms;
        source.clocks[0].newest = source.clocks[0].shops[0].second =
            test::shanghai(10, 0) - 1ms; // silent for a day
        CHECK(build(source).is_final);
    }

    TEST_CASE("offline, where open sessions are not known, it waits as long as a session can last")
    {
        auto source = test::sample_source();
        source.still_open.known = false;
        storage::source_state live;
        live.ended = false;
        live.newest = test::shanghai(14, 23);
        live.watermark = test::shanghai(15, 0) - 1ms;
        source.clocks = {live};
        CHECK_FALSE(build(source).is_final);
        source.clocks[0].watermark += 1ms;
        CHECK(build(source).is_final);
    }

    TEST_CASE("open sessions of the day hold it back, later ones do not")
    {
        auto source = test::sample_source();
        source.still_open.oldest_start = test::shanghai(11, 23, 59);
        const auto report = build(source);
        CHECK_FALSE(report.is_final);
        CHECK(report.lagging[0].source.empty());
        source.still_open.oldest_start = test::shanghai(12, 0);
        CHECK(build(source).is_final);
    }

    TEST_CASE("recorded sources hold back recorded shops only")
    {
        auto source = test::sample_source();
        storage::source_state recorded;
        recorded.name = "history";
        recorded.recorded = true;
        recorded.ended = false;
        recorded.newest = test::shanghai(11, 5);
        source.clocks = {recorded};
        CHECK_FALSE(build(source).is_final);
        storage::source_state live;
        live.ended = false;
        live.newest = live.watermark = test::shanghai(12, 1);
        for (const char* shop : {"云裳旗舰店", "极光数码", "=SUM(A1:A9) <小店>"}) {
            live.shops.emplace_back(shop, live.newest);
        }
        source.clocks.push_back(live);
        CHECK(build(source).is_final);
    }

    TEST_CASE("a provisional verdict makes a provisional report")
    {
        auto source = test::sample_source();
        source.verdicts[0].status = engine::verdict_status::provisional;
        const auto report = build(source);
        CHECK_FALSE(report.is_final);
        CHECK(figure(report.total, "provisional") == "1");
    }
}
