#include "engine/checkpoint_row.h"
#include "tests/engine/records_samples.h"

#include <doctest/doctest.h>

using namespace chatqc;
using namespace chatqc::test;

namespace {

std::string packed(const engine::checkpoint_row& value)
{
    std::string bytes;
    engine::append_binary(bytes, value);
    return bytes;
}

void check_round_trip(const engine::checkpoint_row& value)
{
    const std::string bytes = packed(value);
    const auto found = engine::read_checkpoint_row(bytes);
    REQUIRE(found);
    CHECK(found->tenant == value.tenant);
    CHECK(found->conversation == value.conversation);
    CHECK(found->sources == value.sources);
    CHECK(found->shop == value.shop);
    CHECK(found->came == value.came);
    CHECK(found->next == value.next);
    REQUIRE(found->session.has_value() == value.session.has_value());
    if (value.session) {
        CHECK(found->session->id == value.session->id);
        CHECK(found->session->started == value.session->started);
        CHECK(found->session->tags == value.session->tags);
        CHECK(found->unit == value.unit);
    }
    REQUIRE(found->messages.size() == value.messages.size());
    for (std::size_t i = 0; i < value.messages.size(); ++i) {
        CHECK(found->messages[i].where == value.messages[i].where);
        CHECK(found->messages[i].id_hash == value.messages[i].id_hash);
        CHECK(found->messages[i].content_hash == value.messages[i].content_hash);
        CHECK(found->messages[i].source == value.messages[i].source);
        CHECK(found->messages[i].too_late == value.messages[i].too_late);
        CHECK(found->messages[i].amends == value.messages[i].amends);
    }
    REQUIRE(found->waits.size() == value.waits.size());
    for (std::size_t i = 0; i < value.waits.size(); ++i) {
        const auto& wait = found->waits[i];
        CHECK(wait.conversation == value.conversation);
        CHECK(wait.shop == value.waits[i].shop);
        CHECK(wait.agent == value.waits[i].agent);
        CHECK(wait.rule == value.waits[i].rule);
        CHECK(wait.profile == value.waits[i].profile);
        CHECK(wait.opened == value.waits[i].opened);
        CHECK(wait.deadline == value.waits[i].deadline);
        CHECK(wait.warns == value.waits[i].warns);
        CHECK(wait.late == value.waits[i].late);
    }
    CHECK(packed(*found) == bytes);

    const auto front = engine::read_checkpoint_row_front(bytes);
    REQUIRE(front);
    CHECK(front->tenant == value.tenant);
    CHECK(front->conversation == value.conversation);
    CHECK(front->shop == value.shop);
    CHECK(front->session == (value.session ? value.session->id : ""));
    CHECK(front->unit == value.unit);
}

} // namespace

TEST_SUITE("engine.records.checkpoint")
{
    TEST_CASE("what is packed is read back")
    {
        check_round_trip(full_checkpoint_row());
        engine::checkpoint_row bare;
        bare.conversation = "c1";
        check_round_trip(bare);
        auto asleep_for_ever = full_checkpoint_row();
        asleep_for_ever.session.reset();
        asleep_for_ever.unit = 0;
        asleep_for_ever.next = engine::time_point::max();
        check_round_trip(asleep_for_ever);
        auto tagged = full_checkpoint_row();
        tagged.session->tags = {"退换货", "发票"};
        check_round_trip(tagged);
        auto restless = full_checkpoint_row();
        restless.next = engine::time_point::min();
        check_round_trip(restless);
    }

    TEST_CASE("version 1 keeps its bytes")
    {
        CHECK(packed(full_checkpoint_row()).size() == 208);
        CHECK(engine::hash_id(packed(full_checkpoint_row())) == 11534826470871168637u);
    }

    TEST_CASE("no damage is read as a row")
    {
        const std::string bytes = packed(full_checkpoint_row());
        const auto is_read = [](std::string_view row) {
            return engine::read_checkpoint_row(row).has_value() ||
                   engine::read_checkpoint_row_front(row).has_value();
        };
        for (std::size_t size = 0; size < bytes.size(); ++size)
            CHECK_FALSE(is_read(std::string_view{bytes}.substr(0, size)));
        CHECK_FALSE(is_read(bytes + "x"));
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            std::string damaged = bytes;
            damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
            CHECK_FALSE(is_read(damaged));
        }
    }

    // A checksum is easily made: what it covers is not trusted for it.
    TEST_CASE("sound bytes that mean nothing")
    {
        const std::string bytes = packed(full_checkpoint_row());
        for (std::size_t i = checkpoint_row_body; i < bytes.size(); ++i) {
            for (const char each : {'\x00', '\x01', '\x7f', '\xff'}) {
                std::string odd = bytes;
                odd[i] = each;
                odd = with_checksum(odd.substr(checkpoint_row_body));
                if (const auto row = engine::read_checkpoint_row(odd))
                    CHECK(engine::read_checkpoint_row(packed(*row)));
            }
        }
    }
}
