// Blocks of a pool: apart from one another, used again, whether there was room for them from the start or
// not.
#include "engine/block_pool.h"

#include "tests/support/seed.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

using namespace chatqc;

namespace {

// Counts its kind; its text tells whether anybody else wrote where it lies.
class tracked {
public:
    tracked(int& alive, std::uint64_t number) : alive_(alive), text_(std::to_string(number))
    {
        if (number == refused)
            throw std::runtime_error{"refused"};
        ++alive_;
    }

    ~tracked() { --alive_; }

    tracked(const tracked&) = delete;
    tracked& operator=(const tracked&) = delete;

    [[nodiscard]] const std::string& text() const { return text_; }

    static constexpr std::uint64_t refused = ~std::uint64_t{0};

private:
    int& alive_;
    std::string text_;
    char room_[968] = {};
};

} // namespace

TEST_SUITE("engine.block_pool")
{
    TEST_CASE("objects come and go in any order, over many chunks, and keep what they hold")
    {
        CHATQC_SEEDED(seed);
        test::random random{seed};
        constexpr auto chunk = engine::block_pool::chunk_bytes;
        for (const std::size_t lent : {0u, 1u, 2u, 64u}) {
            CAPTURE(lent);
            const std::unique_ptr<void, decltype(&std::free)> memory{
                std::aligned_alloc(chunk, std::max<std::size_t>(lent, 1) * chunk), &std::free};
            REQUIRE(memory != nullptr);
            engine::block_pool pool{sizeof(tracked)};
            if (lent > 0)
                pool.lend({static_cast<std::byte*>(memory.get()), lent * chunk});
            int alive = 0;
            {
                std::map<std::uint64_t, engine::pooled<tracked>> held;
                std::uint64_t next = 0;
                for (int step = 0; step < 20'000; ++step) {
                    if (held.empty() || random.below(3) > 0) {
                        held[next] = engine::make_pooled<tracked>(pool, alive, next);
                        ++next;
                    } else {
                        auto gone = held.lower_bound(random.below(next));
                        if (gone == held.end())
                            gone = held.begin();
                        REQUIRE(gone->second->text() == std::to_string(gone->first));
                        held.erase(gone);
                    }
                }
                CHECK(held.size() > 4096); // more than two chunks hold
                CHECK(alive == static_cast<int>(held.size()));
                for (const auto& [number, one] : held)
                    REQUIRE(one->text() == std::to_string(number));
            }
            CHECK(alive == 0);
        }
    }

    TEST_CASE("a block that is given back is the next one taken; blocks lie on cache lines")
    {
        engine::block_pool pool{1024};
        void* const first = pool.take();
        void* const second = pool.take();
        CHECK(first != second);
        CHECK(reinterpret_cast<std::uintptr_t>(first) % 64 == 0);
        CHECK(reinterpret_cast<std::uintptr_t>(second) % 64 == 0);
        engine::block_pool::give_back(first);
        CHECK(pool.take() == first);
        engine::block_pool::give_back(second);
        engine::block_pool::give_back(first);
    }

    TEST_CASE("what cannot be made leaves no block behind")
    {
        engine::block_pool pool{sizeof(tracked)};
        int alive = 0;
        void* const next = pool.take();
        engine::block_pool::give_back(next);
        CHECK_THROWS_AS(
            (void)engine::make_pooled<tracked>(pool, alive, tracked::refused), std::runtime_error
        );
        CHECK(alive == 0);
        void* const again = pool.take();
        CHECK(again == next);
        engine::block_pool::give_back(again);
    }
}
