// Which clock a conversation follows (SPEC §3 "Sources").
#include "engine/shard/sources.h"

#include <doctest/doctest.h>

#include <array>

using namespace chatqc::engine;

namespace {

time_point at(int seconds)
{
    return time_point{std::chrono::seconds{seconds}};
}

} // namespace

TEST_SUITE("engine.sources")
{
    TEST_CASE("a conversation follows the slowest source that sent for it")
    {
        source_board board;
        board.set(1, {true, source_phase::holding, at(100)});
        board.set(2, {true, source_phase::holding, at(50)});
        CHECK(board.read(std::array<source_id, 1>{1}, 1, "s").watermark == at(100));
        const auto both = board.read(std::array<source_id, 2>{1, 2}, 1, "s");
        CHECK(both.watermark == at(50));
        CHECK(both.slowest == 2);
    }

    TEST_CASE("an ended source lets its conversations pass, one that is gone holds nothing back")
    {
        source_board board;
        board.set(1, {true, source_phase::ended, at(100)});
        board.set(2, {true, source_phase::gone, at(50)});
        CHECK(board.read(std::array<source_id, 1>{1}, 1, "s").watermark == time_point::max());
        CHECK(board.read(std::array<source_id, 1>{2}, 1, "s").watermark == at(50));
        CHECK(board.read(std::array<source_id, 2>{1, 2}, 1, "s").watermark == time_point::max());
    }

    TEST_CASE("live sources of the shop hold back, for a day")
    {
        source_board board;
        board.set(1, {false, source_phase::holding, at(200'000)});
        board.set(2, {false, source_phase::holding, at(199'000)});
        board.sighted(2, 1, "s", at(199'000));
        CHECK(board.read(std::array<source_id, 1>{1}, 1, "s").watermark == at(199'000));
        CHECK(board.read(std::array<source_id, 1>{1}, 1, "other").watermark == at(200'000));
        CHECK(board.read(std::array<source_id, 1>{1}, 2, "s").watermark == at(200'000));
        board.set(2, {false, source_phase::holding, at(199'000 + 86'401)});
        board.set(1, {false, source_phase::holding, at(199'000 + 90'000)});
        CHECK(board.read(std::array<source_id, 1>{1}, 1, "s").watermark == at(199'000 + 90'000));
    }

    TEST_CASE("a source that never spoke for a conversation or its shop holds it back in nothing")
    {
        source_board board;
        board.set(1, {false, source_phase::holding, at(100)});
        board.set(2, {false, source_phase::holding, time_point::min()});
        board.set(3, {true, source_phase::holding, time_point::min()});
        CHECK(board.read(std::array<source_id, 1>{1}, 1, "s").watermark == at(100));
        board.sighted(1, 1, "s", at(100));
        CHECK(board.read(std::array<source_id, 1>{1}, 1, "s").watermark == at(100));
    }

    TEST_CASE("a recorded year that streams by holds back its own conversations, not the live shop's")
    {
        source_board board;
        const auto year_ago = at(2'000'000'000) - std::chrono::hours{24 * 365};
        board.set(1, {false, source_phase::holding, at(2'000'000'000)});
        board.sighted(1, 1, "s", at(2'000'000'000));
        board.set(2, {true, source_phase::holding, year_ago});
        CHECK(board.read(std::array<source_id, 1>{1}, 1, "s").watermark == at(2'000'000'000));
        CHECK(board.read(std::array<source_id, 1>{2}, 1, "other").watermark == year_ago);
    }
}
