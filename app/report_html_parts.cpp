#include "app/report_html_parts.h"

namespace chatqc::app::html {

namespace {

// "82.8 s", or only the dash.
std::string with_unit(const std::string& figure, std::string_view zh, std::string_view en)
{
    return figure == no_figure ? figure : figure + " " + both(zh, en);
}

std::string lag_text(const report_lag& lag)
{
    const std::string name = "<code>" + html_text(lag.source) + "</code>";
    if (lag.source.empty()) {
        return both(
            "当日仍有未结束的会话（最早开始于 " + lag.at_text + "）。",
            "Sessions of the day are still open (the oldest since " + lag.at_text + ")."
        );
    }
    if (lag.recorded) {
        return both("历史数据来源 " + name + " 尚未结束。", "Recorded source " + name + " has not ended.");
    }
    return both(
        "实时来源 " + name + " 到 " + lag.at_text + "，需到 " + lag.needed_text + "。",
        "Live source " + name + " has come to " + lag.at_text + ", needed is " + lag.needed_text + "."
    );
}

void tile(
    std::string& out,
    const bilingual& label,
    std::string_view value,
    std::string_view detail,
    bool alarm = false
)
{
    out += alarm ? "<div class=\"tile alarm\">" : "<div class=\"tile\">";
    out +=
        both(label) + "<b>" + std::string(value) + "</b><small>" + std::string(detail) + "</small></div>\n";
}

} // namespace

std::string both(std::string_view zh, std::string_view en)
{
    return "<span lang=\"zh\">" + std::string(zh) + "</span><span lang=\"en\">" + std::string(en) + "</span>";
}

std::string both(const bilingual& label)
{
    return both(label.zh, label.en);
}

void heading(std::string& out, const bilingual& label)
{
    out += "<h2>" + both(label) + "</h2>\n";
}

void head_row(std::string& out, const std::vector<bilingual>& labels, std::size_t text_columns)
{
    out += "<thead><tr>";
    for (std::size_t index = 0; index < labels.size(); ++index) {
        out += index < text_columns ? "<th>" : "<th class=\"n\">";
        out += both(labels[index]) + "</th>";
    }
    out += "</tr></thead>\n";
}

void text_cell(std::string& out, std::string_view escaped, std::string_view css_class)
{
    out += css_class.empty() ? "<td>" : "<td class=\"" + std::string(css_class) + "\">";
    out += std::string(escaped) + "</td>";
}

void number_cell(std::string& out, std::string_view figure, std::string_view css_class)
{
    out += "<td class=\"n";
    if (figure == "0" || figure == no_figure) {
        out += " zero";
    } else if (!css_class.empty()) {
        out += " " + std::string(css_class);
    }
    out += "\">" + std::string(figure) + "</td>";
}

void figure_with_n(std::string& out, std::string_view figure, std::string_view n, std::string_view css_class)
{
    out += "<td class=\"n";
    if (figure == no_figure) {
        out += " zero";
    } else if (!css_class.empty()) {
        out += " " + std::string(css_class);
    }
    out += "\">" + std::string(figure) + "<span class=\"of\">n=" + std::string(n) + "</span></td>";
}

std::string shop_name(const std::string& shop)
{
    return shop.empty() ? both("（未知店铺）", "(shop not known)") : html_text(shop);
}

std::string agent_name(const std::string& agent)
{
    return agent.empty() ? both("未分配（归店铺）", "not assigned (the shop's)") : html_text(agent);
}

std::string rule_name(const daily_report& report, const std::string& rule)
{
    const auto found = report.rules.find(rule);
    if (found == report.rules.end()) {
        return html_text(rule);
    }
    return both(html_text(found->second.name_zh), html_text(found->second.name_en));
}

std::string level_badge(rules::level level)
{
    return "<span class=\"badge " + std::string(rules::name_of(level)) + "\">" + both(label_of(level)) +
           "</span>";
}

void notices(std::string& out, const daily_report& report)
{
    if (report.is_final && !report.any_default_calendar) {
        return;
    }
    out += "<div class=\"notice\">\n";
    if (!report.is_final) {
        out += "<p>" + both("暂定：数字仍可能变化。", "Provisional: figures may still change.");
        if (report.total.provisional > 0) {
            const std::string count = count_text(report.total.provisional);
            out += " " + both("未定的质检结果 " + count + " 条。", count + " verdicts are not final.");
        }
        out += "</p>\n";
        for (const report_lag& lag : report.lagging) {
            out += "<p>" + lag_text(lag) + "</p>\n";
        }
    }
    if (report.any_default_calendar) {
        out += "<p>" +
               both(
                   "标 * 的店铺尚未设置营业时间，按默认 08:00–23:00（每日）计算。",
                   "Shops marked * have no working hours set: the default, 08:00–23:00 daily, was used."
               ) +
               "</p>\n";
    }
    out += "</div>\n";
}

void tiles(std::string& out, const daily_report& report)
{
    const report_figures& total = report.total;
    const auto text = [&total](std::string_view key) { return figure_text(key, total); };
    out += "<div class=\"tiles\">\n";
    tile(
        out,
        {"会话", "Sessions"},
        text("sessions"),
        both("客服消息 " + text("agent_messages"), text("agent_messages") + " agent messages")
    );
    tile(
        out,
        {"首次响应", "First response"},
        with_unit(text("first_response_s"), "秒", "s"),
        "n=" + text("first_response_n")
    );
    tile(
        out,
        {"平均响应", "Mean response"},
        with_unit(text("response_s"), "秒", "s"),
        "n=" + text("response_n")
    );
    tile(
        out,
        {"及时率", "In time"},
        with_unit(text("in_time_percent"), "%", "%"),
        text("in_time") + " / " + text("in_time_of")
    );
    tile(
        out,
        {"未回复", "Unanswered"},
        text("unanswered"),
        both("轮次，共 " + text("in_time_of"), "of " + text("in_time_of") + " rounds")
    );
    tile(
        out,
        {"违规", "Violations"},
        text("violations"),
        both(
            "轻微 " + text("minor") + " · 一般 " + text("moderate") + " · 严重 " + text("major"),
            text("minor") + " minor · " + text("moderate") + " moderate · " + text("major") + " major"
        )
    );
    tile(
        out,
        {"红线", "Critical"},
        text("critical"),
        both("一票否决", "sets the score to 0"),
        text("critical") != "0"
    );
    tile(out, {"平均得分", "Mean score"}, text("score"), "n=" + text("score_n"));
    out += "</div>\n";
}

} // namespace chatqc::app::html
