#include "tests/rules/bundle.h"

#include <doctest/doctest.h>

namespace chatqc {

using namespace rules;

namespace {

test_message line(const std::string& text)
{
    INFO(text);
    std::vector<test_message> before(2);
    before[1].sender = "A";
    before[1].role = role::agent;
    test_message made;
    CHECK(parse_chat_line(text, before, made) == "");
    return made;
}

void refused(const std::string& text)
{
    INFO(text);
    test_message made;
    CHECK(parse_chat_line(text, {}, made) != "");
}

// A pack with one rule, and a test with these keys.
check_result check_test(const std::string& keys)
{
    return test::check_text(
        "rules: [{id: r.a, detect: {response: {}}}]\ntests:\n  - {name: t, " + keys + "}\n"
    );
}

void check(const std::string& keys, const std::string& expected)
{
    INFO(keys);
    CHECK(test::summary(check_test(keys)) == expected);
}

} // namespace

TEST_SUITE("rules.tests")
{
    TEST_CASE("who speaks")
    {
        const test_message customer = line("0s customer 在吗");
        CHECK(customer.role == role::customer);
        CHECK(customer.kind == kind::text);
        CHECK(customer.text == "在吗");
        CHECK(customer.sender == "");
        CHECK(line("0s customer->A 在吗").to == "A");
        CHECK(line("475s A 您好").at == milliseconds(475'000));
        CHECK(line("475s A 您好").sender == "A");
        CHECK(line("475s A 您好").role == role::agent);
        CHECK(line("10s agent 现在下单 有券哦").text == "现在下单 有券哦");
        CHECK(line("10s agent x").sender == "agent");
        CHECK(line("10s assist x").role == role::assist);
        CHECK(line("10s assist:小王 x").sender == "小王");
        CHECK(line("1s autoreply 您好").role == role::autoreply);
        CHECK(line("1s bot 您好").role == role::bot);
        CHECK(line("1s system 系统提示").role == role::system);
        CHECK(line("0s  agent   亲").text == "亲");
        CHECK(line("1500ms agent 亲").at == milliseconds(1500));
        CHECK(line("3min agent 亲").at == milliseconds(180'000));
    }

    TEST_CASE("kinds")
    {
        CHECK(line("0s customer <image>").kind == kind::image);
        CHECK(line("0s customer <emoji> [微笑]").text == "[微笑]");
        CHECK(line("0s customer <3").kind == kind::text);
        CHECK(line("0s customer <b>x").text == "<b>x");
        refused("0s customer <event>");
    }

    TEST_CASE("events")
    {
        const test_message transfer = line("10s transfer A->B cause=system");
        CHECK(transfer.kind == kind::event);
        CHECK(transfer.event == event::transfer);
        CHECK(transfer.sender == "A");
        CHECK(transfer.to == "B");
        REQUIRE(transfer.attrs.size() == 1);
        CHECK(transfer.attrs[0].first == "cause");
        CHECK(transfer.attrs[0].second == "system");
        CHECK(line("5s assign A").to == "A");
        CHECK(line("60s close").event == event::close);
        CHECK(line("60s close").role == role::system);
        CHECK(line("5s queue").event == event::queue);
        CHECK(line("3s order_paid amount=5").attrs.size() == 1);
        CHECK(line("2s blocked").event == event::blocked);
        CHECK(line("1s rating_invite A").sender == "A");
        CHECK(line("9s recall #2").ref == 1u);
        CHECK(line("9s recall #2").sender == "A");
        CHECK(line("9s edit #1 改过的话").text == "改过的话");
    }

    TEST_CASE("lines that cannot be read")
    {
        for (const char* bad :
             {"",
              "customer 在吗",
              "0 customer 在吗",
              "0s",
              "0s customer",
              "0s A->B 您好",
              "0s customer-> 您好",
              "0s transfer A",
              "0s transfer",
              "0s assign",
              "0s recall",
              "0s recall #1",
              "0s edit #0 x",
              "0s close now please",
              "0s assist: x"})
            refused(bad);
    }

    TEST_CASE("times do not go back")
    {
        std::vector<test_message> before(1);
        before[0].at = milliseconds(1000);
        test_message made;
        CHECK(parse_chat_line("1s agent x", before, made) == "");
        CHECK(parse_chat_line("999ms agent x", before, made) != "");
    }

    TEST_CASE("a whole test")
    {
        const auto result =
            test::check_text("rules: [{id: r.a, detect: {response: {}}}]\n"
                             "tests:\n"
                             "  - name: T1\n"
                             "    start: \"2025-11-11 10:10:15\"\n"
                             "    platform: taobao\n"
                             "    shop: s\n"
                             "    group: presale\n"
                             "    chat: [0s customer 在吗, 305s customer 人呢, 475s A 您好]\n"
                             "    expect: [{rule: r.a, at: 180s, points: -5, agent: \"\"}]\n"
                             "    rounds: {profile: taobao_3min, in_time: 0, of: 1, durations: [475s]}\n"
                             "    sessions: 1\n");
        CHECK(test::messages(result) == "");
        REQUIRE(result.tests.size() == 1);
        const test_case& test = result.tests[0];
        CHECK(test.name == "T1");
        CHECK(test.pack == "p");
        CHECK(test.start == *local_time_of("2025-11-11 10:10:15"));
        CHECK(test.platform == "taobao");
        CHECK(test.chat.size() == 3);
        CHECK(test.chat[2].where.line == 9);
        REQUIRE(test.expect.has_value());
        CHECK(test.expect->at(0).at == milliseconds(180'000));
        CHECK(test.expect->at(0).points == -5);
        CHECK(test.expect->at(0).agent == "");
        REQUIRE(test.rounds.size() == 1);
        CHECK(test.rounds[0].profile == "taobao_3min");
        CHECK(test.rounds[0].of == 1u);
        CHECK(test.rounds[0].durations == std::vector<milliseconds>{milliseconds(475'000)});
        CHECK_FALSE(test.rounds[0].unanswered.has_value());
        CHECK(test.sessions == 1u);
    }

    TEST_CASE("nothing is not the same as nothing said")
    {
        CHECK(check_test("chat: [0s customer x], expect: []").tests.at(0).expect->empty());
        CHECK_FALSE(check_test("chat: [0s customer x], sessions: 1").tests.at(0).expect.has_value());
        CHECK(
            check_test("chat: [0s customer x], sessions: 1").tests[0].start ==
            *local_time_of("2025-01-06 10:00")
        );
        check("chat: [0s customer x]", "missing_key 4:5");
    }

    TEST_CASE("tests are checked as strictly as rules")
    {
        check("chat: [0s customer x], expect: [{rule: r.b}]", "unknown_name 4:54");
        check("chat: [0s customer x], expect: [{rules: r.a}]", "missing_key 4:47; unknown_key 4:48");
        check("chat: [0s customer x], expect: [{rule: r.a, at: 20}]", "bad_value 4:63");
        check("chat: [0s customer x], rounds: {profile: none}", "unknown_name 4:56");
        check("chat: [0s customer x], rounds: [{in_time: 1, durations: [1]}]", "bad_value 4:72");
        check("chat: 0s customer x, expect: []", "wrong_type 4:21");
        check("chat: [x customer y], expect: []", "bad_test 4:22");
        check("chat: [0s customer: x], expect: []", "wrong_type 4:22");
        check("chat: [], expect: [], starts: x", "unknown_key 4:37");
        check("start: 10:00, chat: [], expect: []", "bad_value 4:22");
        check("expect: []", "missing_key 4:5");
    }

    TEST_CASE("test files hold tests only")
    {
        const std::string pack = "pack: p\nrules: [{id: r.a, detect: {response: {}}}]\n";
        const auto result = rules::check({test::bundle_of(
            {{"rules.yaml", pack},
             {"rules.test.yaml",
              "tests: [{name: t, chat: [0s customer x], expect: [{rule: r.a, at: 180s}]}]\n"},
             {"more.test.yaml", "rules: []\n"}}
        )});
        CHECK(result.tests.size() == 1);
        CHECK(test::summary(result) == "unknown_key 1:1");
    }
}

} // namespace chatqc
