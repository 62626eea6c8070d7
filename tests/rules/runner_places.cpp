// Rules that are otherwise for a shop or in a campaign, and tags, as rule tests judge them.
#include "app/rules_command.h"
#include "tests/support/temp_dir.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

namespace chatqc {
namespace {

const std::string pack = R"(pack: p
rules_files: [rules.yaml, flagship.yaml, sale.yaml]
campaigns: {sale: {from: 2025-01-06T10:05, to: 2025-01-06T10:10}}
)";

const std::string base = R"(
rules:
  - {id: nudge, points: -5, detect: {phrase: {any: [抓紧]}}}
  - {id: wait, detect: {response: {limit: 60s}}}
  - {id: tag.goods, tag: goods, scope: {role: customer}, detect: {phrase: {any: [尺码]}}}
  - {id: tag.late, tag: late, detect: {unanswered: {}}}
)";

const std::string flagship = R"(
shop: flagship
rules:
  - {override: nudge, replace: {points: -2}, append: {detect: {phrase: {any: [赶紧]}}}}
)";

const std::string sale = R"(
campaign: sale
rules:
  - {override: wait, replace: {detect: {response: {limit: 100s}}}}
)";

// What fails of a test with these keys.
std::string failures(const std::string& test)
{
    const test::temp_dir folder;
    const auto write = [&](const std::string& name, const std::string& text) {
        std::ofstream(folder / name, std::ios::binary) << text;
    };
    write("pack.yaml", pack);
    write("rules.yaml", base);
    write("flagship.yaml", flagship);
    write("sale.yaml", sale);
    write("a.test.yaml", "tests:\n  - {name: t, " + test + "}\n");
    std::ostringstream out;
    const int status = app::run_rules_test({folder.path().string()}, false, out);
    INFO(out.str());
    CHECK(status < 2);
    return status == 0 ? "" : out.str();
}

} // namespace

TEST_SUITE("rules.runner")
{
    TEST_CASE("a shop's form of a rule holds for that shop, and the usual one elsewhere")
    {
        CHECK(failures("chat: [0s A 抓紧], expect: [{rule: nudge, points: -5}]") == "");
        CHECK(failures("chat: [0s A 赶紧], expect: []") == "");
        CHECK(
            failures("shop: other, chat: [0s A 抓紧, 1s A 赶紧], expect: [{rule: nudge, at: 0s, points: -5}]"
            ) == ""
        );
        CHECK(
            failures("shop: flagship, chat: [0s A 抓紧, 1s A 赶紧], "
                     "expect: [{rule: nudge, at: 0s, points: -2}, {rule: nudge, at: 1s, points: -2}]") == ""
        );
    }

    TEST_CASE("a campaign's form holds from its first to before its last millisecond, by the anchor")
    {
        const auto asked_at = [](const std::string& start, const std::string& limit) {
            return failures(
                "start: \"2025-01-06 " + start +
                "\", chat: [0s customer 在吗], expect: [{rule: wait, at: " + limit + "}]"
            );
        };
        CHECK(asked_at("10:04:59", "60s") == "");
        CHECK(asked_at("10:05:00", "100s") == "");
        CHECK(asked_at("10:09:59", "100s") == "");
        CHECK(asked_at("10:10:00", "60s") == "");
    }

    TEST_CASE("a tag is put on the session, and nothing is decided")
    {
        CHECK(failures("chat: [0s customer 尺码怎么选, 9s A 您好], expect: [], tags: [goods]") == "");
        CHECK(failures("chat: [0s customer 尺码怎么选], expect: [{rule: wait}], tags: [late, goods]") == "");
        CHECK(failures("chat: [0s customer 在吗, 9s A 尺码], tags: []") == "");
        CHECK(
            failures("chat: [0s customer 尺码, 9s A 好], tags: []")
                .find("expected the tags [], got [goods]") != std::string::npos
        );
        CHECK(failures("chat: [0s customer 您好, 1s A 好, \"5s edit #1 尺码怎么选\"], tags: [goods]") == "");
    }
}

} // namespace chatqc
