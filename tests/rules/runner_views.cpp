// `rules list`, `describe`, `explain`, `promote` and the coverage of `test`: words and exit status.
#include "app/rules_command.h"
#include "app/rules_explain.h"
#include "app/rules_profile.h"
#include "app/rules_promote.h"
#include "app/rules_views.h"
#include "tests/support/temp_dir.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <sstream>

namespace chatqc {
namespace {

const std::string pack = R"(# our pack
pack: p
campaigns: {sale: {from: 2025-11-10T20:00, to: 2025-11-12}}
lists:
  nudge: {phrases: [抓紧, 赶紧拍]}
  calm: {phrases: [不用抓紧]}
rules:
  - id: nudge # urging
    name: {zh: 催单, en: Nudge}
    why: 连发催单会让顾客反感。
    points: -5
    count: per_hit
    cap: -15
    scope: {hours: "09:00-23:00", role: agent}
    detect: {phrase: {list: nudge}}
    except: [{list: calm, reason: the opposite}]
  - {id: wait, detect: {response: {limit: 180s, warn: 100s}}}
  - {id: trial, mode: shadow, detect: {nudge_burst: {list: nudge, count: 3, within: 60s}}}   # since May
  - id: apology
    detect: {all: [a: {phrase: {any: [退款]}, role: customer}, not: {phrase: {any: [抱歉]}, after: {of: a, messages: 2}}]}
  - {id: tag.refund, tag: refund, scope: {role: customer}, detect: {phrase: {any: [退款]}}}
)";

class pack_folder {
public:
    explicit pack_folder(const std::string& text = pack) { write("pack.yaml", text); }

    void write(const std::string& name, const std::string& text)
    {
        std::ofstream(folder_ / name, std::ios::binary) << text;
    }

