// `chatqc backtest`: a draft over stored days says what two whole runs would differ in, whatever the cores.
#include "app/backtest_command.h"
#include "app/backtest_excerpt.h"
#include "app/backtest_text.h"
#include "app/reviews.h"
#include "tests/app/pipeline_lab.h"
#include "tests/support/seed.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <sstream>

using namespace chatqc;
using namespace chatqc::test;

namespace {

struct outcome {
    int status = 0;
    std::string out, errors;
};

outcome backtest(const judged_store& made, app::backtest_options options)
{
    options.data = made.path().string();
    std::ostringstream out;
    std::ostringstream errors;
    const auto status = app::run_backtest(options, out, errors);
    return {status, out.str(), errors.str()};
}

std::string with(std::string text, const std::string& what, const std::string& instead)
{
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), instead);
}

bool has(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

// The first 笨蛋 and the slow reply are found by the small pack.
std::vector<std::string> short_chats()
{
    return {
        customer_line("c1", "q1", 0),
        agent_line("c1", "r1", 100),
        agent_line("c2", "r2", 200, "亲，这是一句前面的话。笨蛋，后面的话"),
        agent_line("c3", "r3", day_seconds, "真笨"),
        customer_line("c3", "q3", day_seconds + 10),
        agent_line("c3", "r4", day_seconds + 11),
    };
}

// What comes of comparing two whole runs, in the words of the JSON.
std::string compared(const std::string& before, const std::string& after)
{
    const auto by_id = [](const std::string& ndjson) {
        std::map<std::string, std::string> found;
        std::istringstream lines{ndjson};
        for (std::string line; std::getline(lines, line);) {
            const auto hash = line.find(R"("rule_hash")");
            line.erase(hash, line.find(R"("level")") - hash); // and the pack
            found[line.substr(0, line.find(','))] = line;
        }
        return found;
    };
    const auto was = by_id(before);
    const auto is = by_id(after);
    std::size_t stays = 0;
    std::size_t changed = 0;
    for (const auto& [id, line] : was) {
        const auto other = is.find(id);
        stays += other == is.end() ? 0u : 1u;
        changed += other == is.end() || other->second == line ? 0u : 1u;
    }
    return std::to_string(was.size()) + " " + std::to_string(is.size()) + " " +
           std::to_string(is.size() - stays) + " " + std::to_string(was.size() - stays) + " " +
           std::to_string(changed);
}

app::backtest_result run_on(judged_store& made, const std::string& draft, unsigned cores)
{
    app::backtest_result result;
    made.change([&](storage::store& stored) {
        app::backtest_request wanted;
        wanted.draft = app::units_of_folders({draft}).log.newest();
        wanted.judged_by = *app::load_report_rules(stored).value;
        wanted.cores = cores;
        auto ran = app::run_backtest(stored, wanted, [](auto, auto) {});
        REQUIRE(ran);
        result = std::move(*ran.value);
    });
    return result;
}

std::string summed(const app::backtest_result& result)
{
    app::change_counts all;
    for (const auto& [key, counts] : result.changes)
        all.add(counts);
    return std::to_string(all.before) + " " + std::to_string(all.after) + " " + std::to_string(all.added) +
           " " + std::to_string(all.gone) + " " + std::to_string(all.changed);
}

} // namespace

