// Rounds, holders, sessions and response limits, as a QC lead would see them (SPEC §4).
#include "tests/engine/lab.h"

#include <doctest/doctest.h>

using chatqc::test::judge;
using chatqc::test::lab_chat;

namespace {

const std::string rules = R"(
pack: lab
language: 1
lists:
  ack: {phrases: [好的, 谢谢, 嗯]}
  asks: {phrases: [请提供, 是否]}
  wait: {phrases: [稍等]}
rules:
  - id: first
    name: {zh: 首响, en: first}
    why: x
    category: timeliness
    level: minor
    points: -2
    detect: {first_response: {limit: 30s, warn: 10s}}
  - id: slow
    name: {zh: 慢, en: slow}
    why: x
    category: timeliness
    level: minor
    points: -2
    detect: {response: {limit: 180s}}
  - id: silent
    name: {zh: 未回复, en: unanswered}
    why: x
    category: timeliness
    level: moderate
    points: -5
    detect: {unanswered: {}}
)";

void check(
    std::vector<std::string> chat,
    std::vector<std::string> expected,
    std::string start = "2025-01-06 10:00:00",
    std::string platform = ""
)
{
    lab_chat lines;
    lines.lines = std::move(chat);
    lines.start = std::move(start);
    lines.platform = std::move(platform);
    CAPTURE(lines.lines.back());
    CHECK(judge(rules, lines) == expected);
}

// The verdict of a rule for presale on a question of one group that is answered in another.
std::string judge_groups(std::string_view asked_in, std::string_view answered_in)
{
    lab_chat chat;
    chat.lines = {"0s customer 在吗", "80s A 您好"};
    auto messages = chatqc::test::messages_of(chat);
    messages[0].value.group = asked_in;
    messages[1].value.group = answered_in;
    chatqc::engine::offline_run run{
        chatqc::test::units_of("pack: lab\nlanguage: 1\nrules:\n  - {id: slow, scope: {group: presale}, "
                               "detect: {response: {limit: 60s}}}\n"),
        "lab"};
    for (const auto& each : messages)
        run.add(each.bind());
    run.end();
    std::string lines;
    for (const auto& made : run.settled())
        lines += chatqc::test::line_of(made, chatqc::test::start_of(chat));
    return lines;
}

struct place {
    std::int64_t seq = 0;
    std::string_view id;
};

// A question and an answer that bear the same time; the limit's verdict, or nothing.
std::string judge_instant(const place& question, const place& answer)
{
    lab_chat chat;
    chat.lines = {"0s customer 在吗", "0s A 您好"};
    auto messages = chatqc::test::messages_of(chat);
    messages[0].value.seq = question.seq;
    messages[0].id = question.id;
    messages[1].value.seq = answer.seq;
    messages[1].id = answer.id;
    chatqc::engine::offline_run run{
        chatqc::test::units_of("pack: lab\nlanguage: 1\nrules:\n  - {id: first, detect: {first_response: "
                               "{limit: 30s}}}\n"),
        "lab"};
    run.add(messages[0].bind()); // arrives first, whatever its place
    run.add(messages[1].bind());
    run.end();
    std::string lines;
    for (const auto& made : run.settled())
        lines += chatqc::test::line_of(made, chatqc::test::start_of(chat));
    return lines;
}

} // namespace

