// Files, sections, names: what the checker says of a pack as a whole.
#include "tests/rules/bundle.h"

#include <doctest/doctest.h>

namespace chatqc {
namespace {

void check(const std::string& text, const std::string& expected)
{
    INFO(text);
    CHECK(test::check_summary(text) == expected);
}

std::string check_files(std::vector<rules::pack_file> files)
{
    return test::summary(rules::check({test::bundle_of(std::move(files))}));
}

const std::string a_rule = "rules: [{id: a, detect: {response: {}}}]\n";

} // namespace

TEST_SUITE("rules.checker")
{
    TEST_CASE("a rule needs little")
    {
        const auto result = test::check_text(a_rule);
        CHECK(test::messages(result) == "");
        REQUIRE(result.rules != nullptr);
        REQUIRE(result.rules->rules.size() == 1);
        const rules::rule& rule = result.rules->rules[0];
        CHECK(rule.pack == "p");
        CHECK(rule.name_zh == "a");
        CHECK(rule.severity == rules::level::minor);
        CHECK(rule.points == 0);
        CHECK(rule.mode == rules::mode::live);
        CHECK(rule.in == rules::category::standards);
        const auto& response = std::get<rules::response_detector>(rule.detect);
        CHECK(response.limit == rules::milliseconds(180'000));
        CHECK(response.warn == rules::milliseconds(100'000));
        CHECK(result.rules->default_calendar.is_default);
        CHECK(result.rules->pass_mark == 85);
    }

    TEST_CASE("all problems are told at once")
    {
        check(
            "language: one\n"
            "colour: red\n"
            "rules:\n"
            "  - {id: a b, detect: {phrase: {list: no}}}\n"
            "  - {detect: {}}\n",
            "bad_value 2:11"
        );
        check(
            "colour: red\n"
            "pass_mark: 101\n"
            "rules:\n"
            "  - {id: a b, detect: {phrase: {list: no}}}\n"
            "  - {detect: {}}\n",
            "unknown_key 2:1; bad_value 3:12; bad_value 5:10; unknown_name 5:39; missing_key 6:5; wrong_type "
            "6:14"
        );
    }

    TEST_CASE("top-level keys")
    {
        check("rule: []\n", "unknown_key 2:1");
        check("rules: {}\n", "wrong_type 2:8");
        check("lists: []\n", "wrong_type 2:8");
        check("groups: {a: b}\n", "not_available 2:1");
        check("language: 2\n" + a_rule, "newer_language 2:11");
        check("language: 1\n" + a_rule, "");
        check("rules_files: x\nrules_files: y\n", "missing_file 2:14; duplicate_key 3:1");
        CHECK(check_files({{"a.yaml", a_rule}}) == "missing_key 0:0");
        CHECK(check_files({{"a.yaml", "pack: x y\n"}}) == "bad_value 1:7");
        CHECK(check_files({}) == "missing_key 0:0");
    }

    TEST_CASE("files are read in order")
    {
        const std::string pack = "pack: p\n";
        const auto rule = [&](const std::string& id) {
            return pack + "rules: [{id: " + id + ", detect: {response: {}}}]\n";
        };
        // Alphabetically, the folder rules.d after the rest; what is defined twice names the first.
        CHECK(check_files({{"b.yaml", rule("x")}, {"a.yaml", rule("x")}}) == "duplicate_name 2:14");
        const auto twice = rules::check({test::bundle_of(
            {{"rules.d/a.yaml", rule("x")}, {"z.yaml", rule("x")}, {"pack.yaml", rule("y")}}
        )});
        REQUIRE(twice.diagnostics.size() == 1);
        CHECK(twice.diagnostics[0].where.file == "p/rules.d/a.yaml");
        CHECK(twice.diagnostics[0].help == "first at p/z.yaml:2");
        // rules_files says which and in which order.
        const auto named = rules::check({test::bundle_of(
            {{"pack.yaml", pack + "rules_files: [two, one.yaml]\n"},
             {"one.yaml", rule("x")},
             {"two/b.yaml", rule("y")},
             {"two/a.yaml", rule("x")},
             {"left_out.yaml", "not a map"}}
        )});
        REQUIRE(named.diagnostics.size() == 1);
        CHECK(named.diagnostics[0].where.file == "p/one.yaml");
        CHECK(check_files({{"pack.yaml", pack + "rules_files: [none.yaml]\n"}}) == "missing_file 2:15");
        CHECK(
            check_files({{"pack.yaml", pack + "rules_files: [a.yaml, a.yaml]\n"}, {"a.yaml", rule("x")}}) ==
            "duplicate_name 2:23"
        );
    }

    TEST_CASE("a byte order mark is no character")
    {
        CHECK(check_files({{"a.yaml", "\xEF\xBB\xBFpack: p\ncolour: x\n"}}) == "unknown_key 2:1");
    }

    TEST_CASE("lists")
    {
        const std::string use = "rules: [{id: a, detect: {phrase: {list: l}}}]\n";
        check("lists: {l: {phrases: [抓紧]}}\n" + use, "");
        check("lists: {l: {phrases: []}}\n" + use, "bad_value 2:9");
        check("lists: {l: {}}\n" + use, "missing_key 2:9");
        check("lists: {l: {phrases: [a1], file: x}}\n" + use, "conflict 2:9");
        check("lists: {l: {phrases: [a1], whole: true}}\n" + use, "unknown_key 2:28");
        check("lists: {l: {phrases: [a1], whole_word: yes}}\n" + use, "bad_value 2:40");
        check("lists: {l: {file: lists/x.txt}}\n" + use, "missing_file 2:19");
        check("lists: {l: {phrases: [抓紧, ' ', 抓紧]}}\n" + use, "bad_value 2:27; duplicate_phrase 2:32");
        check("lists: {l: {phrases: [[a], {b: c}]}}\n" + use, "wrong_type 2:23; wrong_type 2:28");
        check("lists: {l: {phrases: [抓紧]}, m: {phrases: [a1]}}\n" + use, "unused_list 2:29");
        check("lists: {l: {phrases: [抓]}}\n" + use, "short_phrase 3:25");
        check("lists: {ack: {phrases: [好]}, wait: {phrases: [等]}, asks: {phrases: [吗]}}\n", "");
        check("lists: {l: {phrases: [" + std::string(300, 'x') + "]}}\n" + use, "too_large 2:23");
    }

    TEST_CASE("list files: one phrase a line, # comments, places in the list file")
    {
        const std::string pack = "pack: p\nlists: {l: {file: lists/x.txt}}\n"
                                 "rules: [{id: a, detect: {phrase: {list: l}}}]\n";
        const auto result = rules::check({test::bundle_of(
            {{"pack.yaml", pack}, {"lists/x.txt", "# words\n抓紧\r\n\n  赶紧拍  # urging\nC#\n抓紧\n"}}
        )});
        CHECK(test::summary(result) == "duplicate_phrase 6:1");
        CHECK(result.diagnostics[0].where.file == "p/lists/x.txt");
        REQUIRE(result.rules != nullptr);
        CHECK(result.rules->lists.at(0).name == "p/l");
        CHECK(result.rules->lists[0].phrases == std::vector<std::string>{"抓紧", "赶紧拍", "C#"});
        CHECK(check_files({{"pack.yaml", pack}, {"lists/x.txt", "a1\n\xFF\n"}}) == "bad_utf8 2:1");
        CHECK(check_files({{"pack.yaml", pack}, {"list/x.txt", "a1\n"}}) == "missing_file 2:19");
    }

    TEST_CASE("settings of the pack")
    {
        const auto result = test::check_text(
            a_rule + "weights: {sales: 3, attitude: 0}\n"
                     "pass_mark: 90\n"
                     "unassigned: first_replier\n"
        );
        CHECK(test::messages(result) == "");
        REQUIRE(result.rules != nullptr);
        CHECK(result.rules->weights[static_cast<std::size_t>(rules::category::sales)] == 3);
        CHECK(result.rules->weights[static_cast<std::size_t>(rules::category::attitude)] == 0);
        CHECK(result.rules->pass_mark == 90);
        CHECK(result.rules->unassigned_first_replier);
        check("weights: {sale: 3}\n", "unknown_key 2:11");
        check("unassigned: nobody\n", "bad_value 2:13");
        check(
            "weights: {timeliness: 0, standards: 0, attitude: 0, professionalism: 0, sales: 0, compliance: "
            "0}\n",
            "bad_value 2:10"
        );
    }
}

} // namespace chatqc
