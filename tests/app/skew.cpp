// What is said of a source's clock: the least delay of the last minutes.
#include "app/pipeline/skew.h"

#include <doctest/doctest.h>

#include <vector>

using namespace chatqc;
using engine::milliseconds;

namespace {

struct arrival {
    std::int64_t ts;      // ms
    std::int64_t arrived; // ms
};

std::optional<std::int64_t> estimated(const std::vector<arrival>& arrivals)
{
    app::skew_estimate estimate;
    for (const auto& [ts, arrived] : arrivals)
        estimate.add(engine::time_point{milliseconds{ts}}, engine::time_point{milliseconds{arrived}});
    const auto value = estimate.value();
    return value ? std::optional{value->count()} : std::nullopt;
}

} // namespace

TEST_SUITE("app.skew")
{
    TEST_CASE("nothing is known before the first message")
    {
        CHECK(!estimated({}));
    }

    TEST_CASE("the message that came fastest tells, on both sides of zero")
    {
        CHECK(estimated({{1000, 1400}, {2000, 2030}, {3000, 3900}}) == -30);
        CHECK(estimated({{9000, 1400}, {10'000, 2030}}) == 7970);
    }

    TEST_CASE("messages that are sent again, and so come late, change nothing")
    {
        CHECK(estimated({{5000, 5010}, {5000, 9000}, {5000, 20'000}}) == -10);
    }

    TEST_CASE("a clock that is set right is believed after two minutes at the latest")
    {
        std::vector<arrival> arrivals{{60'000, 10'000}}; // 50 s ahead
        for (std::int64_t at = 20'000; at < 70'000; at += 10'000)
            arrivals.push_back({at - 5, at});
        CHECK(estimated(arrivals) == 50'000);
        for (std::int64_t at = 70'000; at < 131'000; at += 10'000)
            arrivals.push_back({at - 5, at});
        CHECK(estimated(arrivals) == -5);
    }

    TEST_CASE("after a silence only what comes then counts")
    {
        CHECK(estimated({{60'000, 10'000}, {199'000, 200'000}}) == -1000);
    }
}