TEST_SUITE("engine.rounds")
{
    TEST_CASE("a reply exactly at the limit is in time, a millisecond later is not")
    {
        check({"0s customer 在吗", "30s A 您好"}, {});
        check({"0s customer->A 在吗", "30001ms A 您好"}, {"30s first A m0 wait=30001ms"});
        check({"0s customer->A 在吗", "180s A 您好"}, {"30s first A m0 wait=180s"});
        check(
            {"0s customer->A 在吗", "181s A 您好"}, {"30s first A m0 wait=181s", "180s slow A m0 wait=181s"}
        );
    }

    TEST_CASE("the time in the queue is the shop's, and the one who is assigned then has his own")
    {
        check({"0s customer 在吗", "1s queue", "100s assign A", "125s A 您好"}, {"30s first - m0 wait=125s"});
        check(
            {"0s customer 在吗", "1s queue", "100s assign A", "131s A 您好"},
            {"30s first - m0 wait=131s", "130s first A m2 wait=131s"}
        );
    }

    TEST_CASE("at one instant seq decides what came first, then the id bytewise")
    {
        CHECK(judge_instant({1, "q"}, {2, "a"}) == "");
        CHECK(judge_instant({2, "a"}, {1, "q"}) == "30s first A a");
        CHECK(judge_instant({0, "a"}, {0, "b"}) == "");
        CHECK(judge_instant({0, "b"}, {0, "a"}) == "30s first A b");
        CHECK(judge_instant({0, "a"}, {0, "B"}) == "30s first A a"); // B is the smaller byte
    }

    TEST_CASE("with no holder a late answer is the shop's, not the answerer's")
    {
        check({"0s customer 在吗", "40s A 您好"}, {"30s first - m0 wait=40s"});
    }

    TEST_CASE("what ran out with nobody stays nobody's, whoever is brought later")
    {
        check({"0s customer 在吗", "40s customer->B 人呢", "50s A 您好"}, {"30s first - m0 wait=50s"});
        check({"0s customer 在吗", "40s assign B", "50s B 您好"}, {"30s first - m0 wait=50s"});
    }

    TEST_CASE("the first replier pays, where the pack says so, not who was named in between")
    {
        lab_chat chat;
        chat.lines = {"0s customer 在吗", "40s customer->B 人呢", "50s A 您好"};
        const std::vector<std::string> expected{"30s first A m0 wait=50s"};
        CHECK(judge(rules + "unassigned: first_replier\n", chat) == expected);
    }

    TEST_CASE("a holder is charged once a round, however often he comes back")
    {
        check(
            {"0s customer->A 在吗", "40s transfer A->B", "50s transfer B->A", "150s A 您好"},
            {"30s first A m0 wait=150s"}
        );
    }

    TEST_CASE("whether a rule applies is decided at the deadline, not by what the reply brings")
    {
        CHECK(judge_groups("presale", "") == "60s slow - m0 wait=80s");
        CHECK(judge_groups("presale", "aftersale") == "60s slow - m0 wait=80s");
        CHECK(judge_groups("", "presale") == "");
    }

    TEST_CASE("only the first round has the first limit")
    {
        check({"0s customer->A 在吗", "5s A 您好", "10s customer 价格", "60s A 九块"}, {});
        check(
            {"0s customer->A 在吗", "5s A 您好", "10s customer 价格", "300s A 九块"},
            {"190s slow A m2 wait=290s"}
        );
    }

    TEST_CASE("later questions do not restart the wait")
    {
        check(
            {"0s customer->A 在吗", "5s A 在", "10s customer 价格", "150s customer 人呢", "195s A 九块"},
            {"190s slow A m2 wait=185s"}
        );
    }

    TEST_CASE("robots do not answer")
    {
        check(
            {"0s customer->A 在吗", "2s autoreply 稍等", "200s A 您好"},
            {"30s first A m0 wait=200s", "180s slow A m0 wait=200s"}
        );
    }

    TEST_CASE("an acknowledgement opens no round, unless it answers the agent")
    {
        check({"0s customer->A 在吗", "5s A 您好", "10s customer 好的谢谢", "15s customer 嗯嗯[微笑]。"}, {});
        check(
            {"0s customer->A 在吗", "5s A 请提供订单号", "10s customer 好的", "400s A 收到"},
            {"190s slow A m2 wait=390s"}
        );
        check(
            {"0s customer->A 在吗", "5s A 要红色吗？", "10s customer 嗯", "400s A 收到"},
            {"190s slow A m2 wait=390s"}
        );
        check(
            {"0s customer->A 在吗", "5s A 您好", "10s customer 好的？", "400s A 收到"},
            {"190s slow A m2 wait=390s"}
        );
        check(
            {"0s customer->A 在吗", "5s A 您好", "10s customer 好的发货", "400s A 收到"},
            {"190s slow A m2 wait=390s"}
        );
    }

    TEST_CASE("an open round keeps the session for 24 hours and is then unanswered")
    {
        check({"0s customer->A 在吗"}, {"30s first A m0", "180s slow A m0", "86400s silent A m0"});
        check({"0s customer->A 在吗", "10s close"}, {"10s silent A m0"});
    }

    TEST_CASE("a blocked customer needs no reply")
    {
        check({"0s customer->A 在吗", "10s blocked"}, {});
    }

    TEST_CASE("who is assigned has his own limit, from the assignment")
    {
        check({"0s customer 在吗", "20s assign A", "50s A 您好"}, {});
        check({"0s customer 在吗", "20s assign A", "60s A 您好"}, {"50s first A m1 wait=60s"});
        check({"0s customer->A 在吗", "40s transfer A->B", "60s B 您好"}, {"30s first A m0 wait=60s"});
        check(
            {"0s customer->A 在吗", "40s transfer A->B", "80s B 您好"},
            {"30s first A m0 wait=80s", "70s first B m1 wait=80s"}
        );
        check(
            {"0s customer->A 在吗", "10s transfer A->B", "20s transfer B->A", "52s A 您好"},
            {"50s first A m2 wait=52s"}
        );
    }

    TEST_CASE("the internal clock rests outside working hours")
    {
        check({"0s customer->A 在吗", "28860s A 早上好"}, {}, "2025-01-05 23:59:30");
        check(
            {"0s customer->A 在吗"},
            {"28840s first A m0", "28990s slow A m0", "86400s silent A m0"},
            "2025-01-05 23:59:50"
        );
    }

    TEST_CASE("a message at the gap is in the session, a millisecond later in the next")
    {
        // The first round of a new session has the first limit again.
        check({"0s customer->A 在吗", "1s A 您好", "1801s customer 价格", "1850s A 九块"}, {});
        check(
            {"0s customer->A 在吗", "1s A 您好", "1801001ms customer->A 价格", "1850s A 九块"},
            {"1831001ms first A m2 wait=48999ms"}
        );
    }

    TEST_CASE("close ends the session, a message within the reopen gap voids it")
    {
        check(
            {"0s customer->A 在吗", "1s A 您好", "10s close", "60s customer->A 价格", "100s A 九块"},
            {"90s first A m3 wait=40s"}
        );
        check(
            {"0s customer->A 在吗", "1s A 您好", "10s close", "550s customer->A 价格", "590s A 九块"},
            {},
            "2025-01-06 10:00:00",
            "jd"
        );
        check(
            {"0s customer->A 在吗", "1s A 您好", "10s close", "670s customer->A 价格", "710s A 九块"},
            {"700s first A m3 wait=40s"},
            "2025-01-06 10:00:00",
            "jd"
        );
        // At the very end of the gap, behind an event of the same instant.
        check(
            {"0s customer->A 在吗",
             "1s A 您好",
             "10s close",
             "610s read",
             "610s customer->A 价格",
             "650s A 九块"},
            {},
            "2025-01-06 10:00:00",
            "jd"
        );
    }

    TEST_CASE("a holder is remembered across the start of a session, for one gap at most")
    {
        check({"0s assign A", "60s customer 在吗", "100s A 您好"}, {"90s first A m1 wait=40s"});
        check({"0s assign A", "1860s customer 在吗", "1900s A 您好"}, {"1890s first - m1 wait=40s"});
    }
}
