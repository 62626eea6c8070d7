// The unpacked pieces of the journal that are kept.
#include "storage/piece_cache.h"

#include <doctest/doctest.h>

using chatqc::storage::piece_cache;

namespace {

chatqc::storage::shared_piece of(std::size_t bytes)
{
    return std::make_shared<const std::string>(bytes, 'x');
}

} // namespace

TEST_SUITE("storage.piece")
{
    TEST_CASE("the least recently used piece goes when there is no room")
    {
        piece_cache cache{30};
        cache.put(1, 0, of(10), 0);
        cache.put(1, 1, of(10), 0);
        cache.put(2, 0, of(10), 0);
        CHECK(cache.find(1, 0));
        cache.put(3, 0, of(10), 0);
        CHECK(cache.find(1, 0));
        CHECK_FALSE(cache.find(1, 1));
        CHECK(cache.find(2, 0));
        CHECK(cache.find(3, 0));
    }

    TEST_CASE("a piece that fills all the room alone is kept until the next")
    {
        piece_cache cache{30};
        cache.put(1, 0, of(10), 0);
        cache.put(2, 0, of(100), 0);
        CHECK_FALSE(cache.find(1, 0));
        CHECK(cache.find(2, 0));
        cache.put(3, 0, of(10), 0);
        CHECK_FALSE(cache.find(2, 0));
        CHECK(cache.find(3, 0));
    }

    TEST_CASE("what was read before it was cleared does not come in afterwards")
    {
        piece_cache cache{30};
        const auto age = cache.age();
        cache.put(1, 0, of(10), age);
        cache.clear();
        CHECK_FALSE(cache.find(1, 0));
        cache.put(1, 0, of(10), age);
        CHECK_FALSE(cache.find(1, 0));
        cache.put(1, 0, of(10), cache.age());
        CHECK(cache.find(1, 0));
    }
}
