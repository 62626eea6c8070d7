#include "storage/codec.h"

#include "tests/storage/samples.h"
#include "tests/support/hex.h"

#include <doctest/doctest.h>

using namespace chatqc;
using namespace chatqc::storage;
using test::at;
using test::hex;

namespace {

template <class Value> std::string packed(void (*append)(std::string&, const Value&), const Value& value)
{
    std::string bytes;
    append(bytes, value);
    return bytes;
}

// A value is refused as another version, and when cut anywhere.
template <class Read> void check_damage(const std::string& bytes, Read read)
{
    CHECK(read(bytes));
    for (std::size_t size = 0; size < bytes.size(); ++size) {
        CHECK_FALSE(read(std::string_view(bytes).substr(0, size)));
    }
    std::string newer = bytes;
    newer[0] = static_cast<char>(newer[0] + 1);
    CHECK_FALSE(read(newer));
    CHECK_FALSE(read(bytes + "x"));
}

source_state sample_source()
{
    source_state value;
    value.id = 300;
    value.tenant = 2;
    value.name = "wms/1";
    value.recorded = true;
    value.ended = false;
    value.newest = at(1000);
    value.watermark = at(-2);
    value.shops = {{"s1", at(5)}, {"", at(0)}};
    return value;
}

} // namespace

TEST_SUITE("storage.codec")
{
    TEST_CASE("block headers")
    {
        const block_header value = {at(test::day_start), 1024, 70000};
        const std::string bytes = packed(append_block_header, value);
        CHECK(
            hex(bytes) == "018094b9958765"
                          "8008"
                          "f0a204"
        );
        std::size_t consumed = 0;
        CHECK(read_block_header(bytes + "records", consumed) == value);
        CHECK(consumed == bytes.size());
        CHECK_FALSE(read_block_header(bytes.substr(0, 5), consumed));
    }

    TEST_CASE("source states")
    {
        const std::string bytes = packed(append_source_state, sample_source());
        CHECK(
            hex(bytes) == "01"
                          "ac02"
                          "02"
                          "05776d732f31"
                          "01"
                          "d00f"
                          "03"
                          "02"
                          "0273310a"
                          "0000"
        );
        check_damage(bytes, [](std::string_view from) { return read_source_state(from).has_value(); });
        const auto found = read_source_state(bytes);
        REQUIRE(found);
        CHECK(found->name == "wms/1");
        CHECK(found->recorded);
        CHECK_FALSE(found->ended);
        CHECK(found->watermark == at(-2));
        CHECK(found->shops == sample_source().shops);
    }

    TEST_CASE("dead letters")
    {
        const dead_letter value = {at(7), "default", "a", "bad_json", "", std::string("{\0", 2)};
        const std::string bytes = packed(append_dead_letter, value);
        CHECK(
            hex(bytes) == "010e0764656661756c7401610862"
                          "61645f6a736f6e"
                          "00"
                          "027b00"
        );
        check_damage(bytes, [](std::string_view from) { return read_dead_letter(from).has_value(); });
        const auto found = read_dead_letter(bytes);
        REQUIRE(found);
        CHECK(found->code == "bad_json");
        CHECK(found->bytes == value.bytes);
    }

    TEST_CASE("reviews")
    {
        review value;
        value.decision = engine::review_decision::dismissed;
        value.by = "li";
        value.reason = "quoted";
        const std::string bytes = packed(append_review, value);
        CHECK(
            hex(bytes) == "0101"
                          "026c69"
                          "0671756f746564"
                          "00"
        );
        check_damage(bytes, [](std::string_view from) { return read_review(from).has_value(); });
        const auto found = read_review(bytes);
        REQUIRE(found);
        CHECK(found->decision == engine::review_decision::dismissed);
        CHECK(found->reason == "quoted");
        value.decision = engine::review_decision::withdrawn;
        const std::string withdrawn = packed(append_review, value);
        CHECK(hex(withdrawn).substr(0, 4) == "0102");
        CHECK(read_review(withdrawn)->decision == engine::review_decision::withdrawn);
        std::string unknown = withdrawn;
        unknown[1] = 3;
        CHECK(!read_review(unknown));
    }

    TEST_CASE("what has become of an incident")
    {
        incident_change value;
        value.what = incident_event::changed;
        value.value.rule = "burst";
        value.value.count = 3;
        const std::string bytes = packed(append_incident_change, value);
        std::string incident;
        engine::append_binary(incident, value.value);
        CHECK(hex(bytes) == "8101" + hex(incident));
        check_damage(bytes, [](std::string_view from) { return read_incident_change(from).has_value(); });
        CHECK(read_incident_change(bytes) == value);
        CHECK_FALSE(engine::read_verdict(bytes)); // it stands in the feed among verdicts
        std::string verdict;
        engine::append_binary(verdict, test::verdict_of({}));
        CHECK_FALSE(read_incident_change(verdict));
    }

    TEST_CASE("memberships")
    {
        const std::vector<membership> all = {{{20094, "burst", "0f", "s1"}, {at(2), {7}}}};
        std::string bytes;
        append_memberships(bytes, all);
        CHECK(
            hex(bytes) == "0101"
                          "fcb902"
                          "056275727374"
                          "023066"
                          "027331"
                          "04"
                          "07000000000000000000000000000000"
        );
        check_damage(bytes, [](std::string_view from) { return read_memberships(from).has_value(); });
        CHECK(read_memberships(bytes) == all);
    }

    TEST_CASE("checkpoint heads")
    {
        std::string bytes;
        append_checkpoint_head(bytes, 300);
        CHECK(hex(bytes) == "02ac02");
        check_damage(bytes, [](std::string_view from) { return read_checkpoint_head(from).has_value(); });
        CHECK(read_checkpoint_head(bytes) == 300u);
        // Version 1 spoke of a checkpoint without rows.
        CHECK_FALSE(read_checkpoint_head(std::string("\x01\x01\xac\x02\x05\x00\x00", 7) + std::string(8, 'c'))
        );
    }

    TEST_CASE("units, the first of which reaches back for ever")
    {
        const unit value = {"abcd", time_point::min(), "files"};
        const std::string bytes = packed(append_unit, value);
        CHECK(
            hex(bytes) == "01"
                          "0461626364"
                          "ffffffffffffffffff01"
                          "0566696c6573"
        );
        check_damage(bytes, [](std::string_view from) { return read_unit(from).has_value(); });
        CHECK(read_unit(bytes)->active_from == time_point::min());
    }

    TEST_CASE("stored verdicts")
    {
        const stored_verdict value = {at(3), test::full_verdict()};
        const std::string bytes = packed(append_stored_verdict, value);
        CHECK(hex(bytes).substr(0, 6) == "010601");
        check_damage(bytes, [](std::string_view from) { return read_stored_verdict(from).has_value(); });
        const auto found = read_stored_verdict(bytes);
        REQUIRE(found);
        CHECK(found->stored_at == at(3));
        CHECK(test::json_of(found->value) == test::json_of(value.value));
    }

    TEST_CASE("the format's number may be followed by what a newer one adds")
    {
        CHECK(read_format(format_value(1)) == 1);
        CHECK(read_format(format_value(300) + "more") == 300);
        CHECK_FALSE(read_format(""));
    }
}
