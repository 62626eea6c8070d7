#include "app/config.h"

#include "app/duration.h"

#include <doctest/doctest.h>

#include <string>

using namespace chatqc::app;
using namespace std::chrono_literals;

namespace {

std::string shown(const config_file& file)
{
    std::string text;
    for (const config_error& error : file.errors) {
        text += to_text(error) + '\n';
    }
    if (!file.errors.empty()) {
        return text;
    }
    for (const config_entry& entry : file.entries) {
        text += std::to_string(entry.line) + ' ' + entry.key + (entry.is_list ? " []" : " =");
        for (const std::string& value : entry.values) {
            text += " <" + value + '>';
        }
        text += '\n';
    }
    return text;
}

void check(const std::string& text, const std::string& expected)
{
    CHECK(shown(parse_config(text, "f")) == expected);
}

} // namespace

TEST_SUITE("app.config")
{
    TEST_CASE("keys and values")
    {
        check(
            "a = 1\nb_c = \"x # y\" # why\n\n  d='C:\\x'\r\n", "1 a = <1>\n2 b-c = <x # y>\n4 d = <C:\\x>\n"
        );
        check("# nothing\n", "");
        check("a = \"\"", "1 a = <>\n");
        check("a = \"q\\\" \\\\ \\n\"", "1 a = <q\" \\ \n>\n");
        check("listen = 127.0.0.1:8080\n", "1 listen = <127.0.0.1:8080>\n");
        check(
            "r = [\n  \"a\", # first\n  'b',\n]\nz = [x, y]\ne = []\n",
            "1 r [] <a> <b>\n5 z [] <x> <y>\n6 e []\n"
        );
        check(
            "\xEF\xBB\xBF"
            "a = 1\n",
            "1 a = <1>\n"
        );
    }

    TEST_CASE("errors name file, line and key, all at once")
    {
        check(
            "a 1\nb =\nc = \"x\nd = \"x\" y\n= 3\n[section]\ne = \"\\q\"\na = 1\na = 2\nf = [1\n",
            "f:1: a: expected `key = value`\n"
            "f:2: b: a value is missing (write \"\" for an empty one)\n"
            "f:3: c: a quoted value does not end on its line\n"
            "f:4: d: unexpected text after the value\n"
            "f:5: expected `key = value`\n"
            "f:6: sections are not used here; keys stand alone\n"
            "f:7: e: unknown escape; inside \"…\" there are \\\" \\\\ \\n \\t\n"
            "f:9: a: already given in line 8\n"
            "f:10: f: the list has no `]` at its end\n"
        );
    }

    TEST_CASE("a file that is not there")
    {
        const config_file file = read_config("no/such/file.toml");
        REQUIRE(file.errors.size() == 1);
        CHECK(to_text(file.errors[0]) == "no/such/file.toml: cannot be read: No such file or directory");
    }
}

TEST_SUITE("app.duration")
{
    TEST_CASE("numbers with a unit")
    {
        CHECK(duration_of("500ms") == 500ms);
        CHECK(duration_of("2s") == 2s);
        CHECK(duration_of("1.5s") == 1500ms);
        CHECK(duration_of("30m") == 30min);
        CHECK(duration_of("24h") == 24h);
        CHECK(duration_of("7d") == 168h);
        CHECK(duration_of("0s") == 0ms);
        for (const char* text : {"", "5", "s", "-1s", "1 s", "1.5ms", "1..5s", "5min", "99999d", "1e3s"}) {
            CAPTURE(text);
            CHECK_FALSE(duration_of(text).has_value());
        }
    }

    TEST_CASE("and back")
    {
        for (const char* text : {"500ms", "2s", "1500ms", "30m", "24h", "90s"}) {
            CHECK(duration_text(*duration_of(text)) == (std::string{text} == "24h" ? "1d" : text));
        }
        CHECK(duration_text(0ms) == "0ms");
    }
}
