#include "app/report_text.h"

#include <doctest/doctest.h>

using namespace chatqc;
using namespace std::chrono_literals;

TEST_SUITE("app.report.text")
{
    TEST_CASE("figures")
    {
        CHECK(app::score_text(9250) == "92.50");
        CHECK(app::score_text(0) == "0.00");
        CHECK(app::score_text(5) == "0.05");
        CHECK(app::score_text(10000) == "100.00");
        CHECK(app::score_text(std::nullopt) == "–");
        CHECK(app::seconds_text(0ms) == "0.0");
        CHECK(app::seconds_text(49ms) == "0.0");
        CHECK(app::seconds_text(50ms) == "0.1");
        CHECK(app::seconds_text(47349ms) == "47.3");
        CHECK(app::seconds_text(47350ms) == "47.4");
        CHECK(app::seconds_text(std::nullopt) == "–");
        CHECK(app::percent_text(1, 2) == "50.0");
        CHECK(app::percent_text(2, 3) == "66.7");
        CHECK(app::percent_text(1, 2000) == "0.1"); // 0.05
        CHECK(app::percent_text(0, 5) == "0.0");
        CHECK(app::percent_text(0, 0) == "–");
        CHECK(app::points_text(3) == "+3");
        CHECK(app::points_text(-10) == "-10");
        CHECK(app::points_text(0) == "0");
    }

    TEST_CASE("a spreadsheet takes no text for a formula")
    {
        struct expectation {
            const char* text;
            const char* cell;
        };

        const expectation cases[] = {
            {"", ""},
            {"plain", "plain"},
            {"=SUM(A1)", "'=SUM(A1)"},
            {"+86 138", "'+86 138"},
            {"-x", "'-x"},
            {"@cmd", "'@cmd"},
            {"\tx", "'\tx"},
            {"-10", "-10"},
            {"+3", "+3"},
            {"-0.5", "-0.5"},
            {"-1.", "'-1."},
            {"-1.2.3", "'-1.2.3"},
            {"-", "'-"},
            {"–", "–"},
            {"a,b", "\"a,b\""},
            {"say \"hi\"", "\"say \"\"hi\"\"\""},
            {"two\nlines", "\"two\nlines\""},
            {"=1,2", "\"'=1,2\""},
        };
        for (const auto& each : cases) {
            CAPTURE(each.text);
            CHECK(app::csv_cell(each.text) == each.cell);
        }
    }

    TEST_CASE("text in the page is text")
    {
        CHECK(
            app::html_text("<script>alert('x')</script>") == "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"
        );
        CHECK(app::html_text("a & \"b\"") == "a &amp; &quot;b&quot;");
        CHECK(app::html_text(std::string_view("a\0b", 3)) == "a b");
        CHECK(app::html_text("云裳 👗") == "云裳 👗");
    }
}
