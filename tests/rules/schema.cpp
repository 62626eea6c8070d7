// The JSON Schema against the readers: the same keys everywhere, and the packs that ship are valid by it.
#include "rules/schema.h"

#include "rules/detectors.h"
#include "rules/reader.h"
#include "tests/rules/schema_validator.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

namespace chatqc {
namespace {

using keys = std::set<std::string>;

const std::string unknown = "zzzzzzzz";

// Where a shape stands in a pack, with `{}` for its keys.
std::string pack_with(const std::string& shape, const std::string& map)
{
    static const std::map<std::string, std::string> places{
        {"list", "lists: {l: {}}"},
        {"campaign", "campaigns: {c: {}}"},
        {"profile", "profiles: {p: {}}"},
        {"platform", "platforms: {p: {}}"},
        {"shop", "shops: {s: {}}"},
        {"calendar", "calendar: {}"},
        {"day_file", "calendar: {exceptions: {}}"},
        {"weights", "weights: {}"},
        {"rule", "rules: [{}]"},
        {"override", "rules: [{override: a, {}}]"},
        {"rule_part", "rules: [{id: a, detect: {response: {}}}, {override: a, replace: {}}]"},
        {"names", "rules: [{name: {}}]"},
        {"scope", "rules: [{scope: {}}]"},
        {"evasion", "rules: [{evasion: {}}]"},
        {"exception", "rules: [{except: [{}]}]"},
        {"condition", "rules: [{detect: {all: [{message: , {}}]}}]"},
        {"settling_event", "rules: [{detect: {promise_ledger: {any: [x], settled_by: [{}]}}}]"},
        {"message", "rules: [{detect: {all: [{message: {}}]}}]"},
        {"interval", "rules: [{detect: {all: [{interval: {}}]}}]"},
        {"relation", "rules: [{detect: {all: [{message: , near: {}}]}}]"},
        {"expression", "rules: [{detect: {all: [{message: }], {}}}]"},
        {"test", "tests: [{}]"},
        {"expected", "tests: [{expect: [{}]}]"},
        {"rounds", "tests: [{rounds: {}}]"},
    };
    if (shape == "file")
        return map.substr(1, map.size() - 2) + "\n";
    const auto found = places.find(shape);
    std::string text = found != places.end() ? found->second : "rules: [{detect: {" + shape + ": {}}}]";
    const std::size_t at = text.rfind("{}", shape == "rule_part" ? std::string::npos : text.size());
    const bool inside = text.compare(at >= 2 ? at - 2 : 0, 2, ", ") == 0;
    return text.replace(at, 2, inside ? map.substr(1, map.size() - 2) : map) + "\n";
}

// The keys that the reader says it knows there.
keys known_keys(const std::string& shape)
{
    for (const rules::diagnostic& each :
         test::check_text(pack_with(shape, "{" + unknown + ": x}")).diagnostics) {
        const std::string begin = " are ";
        const std::size_t at = each.help.find(begin);
        if (each.code != rules::code::unknown_key || at == std::string::npos)
            continue;
        keys found;
        std::string word;
        for (const char c : each.help.substr(at + begin.size()) + " ") {
            if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_')
                word += c;
            else if (!word.empty() && word != "and")
                found.insert(std::exchange(word, ""));
            else
                word.clear();
        }
        return found;
    }
    return {};
}

} // namespace

TEST_SUITE("rules.schema")
{
    TEST_CASE("every shape has exactly the keys that the reader knows")
    {
        const keys of_a_later_version{"groups"};
        for (const rules::schema_shape& each : rules::schema_shapes()) {
            const std::string shape(each.name);
            INFO(shape);
            keys in_schema;
            for (const rules::schema_key& key : each.keys)
                in_schema.insert(std::string(key.name));
            keys in_reader = known_keys(shape == "rule_part" ? "rule" : shape);
            for (const std::string& later : of_a_later_version)
                in_reader.erase(later);
            if (shape == "rule_part")
                in_reader.erase("id");
            CHECK(in_schema == in_reader);
        }
    }

    TEST_CASE("every detector that can be used has its shape")
    {
        keys shapes;
        for (const rules::schema_shape& each : rules::schema_shapes())
            shapes.insert(std::string(each.name));
        for (const std::string_view each : rules::available_detectors())
            CHECK_MESSAGE(shapes.count(std::string(each)) == 1, each);
    }

    TEST_CASE("the packs that ship are valid, and mistakes in them are not")
    {
        const test::schema_validator schema(rules::json_schema());
        std::size_t files = 0;
        for (const rules::pack_bundle& pack : test::shipped_packs())
            for (const rules::pack_file& file : pack.files)
                if (file.name.ends_with(".yaml")) {
                    INFO(pack.folder << "/" << file.name);
                    CHECK(schema.problem(file.text) == "");
                    ++files;
                }
        CHECK(files > 10);
        const auto rule = [](const std::string& text) { return "rules:\n  - {id: a, " + text + "}\n"; };
        CHECK(schema.problem(rule("detect: {response: }")) == "");
        CHECK(schema.problem(rule("detect: {all: [a: {phrase: {any: [x]}}, {not: a}]}")) == "");
        CHECK(schema.problem("rules: [{override: a, append: {except: [{list: l, reason: r}]}}]\n") == "");
        CHECK(
            schema.problem("shop: [a, b]\ncampaign: c\ncampaigns: {c: {from: 2025-11-11, to: 2025-11-12}}\n"
            ) == ""
        );
        CHECK(schema.problem(rule("level: minor")) != "");
        CHECK(schema.problem(rule("detect: {response: {limit: 60}}")) != "");
        CHECK(schema.problem(rule("detect: {respond: {}}")) != "");
        CHECK(schema.problem(rule("level: high, detect: {response: }")) != "");
        CHECK(schema.problem(rule("points: much, detect: {response: }")) != "");
        CHECK(schema.problem(rule("pionts: -5, detect: {response: }")) != "");
        CHECK(schema.problem(rule("detect: {required_phrase: {any: [x], range: some}}")) != "");
        CHECK(schema.problem("tests: [{name: t, chat: x}]\n") != "");
    }
}

} // namespace chatqc
