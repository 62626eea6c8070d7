#include "tests/engine/score_scene.h"

using namespace chatqc;
using namespace chatqc::test;
using namespace std::chrono_literals;
using engine::charge;

TEST_SUITE("engine.score.rounding")
{
    TEST_CASE("halves go away from zero")
    {
        struct expectation {
            std::int64_t numerator, denominator, expected;
        };

        const expectation cases[] = {
            {0, 3, 0},   {1, 2, 1},    {-1, 2, -1},    {3, 2, 2},        {-3, 2, -2},
            {1, 3, 0},   {2, 3, 1},    {-2, 3, -1},    {4, 8, 1},        {3, 8, 0},
            {5, 10, 1},  {-5, 10, -1}, {-4, 10, 0},    {27500, 3, 9167}, {7, 1, 7},
            {-7, 1, -7}, {250, 4, 63}, {-250, 4, -63}, {18999, 2, 9500}, {1000000007, 2, 500000004}};
        for (const auto& each : cases) {
            CAPTURE(each.numerator);
            CAPTURE(each.denominator);
            CHECK(engine::divide_rounded(each.numerator, each.denominator) == each.expected);
        }
    }

    TEST_CASE("means are over rounded scores, and nothing has none")
    {
        CHECK_FALSE(engine::mean_of({}).has_value());
        CHECK(engine::mean_of({10000, 9999}) == 10000); // 9999.5
        CHECK(engine::mean_of({10000, 10000, 9999}) == 10000);
        CHECK(engine::mean_of({0, 10000, 10000}) == 6667);
    }
}

