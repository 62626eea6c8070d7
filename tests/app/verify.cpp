// `chatqc verify`: what a server has stored is what its messages give; what is not is told in words.
#include "app/verify_command.h"
#include "tests/app/pipeline_lab.h"
#include "tests/support/seed.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>

using namespace chatqc;
using namespace chatqc::test;

namespace {

struct outcome {
    int status = 0;
    std::string out, errors;
};

outcome verify(const judged_store& made, app::verify_options options = {})
{
    options.data = made.path().string();
    std::ostringstream out;
    std::ostringstream errors;
    const auto status = app::run_verify(options, out, errors);
    return {status, out.str(), errors.str()};
}

// Two verdicts on the first day, one on the next.
std::vector<std::string> short_chats()
{
    return {
        customer_line("c1", "q1", 0),
        agent_line("c1", "r1", 179),
        agent_line("c2", "r2", 200, "笨蛋"),
        customer_line("c1", "q2", day_seconds),
        agent_line("c1", "r3", day_seconds + 100),
    };
}

engine::verdict verdict_on(storage::store& in, const std::string& anchor)
{
    engine::verdict found;
    REQUIRE(in.scan_verdicts([&](const engine::verdict& one) {
        if (one.anchor == anchor)
            found = one;
        return true;
    }));
    REQUIRE(found.anchor == anchor);
    return found;
}

void put(storage::store& into, const engine::verdict& value)
{
    storage::commit_batch batch;
    batch.verdicts.push_back({value});
    REQUIRE(into.commit(batch));
}

bool has(const std::string& text, const std::string& part)
{
    return text.find(part) != std::string::npos;
}

} // namespace

