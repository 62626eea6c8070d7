#include "app/report_build.h"
#include "app/report_csv.h"
#include "app/report_html.h"
#include "app/report_json.h"
#include "app/report_table.h"
#include "tests/app/report_samples.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace chatqc;
using app::report_language;

namespace {

app::daily_report sample_report()
{
    auto source = test::sample_source();
    auto report = app::build_daily_report(source, test::sample_rules(), test::sample_day);
    REQUIRE(report);
    return std::move(*report.value);
}

// Compares with tests/app/golden; CHATQC_GOLDEN_UPDATE=1 writes it.
void check_golden(const std::string& name, const std::string& text)
{
    const std::string path = std::string(CHATQC_SOURCE_DIR) + "/tests/app/golden/" + name;
    if (std::getenv("CHATQC_GOLDEN_UPDATE") != nullptr) {
        std::ofstream(path, std::ios::binary) << text;
    }
    std::ifstream file(path, std::ios::binary);
    std::ostringstream expected;
    expected << file.rdbuf();
    CHECK_MESSAGE(expected.str() == text, name);
}

using row = std::vector<std::string>;

// Cells of a CSV text without quoted line breaks.
std::vector<row> rows_of_csv(std::string text)
{
    REQUIRE(text.starts_with("\xEF\xBB\xBF"));
    std::istringstream in(text.substr(3));
    std::vector<row> result;
    for (std::string line; std::getline(in, line);) {
        REQUIRE(line.ends_with('\r'));
        line.pop_back();
        row cells{""};
        bool is_quoted = false;
        for (const char each : line) {
            if (each == '"') {
                is_quoted = !is_quoted;
            } else if (each == ',' && !is_quoted) {
                cells.emplace_back();
            } else {
                cells.back() += each;
            }
        }
        result.push_back(std::move(cells));
    }
    return result;
}

// The "figures" objects in order, as cells; null as the dash.
std::vector<row> figures_of_json(const std::string& text)
{
    std::vector<row> result;
    const std::string mark = "\"figures\":{";
    for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
        const auto begin = at + mark.size();
        std::istringstream in(text.substr(begin, text.find('}', begin) - begin));
        row cells;
        for (std::string field; std::getline(in, field, ',');) {
            const std::string value = field.substr(field.find(':') + 1);
            cells.push_back(value == "null" ? "–" : value);
        }
        result.push_back(std::move(cells));
    }
    return result;
}

// The text of each cell of each row of the page's tables, tags dropped.
std::vector<row> rows_of_html(const std::string& text)
{
    std::vector<row> result;
    for (auto at = text.find("<tr"); at != std::string::npos; at = text.find("<tr", at + 1)) {
        const std::string line = text.substr(at, text.find("</tr>", at) - at);
        row cells;
        for (auto cell = line.find("<td"); cell != std::string::npos; cell = line.find("<td", cell + 1)) {
            std::string content;
            int depth = 0;
            for (const char each : line.substr(cell, line.find("</td>", cell) - cell)) {
                depth += each == '<' ? 1 : 0;
                content += depth == 0 ? std::string(1, each) : "";
                depth -= each == '>' ? 1 : 0;
            }
            cells.push_back(content);
        }
        result.push_back(std::move(cells));
    }
    return result;
}

// The number cells that the page prints for one line, from the CSV's cells.
row page_cells(const row& header, const row& line)
{
    const auto cell = [&](std::string_view name) {
        for (std::size_t index = 0; index < header.size(); ++index) {
            if (header[index] == name) {
                return line[index];
            }
        }
        return std::string("no such column");
    };
    const auto with_n = [&](std::string_view name, std::string_view n) {
        return cell(name) + "n=" + cell(n);
    };
    const std::string in_time = cell("in time") == "–" ? "–" : cell("in time") + " / " + cell("rounds");
    return {
        cell("sessions"),
        cell("agent messages"),
        with_n("first response, mean (s)", "first response, n"),
        with_n("response, mean (s)", "response, n"),
        in_time,
        cell("in time (%)"),
        cell("unanswered"),
        cell("minor"),
        cell("moderate"),
        cell("major"),
        cell("critical"),
        with_n("score", "scored, n"),
        cell("points deducted per 100 sessions")};
}

} // namespace

