#include "tests/engine/records_samples.h"
#include "tests/support/hex.h"

#include <doctest/doctest.h>

#include <array>

using namespace chatqc;
using namespace chatqc::test;

namespace {

std::string packed(const engine::message& value, const engine::arrival& how)
{
    std::string bytes;
    const std::size_t appended = engine::append_record(bytes, value, how);
    CHECK(appended == bytes.size());
    return bytes;
}

constexpr std::array texts = {
    &engine::message::id,
    &engine::message::conversation,
    &engine::message::text,
    &engine::message::sender,
    &engine::message::to,
    &engine::message::platform,
    &engine::message::shop,
    &engine::message::group,
    &engine::message::customer,
    &engine::message::ref,
    &engine::message::attrs,
    &engine::message::extra,
};

bool same(const engine::message& a, const engine::message& b)
{
    for (const auto field : texts) {
        if (a.*field != b.*field) {
            return false;
        }
    }
    return a.ts == b.ts && a.seq == b.seq && a.role == b.role && a.kind == b.kind && a.event == b.event;
}

bool same(const engine::arrival& a, const engine::arrival& b)
{
    return a.source == b.source && a.at == b.at && a.too_late == b.too_late && a.recorded == b.recorded;
}

struct random_message {
    engine::message value;
    std::array<std::string, texts.size()> kept;

    explicit random_message(test::random& random)
    {
        for (std::size_t i = 0; i < texts.size(); ++i) {
            const auto size = random.chance(50) ? 0 : random.below(random.chance(10) ? 70000 : 40);
            for (std::uint64_t k = 0; k < size; ++k) {
                kept[i].push_back(static_cast<char>(random.below(256)));
            }
            value.*texts[i] = kept[i];
        }
        value.ts =
            at(random.chance(10) ? static_cast<std::int64_t>(random.next()) : random.between(0, 1ll << 42));
        value.seq = random.chance(50) ? 0 : static_cast<std::int64_t>(random.next());
        value.role = static_cast<rules::role>(random.below(6));
        value.kind = static_cast<rules::kind>(random.below(9));
        value.event = static_cast<rules::event>(random.below(15));
    }
};

} // namespace

TEST_SUITE("engine.records.message")
{
    TEST_CASE("version 1 keeps its bytes")
    {
        CHECK(
            hex(packed(plain_message(), {2, at(day_start + 250), false, true})) ==
            "19"                   // length
            "0141"                 // version, text and recorded
            "00"                   // customer, text
            "8094b9958765"         // ts
            "02f403"               // source 2, arrived 250 ms later
            "020206"               // lengths
            "6d316331e59ca8e59097" // m1 c1 在吗
        );
        CHECK(
            hex(packed(full_message(), {300, at(day_start), true, false})) ==
            "5f01bf7f850e90e2b99587650dac028f4e0202030902020608070211076d326331e6968773686f703a616e6e61"
            "7331753174616f62616f73686f703a62656e70726573616c656d317b226361757365223a227368696674227d7b227822"
            "3a317d"
        );
    }

    TEST_CASE("what is packed is read back")
    {
        CHATQC_SEEDED(seed);
        test::random random(seed);
        std::string bytes;
        std::vector<random_message> messages;
        std::vector<engine::arrival> arrivals;
        for (int i = 0; i < 300; ++i) {
            messages.emplace_back(random);
            arrivals.push_back(
                {static_cast<std::uint32_t>(random.next()),
                 at(static_cast<std::int64_t>(random.next())),
                 random.chance(50),
                 random.chance(50)}
            );
            engine::append_record(bytes, messages.back().value, arrivals.back());
        }
        std::string_view left = bytes;
        for (std::size_t i = 0; i < messages.size(); ++i) {
            std::size_t consumed = 0;
            const auto found = engine::read_record(left, consumed);
            REQUIRE(found);
            // the strings moved when the vector grew: compare with what the random message kept
            for (std::size_t k = 0; k < texts.size(); ++k) {
                messages[i].value.*texts[k] = messages[i].kept[k];
            }
            CHECK(same(found->message, messages[i].value));
            CHECK(same(found->arrival, arrivals[i]));
            left.remove_prefix(consumed);
        }
        CHECK(left.empty());
    }

    TEST_CASE("damage is nothing, never a crash")
    {
        const std::string bytes = packed(full_message(), {300, at(day_start), true, false});
        std::size_t consumed = 0;
        REQUIRE(engine::read_record(bytes, consumed));
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            CHECK_FALSE(engine::read_record(std::string_view(bytes).substr(0, size), consumed));
        }
        std::string newer = bytes;
        newer[1] = 2;
        CHECK_FALSE(engine::read_record(newer, consumed));
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            std::string damaged = bytes;
            damaged[i] = static_cast<char>(damaged[i] ^ 0x80);
            engine::read_record(damaged, consumed);
        }
    }

    TEST_CASE("hashes keep their values")
    {
        CHECK(engine::hash_id("m1") == 17648950212955296413u);
        CHECK(engine::hash_conversation(1, "c1") == 6375209658042516301u);
        CHECK(engine::hash_content(full_message()) == 12156907267846877864u);
        CHECK(engine::hash_conversation(1, "c1") != engine::hash_conversation(2, "c1"));
    }

    TEST_CASE("every field of the table is content, unknown fields are not")
    {
        const engine::message base = full_message();
        const auto hash = engine::hash_content(base);
        for (const auto field : texts) {
            engine::message other = base;
            other.*field = "other";
            const bool is_extra = field == &engine::message::extra;
            CHECK((engine::hash_content(other) == hash) == is_extra);
        }
        const auto differs = [&](auto change) {
            engine::message other = base;
            change(other);
            CHECK(engine::hash_content(other) != hash);
        };
        differs([](engine::message& m) { m.ts += engine::milliseconds(1); });
        differs([](engine::message& m) { m.seq += 1; });
        differs([](engine::message& m) { m.role = rules::role::bot; });
        differs([](engine::message& m) { m.kind = rules::kind::text; });
        differs([](engine::message& m) { m.event = rules::event::read; });
        differs([](engine::message& m) { std::swap(m.shop, m.group); });
    }
}
