#include "storage/keys.h"

#include "tests/support/hex.h"
#include "tests/support/seed.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <tuple>
#include <vector>

using namespace chatqc;
using namespace chatqc::storage;
using test::hex;

namespace {

time_point at(std::int64_t ms)
{
    return time_point(engine::milliseconds(ms));
}

// Short texts over few bytes, among them those that escaping uses: neighbours and prefixes come often.
std::string random_text(test::random& random)
{
    static constexpr char bytes[] = {'\0', '\x01', '\x02', 'a', 'b', '\xfe', '\xff'};
    std::string text;
    for (std::uint64_t size = random.below(5); size > 0; --size) {
        text.push_back(bytes[random.below(sizeof bytes)]);
    }
    return text;
}

std::int64_t random_number(test::random& random)
{
    switch (random.below(3)) {
    case 0:
        return random.between(-3, 3);
    case 1:
        return random.chance(50) ? std::numeric_limits<std::int64_t>::min()
                                 : std::numeric_limits<std::int64_t>::max();
    default:
        return static_cast<std::int64_t>(random.next());
    }
}

// Makes pairs of (what is named, its key), sorts by name, and expects the keys in that order.
template <class Name, class Make, class Key> void check_order(Make make, Key key)
{
    CHATQC_SEEDED(seed);
    test::random random(seed);
    std::vector<Name> names;
    for (int i = 0; i < 400; ++i) {
        names.push_back(make(random));
    }
    std::sort(names.begin(), names.end());
    for (std::size_t i = 1; i < names.size(); ++i) {
        const std::string before = key(names[i - 1]);
        const std::string after = key(names[i]);
        CHECK((before < after) == (names[i - 1] < names[i]));
        CHECK((before == after) == (names[i - 1] == names[i]));
    }
}

engine::verdict_id random_id(test::random& random)
{
    engine::verdict_id id{};
    id[0] = static_cast<std::uint8_t>(random.below(256));
    id[15] = static_cast<std::uint8_t>(random.below(256));
    return id;
}

} // namespace