TEST_SUITE("app.backtest")
{
    TEST_CASE("the pack that has judged changes nothing")
    {
        judged_store made;
        made.live(short_chats());
        const auto same = backtest(made, {.rules = {made.folder_of(small_pack)}});
        INFO(same.out, same.errors);
        CHECK(same.status == 0);
        CHECK(has(same.out, "sessions 3 → 3  messages 6\n"));
        CHECK(
            has(same.out,
                "all                    2      2      0     0        0                 –                –\n")
        );
        CHECK(has(same.out, "ann         2      2      0     0        0  "));
        // c1 is 99 in one of two categories, c2 in its only one, c3 is clean.
        CHECK(has(same.out, "99.50 (n=3)  99.50 (n=3)        0.00\n"));
    }

    TEST_CASE("reviews tell how precise the draft is on what people have looked at")
    {
        judged_store made;
        made.live(short_chats());
        made.change([&](storage::store& stored) {
            std::string lines;
            for (const auto& one : stored.verdicts_of("default", "c2"))
                lines += R"({"verdict":")" + engine::to_hex(one.id) +
                         R"(","decision":"dismiss","reason":"quoted"})" + "\n";
            for (const auto& one : stored.verdicts_of("default", "c1"))
                lines += R"({"verdict":")" + engine::to_hex(one.id) + R"(","decision":"confirm"})" + "\n";
            CHECK(app::take_reviews(stored, "default", lines, instant(0)).value->accepted == 2);
        });
        const auto same = backtest(made, {.rules = {made.folder_of(small_pack)}});
        INFO(same.out);
        CHECK(
            has(same.out,
                "attitude.bad           1      1      0     0        0         0 % (0/1)        0 % (0/1)\n")
        );
        CHECK(
            has(same.out,
                "timeliness.reply       1      1      0     0        0       100 % (1/1)      100 % (1/1)\n")
        );
        CHECK(has(same.out, "99.83 (n=3)  99.83 (n=3)")); // c2's does not count
        const auto draft = made.folder_of(with(std::string{small_pack}, "[笨蛋]", "[真笨]"));
        const auto found = backtest(made, {.rules = {draft}, .json = true});
        INFO(found.out);
        CHECK(has(
            found.out,
            R"("rule":"attitude.bad","before":1,"after":1,"added":1,"gone":1,"changed":0,"confirmed_before":0,)"
            R"("dismissed_before":1,"confirmed_after":0,"dismissed_after":0)"
        ));
    }

    TEST_CASE("added, gone and changed, by rule and agent, with what was said")
    {
        judged_store made;
        made.live(short_chats());
        const auto draft =
            made.folder_of(with(with(std::string{small_pack}, "[笨蛋]", "[真笨]"), "60s", "90s"));
        const auto found = backtest(made, {.rules = {draft}});
        INFO(found.out, found.errors);
        CHECK(found.status == 1);
        CHECK(has(found.out, "attitude.bad           1      1      1     1        0  "));
        CHECK(has(found.out, "timeliness.reply       1      1      0     0        1  ")); // another deadline
        CHECK(has(found.out, "attitude.bad  added\n  2025-01-07T10:00:00Z  ann  c3 r3: 【真笨】\n"));
        CHECK(
            has(found.out,
                "attitude.bad  gone\n  2025-01-06T10:03:20Z  ann  c2 r2: "
                "亲，这是一句前面的话。【笨蛋】，后面的话\n")
        );
        CHECK(
            has(found.out, "timeliness.reply  changed\n  2025-01-06T10:01:30Z  ann  c1 q1: 在吗 · 100.0 s\n")
        );

        const auto chinese = backtest(made, {.rules = {draft}, .language = "zh"});
        CHECK(has(chinese.out, "规则              原有  现有  新增  消失  变化  原复核准确率  现复核准确率\n")
        );
        const auto json = backtest(made, {.rules = {draft}, .examples = 0, .json = true});
        CHECK(has(json.out, R"({"rule":"attitude.bad","before":1,"after":1,"added":1,"gone":1,"changed":0,)")
        );
        CHECK(has(json.out, R"("score_before":{"mean":99.50,"n":3},"score_after":{"mean":99.67,"n":3})"));
        CHECK(has(json.out, R"("examples":[]})"));
    }

    TEST_CASE("scores follow the points")
    {
        judged_store made;
        made.live(short_chats());
        const auto draft = made.folder_of(with(std::string{small_pack}, "points: -1", "points: -30"));
        const auto json = backtest(made, {.rules = {draft}, .json = true});
        CHECK(has(json.out, R"("score_before":{"mean":99.50,"n":3},"score_after":{"mean":89.83,"n":3})"));
    }

    TEST_CASE("only sessions that began on the days")
    {
        judged_store made;
        made.live(short_chats());
        const auto draft = made.folder_of(with(std::string{small_pack}, "[笨蛋]", "[真笨]"));
        const auto first = backtest(made, {.rules = {draft}, .to = "2025-01-06", .json = true});
        CHECK(has(first.out, R"("sessions_before":2,"sessions_after":2)"));
        CHECK(has(first.out, R"({"rule":"attitude.bad","before":1,"after":0,"added":0,"gone":1,"changed":0,)")
        );
        const auto second = backtest(made, {.rules = {draft}, .from = "2025-01-07", .json = true});
        CHECK(has(second.out, R"("sessions_before":1,"sessions_after":1)"));
        CHECK(
            has(second.out, R"({"rule":"attitude.bad","before":0,"after":1,"added":1,"gone":0,"changed":0,)")
        );
        CHECK(backtest(made, {.rules = {draft}, .from = "2025-01-08"}).status == 0);
    }

    TEST_CASE("one core or four, in whatever order it came: what two whole runs differ in")
    {
        CHATQC_SEEDED(seed);
        auto messages = make_messages(seed);
        test::random random{seed};
        for (std::size_t at = 1; at < messages.size(); ++at) {
            if (random.chance(20)) // some long after what follows them
                std::swap(messages[at], messages[random.below(at)]);
        }
        judged_store made;
        const auto half = messages.begin() + static_cast<std::ptrdiff_t>(messages.size() / 2);
        made.live({messages.begin(), half}, {.end = false, .shards = 2});
        made.live({half, messages.end()});
        // A shorter gap makes other sessions of the same messages.
        const auto draft = made.folder_of(
            with(with(std::string{small_pack}, "[笨蛋]", "[您好, 在吗]"), "60s", "20s") +
            "shops: {s1: {session_gap: 1min}}\n"
        );
        const auto units = app::units_of_folders({draft});
        REQUIRE(units.problem == "");
        const auto expected = compared(settled_in(made.path()), judged_offline(messages, units.log));
        const auto one = run_on(made, draft, 1);
        CHECK(summed(one) == expected);
        CHECK(one.messages == messages.size());
        const app::backtest_heading heading{"…", "…"};
        const auto json = app::backtest_json(one, heading);
        CHECK(app::backtest_json(run_on(made, draft, 2), heading) == json);
        CHECK(app::backtest_json(run_on(made, draft, 4), heading) == json);
    }

    TEST_CASE("a damaged part of the journal is named, and what needs it is left out on both sides")
    {
        judged_store made;
        const auto chats = short_chats();
        made.live({chats[0], chats[1]}, {.end = false});
        made.live({chats[2]}, {.end = false}); // in a block of its own
        made.live({chats.begin() + 3, chats.end()});
        spoil_block_of(made.path(), "r2");
        const auto same = backtest(made, {.rules = {made.folder_of(small_pack)}});
        INFO(same.out, same.errors);
        CHECK(same.status == 4);
        CHECK(has(same.out, "sessions 2 → 2  messages 5\n"));
        CHECK(has(same.out, "1 sessions are left out: something of them is damaged\n"));
        CHECK(has(same.errors, "(1 messages) cannot be read: "));
        const auto json = backtest(made, {.rules = {made.folder_of(small_pack)}, .json = true});
        CHECK(has(json.out, R"("expired":0,"damaged":1,)"));
    }

    TEST_CASE("messages that retention has removed")
    {
        judged_store made;
        made.live(short_chats());
        made.change([](storage::store& stored) {
            const engine::time_point later{std::chrono::hours{1'000'000}};
            REQUIRE(stored.expire({later, later, {}}));
        });
        made.live({agent_line("c9", "r9", 2 * day_seconds, "笨蛋")});
        const auto found = backtest(made, {.rules = {made.folder_of(small_pack)}});
        INFO(found.out, found.errors);
        CHECK(found.status == 0);
        CHECK(
            has(found.out,
                "sessions 1 → 1  messages 1\n3 sessions are left out: their messages have been removed\n")
        );
    }

    TEST_CASE("what cannot be used")
    {
        judged_store made;
        const auto draft = made.folder_of(small_pack);
        CHECK(backtest(made, {.rules = {draft}}).status == 2); // there is no store
        made.live(short_chats());
        CHECK(backtest(made, {.rules = {draft + "x"}}).status == 2);
        CHECK(backtest(made, {.rules = {draft}, .tenant = "nobody"}).status == 2);
        CHECK(backtest(made, {.rules = {draft}, .from = "soon"}).status == 2);
        CHECK(backtest(made, {.rules = {draft}, .from = "2025-01-07", .to = "2025-01-06"}).status == 2);
        CHECK(backtest(made, {.rules = {draft}, .language = "fr"}).status == 2);
    }

    TEST_CASE("what stands around a hit is cut to whole characters")
    {
        engine::message message;
        message.id = "m";
        const std::string text = std::string(30, 'x') + "亲亲笨蛋" + std::string(30, 'y');
        message.text = text;
        std::string records;
        engine::append_record(records, message, {});
        engine::verdict value;
        value.anchor = "m";
        value.receipt.spans.push_back({"m", 36, 42, "笨蛋", false});
        CHECK(
            app::text_around_hit(value, records) ==
            "…" + std::string(18, 'x') + "亲亲【笨蛋】" + std::string(20, 'y') + "…"
        );
        value.receipt.spans.clear();
        CHECK(app::text_around_hit(value, records) == text);
        value.anchor = "gone";
        CHECK(app::text_around_hit(value, records).empty());
    }
}
