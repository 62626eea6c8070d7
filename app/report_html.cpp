#include "app/report_html.h"

#include "app/report_html_parts.h"
#include "engine/time/calendar.h"

namespace chatqc::app {

namespace {

std::string weekday(std::int32_t day)
{
    static constexpr bilingual names[] = {
        {"星期日", "Sunday"},
        {"星期一", "Monday"},
        {"星期二", "Tuesday"},
        {"星期三", "Wednesday"},
        {"星期四", "Thursday"},
        {"星期五", "Friday"},
        {"星期六", "Saturday"}};
    const std::chrono::weekday which{std::chrono::sys_days{std::chrono::days{day}}};
    return html::both(names[which.c_encoding()]);
}

std::string status(const daily_report& report)
{
    std::string result =
        report.is_final ? "<span class=\"badge final\">" : "<span class=\"badge provisional\">";
    result += report.is_final ? html::both("最终", "final") : html::both("暂定", "provisional");
    result += "</span>";
    if (report.revision > 1) {
        result += " <span class=\"badge restated\">";
        result += html::both("更正 r", "restated r") + std::to_string(report.revision) + "</span>";
    }
    return result;
}

void header(std::string& out, const daily_report& report)
{
    out += "<header><h1>" + html::both("客服质检日报", "Daily quality report") + "</h1>\n<p class=\"date\">";
    out += engine::day_name(report.day) + " " + weekday(report.day) + "</p>\n<p>";
    out += status(report) + " <span class=\"tenant\">" + html_text(report.tenant) + "</span></p></header>\n";
}

} // namespace

std::string report_html(const daily_report& report, report_language language)
{
    const bool is_zh = language == report_language::zh;
    const std::string date = engine::day_name(report.day);
    std::string out = "<!DOCTYPE html>\n<html lang=\"";
    out += is_zh ? "zh-Hans" : "en";
    out += "\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" "
           "content=\"width=device-width\">\n<title>";
    out += (is_zh ? "客服质检日报 " : "Daily quality report ") + date + "</title>\n<style>\n";
    out += html::style();
    out += "</style>\n</head>\n<body>\n";
    // Radio buttons before the page itself: the style sheet hides the language that is not chosen, without a
    // script.
    for (const auto& [value, name, chosen] :
         {std::tuple{"zh", "中文", is_zh}, std::tuple{"en", "English", !is_zh}}) {
        out += std::string("<input type=\"radio\" name=\"lang\" id=\"lang-") + value + "\"" +
               (chosen ? " checked" : "") + "><label class=\"switch\" for=\"lang-" + value + "\">" + name +
               "</label>\n";
    }
    out += "<main>\n";
    header(out, report);
    html::notices(out, report);
    html::tiles(out, report);
    html::shops(out, report);
    html::critical_hits(out, report);
    html::retraining(out, report);
    html::rules_table(out, report);
    html::scenes(out, report);
    html::agents(out, report);
    html::platform_estimates(out, report);
    html::arithmetic(out, report);
    html::too_late(out, report);
    html::explanations(out, report);
    out += "</main>\n</body>\n</html>\n";
    return out;
}

} // namespace chatqc::app