TEST_SUITE("app.verify")
{
    TEST_CASE("what the pipeline stores is what its messages give, however they came")
    {
        CHATQC_SEEDED(seed);
        auto messages = make_messages(seed);
        test::random random{seed};
        for (std::size_t at = 1; at < messages.size(); ++at) {
            if (random.chance(10)) // some far out of their order
                std::swap(messages[at], messages[random.below(at)]);
        }
        judged_store made;
        const auto half = messages.begin() + static_cast<std::ptrdiff_t>(messages.size() / 2);
        made.live({messages.begin(), half}, {.end = false});
        const auto open = verify(made); // open sessions are not looked at
        CHECK(open.status == 0);
        made.live({half, messages.end()}, {.shards = 2});
        const auto ended = verify(made);
        INFO(ended.out, ended.errors);
        CHECK(ended.status == 0);
        CHECK(has(ended.out, " 0 changed, 0 missing, 0 extra; 0 sessions differ\n"));
        CHECK_FALSE(has(ended.out, " 0 equal"));
    }

    TEST_CASE("a damaged part of the journal is named, its conversation is passed over, the rest is compared")
    {
        judged_store made;
        const auto chats = short_chats();
        made.live({chats[0], chats[1]}, {.end = false});
        made.live({chats[2]}, {.end = false}); // in a block of its own
        made.live({chats[3], chats[4]});
        spoil_block_of(made.path(), "r2");
        const auto found = verify(made);
        INFO(found.out, found.errors);
        CHECK(found.status == 4);
        CHECK(
            has(found.out, "2 sessions recomputed, 2 stored verdicts: 2 equal, 0 changed, 0 missing, 0 extra")
        );
        CHECK(has(found.out, "1 sessions with 1 verdicts are passed over: damaged is journal block "));
        CHECK(has(verify(made, {.json = true}).out, R"("damaged_sessions":1,"damaged_verdicts":1,)"));
    }

    TEST_CASE("a verdict that was tampered with is found and told in words")
    {
        judged_store made;
        made.live(short_chats());
        CHECK(verify(made).status == 0);
        made.change([](storage::store& stored) {
            auto one = verdict_on(stored, "q1");
            one.receipt.wait->duration = engine::milliseconds{181'000};
            *one.receipt.wait->replied += engine::milliseconds{2000};
            put(stored, one);
        });
        const auto found = verify(made);
        CHECK(found.status == 1);
        CHECK(has(found.out, "2 equal, 1 changed, 0 missing, 0 extra"));
        CHECK(
            has(found.out,
                "rule timeliness.reply on message q1 (conversation c1): stored says a reply after 181 s, by "
                "message "
                "r1 at 2025-01-06T10:03:01.000Z, recomputed a reply after 179 s, by message r1 at "
                "2025-01-06T10:02:59.000Z\n")
        );
        CHECK(has(verify(made, {.json = true}).out, R"("changed":1,"missing":0)"));
        CHECK(has(verify(made, {.differences = 0}).out, "and 1 more\n"));
    }

    TEST_CASE("charged to somebody else, and for other points: the agent is told first")
    {
        judged_store made;
        made.live(short_chats());
        made.change([](storage::store& stored) {
            auto one = verdict_on(stored, "r2");
            one.agent = "bob";
            one.points = -9;
            put(stored, one);
        });
        CHECK(has(verify(made).out, ": stored says agent bob, recomputed agent ann\n"));
    }

    TEST_CASE("one that is missing, and one too many")
    {
        judged_store made;
        made.live(short_chats());
        made.change([](storage::store& stored) {
            auto gone = verdict_on(stored, "r2");
            auto extra = gone;
            gone.status = engine::verdict_status::retracted;
            put(stored, gone);
            extra.id[0] = static_cast<std::uint8_t>(extra.id[0] + 1);
            extra.anchor = "r9";
            put(stored, extra);
        });
        const auto found = verify(made);
        CHECK(found.status == 1);
        CHECK(has(found.out, "2 equal, 0 changed, 1 missing, 1 extra"));
        CHECK(
            has(found.out,
                "on message r2 (conversation c2): the messages give it, but it is not stored as final\n")
        );
        CHECK(has(found.out, "on message r9 (conversation c2): stored, but the messages do not give it\n"));
    }

    TEST_CASE("a session's summary that was tampered with")
    {
        judged_store made;
        made.live(short_chats());
        made.change([](storage::store& stored) {
            storage::commit_batch batch;
            auto segments = stored.segments(1, "c2");
            segments.front().session->agents.front().messages = 7;
            batch.segments.push_back({{}, segments, 1, "c2"});
            REQUIRE(stored.commit(batch));
        });
        const auto found = verify(made);
        CHECK(found.status == 1);
        CHECK(
            has(found.out,
                "session r2 (conversation c2): stored says agents ann (7 messages), recomputed agents ann (1 "
                "messages)\n")
        );
    }

    TEST_CASE("one verdict, one day")
    {
        judged_store made;
        made.live(short_chats());
        std::string first;
        std::string other;
        made.change([&](storage::store& stored) {
            auto one = verdict_on(stored, "q2");
            other = engine::to_hex(one.id);
            one.points = 3;
            put(stored, one);
            first = engine::to_hex(verdict_on(stored, "q1").id);
        });
        CHECK(verify(made, {.verdict = first}).status == 0);
        CHECK(has(verify(made, {.verdict = first}).out, "1 sessions recomputed, 1 stored verdicts: 1 equal"));
        CHECK(verify(made, {.verdict = other}).status == 1);
        CHECK(verify(made, {.day = "2025-01-06"}).status == 0);
        CHECK(has(verify(made, {.day = "2025-01-06"}).out, "2 sessions recomputed, 2 stored verdicts"));
        CHECK(verify(made, {.day = "2025-01-07"}).status == 1);
        CHECK(has(verify(made, {.day = "2025-01-08"}).out, "0 sessions recomputed"));
    }

    TEST_CASE("what cannot be looked for")
    {
        judged_store made;
        CHECK(verify(made).status == 2); // there is no store
        made.live({customer_line("c1", "q1", 0), customer_line("c2", "q2", 90)}, {.end = false});
        std::string open;
        made.change([&](storage::store& stored) { open = engine::to_hex(verdict_on(stored, "q1").id); });
        const auto is_open = verify(made, {.verdict = open});
        CHECK(is_open.status == 2);
        CHECK(has(is_open.errors, "is of a session that is not among the ended ones"));
        CHECK(verify(made, {.verdict = std::string(32, '0')}).status == 2);
        CHECK(verify(made, {.verdict = "q1"}).status == 2);
        CHECK(verify(made, {.day = "yesterday"}).status == 2);
        CHECK(verify(made, {.tenant = "nobody"}).status == 2);
        CHECK(verify(made, {.tenant = "default"}).status == 0);
    }

    TEST_CASE("evidence that retention has removed")
    {
        judged_store made;
        made.live(short_chats());
        made.change([](storage::store& stored) {
            const engine::time_point later{std::chrono::hours{1'000'000}};
            REQUIRE(stored.expire({later, later, {}}));
        });
        // The last block stays: what follows the checkpoint is never removed.
        made.live(
            {customer_line("c3", "q9", 2 * day_seconds), agent_line("c3", "r9", 2 * day_seconds + 1, "笨蛋")}
        );
        const auto found = verify(made);
        INFO(found.out);
        CHECK(found.status == 3);
        CHECK(has(found.out, "1 sessions recomputed, 1 stored verdicts: 1 equal"));
        CHECK(has(
            found.out, "3 sessions with 3 verdicts cannot be recomputed: their messages have been removed\n"
        ));
        made.change([](storage::store& stored) {
            auto one = verdict_on(stored, "r9");
            one.points = 3;
            put(stored, one);
        });
        CHECK(verify(made).status == 1); // a difference weighs more
    }

    TEST_CASE("an edit that still stands in an open conversation belongs to what was judged")
    {
        judged_store made;
        made.live(short_chats());
        made.live(
            {R"({"id":"e1","conversation":"c2","ts":)" +
                 std::to_string(instant(2500).time_since_epoch().count()) +
                 R"(,"role":"agent","sender":"ann","kind":"event","event":"edit","ref":"r2","text":"笨蛋笨蛋"})",
             customer_line("c2", "q8", 2501)},
            {.end = false, .source = "edits"}
        );
        const auto found = verify(made);
        INFO(found.out);
        CHECK(found.status == 0);
    }

    TEST_CASE("beside a running server")
    {
        judged_store made;
        made.live(short_chats());
        made.change([&](storage::store&) { CHECK(verify(made).status == 0); });
    }
}
