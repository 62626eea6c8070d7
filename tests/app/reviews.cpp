// People's decisions on verdicts: in, out, and what is not taken.
#include "app/reviews.h"

#include "app/report_store_source.h"
#include "app/rules_withdraw.h"
#include "tests/app/pipeline_lab.h"

#include <doctest/doctest.h>

#include <sstream>

using namespace chatqc;
using namespace chatqc::test;

namespace {

// A store with one verdict, about a bad word in c1.
class reviewed_store {
public:
    reviewed_store()
    {
        made_.live({customer_line("c1", "q1", 0), agent_line("c1", "r1", 1, "笨蛋")});
        made_.change([&](storage::store& stored) {
            id = engine::to_hex(stored.verdicts_of("default", "c1").at(0).id);
        });
    }

    app::taken_reviews take(const std::string& lines, engine::time_point now = instant(100))
    {
        app::taken_reviews taken;
        made_.change([&](storage::store& stored) {
            auto done = app::take_reviews(stored, "default", lines, now);
            REQUIRE(done);
            taken = std::move(*done.value);
        });
        return taken;
    }

    std::string exported()
    {
        std::string all;
        made_.change([&](storage::store& stored) {
            REQUIRE(app::export_reviews(stored, {}, [&](std::string_view line) { all += line; }));
        });
        return all;
    }

    std::string line(const std::string& rest) const { return R"({"verdict":")" + id + "\"," + rest + "}\n"; }

    std::string id;

private:
    judged_store made_;
};

} // namespace

TEST_SUITE("app.reviews")
{
    TEST_CASE("what is taken is what is exported, and taken again changes nothing")
    {
        reviewed_store made;
        const auto text = made.line(
            R"("decision":"dismiss","at":1736157700000,"by":"li","reason":"quoted","remark":"顾客原话")"
        );
        CHECK(made.take(text).accepted == 1);
        CHECK(made.exported() == text);
        CHECK(made.take(made.exported()).accepted == 1);
        CHECK(made.exported() == text);
    }

    TEST_CASE("every decision is kept, in order of time")
    {
        reviewed_store made;
        made.take(made.line(R"("decision":"confirm","at":2000,"by":"li")"));
        made.take(made.line(R"("decision":"dismiss","at":1000,"by":"wu","reason":"x")"));
        const auto all = made.exported();
        CHECK(all.find("wu") < all.find("li"));
    }

    TEST_CASE("without a time it was decided now")
    {
        reviewed_store made;
        made.take(made.line(R"("decision":"confirm")"), engine::time_point{engine::milliseconds{77}});
        CHECK(made.exported().find(R"("at":77,)") != std::string::npos);
    }

    TEST_CASE("a bad version of a rule is withdrawn with its verdicts, and once")
    {
        judged_store made;
        for (const std::string conversation : {"c1", "c2"})
            made.live(
                {customer_line(conversation, "q1", conversation == "c1" ? 0 : 100'000),
                 agent_line(conversation, "r1", conversation == "c1" ? 1 : 100'001, "笨蛋")}
            );
        engine::verdict bad;
        made.change([&](storage::store& stored) { bad = stored.verdicts_of("default", "c1").at(0); });
        const auto withdraw = [&](app::rules_withdraw_options options) {
            options.data = made.path().string();
            options.reason = "bad_list";
            std::ostringstream out, errors;
            const int status = app::run_rules_withdraw(options, instant(200'000), out, errors);
            return std::to_string(status) + " " + out.str() + errors.str();
        };
        const std::string version = bad.rule + "@" + bad.rule_hash;
        CHECK(withdraw({.version = bad.rule}).substr(0, 2) == "2 ");
        CHECK(
            withdraw({.version = bad.rule + "@0000000000000000"}) ==
            "1 nothing to withdraw: of " + bad.rule + " there are verdicts of " + bad.rule_hash + " (2)\n"
        );
        CHECK(withdraw({.version = version, .to = bad.decided_at}).substr(0, 2) == "1 ");
        CHECK(
            withdraw({.version = version, .lines = true}).find(R"("decision":"withdraw")") !=
            std::string::npos
        );
        CHECK(
            withdraw(
                {.version = version, .from = bad.decided_at, .to = bad.decided_at + engine::milliseconds{1}}
            ) == "0 1 verdicts of " + version + " withdrawn\n"
        );
        CHECK(withdraw({.version = version}) == "0 1 verdicts of " + version + " withdrawn\n");
        CHECK(withdraw({.version = version}).substr(0, 2) == "1 ");
        made.change([&](storage::store& stored) {
            app::store_report_source source(stored, 1);
            CHECK(
                engine::decision_on(bad.id, source.decisions_of("c1")) == engine::review_decision::withdrawn
            );
        });
    }

    TEST_CASE("a bad line is told and takes nobody along")
    {
        reviewed_store made;
        const auto taken = made.take(
            "no json\n" + made.line(R"("decision":"confirm")") + "\n" + made.line(R"("decision":"maybe")") +
            made.line(R"("decision":"dismiss")") + made.line(R"("decision":"confirm","colour":"red")") +
            made.line(R"("by":"li")") + R"({"decision":"confirm"})" + "\n" +
            R"({"verdict":"00000000000000000000000000000000","decision":"confirm"})" + "\n" +
            made.line(R"("decision":"confirm","at":"today")") + made.line(R"("decision":"confirm","by":7)")
        );
        CHECK(taken.accepted == 1);
        std::vector<std::string> told;
        for (const auto& one : taken.problems)
            told.push_back(std::to_string(one.line) + " " + one.what);
        CHECK(
            told ==
            std::vector<std::string>{
                "1 this is no JSON object",
                "4 `decision` must be confirm, dismiss or withdraw",
                "5 to dismiss or withdraw needs a `reason`",
                "6 there is no key `colour`",
                "7 `decision` is missing",
                "8 `verdict` is missing",
                "9 there is no such verdict",
                "10 `at` must be ms since epoch",
                "11 `by` must be a text of at most 4096 bytes"}
        );
    }

    TEST_CASE("another tenant's verdicts are none of one's own")
    {
        reviewed_store made;
        judged_store other;
        other.change([&](storage::store& stored) {
            const auto taken =
                app::take_reviews(stored, "other", made.line(R"("decision":"confirm")"), instant(0));
            CHECK(taken.value->accepted == 0);
            CHECK(taken.value->problems.size() == 1);
        });
    }
}
