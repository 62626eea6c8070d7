#include "engine/score/score.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace chatqc;
using namespace std::chrono_literals;
using engine::charge;
using rules::category;

namespace {

rules::rule make_rule(std::string id, category in, std::int32_t points)
{
    rules::rule result;
    result.id = std::move(id);
    result.in = in;
    result.points = points;
    return result;
}

// once: apology -10, greeting -5; per_hit: rude -10 to -25, thanks +3 to +5; one charge "wait": slow -5,
// very_slow -8, lost -8; critical: bribe (session), threat (day).
rules::rule_set pack()
{
    rules::rule_set result;
    result.rules.reserve(16); // references are kept below
    auto add = [&result](std::string id, category in, std::int32_t points) -> rules::rule& {
        return result.rules.emplace_back(make_rule(std::move(id), in, points));
    };
    add("apology", category::standards, -10);
    add("bribe", category::compliance, -50).severity = rules::level::critical;
    add("greeting", category::standards, -5);
    auto& lost = add("lost", category::timeliness, -8);
    auto& rude = add("rude", category::attitude, -10);
    rude.count = rules::count_as::per_hit;
    rude.cap = -25;
    auto& slow = add("slow", category::timeliness, -5);
    auto& thanks = add("thanks", category::attitude, 3);
    thanks.count = rules::count_as::per_hit;
    thanks.cap = 5;
    auto& threat = add("threat", category::compliance, 0);
    threat.severity = rules::level::critical;
    threat.critical_scope = "day";
    auto& very_slow = add("very_slow", category::timeliness, -8);
    for (rules::rule* each : {&lost, &slow, &very_slow}) {
        each->charge_once = "wait";
        each->count = rules::count_as::per_hit;
    }
    std::sort(result.rules.begin(), result.rules.end(), [](const auto& left, const auto& right) {
        return left.id < right.id;
    });
    return result;
}

class scene {
public:
    scene() { summary_.session = "s1"; }

    scene& agent(std::string name, std::vector<category> applied, std::uint32_t messages = 1)
    {
        unsigned bits = 0;
        for (const category each : applied) {
            bits |= 1u << static_cast<unsigned>(each);
        }
        summary_.agents.push_back({std::move(name), messages, static_cast<std::uint8_t>(bits), 0});
        return *this;
    }

    engine::verdict& hit(std::string_view rule, std::string agent, int second, std::string round = {})
    {
        auto& made = verdicts_.emplace_back();
        made.id[15] = static_cast<std::uint8_t>(verdicts_.size());
        made.session = "s1";
        made.rule = rule;
        made.agent = std::move(agent);
        made.status = engine::verdict_status::final_;
        made.decided_at = engine::time_point{std::chrono::seconds{second}};
        for (const auto& known : rules_.rules) {
            if (known.id == rule) {
                made.points = known.points;
                made.category = known.in;
                made.level = known.severity;
            }
        }
        if (!round.empty()) {
            made.receipt.wait.emplace().round = std::move(round);
        }
        return made;
    }

    std::vector<engine::session_score> all() const
    {
        return engine::score_session(rules_, summary_, verdicts_, decisions_);
    }

    engine::session_score only() const
    {
        const auto scores = all();
        REQUIRE(scores.size() == 1);
        return scores.front();
    }

    rules::rule_set rules_ = pack();
    engine::session_summary summary_;
    std::vector<engine::verdict> verdicts_;
    engine::review_decisions decisions_;
};

// "rule nominal>counted why" of every line, in order.
std::vector<std::string> lines(const engine::session_score& score)
{
    std::vector<std::string> result;
    for (const auto& each : score.deductions) {
        result.push_back(
            each.rule + " " + std::to_string(each.nominal) + ">" + std::to_string(each.counted) + " " +
            std::string(engine::name_of(each.why))
        );
    }
    return result;
}

using text_lines = std::vector<std::string>;

} // namespace

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

TEST_SUITE("engine.score.reviews")
{
    using engine::review_decision;

    TEST_CASE("what was dismissed does not count, and the next one of its wait does")
    {
        scene s;
        s.agent("A", {category::timeliness});
        const auto worst = s.hit("very_slow", "A", 1, "q1").id;
        s.hit("slow", "A", 2, "q1");
        CHECK(lines(s.only()) == text_lines{"very_slow -8>-8 counted", "slow -5>0 shared"});
        s.decisions_[worst] = review_decision::dismissed;
        CHECK(lines(s.only()) == text_lines{"very_slow -8>0 dismissed", "slow -5>-5 counted"});
        CHECK(s.only().score == 9500);
    }

    TEST_CASE("what requires review counts once it is confirmed, a critical one too")
    {
        scene s;
        s.agent("A", {category::compliance, category::standards});
        auto& apology = s.hit("apology", "A", 1);
        apology.review_required = true;
        const auto first = apology.id;
        auto& bribe = s.hit("bribe", "A", 2);
        bribe.review_required = true;
        const auto second = bribe.id;
        CHECK(s.only().score == 10000);
        s.decisions_[first] = review_decision::confirmed;
        CHECK(lines(s.only()) == text_lines{"apology -10>-10 counted", "bribe -50>0 review_pending"});
        CHECK(s.only().score == 9500);
        s.decisions_[second] = review_decision::confirmed;
        CHECK(s.only().critical.size() == 1);
        CHECK(s.only().score == 0);
        s.decisions_[second] = review_decision::dismissed;
        CHECK(s.only().critical.empty());
        CHECK(s.only().score == 9500);
    }

    TEST_CASE("a critical verdict that needs no review falls when it is dismissed")
    {
        scene s;
        s.agent("A", {category::compliance});
        const auto bribe = s.hit("bribe", "A", 1).id;
        CHECK(s.only().score == 0);
        s.decisions_[bribe] = review_decision::dismissed;
        CHECK(s.only().score == 10000);
    }

    TEST_CASE("who wrote nothing and was charged wrongly has no score")
    {
        scene s;
        s.agent("A", {}, 0);
        const auto slow = s.hit("slow", "A", 1, "q1").id;
        CHECK(s.all().size() == 1);
        s.decisions_[slow] = review_decision::dismissed;
        CHECK(s.all().empty());
    }
}