TEST_SUITE("engine.score.session")
{
    TEST_CASE("no violation is 100 in every category that applies")
    {
        scene s;
        s.agent("A", {category::timeliness, category::attitude});
        const auto score = s.only();
        CHECK(score.score == 10000);
        REQUIRE(score.categories.size() == 2);
        CHECK(score.categories[0].category == category::timeliness);
        CHECK(score.categories[0].score == 100);
        CHECK(score.deductions.empty());
    }

    TEST_CASE("of the forms of a rule the one that decided says how it is charged")
    {
        scene s;
        auto other = make_rule("rude", category::attitude, -10);
        other.hash = "other";
        const auto after = std::find_if(s.rules_.rules.begin(), s.rules_.rules.end(), [](const auto& each) {
            return each.id == "rude";
        });
        s.rules_.rules.insert(after + 1, other); // once, where the usual form counts each
        s.agent("A", {category::attitude});
        for (const int second : {1, 2})
            s.hit("rude", "A", second);
        CHECK(lines(s.only()) == text_lines{"rude -10>-10 counted", "rude -10>-10 counted"});
        for (auto& each : s.verdicts_)
            each.rule_hash = "other";
        CHECK(lines(s.only()) == text_lines{"rude -10>-10 counted", "rude -10>0 once"});
    }

    TEST_CASE("what is withdrawn with its rule's version takes nothing, critical ones neither")
    {
        scene s;
        s.agent("A", {category::attitude});
        s.decisions_[s.hit("rude", "A", 1).id] = engine::review_decision::withdrawn;
        s.decisions_[s.hit("bribe", "A", 2).id] = engine::review_decision::withdrawn;
        const auto score = s.only();
        CHECK(lines(score) == text_lines{"rude -10>0 withdrawn", "bribe -50>0 withdrawn"});
        CHECK(score.critical.empty());
        CHECK(score.score == 10000);
        CHECK(score.categories.size() == 1);
    }

    TEST_CASE("no rule applied: no score, not 0 and not 100")
    {
        scene s;
        s.agent("A", {});
        CHECK_FALSE(s.only().score.has_value());
    }

    TEST_CASE("who neither wrote nor was charged has no entry")
    {
        scene s;
        s.agent("A", {category::timeliness}, 0);
        CHECK(s.all().empty());
        s.hit("slow", "A", 1).status = engine::verdict_status::provisional;
        CHECK(s.all().empty());
        s.hit("slow", "A", 2);
        CHECK(s.only().score == 9500);
    }

    TEST_CASE("weights")
    {
        scene s;
        s.agent("A", {category::timeliness, category::standards, category::attitude});
        s.hit("apology", "A", 1);
        CHECK(s.only().score == 9667); // (100 + 90 + 100) / 3
        s.rules_.weights[static_cast<std::size_t>(category::standards)] = 2;
        CHECK(s.only().score == 9500); // (100 + 180 + 100) / 4
        s.rules_.weights[static_cast<std::size_t>(category::standards)] = 0;
        CHECK(s.only().score == 10000);
    }

    TEST_CASE("a category is never below 0 nor above 100")
    {
        scene s;
        s.agent("A", {category::attitude});
        s.hit("thanks", "A", 1);
        CHECK(s.only().score == 10000);
        CHECK(s.only().categories[0].points == 3);
        auto& heavy = s.hit("unheard_of", "A", 2);
        heavy.points = -250;
        heavy.category = category::attitude;
        CHECK(s.only().score == 0);
        CHECK(s.only().categories[0].points == -247);
    }

    TEST_CASE("once")
    {
        scene s;
        s.agent("A", {category::standards});
        s.hit("apology", "A", 20);
        s.hit("apology", "A", 10);
        s.hit("greeting", "A", 30);
        CHECK(s.only().score == 8500);
        CHECK(
            lines(s.only()) ==
            text_lines{"apology -10>-10 counted", "apology -10>0 once", "greeting -5>-5 counted"}
        );
        CHECK(s.only().deductions[0].id[15] == 2); // the earlier one counts
    }

    TEST_CASE("per hit up to the cap, of bonuses too")
    {
        scene s;
        s.agent("A", {category::attitude});
        for (int second = 1; second <= 4; ++second) {
            s.hit("rude", "A", second);
        }
        CHECK(s.only().score == 7500);
        CHECK(
            lines(s.only()) ==
            text_lines{
                "rude -10>-10 counted", "rude -10>-10 counted", "rude -10>-5 capped", "rude -10>0 capped"}
        );
        s.verdicts_.clear();
        s.hit("thanks", "A", 1);
        s.hit("thanks", "A", 2);
        CHECK(lines(s.only()) == text_lines{"thanks 3>3 counted", "thanks 3>2 capped"});
    }

    TEST_CASE("one wait, one charge: the costliest, of equals the first")
    {
        scene s;
        s.agent("A", {category::timeliness});
        s.hit("slow", "A", 10, "m1");
        s.hit("very_slow", "A", 20, "m1");
        s.hit("lost", "A", 30, "m1");
        s.hit("slow", "A", 40, "m2"); // another wait
        CHECK(s.only().score == 8700);
        CHECK(
            lines(s.only()) ==
            text_lines{
                "slow -5>0 shared", "very_slow -8>-8 counted", "lost -8>0 shared", "slow -5>-5 counted"}
        );
        CHECK(s.only().deductions[0].instead == s.only().deductions[1].id);
        CHECK(s.only().deductions[2].instead == s.only().deductions[1].id);
    }

    TEST_CASE("the charge is shared within one holder")
    {
        scene s;
        s.agent("A", {category::timeliness}).agent("B", {category::timeliness});
        s.hit("slow", "A", 10, "m1");
        s.hit("very_slow", "B", 20, "m1");
        const auto scores = s.all();
        REQUIRE(scores.size() == 2);
        CHECK(scores[0].score == 9500);
        CHECK(scores[1].score == 9200);
    }

    TEST_CASE("what does not count takes no share of a charge, of a once or of a cap")
    {
        scene s;
        s.agent("A", {category::timeliness, category::standards});
        s.hit("lost", "A", 5, "m1").status = engine::verdict_status::retracted;
        s.hit("very_slow", "A", 6, "m1").mode = rules::mode::shadow;
        s.hit("slow", "A", 10, "m1");
        s.hit("apology", "A", 11).review_required = true;
        s.hit("apology", "A", 12);
        s.hit("greeting", "A", 13).status = engine::verdict_status::provisional;
        CHECK(
            lines(s.only()) ==
            text_lines{
                "lost -8>0 retracted",
                "very_slow -8>0 shadow",
                "slow -5>-5 counted",
                "apology -10>0 review_pending",
                "apology -10>-10 counted",
                "greeting -5>0 provisional"}
        );
        CHECK(s.only().score == 9250);
    }

    TEST_CASE("a critical violation makes the score 0 and says what it would have been")
    {
        scene s;
        s.agent("A", {category::compliance, category::standards}).agent("B", {category::standards});
        s.hit("bribe", "A", 1);
        s.hit("threat", "A", 2); // no points of its own
        const auto scores = s.all();
        REQUIRE(scores.size() == 2);
        CHECK(scores[0].score == 0);
        CHECK(scores[0].before_critical == 7500);
        REQUIRE(scores[0].critical.size() == 2);
        CHECK(scores[0].critical[0].scope == engine::critical_scope::session);
        CHECK(scores[0].critical[1].scope == engine::critical_scope::day);
        CHECK(scores[1].score == 10000);
    }

    TEST_CASE("a critical violation on trial, provisional or under review is none")
    {
        scene s;
        s.agent("A", {category::compliance});
        s.hit("bribe", "A", 1).mode = rules::mode::shadow;
        s.hit("bribe", "A", 2).status = engine::verdict_status::provisional;
        s.hit("bribe", "A", 3).status = engine::verdict_status::retracted;
        s.hit("bribe", "A", 4).review_required = true;
        CHECK(s.only().critical.empty());
        CHECK(s.only().score == 10000);
    }

    TEST_CASE("the shop's own verdicts and other sessions' charge nobody")
    {
        scene s;
        s.agent("A", {category::timeliness});
        s.hit("slow", "", 1, "m1");
        s.hit("slow", "A", 2, "m2").session = "s2";
        CHECK(s.only().score == 10000);
        CHECK(s.only().deductions.empty());
    }

    TEST_CASE("a charge brings its category in")
    {
        scene s;
        s.agent("A", {category::standards});
        s.hit("slow", "A", 1, "m1");
        CHECK(s.only().categories.size() == 2);
        CHECK(s.only().score == 9750);
    }

    TEST_CASE("the order of the verdicts does not matter")
    {
        scene s;
        s.agent("A", {category::attitude, category::timeliness});
        s.hit("rude", "A", 1);
        s.hit("slow", "A", 1, "m1");
        s.hit("rude", "A", 2);
        s.hit("rude", "A", 2);
        s.hit("very_slow", "A", 3, "m1");
        const auto before = lines(s.only());
        for (int turn = 0; turn < 5; ++turn) {
            std::rotate(s.verdicts_.begin(), s.verdicts_.begin() + 1, s.verdicts_.end());
            CHECK(lines(s.only()) == before);
        }
    }
}
