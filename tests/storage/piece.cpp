// Journal pieces as they are stored: packed where that pays, and never taken for something else when damaged.
#include "storage/piece.h"

#include "storage/limits.h"
#include "tests/support/hex.h"
#include "tests/support/seed.h"

#include <doctest/doctest.h>

using namespace chatqc;

namespace {

std::string packed(std::string_view records)
{
    std::string out;
    storage::append_piece(out, records);
    return out;
}

std::string random_bytes(test::random& random, std::size_t size)
{
    std::string bytes;
    for (std::size_t at = 0; at < size; ++at)
        bytes += static_cast<char>(random.below(256));
    return bytes;
}

} // namespace

TEST_SUITE("storage.piece")
{
    TEST_CASE("what was packed comes back, and what is like itself becomes small")
    {
        CHATQC_SEEDED(seed);
        test::random random{seed};
        std::string chat;
        while (chat.size() < storage::limits::piece_bytes - 100)
            chat += "亲，在的，有什么可以帮您 " + std::to_string(random.below(1000));
        for (const std::string& records :
             {std::string{},
              std::string{"x"},
              chat,
              random_bytes(random, 300),
              random_bytes(random, storage::limits::piece_bytes)}) {
            CAPTURE(records.size());
            const std::string stored = packed(records);
            CHECK(stored.size() <= records.size() + 1);
            std::string back = "something else";
            REQUIRE(storage::read_piece(stored, back));
            CHECK(back == records);
        }
        CHECK(packed(chat).size() < chat.size() / 4);
    }

    TEST_CASE("version 1: as it is, and by LZ4")
    {
        std::string back;
        REQUIRE(storage::read_piece(std::string{"\x01"} + "records", back));
        CHECK(back == "records");
        // 20 times "a": one literal, 14 copies of the byte before, five literals.
        REQUIRE(storage::read_piece(
            std::string_view{"\x02\x14\x1a\x61\x01\x00\x50\x61\x61\x61\x61\x61", 12}, back
        ));
        CHECK(back == std::string(20, 'a'));
    }

    TEST_CASE("damage is seen")
    {
        CHATQC_SEEDED(seed);
        test::random random{seed};
        std::string back;
        CHECK_FALSE(storage::read_piece("", back));
        CHECK_FALSE(storage::read_piece(std::string{"\x03"} + "records", back));
        CHECK_FALSE(storage::read_piece(
            std::string(1, '\x01') + std::string(storage::limits::piece_bytes + 1, 'x'), back
        ));
        const std::string stored = packed(std::string(5000, 'a'));
        for (std::size_t size = 1; size < stored.size(); ++size)
            CHECK_FALSE(storage::read_piece(std::string_view{stored}.substr(0, size), back));
        for (int n = 0; n < 2000; ++n) {
            std::string damaged = stored;
            damaged[random.below(damaged.size())] ^= static_cast<char>(1 + random.below(255));
            (void)storage::read_piece(damaged, back); // any answer, but nothing read or written outside
            CHECK(back.size() <= storage::limits::piece_bytes);
        }
    }
}
