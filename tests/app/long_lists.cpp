// Lists of many phrases: what they cost grows with them, and what was compiled once is not compiled again.
#include "app/pack_check.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <map>

using namespace chatqc;

namespace {

class memory_cache final : public engine::database_cache {
public:
    void load(const std::string& key, const std::function<void(std::string_view bytes)>& use) override
    {
        if (const auto found = kept_.find(key); found != kept_.end())
            use(found->second);
    }

    void store(const std::string& key, const std::string& bytes) override
    {
        kept_[key] = bytes;
        ++stores;
    }

    int stores = 0;

private:
    std::map<std::string, std::string> kept_;
};

// Different phrases of four to seven ideographs, one a line.
std::string phrases_from(std::size_t first, std::size_t count)
{
    std::string all;
    for (std::size_t number = first; number < first + count; ++number) {
        std::size_t left = number * 7919;
        for (std::size_t at = 0; at < 4 + number % 4; ++at, left /= 97) {
            const auto code = static_cast<std::uint32_t>(0x4e00 + left % 97 * 41);
            all += static_cast<char>(0xe0u | code >> 12u);
            all += static_cast<char>(0x80u | (code >> 6u & 0x3fu));
            all += static_cast<char>(0x80u | (code & 0x3fu));
        }
        all += '\n';
    }
    return all;
}

// A pack with a list of so many phrases, a hundredth of them twice, and an exception as long.
rules::pack_bundle pack_with(std::size_t phrases)
{
    const char* const rule = R"(pack: long
language: 1
lists:
  sought: {file: sought.txt}
  innocent: {file: innocent.txt}
rules:
  - id: long.phrase
    name: {zh: 词, en: phrase}
    category: compliance
    level: minor
    points: -1
    detect:
      phrase: {list: sought}
    except:
      - {list: innocent, reason: said by everybody}
)";
    return {
        "long",
        {{"pack.yaml", rule},
         {"sought.txt", phrases_from(0, phrases) + phrases_from(0, phrases / 100)},
         {"innocent.txt", phrases_from(phrases, phrases)}}};
}

double cpu_ms()
{
    timespec spent{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    return static_cast<double>(spent.tv_sec) * 1e3 + static_cast<double>(spent.tv_nsec) * 1e-6;
}

// ms of this thread to check it and load it from the cache, the least of some turns.
double cost_of(std::size_t phrases)
{
    memory_cache cache;
    const std::vector<rules::pack_bundle> packs{pack_with(phrases)};
    REQUIRE(!app::check_packs(packs, &cache).has_errors());
    double least = 1e9;
    for (int turn = 0; turn < 5; ++turn) {
        const double begin = cpu_ms();
        REQUIRE(!app::check_packs(packs, &cache).has_errors());
        least = std::min(least, cpu_ms() - begin);
    }
    return least;
}

} // namespace

TEST_SUITE("app.long_lists")
{
    TEST_CASE("a pack that was compiled before compiles nothing, and judges by the same unit")
    {
        memory_cache cache;
        const std::vector<rules::pack_bundle> packs{pack_with(2'000)};
        const auto first = app::check_packs(packs, &cache);
        REQUIRE(!first.has_errors());
        const int stores = cache.stores;
        CHECK(stores > 0);
        const auto again = app::check_packs(packs, &cache);
        REQUIRE(!again.has_errors());
        CHECK(cache.stores == stores);
        CHECK(again.unit->rules->hash == first.unit->rules->hash);
    }

    TEST_CASE("eight times the phrases cost about eight times as much, not sixty-four")
    {
        const double few = cost_of(4'000);
        const double many = cost_of(32'000);
        INFO(few, " ms, ", many, " ms");
        CHECK(many < 24 * few);
    }
}