    [[nodiscard]] std::string text(const std::string& name = "pack.yaml") const
    {
        std::ifstream file(folder_ / name, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }

    [[nodiscard]] std::string path() const { return folder_.path().string(); }

private:
    test::temp_dir folder_;
};

struct answer {
    int status = 0;
    std::string text;
};

bool holds(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

answer describe(
    const pack_folder& folder, const std::string& rule, const std::string& language = "en", bool json = false
)
{
    std::ostringstream out;
    const int status = app::run_rules_describe({rule, {folder.path()}, language, json}, out);
    return {status, out.str()};
}

// One line "SECONDS role text" each; the agent is A.
answer explain(
    const pack_folder& folder,
    const std::string& rule,
    const std::vector<std::string>& chat,
    bool json = false
)
{
    std::string lines;
    int number = 0;
    for (const std::string& each : chat) {
        std::istringstream words(each);
        std::int64_t second = 0;
        std::string role, text;
        words >> second >> role >> text;
        lines += R"({"id":"m)" + std::to_string(++number) + R"(","conversation":"c","ts":)" +
                 std::to_string(1'736'128'800'000 + second * 1'000) + R"(,"role":")" + role +
                 R"(","text":")" + text + (role == "agent" ? R"(","sender":"A"})" : R"("})") + "\n";
    }
    std::ofstream(folder.path() + "/chat.ndjson", std::ios::binary) << lines;
    std::ostringstream out, errors;
    app::rules_explain_options options;
    options.rule = rule;
    options.files = {folder.path() + "/chat.ndjson"};
    options.folders = {folder.path()};
    options.language = "en";
    options.json = json;
    const int status = app::run_rules_explain(options, out, errors);
    return {status, out.str() + errors.str()};
}

answer promote(const pack_folder& folder, const std::string& rule, bool dry_run = false)
{
    std::ostringstream out;
    const int status = app::run_rules_promote({rule, {folder.path()}, dry_run}, out);
    return {status, out.str()};
}

} // namespace

TEST_SUITE("rules.views")
{
    TEST_CASE("list: a line a rule and form")
    {
        pack_folder folder;
        folder.write("shop.yaml", "shop: s1\nrules: [{override: wait, replace: {points: -1}}]\n");
        std::ostringstream out;
        CHECK(app::run_rules_list({{folder.path()}, "en", false}, out) == 0);
        CHECK(holds(
            out.str(), "nudge       Nudge       standards  minor  -5       live    role agent; 09:00-23:00\n"
        ));
        CHECK(holds(out.str(), "wait        wait        standards  minor  0        live    not shop s1\n"));
        CHECK(holds(out.str(), "wait        wait        standards  minor  -1       live    shop s1\n"));
        CHECK(holds(out.str(), "tag.refund  tag.refund  standards  –      #refund  live    role customer\n"));
        std::ostringstream json;
        CHECK(app::run_rules_list({{folder.path()}, "zh", true}, json) == 0);
        CHECK(holds(json.str(), R"("id":"nudge","pack":"p","hash":")"));
        CHECK(holds(json.str(), R"("name":{"zh":"催单","en":"Nudge"})"));
        std::ostringstream bad;
        CHECK(app::run_rules_list({{folder.path() + "/none"}, "zh", false}, bad) == 2);
    }

    TEST_CASE("describe: in the words of a lead")
    {
        const pack_folder folder;
        const answer english = describe(folder, "nudge");
        INFO(english.text);
        CHECK(english.status == 0);
        CHECK(holds(english.text, "fires when  a message holds a phrase of nudge (2: 抓紧, 赶紧拍)\n"));
        CHECK(holds(english.text, "not for     calm (1: 不用抓紧) (the opposite)\n"));
        CHECK(holds(english.text, "counts      minor, -5 points, each time, down to -15\n"));
        const answer chinese = describe(folder, "wait", "zh");
        CHECK(holds(chinese.text, "提问后 3min 内无人工回复"));
        CHECK(holds(
            describe(folder, "trial").text, "3 nudges within 60s without a word of the customer between"
        ));
        CHECK(holds(
            describe(folder, "apology").text,
            "all of: [a: a message holds a phrase of (1: 退款), of customer]; [not (a message holds a phrase "
            "of (1: "
            "抱歉), of agent/assist, after a by at most 2 messages)]"
        ));
        CHECK(holds(describe(folder, "tag.refund").text, "puts the tag  refund: tag.refund"));
        CHECK(holds(
            describe(folder, "wait", "en", true).text, R"({"label":"fires when","text":"nobody answers)"
        ));
        const answer unknown = describe(folder, "nuge");
        CHECK(unknown.status == 1);
        CHECK(holds(unknown.text, "did you mean nudge?"));
    }

    TEST_CASE("explain: a wait just in time, and one too long")
    {
        const pack_folder folder;
        const answer near = explain(folder, "wait", {"0 customer 在吗", "178 agent 您好"});
        INFO(near.text);
        CHECK(near.status == 1);
        CHECK(holds(near.text, "wait: does not fire\n"));
        CHECK(holds(near.text, "nearest miss: round m1, reply at 178s of 3min\n"));
        CHECK(holds(near.text, "limit: 3min\n      with 177999ms it fires at m1\n"));
        const answer late = explain(folder, "wait", {"0 customer 在吗", "181 agent 您好"});
        CHECK(late.status == 0);
        CHECK(holds(late.text, "fires 1 time: m1"));
    }

    TEST_CASE("explain: which condition stood in the way")
    {
        const pack_folder folder;
        const answer excepted = explain(folder, "nudge", {"0 agent 不用抓紧"});
        INFO(excepted.text);
        CHECK(excepted.status == 1);
        CHECK(holds(excepted.text, "exception: calm (1: 不用抓紧) (the opposite)\n      keeps it from m1"));
        CHECK(holds(excepted.text, "scope: 09:00-23:00\n      holds, or makes no difference"));
        const answer by_customer = explain(folder, "nudge", {"0 customer 抓紧"});
        CHECK(holds(by_customer.text, "scope: role agent\n      keeps it from m1"));
        const answer at_night = explain(folder, "nudge", {"50000 agent 抓紧"}); // 10:00 and 14 h
        CHECK(holds(at_night.text, "scope: 09:00-23:00\n      keeps it from m1"));
    }

    TEST_CASE("explain: how far a number would have to move")
    {
        const pack_folder folder;
        const answer slow = explain(folder, "trial", {"0 agent 抓紧", "30 agent 抓紧", "75 agent 抓紧"});
        INFO(slow.text);
        CHECK(holds(slow.text, "count: 3\n      with 2 it fires at m2"));
        CHECK(holds(slow.text, "within: 60s\n      with 75s it fires at m3"));
        CHECK(holds(slow.text, "nearest miss: within: 60s"));
    }

    TEST_CASE("explain: each condition of an expression by itself")
    {
        const pack_folder folder;
        const answer kept = explain(folder, "apology", {"0 customer 退款", "9 agent 抱歉"});
        INFO(kept.text);
        CHECK(kept.status == 1);
        CHECK(
            holds(kept.text, "condition a: a message holds a phrase of (1: 退款), of customer\n      hits m1")
        );
        CHECK(holds(
            kept.text, "condition #2: a message holds a phrase of (1: 抱歉), of agent/assist\n      hits m2"
        ));
        CHECK(holds(explain(folder, "apology", {"0 customer 退款"}, true).text, R"("fires":true,)"));
        CHECK(explain(folder, "none", {"0 customer 退款"}).status == 2);
        CHECK(explain(folder, "apology", {}).status == 2);
        CHECK(explain(folder, "tag.refund", {"0 customer 退款"}).status == 0);
    }

    TEST_CASE("promote changes one word and keeps the rest")
    {
        pack_folder folder;
        const std::string before = folder.text();
        CHECK(promote(folder, "trial", true).status == 0);
        CHECK(folder.text() == before);
        const answer done = promote(folder, "trial");
        INFO(done.text);
        CHECK(done.status == 0);
        CHECK(holds(done.text, "pack.yaml:18:23: mode: shadow -> live"));
        std::string expected = before;
        expected.replace(expected.find("shadow"), 6, "live");
        CHECK(folder.text() == expected);
        CHECK(promote(folder, "trial").status == 1);
        CHECK(promote(folder, "nothing").status == 2);
    }

    TEST_CASE("promote: what is quoted, overridden, aliased, or red with it")
    {
        pack_folder quoted("\xEF\xBB\xBFpack: p\nrules: [{id: a, mode: \"shadow\", detect: {response: }}]\n");
        CHECK(promote(quoted, "a").status == 0);
        CHECK(quoted.text() == "\xEF\xBB\xBFpack: p\nrules: [{id: a, mode: live, detect: {response: }}]\n");
        pack_folder overridden("pack: p\nrules: [{id: a, detect: {response: }}]\n");
        overridden.write("b.yaml", "rules: [{override: a, replace: {mode: shadow}}]\n");
        CHECK(promote(overridden, "a").status == 0);
        CHECK(overridden.text("b.yaml") == "rules: [{override: a, replace: {mode: live}}]\n");
        pack_folder aliased("pack: p\nrules: [{id: a, mode: &m shadow, detect: {response: }}, {id: b, mode: "
                            "*m, detect: {unanswered: }}]\n");
        const answer by_hand = promote(aliased, "b");
        INFO(by_hand.text);
        CHECK(by_hand.status == 1);
        CHECK(holds(by_hand.text, "change it by hand"));
        pack_folder red("pack: p\nrules: [{id: a, mode: shadow, detect: {promise_followup: {any: [稍等一下], "
                        "within: 2h}}}]\n"
                        "tests: [{name: t, chat: [0s A 您好, 40min A 您好], sessions: 2}]\n");
        const std::string before = red.text();
        const answer refused = promote(red, "a");
        CHECK(refused.status == 1);
        CHECK(holds(refused.text, "expected 2 sessions, got 1"));
        CHECK(red.text() == before);
    }

    TEST_CASE("profile: hits, checks, and a line a rule")
    {
        pack_folder folder;
        // 2 nudges of 3 messages of agents, 1 refund of 2 messages of the customer, 2 rounds.
        explain(
            folder,
            "wait",
            {"0 customer 退款", "9 agent 抓紧", "20 customer 在吗", "30 agent 抓紧", "40 agent 您好"}
        );
        app::rules_profile_options options;
        options.files = {folder.path() + "/chat.ndjson"};
        options.folders = {folder.path()};
        options.runs = 1;
        options.json = true;
        std::ostringstream out, errors;
        CHECK(app::run_rules_profile(options, out, errors) == 0);
        const auto figures = [&](const std::string& rule) {
            const std::size_t at = out.str().find("\"rule\":\"" + rule + "\"");
            const std::size_t hits = out.str().find("\"hits\"", at);
            return out.str().substr(hits, out.str().find(",\"judging", hits) - hits);
        };
        INFO(out.str());
        CHECK(holds(out.str(), "{\"messages\":5,"));
        CHECK(figures("nudge") == "\"hits\":2,\"checks\":3");
        CHECK(figures("tag.refund") == "\"hits\":1,\"checks\":2");
        CHECK(figures("wait") == "\"hits\":0,\"checks\":2");
        options.json = false;
        options.language = "en";
        std::ostringstream table;
        CHECK(app::run_rules_profile(options, table, errors) == 0);
        CHECK(table.str().starts_with("5 messages; the engine without rules "));
        CHECK(holds(table.str(), "       2         3  "));
        options.files = {folder.path() + "/none.ndjson"};
        CHECK(app::run_rules_profile(options, table, errors) == 2);
    }

    TEST_CASE("test says which rules have no firing and no silent test")
    {
        pack_folder folder;
        folder.write(
            "a.test.yaml",
            "tests:\n"
            "  - {name: nudge / urged, chat: [0s A 抓紧], expect: [{rule: nudge}]}\n"
            "  - {name: nudge / calm, chat: [0s A 不用抓紧], expect: []}\n"
            "  - {name: wait, chat: [0s customer 在吗], expect: [{rule: wait}]}\n"
            "  - {name: tag.refund / asked, chat: [0s customer 退款], tags: [refund]}\n"
            "  - {name: tag.refund / not, chat: [0s customer 在吗, 1s A 您好], tags: []}\n"
        );
        std::ostringstream out;
        CHECK(app::run_rules_test({folder.path()}, false, out) == 0);
        CHECK(holds(
            out.str(),
            "coverage: 5 rules; without a firing test: apology, trial; without a silent test: apology, "
            "trial, wait\n"
        ));
        std::ostringstream json;
        CHECK(app::run_rules_test({folder.path()}, true, json) == 0);
        CHECK(holds(json.str(), R"({"rule":"nudge","firing":1,"silent":1})"));
    }
}

} // namespace chatqc
