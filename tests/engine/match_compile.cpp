// Compiling: databases kept between starts, large lists, odd input.
#include "tests/engine/match_support.h"

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <thread>
#include <vector>

using namespace chatqc::engine;

namespace {

class counting_cache final : public database_cache {
public:
    void load(const std::string& key, const std::function<void(std::string_view bytes)>& use) override
    {
        ++loads;
        if (const auto found = kept.find(key); found != kept.end()) {
            use(found->second);
        }
    }

    void store(const std::string& key, const std::string& bytes) override
    {
        ++stores;
        kept[key] = bytes;
    }

    std::map<std::string, std::string> kept;
    int loads = 0;
    int stores = 0;
};

match_source make_source()
{
    match_source source;
    source.lists.push_back({{"微信", "c++"}, false});
    source.expressions = {"返\\d元"};
    return source;
}

std::size_t hits_with(database_cache& cache, const match_source& source)
{
    std::vector<pattern_error> errors;
    const auto made = matcher::compile(source, &cache, errors);
    REQUIRE(made != nullptr);
    scanner one(made);
    std::vector<hit> hits;
    one.scan("加微-信，c++，返5元", hits);
    return hits.size();
}

} // namespace

TEST_SUITE("engine.match.compile")
{
    TEST_CASE("the second start compiles nothing")
    {
        counting_cache cache;
        CHECK(hits_with(cache, make_source()) == 3);
        CHECK(cache.stores == 3);
        CHECK(hits_with(cache, make_source()) == 3);
        CHECK(cache.stores == 3);
        CHECK(cache.loads == 6);
        match_source other = make_source();
        other.lists[0].phrases[0] = "薇信";
        CHECK(hits_with(cache, other) == 2);
        CHECK(cache.stores == 4);
    }

    TEST_CASE("damaged databases are compiled again")
    {
        counting_cache cache;
        hits_with(cache, make_source());
        for (auto& [key, bytes] : cache.kept) {
            bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
        }
        CHECK(hits_with(cache, make_source()) == 3);
        CHECK(cache.stores == 6);
        for (auto& [key, bytes] : cache.kept) {
            bytes.resize(bytes.size() / 3);
        }
        CHECK(hits_with(cache, make_source()) == 3);
        for (auto& [key, bytes] : cache.kept) {
            bytes = "no database";
        }
        CHECK(hits_with(cache, make_source()) == 3);
    }

    TEST_CASE("nothing to look for")
    {
        CHECK(chatqc::engine::test::hits_in({}, "微信").empty());
        match_source source;
        source.lists.push_back({{}, false});
        source.lists.push_back({{"", "\xFF"}, false});
        CHECK(chatqc::engine::test::hits_in(source, "微信").empty());
    }

    TEST_CASE("one matcher, several threads")
    {
        const auto shared = chatqc::engine::test::make_matcher(make_source());
        std::vector<std::size_t> counts(4);
        std::vector<std::thread> threads;
        for (auto& count : counts) {
            threads.emplace_back([&shared, &count] {
                scanner one(shared);
                std::vector<hit> hits;
                for (int round = 0; round < 100; ++round) {
                    one.scan("加微-信，c++，返5元", hits);
                }
                count = hits.size();
            });
        }
        for (auto& thread : threads) {
            thread.join();
        }
        CHECK(counts == std::vector<std::size_t>(4, 300));
    }
}
