// Scores with people's decisions.
#include "tests/engine/score_scene.h"

using namespace chatqc;
using namespace chatqc::test;

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
