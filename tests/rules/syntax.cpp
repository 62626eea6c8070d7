#include "rules/syntax.h"

#include <doctest/doctest.h>

namespace chatqc {

using namespace rules;

namespace {

struct parsed {
    std::optional<syntax_tree> tree;
    std::string problems; // "duplicate_key 2:1"
};

parsed parse(const std::string& text)
{
    reporter report;
    parsed result;
    result.tree = parse_yaml(std::make_shared<const source_text>("f.yaml", text), report);
    for (const diagnostic& each : report.take()) {
        result.problems += result.problems.empty() ? "" : "; ";
        result.problems += std::string(code_name(each.code)) + " " + std::to_string(each.where.line) + ":" +
                           std::to_string(each.where.column);
    }
    return result;
}

const node& at(const parsed& from, const std::string& key)
{
    REQUIRE(from.tree.has_value());
    const node* found = from.tree->root.find(key);
    REQUIRE(found != nullptr);
    return *found;
}

void check(const std::string& text, const std::string& problems)
{
    INFO(text);
    CHECK(parse(text).problems == problems);
}

} // namespace

TEST_SUITE("rules.syntax")
{
    TEST_CASE("every scalar stays text")
    {
        const parsed result = parse("a: 010\nb: no\nc: 1e3\nd: 'x'\ne: ~\nf:\n");
        CHECK(result.problems == "");
        CHECK(at(result, "a").text == "010");
        CHECK(at(result, "b").text == "no");
        CHECK(at(result, "c").text == "1e3");
        CHECK_FALSE(at(result, "a").quoted);
        CHECK(at(result, "d").quoted);
        CHECK(at(result, "e").what == node::kind::null);
        CHECK(at(result, "f").what == node::kind::null);
    }

    TEST_CASE("columns count characters, lines and lengths too")
    {
        const parsed result = parse("名称: 微信\n二: [加V, \"加微信\"]\n");
        const place first = place_of(at(result, "名称"));
        CHECK(first.line == 1);
        CHECK(first.column == 5);
        CHECK(first.characters == 2);
        const place quoted = place_of(at(result, "二").items.at(1));
        CHECK(quoted.line == 2);
        CHECK(quoted.column == 9);
        CHECK(quoted.characters == 5);
    }

    TEST_CASE("places hold in files with carriage returns")
    {
        const parsed result = parse("a: 1\r\nb: [微信, x]\r\n");
        CHECK(place_of(at(result, "b").items.at(1)).column == 9);
        CHECK(place_of(at(result, "b").items.at(1)).line == 2);
    }

    TEST_CASE("a key stands once, at any depth")
    {
        check("a: 1\nb: 2\na: 3\n", "duplicate_key 3:1");
        check("a: {x: 1, y: 2, x: 3}\n", "duplicate_key 1:17");
        check("'a': 1\n\"a\": 2\n", "duplicate_key 2:1");
    }

    TEST_CASE("what is no YAML is one error with a place")
    {
        check("a: [1, 2\n", "bad_yaml 2:1");
        check("a: b: c\n", "bad_yaml 1:5");
        check("a: 'x\n", "bad_yaml 1:4");
        CHECK(parse("\ta: 1\n").problems.substr(0, 8) == "bad_yaml");
        check("? [a, b]\n: c\n", "bad_yaml 1:3");
    }

    TEST_CASE("tags, several documents and unknown aliases are not read")
    {
        check("a: !!int 5\n", "bad_yaml 1:4");
        check("a: !x 5\n", "bad_yaml 1:4");
        check("a: 1\n---\nb: 2\n", "bad_yaml 2:1");
        CHECK(parse("a: *nobody\n").problems.substr(0, 8) == "bad_yaml");
        CHECK(parse("a: &self [*self]\n").problems.substr(0, 8) == "bad_yaml");
    }

    TEST_CASE("an alias is what it names")
    {
        const parsed result = parse("a: &x [1, 2]\nb: *x\n");
        CHECK(result.problems == "");
        CHECK(at(result, "b").items.size() == 2);
        CHECK(place_of(at(result, "b")).line == 1);
    }

    TEST_CASE("aliases do not explode")
    {
        std::string text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
        for (int i = 1; i < 9; ++i) {
            const std::string before = "*a" + std::to_string(i - 1);
            text += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before;
            for (int j = 0; j < 9; ++j)
                text += ", " + before;
            text += "]\n";
        }
        CHECK(parse(text).problems.substr(0, 9) == "too_large");
    }

    TEST_CASE("depth is bounded")
    {
        CHECK(parse("a: " + std::string(20, '[') + std::string(20, ']')).problems == "");
        CHECK(
            parse("a: " + std::string(40, '[') + std::string(40, ']')).problems.substr(0, 9) == "too_large"
        );
        CHECK(parse("a: " + std::string(100'000, '[')).problems.substr(0, 9) == "too_large");
    }

    TEST_CASE("size is bounded")
    {
        CHECK(parse("# " + std::string(bounds.yaml_bytes_max, 'x')).problems == "too_large 0:0");
    }

    TEST_CASE("invalid UTF-8 is refused where it begins")
    {
        check("a: 微\xFF\n", "bad_utf8 1:5");
        check("a: 1\nb: \xED\xA0\x80\n", "bad_utf8 2:4");
    }

    TEST_CASE("an empty file is nothing")
    {
        const parsed result = parse("# only a comment\n");
        CHECK(result.problems == "");
        REQUIRE(result.tree.has_value());
        CHECK(result.tree->root.what == node::kind::null);
    }
}

} // namespace chatqc
