// What is known of the ids a conversation has seen.
#include "engine/conversation/ids.h"

#include <doctest/doctest.h>

using namespace chatqc::engine;

namespace {

stored_message message_of(std::uint64_t id_hash, std::uint64_t content_hash, bool too_late)
{
    return {{1, 0}, id_hash, content_hash, 1, too_late};
}

} // namespace

TEST_SUITE("engine.ids")
{
    TEST_CASE("a message in time stands, whether its too late copy came before it or is read behind it")
    {
        for (const bool late_first : {true, false}) {
            CAPTURE(late_first);
            id_index ids;
            ids.put(message_of(7, 70, late_first));
            ids.put(message_of(7, 70, !late_first));
            REQUIRE(ids.find(7));
            CHECK_FALSE(ids.find(7)->too_late);
            CHECK(ids.find(7)->content_hash == 70);
        }
        CHECK_FALSE(id_index{}.find(7));
    }
}