TEST_SUITE("app.report.forms")
{
    TEST_CASE("golden: JSON and spreadsheets of the sample day")
    {
        const auto report = sample_report();
        check_golden("daily.json", app::report_json(report));
        check_golden("daily-summary.csv", app::report_summary_csv(report, report_language::zh));
        check_golden("daily-profiles.csv", app::report_profiles_csv(report, report_language::en));
        check_golden("daily-rules.csv", app::report_rules_csv(report, report_language::en));
        check_golden("daily-scenes.csv", app::report_scenes_csv(report, report_language::zh));
        check_golden("daily-deductions.csv", app::report_deductions_csv(report, report_language::zh));
    }

    TEST_CASE("page, spreadsheet and JSON show the same figures")
    {
        const auto report = sample_report();
        const auto csv = rows_of_csv(app::report_summary_csv(report, report_language::en));
        const auto json = figures_of_json(app::report_json(report));
        const auto page = rows_of_html(app::report_html(report, report_language::en));
        REQUIRE(csv.size() == json.size() + 1);
        constexpr std::size_t owner_cells = 5;
        for (std::size_t line = 0; line < json.size(); ++line) {
            CAPTURE(line);
            const row& cells = csv[line + 1];
            REQUIRE(cells.size() == csv[0].size());
            CHECK(row(cells.begin() + owner_cells, cells.end() - 1) == json[line]);
            const row expected = page_cells(csv[0], cells);
            bool found = false;
            for (const row& candidate : page) {
                found = found || (candidate.size() == expected.size() + 1 &&
                                  row(candidate.begin() + 1, candidate.end()) == expected);
            }
            CHECK(found);
        }
    }

    TEST_CASE("the page stands alone and its texts are escaped")
    {
        const auto report = sample_report();
        const std::string page = app::report_html(report, report_language::zh);
        for (const char* foreign :
             {"<script", "http://", "https://", "<link", "<img", "@import", "url(", "<小店>"}) {
            CAPTURE(foreign);
            CHECK(page.find(foreign) == std::string::npos);
        }
        CHECK(page.find("&lt;小店&gt;") != std::string::npos);
        CHECK(page.find("id=\"lang-zh\" checked") != std::string::npos);
        CHECK(
            app::report_html(report, report_language::en).find("id=\"lang-en\" checked") != std::string::npos
        );
    }

    TEST_CASE("platform figures are named ours, disputed ones are marked")
    {
        const std::string page = app::report_html(sample_report(), report_language::en);
        CHECK(page.find("Our estimates of the platforms' figures") != std::string::npos);
        CHECK(page.find("我方对平台口径的估算") != std::string::npos);
        const auto disputed = page.find("douyin_3min");
        REQUIRE(disputed != std::string::npos);
        CHECK(page.substr(disputed, 300).find("disputed") != std::string::npos);
        const auto agreed = page.find("<code>taobao_3min</code>");
        REQUIRE(agreed != std::string::npos);
        CHECK(page.substr(agreed, page.find("</td>", agreed) - agreed).find("disputed") == std::string::npos);
    }

    TEST_CASE("provisional reports say so and name who lags; restated ones their revision")
    {
        auto report = sample_report();
        CHECK(app::report_html(report, report_language::en).find("badge provisional") == std::string::npos);
        report.is_final = false;
        report.lagging.push_back(
            {"gate<way>", false, engine::time_point{}, engine::time_point{}, "2025-11-11 22:00", "x"}
        );
        report.revision = 3;
        const std::string page = app::report_html(report, report_language::en);
        CHECK(page.find("badge provisional") != std::string::npos);
        CHECK(page.find("gate&lt;way&gt;") != std::string::npos);
        CHECK(page.find("restated r</span>3") != std::string::npos);
        CHECK(app::report_json(report).find("\"status\":\"provisional\"") != std::string::npos);
        CHECK(app::report_json(report).find("\"source\":\"gate<way>\"") != std::string::npos);
    }
}
