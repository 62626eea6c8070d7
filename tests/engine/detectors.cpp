// The detectors that look at texts, each at and around its limits (SPEC §5).
#include "tests/engine/lab.h"

#include <doctest/doctest.h>

using chatqc::test::judge;
using chatqc::test::lab_chat;

namespace {

std::string pack(const std::string& detect, const std::string& more = "", const std::string& lists = "")
{
    return R"(
pack: lab
language: 1
lists:
  bad: {phrases: [笨蛋, 闭嘴]}
  polite: {phrases: [没说笨蛋]}
  hello: {phrases: [您好, 欢迎]}
  nudge: {phrases: [还在吗, 下单, 抓紧]}
)" + lists +
           R"(rules:
  - id: r
    name: {zh: 规则, en: rule}
    why: x
    category: attitude
    level: minor
    points: -1
    detect: )" +
           detect + "\n" + more;
}

void check(const std::string& rules, std::vector<std::string> chat, std::vector<std::string> expected)
{
    lab_chat lines;
    lines.lines = std::move(chat);
    CAPTURE(lines.lines.back());
    CHECK(judge(rules, lines) == expected);
}

} // namespace

TEST_SUITE("engine.detectors")
{
    TEST_CASE("phrase: every span in one receipt, only of people, voided by exceptions")
    {
        const auto any = pack("{phrase: {list: bad}}");
        check(any, {"0s A 笨蛋，闭嘴"}, {"0s r A m0 spans=[m0:0-6 m0:9-15]"});
        check(any, {"0s customer 笨蛋", "1s bot 笨蛋"}, {});
        check(any, {"0s A 笨-蛋"}, {"0s r A m0 spans=[m0:0-7]"});
        check(
            pack("{phrase: {list: bad}}", "    except: [{list: polite, reason: quoted}]\n"),
            {"0s A 我没说笨蛋", "1s A 笨蛋"},
            {"1s r A m1 spans=[m1:0-6]"}
        );
    }

    TEST_CASE("evasion: marked and raised where the hit rests on disguised words")
    {
        const auto marks = [](const std::string& detect, std::vector<std::string> lines) {
            lab_chat chat;
            chat.lines = std::move(lines);
            chatqc::engine::offline_run run{
                chatqc::test::units_of(pack(detect, "    evasion: {points: -3}\n")), "default"};
            for (const auto& line : chatqc::test::messages_of(chat))
                run.add(line.bind());
            run.end();
            std::string text;
            for (const auto& made : run.settled())
                text += (text.empty() ? "" : " ") + std::string(chatqc::rules::name_of(made.level)) +
                        std::to_string(made.points) + (made.receipt.evasion ? "!" : "");
            return text;
        };
        const std::string any = "{phrase: {list: bad}}";
        CHECK(marks(any, {"0s A 笨蛋"}) == "minor-1");
        CHECK(marks(any, {"0s A 笨-蛋"}) == "moderate-3!");
        CHECK(marks(any, {"0s A 笨-蛋，闭嘴"}) == "minor-1");
        CHECK(marks("{phrase: {all: [笨蛋, 闭嘴]}}", {"0s A 笨-蛋，闭嘴"}) == "moderate-3!");
        CHECK(marks("{phrase: {at_least: 1, list: bad}}", {"0s A 笨-蛋，闭嘴"}) == "minor-1");
        CHECK(marks("{phrase: {none: [您好]}}", {"0s A 在"}) == "minor-1");
        CHECK(marks("{pattern: {regex: '笨蛋'}}", {"0s A 笨*蛋"}) == "moderate-3!");
        CHECK(marks("{pattern: {regex: '笨蛋'}}", {"0s A 笨*蛋，笨蛋"}) == "minor-1");
        CHECK(marks("{pattern: {regex: 'vx'}}", {"0s A ＶＸ"}) == "minor-1");
        const std::string burst = "{nudge_burst: {list: nudge, count: 2, within: 60s}}";
        CHECK(marks(burst, {"0s A 抓紧", "5s A 下单"}) == "minor-1");
        CHECK(marks(burst, {"0s A 抓紧", "5s A 下-单"}) == "moderate-3!");
        const std::string both = "{all: [{a: {phrase: {list: bad}}}, {b: {phrase: {any: [亲]}}}]}";
        CHECK(marks(both, {"0s A 亲，笨蛋"}) == "minor-1");
        CHECK(marks(both, {"0s A 亲，笨-蛋"}) == "moderate-3!");
        CHECK(marks(both, {"0s A 亲，笨-蛋，闭嘴"}) == "minor-1");
        const std::string close = "{all: [{a: {phrase: {list: bad}}}, "
                                  "{b: {phrase: {any: [亲]}, near: {of: a, characters: 3}}}]}";
        CHECK(marks(close, {"0s A 亲，笨-蛋，我说的就是你，闭嘴"}) == "moderate-3!");
        CHECK(marks(close, {"0s A 亲，笨-蛋，亲，闭嘴"}) == "minor-1");
        const std::string missing = "{all: [{a: {phrase: {list: bad}}}, {not: {phrase: {any: [抱歉]}}}]}";
        CHECK(marks(missing, {"0s A 笨蛋，抱-歉"}) == "");
        CHECK(marks(missing, {"0s A 笨-蛋"}) == "moderate-3!");
        CHECK(
            marks("{any: [{phrase: {any: [闭嘴]}}, {phrase: {any: [笨蛋]}}]}", {"0s A 闭-嘴，笨蛋"}) ==
            "minor-1"
        );
    }

    TEST_CASE("phrase: a negation shortly before voids the hit, where the list asks for it")
    {
        const auto promise = pack(
            "{phrase: {list: promise}}",
            "",
            "  promise: {phrases: [保证], negation: true}\n  negation: {phrases: [不, 没有]}\n"
        );
        check(promise, {"0s A 保证到货"}, {"0s r A m0 spans=[m0:0-6]"});
        check(promise, {"0s A 不保证到货", "1s A 没有办法给您保证"}, {});
        check(promise, {"0s A 没有问题的亲亲这个我保证"}, {"0s r A m0 spans=[m0:30-36]"});
    }

    TEST_CASE("phrase: all, at least, none")
    {
        check(
            pack("{phrase: {all: [笨蛋, 闭嘴]}}"),
            {"0s A 笨蛋", "1s A 闭嘴笨蛋"},
            {"1s r A m1 spans=[m1:0-6 m1:6-12]"}
        );
        check(pack("{phrase: {none: [您好]}}"), {"0s A 您好呀", "1s A 喂"}, {"1s r A m1"});
    }

    TEST_CASE("pattern: leftmost spans, except expressions void what they overlap")
    {
        check(pack("{pattern: {regex: '返.{0,3}元'}}"), {"0s A 好评返5元哦"}, {"0s r A m0 spans=[m0:6-13]"});
        check(pack("{pattern: {regex: '返.{0,3}元', except: '不返.{0,3}元'}}"), {"0s A 我们不返5元"}, {});
    }

    TEST_CASE("required phrase: the first two messages")
    {
        const auto first = pack("{required_phrase: {list: hello, range: first 2}}");
        check(first, {"0s customer hi", "1s A 嗯", "2s A 您好"}, {});
        check(first, {"0s customer hi", "1s A 嗯", "2s A 在的"}, {"2s r A m2 count=2"});
        check(first, {"0s customer hi", "1s A 嗯"}, {"1801s r A m1 count=1"});
        check(first, {"0s customer hi", "1s close"}, {});
    }

    TEST_CASE("required phrase: the last ten, anchored at the session's first message")
    {
        const auto last = pack("{required_phrase: {list: hello, range: last 2}}");
        check(last, {"0s A 您好", "1s A 一", "2s A 二"}, {"1802s r A m0 count=2"});
        check(last, {"0s A 一", "1s A 您好", "2s A 二"}, {});
        check(
            pack("{required_phrase: {list: hello, range: last 2, or_event: rating_invite}}"),
            {"0s A 一", "1s A 二", "2s rating_invite"},
            {}
        );
    }

    TEST_CASE("required phrase: the last ones, charged to the sender of the anchor, else to the holder")
    {
        const auto last = pack("{required_phrase: {list: hello, range: last 2}}");
        check(last, {"0s A 一", "1s B 二"}, {"1801s r A m0 count=2"});
        check(last, {"0s customer 在吗", "1s A 一", "2s B 二"}, {"1802s r B m0 count=2"});
    }

    TEST_CASE("repeat: emoji are no messages, however many")
    {
        const auto two = pack("{repeat: {count: 2}}", "", "  greeting: {phrases: [你好]}\n");
        check(two, {"0s A [微笑][微笑]", "1s A [微笑][微笑]"}, {});
        check(two, {"0s A 你好你好[微笑]", "1s A 你好你好[微笑]"}, {});
        check(two, {"0s A 有现货的哦[微笑]", "1s A 有现货的哦[微笑]"}, {"1s r A m1 count=2"});
    }

    TEST_CASE("repeat: a question asked again excuses one answer, not all that follow")
    {
        check(
            pack("{repeat: {count: 2}}"),
            {"0s customer 在吗",
             "1s customer 在吗",
             "2s A 亲亲这款有现货的哦",
             "3s A 亲亲这款有现货的哦",
             "4s A 亲亲这款有现货的哦"},
            {"4s r A m4 count=2"}
        );
    }

    TEST_CASE("repeat: the third alike, unless the customer asked alike again")
    {
        const auto three = pack("{repeat: {count: 3}}");
        check(
            three,
            {"0s A 亲亲这款有现货的哦", "9s A 亲亲这款有现货的哦", "19s A 亲亲这款有现货的哦。"},
            {"19s r A m2 count=3"}
        );
        check(three, {"0s A 亲亲这款有现货的哦", "9s A 亲亲这款有现货的哦", "19s A 亲亲那款没有货了哦"}, {});
        check(three, {"0s A 亲亲这款有现货的哦", "9s B 亲亲这款有现货的哦", "19s A 亲亲这款有现货的哦"}, {});
        check(three, {"0s A 有现货", "9s A 有现货", "19s A 有现货"}, {});
        check(
            three,
            {"0s customer 这款有货吗",
             "1s A 亲亲这款有现货的哦",
             "2s customer 这款有货吗",
             "3s A 亲亲这款有现货的哦",
             "4s customer 这款有货吗",
             "5s A 亲亲这款有现货的哦"},
            {}
        );
        check(
            three,
            {"0s A 亲亲这款有现货的哦",
             "1s A 一二三四五",
             "2s A 六七八九十",
             "3s A 甲乙丙丁戊",
             "4s A 亲亲这款有现货的哦",
             "5s A 亲亲这款有现货的哦"},
            {}
        ); // beyond the last three the first is forgotten
    }

    TEST_CASE("nudge burst: three within a minute, none of the customer's between")
    {
        const auto burst = pack("{nudge_burst: {list: nudge, count: 3, within: 60s}}");
        check(
            burst,
            {"0s A 亲，还在吗", "10s A 现在下单有券", "20s A 抓紧哦"},
            {"20s r A m2 count=3 spans=[m0:6-15 m1:6-12 m2:0-6]"}
        );
        check(
            burst,
            {"0s A 还在吗", "30s A 下单", "60s A 抓紧"},
            {"60s r A m2 count=3 spans=[m0:0-9 m1:0-6 m2:0-6]"}
        );
        check(burst, {"0s A 还在吗", "30s A 下单", "60001ms A 抓紧"}, {});
        check(burst, {"0s A 还在吗", "10s A 下单", "15s customer 嗯", "20s A 抓紧"}, {});
        check(
            burst,
            {"0s A 还在吗", "10s A 下单", "20s A 抓紧", "30s A 抓紧"},
            {"20s r A m2 count=3 spans=[m0:0-9 m1:0-6 m2:0-6]"}
        );
        check(burst, {"0s A 还在吗", "10s A 好的", "20s A 抓紧"}, {});
    }
}