TEST_SUITE("storage.keys")
{
    TEST_CASE("segments are in the order of tenant, conversation, time, seq, id")
    {
        using name = std::tuple<tenant_id, std::string, time_point, std::int64_t, std::string>;
        check_order<name>(
            [](test::random& random) {
                return name(
                    static_cast<tenant_id>(random.below(3)),
                    random_text(random),
                    at(random_number(random)),
                    random_number(random),
                    random_text(random)
                );
            },
            [](const name& of) {
                const auto& [tenant, conversation, ts, seq, id] = of;
                return segment_key(tenant, conversation, {ts, seq, id});
            }
        );
    }

    TEST_CASE("sessions are in the order of tenant, day, shop, conversation, start, session")
    {
        using name = std::tuple<tenant_id, std::int32_t, std::string, std::string, time_point, std::string>;
        check_order<name>(
            [](test::random& random) {
                return name(
                    1,
                    static_cast<std::int32_t>(random_number(random)),
                    random_text(random),
                    random_text(random),
                    at(random.between(-1, 1)),
                    random_text(random)
                );
            },
            [](const name& of) {
                const auto& [tenant, day, shop, conversation, started, session] = of;
                return session_key({tenant, day, shop, conversation, started, session});
            }
        );
    }

    TEST_CASE("verdicts and their index rows are in the order of decision and id")
    {
        using name = std::tuple<time_point, engine::verdict_id>;
        const auto make = [](test::random& random) {
            return name(at(random_number(random)), random_id(random));
        };
        check_order<name>(make, [](const name& of) {
            return verdict_key({7, std::get<0>(of), std::get<1>(of)});
        });
        using indexed = std::tuple<std::string, time_point, engine::verdict_id>;
        check_order<indexed>(
            [&](test::random& random) {
                return indexed(random_text(random), at(random.between(-1, 1)), random_id(random));
            },
            [](const indexed& of) {
                return index_key({7, std::get<1>(of), std::get<2>(of)}, dimension::agent, std::get<0>(of));
            }
        );
    }

    TEST_CASE("journal pieces are in the order of block and piece")
    {
        using name = std::tuple<std::uint64_t, std::uint32_t>;
        check_order<name>(
            [](test::random& random) { return name(random.next() >> random.below(64), random.below(1000)); },
            [](const name& of) { return journal_key(std::get<0>(of), std::get<1>(of)); }
        );
    }

    TEST_CASE("pieces are read back")
    {
        CHATQC_SEEDED(seed);
        test::random random(seed);
        for (int i = 0; i < 200; ++i) {
            const std::string text = random_text(random);
            const auto number = random_number(random);
            std::string key;
            append_key_text(key, text);
            append_key_i64(key, number);
            append_key_i32(key, static_cast<std::int32_t>(number));
            key_reader reader(key);
            CHECK(reader.text() == text);
            CHECK(reader.i64() == number);
            CHECK(reader.i32() == static_cast<std::int32_t>(number));
            CHECK(reader.finished());
            for (std::size_t size = 0; size < key.size(); ++size) {
                key_reader cut(std::string_view(key).substr(0, size));
                cut.text();
                cut.i64();
                cut.i32();
                CHECK_FALSE(cut.finished());
            }
        }
    }

    TEST_CASE("a conversation's prefix ends where its name ends")
    {
        CHATQC_SEEDED(seed);
        test::random random(seed);
        for (int i = 0; i < 200; ++i) {
            const std::string name = random_text(random);
            const std::string prefix = conversation_key(256, name);
            const std::string key =
                segment_key(256, name, {at(random_number(random)), 0, random_text(random)});
            CHECK(key.substr(0, named_prefix_bytes(key)) == prefix);
            CHECK(named_prefix_bytes(prefix) == prefix.size());
            CHECK(named_prefix_bytes(prefix.substr(0, prefix.size() - 1)) == 0);
        }
        CHECK(named_prefix_bytes("") == 0);
    }

    TEST_CASE("after a prefix comes the least key without it")
    {
        CHECK(after_prefix("ab") == "ac");
        CHECK(after_prefix("a\xff\xff") == "b");
        CHECK(after_prefix("\xff").empty());
        CHECK(after_prefix("").empty());
    }

    TEST_CASE("stored keys keep their bytes")
    {
        engine::verdict_id id{};
        id[0] = 0xab;
        CHECK(hex(journal_key(258, 3)) == "000000000000010200000003");
        CHECK(
            hex(segment_key(1, std::string("c\0", 2), {at(-1), 2, "m"})) == "00000001"
                                                                            "6300ff0001"
                                                                            "7fffffffffffffff"
                                                                            "8000000000000002"
                                                                            "6d0001"
        );
        CHECK(
            hex(session_key({1, -1, "s", "c", at(0), "m"})) == "00000001"
                                                               "7fffffff"
                                                               "730001"
                                                               "630001"
                                                               "8000000000000000"
                                                               "6d0001"
        );
        CHECK(
            hex(index_key({2, at(1), id}, dimension::rule, "r")) == "00000002"
                                                                    "03"
                                                                    "720001"
                                                                    "8000000000000001"
                                                                    "ab000000000000000000000000000000"
        );
        CHECK(
            hex(due_key({2, at(1), id}, "s")) == "00000002"
                                                 "06"
                                                 "730001"
                                                 "8000000000000001"
                                                 "ab000000000000000000000000000000"
        );
        CHECK(
            hex(number_key(2, {0x1122334455667788, at(1)}, "c")) == "00000002"
                                                                    "07"
                                                                    "1122334455667788"
                                                                    "8000000000000001"
                                                                    "630001"
        );
        CHECK(
            hex(verdict_id_key(1, id)) == "00000001"
                                          "ab000000000000000000000000000000"
        );
        CHECK(
            hex(dead_letter_key(1, 2)) == "00000001"
                                          "0000000000000002"
        );
        CHECK(
            hex(review_key(1, "c", id, time_point{})) == "00000001"
                                                         "630001"
                                                         "ab000000000000000000000000000000"
                                                         "8000000000000000"
        );
        CHECK(hex(meta_source_key(9)) == "7300000009");
        CHECK(meta_note_key("x") == "nx");
        CHECK(meta_format_key() == "f");
    }
}
