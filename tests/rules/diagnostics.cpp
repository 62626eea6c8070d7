// What people see: the exact text, with the caret under its character in a line of Chinese.
#include "tests/rules/bundle.h"

#include <doctest/doctest.h>

#include <fstream>

namespace chatqc {

TEST_SUITE("rules.diagnostics")
{
    TEST_CASE("the caret stands under wide characters")
    {
        const auto result = test::check_text("rules:\n"
                                             "  - id: a\n"
                                             "    name: {zh: 三连发催单, eng: Nudge}\n"
                                             "    detect: {response: {}}\n");
        CHECK(
            test::messages(result) == "p/pack.yaml:4:23: error: `name` has no key `eng` [unknown_key]\n"
                                      "  4 |     name: {zh: 三连发催单, eng: Nudge}\n"
                                      "    |                            ^~~\n"
                                      "  help: did you mean `en`?\n"
        );
    }

    TEST_CASE("a wide token is underlined in cells")
    {
        const auto result = test::check_text("lists:\n  催单: {phrases: [抓紧, 抓紧]}\n");
        CHECK(
            test::messages(result) ==
            "p/pack.yaml:3:3: error: `催单` is not a list's name [bad_value]\n"
            "  3 |   催单: {phrases: [抓紧, 抓紧]}\n"
            "    |   ^~~~\n"
            "  help: use at most 64 of A-Z a-z 0-9 _ with single . or - between\n"
            "p/pack.yaml:3:22: warning: `抓紧` stands twice in the list `催单` [duplicate_phrase]\n"
            "  3 |   催单: {phrases: [抓紧, 抓紧]}\n"
            "    |                          ^~~~\n"
        );
    }

    TEST_CASE("one JSON object a diagnostic")
    {
        const auto result = test::check_text("weights: 微\"信\n");
        REQUIRE(result.diagnostics.size() == 1);
        CHECK(
            rules::to_json(result.diagnostics[0]) ==
            "{\"severity\":\"error\",\"code\":\"wrong_type\",\"message\":\"`weights` must be a map of keys, "
            "found a "
            "text\",\"help\":\"\",\"file\":\"p/pack.yaml\",\"line\":2,\"column\":10,\"characters\":3}"
        );
        CHECK(rules::json_string("a\"b\\c\n\x01") == "\"a\\\"b\\\\c\\u000a\\u0001\"");
    }

    TEST_CASE("control characters of a file never reach the terminal")
    {
        const auto result = test::check_text("nonsense: \"x\"  # \x1b[31mred \xe2\x80\xae turned\n");
        const std::string text = test::messages(result);
        CHECK(text.find('\x1b') == std::string::npos);
        CHECK(text.find("\xe2\x80\xae") == std::string::npos);
        CHECK(text.find("?[31mred ?") != std::string::npos);
    }

    TEST_CASE("diagnostics come in the order of the files, all at once, and not without bound")
    {
        std::string text = "rules:\n";
        for (int i = 0; i < 2'000; ++i)
            text += "  - {id: a" + std::to_string(i) + "}\n";
        const auto result = test::check_text(text);
        CHECK(result.diagnostics.size() == rules::bounds.diagnostics_max + 1);
        CHECK(result.diagnostics.back().message == "1500 more problems are not shown");
        CHECK(result.has_errors());
        for (std::size_t i = 1; i + 1 < result.diagnostics.size(); ++i)
            CHECK(result.diagnostics[i - 1].where.line <= result.diagnostics[i].where.line);
    }

    TEST_CASE("every code is documented")
    {
        std::ifstream file(std::string(CHATQC_SOURCE_DIR) + "/docs/rule-language.md");
        const std::string page((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        REQUIRE(!page.empty());
        for (std::size_t i = 0; i < rules::code_count; ++i) {
            const auto code = static_cast<rules::code>(i);
            INFO(rules::code_name(code));
            CHECK(page.find("| `" + std::string(rules::code_name(code)) + "` |") != std::string::npos);
            CHECK(!rules::code_meaning(code).empty());
        }
    }
}

} // namespace chatqc
