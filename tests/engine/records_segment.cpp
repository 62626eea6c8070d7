#include "tests/engine/records_samples.h"

#include <doctest/doctest.h>

using namespace chatqc;
using namespace chatqc::test;

namespace {

std::string packed(const engine::segment& value)
{
    std::string bytes;
    engine::append_binary(bytes, value);
    return bytes;
}

void check_round_trip(const engine::segment& value)
{
    const std::string bytes = packed(value);
    const auto found = engine::read_segment(bytes);
    REQUIRE(found);
    CHECK(found->tenant == value.tenant);
    CHECK(found->conversation == value.conversation);
    CHECK(found->first == value.first);
    CHECK(found->session == value.session);
    CHECK(found->until == value.until);
    CHECK(found->after == value.after);
    REQUIRE(found->messages.size() == value.messages.size());
    for (std::size_t i = 0; i < value.messages.size(); ++i) {
        CHECK(found->messages[i].where == value.messages[i].where);
        CHECK(found->messages[i].id_hash == value.messages[i].id_hash);
        CHECK(found->messages[i].content_hash == value.messages[i].content_hash);
        CHECK(found->messages[i].source == value.messages[i].source);
        CHECK(found->messages[i].too_late == value.messages[i].too_late);
    }
    CHECK(packed(*found) == bytes);
}

} // namespace

TEST_SUITE("engine.records.segment")
{
    TEST_CASE("what is packed is read back")
    {
        check_round_trip(plain_segment());
        check_round_trip(full_segment());
        engine::segment empty_session = plain_segment();
        empty_session.session.emplace();
        check_round_trip(empty_session);
    }

    TEST_CASE("version 3: what was remembered in disguise; without it nothing changes")
    {
        engine::segment disguised = full_segment();
        REQUIRE(!disguised.after.memory.of.empty());
        disguised.after.memory.of.front().items.front().disguised = true;
        check_round_trip(disguised);
        CHECK(packed(disguised).front() == 3);
        CHECK(packed(full_segment()).front() == 2);
        CHECK(packed(disguised).size() == packed(full_segment()).size());
        std::string older = packed(disguised);
        older.front() = 2; // where a mark is a yes or no
        CHECK_FALSE(engine::read_segment(older));
    }

    TEST_CASE("tags stand behind what was there before them")
    {
        engine::segment tagged = full_segment();
        tagged.session->tags = {"complaint", "logistics"};
        check_round_trip(tagged);
        CHECK(packed(tagged).size() == packed(full_segment()).size() + 1 + 10 + 10);
        CHECK(engine::hash_id(packed(tagged)) == 5894709034633229229u);
    }

    TEST_CASE("version 2 keeps its bytes")
    {
        CHECK(packed(full_segment()).size() == 357);
        CHECK(engine::hash_id(packed(full_segment())) == 1842949463138067060u);
    }

    TEST_CASE("version 1, which ends before the memory, is read")
    {
        auto bytes = packed(full_segment());
        bytes.resize(243);
        bytes.front() = 1;
        REQUIRE(engine::hash_id(bytes) == 14978668430462701124u);
        const auto found = engine::read_segment(bytes);
        REQUIRE(found);
        auto without = full_segment();
        without.after.memory = {};
        CHECK(found->after == without.after);
        CHECK(found->session == without.session);
        CHECK(found->messages.size() == without.messages.size());
    }

    TEST_CASE("damage is nothing, never a crash")
    {
        const std::string bytes = packed(full_segment());
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            CHECK_FALSE(engine::read_segment(std::string_view(bytes).substr(0, size)));
        }
        CHECK_FALSE(engine::read_segment(bytes + "x"));
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            std::string damaged = bytes;
            damaged[i] = static_cast<char>(damaged[i] ^ 0xff);
            engine::read_segment(damaged);
        }
    }
}
