// Names that conversations share: one text, kept as long as it is used.
#include "engine/conversation/names.h"

#include <doctest/doctest.h>

using chatqc::engine::name_pool;
using chatqc::engine::shared_name;

TEST_SUITE("engine.names")
{
    TEST_CASE("one text is one name, and goes with its last use")
    {
        name_pool pool;
        {
            const auto shop = pool.of("s1");
            auto other = pool.of("s1");
            CHECK(shop == other);
            CHECK(pool.size() == 1);
            CHECK(shop.str() == "s1");
            other = pool.of("s2");
            CHECK_FALSE(shop == other);
            CHECK(pool.size() == 2);
            other.clear();
            CHECK(pool.size() == 1);
            const auto copy = shop; // NOLINT: a second use
            const auto moved = std::move(other);
            CHECK(moved.empty());
        }
        CHECK(pool.size() == 0);
    }

    TEST_CASE("the empty name is no entry, and setting what stands already is nothing new")
    {
        name_pool pool;
        shared_name name = pool.of("");
        CHECK(name.empty());
        CHECK(name.str().empty());
        CHECK(pool.size() == 0);
        pool.set(name, "a");
        const auto* text = &name.str();
        pool.set(name, "a");
        CHECK(&name.str() == text);
        pool.set(name, "b");
        CHECK(name == "b");
        CHECK(pool.size() == 1);
    }
}
