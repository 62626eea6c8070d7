#include "app/report_html_parts.h"

#include <algorithm>

namespace chatqc::app::html {

namespace {

const std::vector<bilingual> figure_heads = {
    {"会话", "Sessions"},
    {"客服消息", "Agent messages"},
    {"首次响应（秒）", "First response (s)"},
    {"平均响应（秒）", "Mean response (s)"},
    {"及时 / 轮次", "In time / rounds"},
    {"及时率 %", "In time %"},
    {"未回复", "Unanswered"},
    {"轻微", "Minor"},
    {"一般", "Moderate"},
    {"严重", "Major"},
    {"红线", "Critical"},
    {"得分", "Score"},
    {"每百会话扣分", "Deducted per 100 sessions"},
};

std::vector<bilingual> with_first(bilingual first, const std::vector<bilingual>& rest)
{
    std::vector<bilingual> result{first};
    result.insert(result.end(), rest.begin(), rest.end());
    return result;
}

std::string of_text(std::string_view part, std::string_view whole)
{
    return part == no_figure ? std::string(no_figure) : std::string(part) + " / " + std::string(whole);
}

void figure_cells(std::string& out, const report_figures& from, bool is_below_pass_mark)
{
    const auto text = [&from](std::string_view key) { return figure_text(key, from); };
    number_cell(out, text("sessions"));
    number_cell(out, text("agent_messages"));
    figure_with_n(out, text("first_response_s"), text("first_response_n"));
    figure_with_n(out, text("response_s"), text("response_n"));
    number_cell(out, of_text(text("in_time"), text("in_time_of")));
    number_cell(out, text("in_time_percent"));
    number_cell(out, text("unanswered"), "bad");
    number_cell(out, text("minor"));
    number_cell(out, text("moderate"));
    number_cell(out, text("major"));
    number_cell(out, text("critical"), "bad");
    figure_with_n(out, text("score"), text("score_n"), is_below_pass_mark ? "bad" : "");
    number_cell(out, text("deducted_per_100"));
}

std::string shop_label(const shop_report& shop)
{
    std::string result = shop_name(shop.shop);
    if (!shop.platform.empty()) {
        result += " <span class=\"soft\">" + html_text(shop.platform) + "</span>";
    }
    return result + (shop.default_calendar ? "*" : "");
}

std::string limit_text(const profile_label& label)
{
    if (!label.limit) {
        return {};
    }
    std::string seconds = seconds_text(label.limit);
    if (seconds.ends_with(".0")) {
        seconds.resize(seconds.size() - 2);
    }
    return both("≤ " + seconds + " 秒", "≤ " + seconds + " s");
}

void estimate_rows(
    std::string& out, const daily_report& report, const std::string& owner, const report_figures& from
)
{
    for (const response_figures& each : from.responses) {
        const auto label = report.profiles.find(each.profile);
        if (label == report.profiles.end() || !label->second.is_platform) {
            continue;
        }
        out += "<tr>";
        text_cell(out, owner);
        std::string name = "<code>" + html_text(each.profile) + "</code> <span class=\"soft\">" +
                           limit_text(label->second) + "</span>";
        if (label->second.disputed) {
            name += " <span class=\"badge disputed\">" + both("口径有争议", "disputed") + "</span>";
        }
        text_cell(out, name);
        number_cell(out, of_text(response_text("in_time", each), response_text("of", each)));
        number_cell(out, response_text("in_time_percent", each));
        figure_with_n(out, response_text("mean_s", each), response_text("mean_n", each));
        number_cell(out, response_text("unanswered", each), "bad");
        out += "</tr>\n";
    }
}

void estimate_table(std::string& out, const bilingual& owner, const std::string& rows)
{
    out += "<table>\n";
    head_row(
        out,
        {owner,
         {"计时口径", "Clock profile"},
         {"及时 / 轮次", "In time / rounds"},
         {"及时率 %", "In time %"},
         {"平均响应（秒）", "Mean response (s)"},
         {"未回复", "Unanswered"}},
        2
    );
    out += "<tbody>\n" + rows + "</tbody></table>\n";
}

bool has_estimates(const daily_report& report)
{
    return std::any_of(report.total.responses.begin(), report.total.responses.end(), [&](const auto& each) {
        const auto label = report.profiles.find(each.profile);
        return label != report.profiles.end() && label->second.is_platform;
    });
}

} // namespace

void shops(std::string& out, const daily_report& report)
{
    heading(out, {"店铺", "Shops"});
    out += "<table>\n";
    head_row(out, with_first({"店铺", "Shop"}, figure_heads), 1);
    out += "<tbody>\n";
    for (const shop_report& shop : report.shops) {
        out += "<tr>";
        text_cell(out, shop_label(shop));
        figure_cells(out, shop.figures, false);
        out += "</tr>\n";
    }
    out += "<tr class=\"sum\">";
    text_cell(out, both("合计", "Total"));
    figure_cells(out, report.total, false);
    out += "</tr>\n</tbody></table>\n";
}

void agents(std::string& out, const daily_report& report)
{
    heading(out, {"客服", "Agents"});
    out += "<table>\n";
    head_row(out, with_first({"客服", "Agent"}, figure_heads), 1);
    out += "<tbody>\n";
    for (const shop_report& shop : report.shops) {
        out += "<tr class=\"shop\"><td colspan=\"" + std::to_string(figure_heads.size() + 1) + "\">" +
               shop_label(shop) + "</td></tr>\n";
        for (const agent_report& agent : shop.agents) {
            out += "<tr>";
            text_cell(out, agent_name(agent.agent), "indent");
            figure_cells(out, agent.figures, agent.below_pass_mark);
            out += "</tr>\n";
        }
    }
    out += "</tbody></table>\n";
}

void retraining(std::string& out, const daily_report& report)
{
    const std::string mark = std::to_string(report.pass_mark);
    out +=
        "<h2>" +
        both("待辅导（低于合格线 " + mark + " 分）", "For retraining (below the pass mark of " + mark + ")") +
        "</h2>\n";
    const auto list = retraining_list(report);
    if (list.empty()) {
        out += "<p class=\"good\">" + both("无。", "Nobody.") + "</p>\n";
        return;
    }
    out += "<table>\n";
    head_row(
        out,
        {{"客服", "Agent"},
         {"店铺", "Shop"},
         {"得分", "Score"},
         {"扣分次数", "Deductions"},
         {"扣分合计", "Points deducted"},
         {"每百会话扣分", "Deducted per 100 sessions"}},
        2
    );
    out += "<tbody>\n";
    for (const retraining_entry& each : list) {
        const report_figures& from = each.agent->figures;
        out += "<tr>";
        text_cell(out, agent_name(each.agent->agent));
        text_cell(out, shop_name(each.shop->shop));
        figure_with_n(out, figure_text("score", from), figure_text("score_n", from), "bad");
        number_cell(out, figure_text("deductions", from));
        number_cell(out, figure_text("points_deducted", from));
        number_cell(out, figure_text("deducted_per_100", from));
        out += "</tr>\n";
    }
    out += "</tbody></table>\n";
}

void rules_table(std::string& out, const daily_report& report)
{
    heading(out, {"按规则", "By rule"});
    if (report.total.rules.empty()) {
        out += "<p class=\"good\">" + both("没有命中。", "No hits.") + "</p>\n";
        return;
    }
    std::vector<const rule_figures*> order;
    for (const rule_figures& each : report.total.rules) {
        order.push_back(&each);
    }
    const auto level = [&report](const rule_figures* from) { return report.rules.at(from->rule).level; };
    std::stable_sort(order.begin(), order.end(), [&](const rule_figures* left, const rule_figures* right) {
        return std::pair(level(left), left->hits) > std::pair(level(right), right->hits);
    });
    std::vector<bilingual> heads{{"级别", "Level"}, {"规则", "Rule"}, {"类别", "Category"}};
    for (const rule_column& column : rule_columns()) {
        heads.push_back(column.label);
    }
    out += "<table>\n";
    head_row(out, heads, 3);
    out += "<tbody>\n";
    for (const rule_figures* each : order) {
        const rule_label& label = report.rules.at(each->rule);
        out += "<tr>";
        text_cell(out, level_badge(label.level));
        std::string name =
            rule_name(report, each->rule) + " <code class=\"soft\">" + html_text(each->rule) + "</code>";
        const auto profile = report.profiles.find(label.profile);
        if (profile != report.profiles.end() && profile->second.is_platform) {
            name += " <span class=\"soft\">" +
                    both("我方对平台口径的估算：", "our estimate of the platform's: ") +
                    html_text(label.profile) + "</span>";
        }
        text_cell(out, name);
        text_cell(out, both(label_of(label.category)));
        for (const rule_column& column : rule_columns()) {
            number_cell(out, column.text(*each));
        }
        out += "</tr>\n";
    }
    out += "</tbody></table>\n";
}

void scenes(std::string& out, const daily_report& report)
{
    constexpr std::size_t rules_shown = 3;
    if (report.total.scenes.empty()) {
        return;
    }
    heading(out, {"高频问题场景", "Scenes with problems"});
    std::vector<bilingual> heads{{"场景", "Scene"}};
    for (const scene_column& column : scene_columns()) {
        heads.push_back(column.label);
    }
    heads.push_back({"违规最多的规则", "Violated most"});
    out += "<table>\n";
    head_row(out, heads, 1);
    out += "<tbody>\n";
    for (const scene_figures& each : report.total.scenes) {
        const tag_label& label = report.tags.at(each.tag);
        out += "<tr>";
        text_cell(out, both(html_text(label.name_zh), html_text(label.name_en)));
        for (const scene_column& column : scene_columns()) {
            number_cell(out, column.text(each, report.total));
        }
        std::string most;
        for (const auto& [rule, count] : each.most_violated(rules_shown)) {
            most += (most.empty() ? "" : "<br>") + rule_name(report, rule) + " × " + count_text(count);
        }
        text_cell(out, most);
        out += "</tr>\n";
    }
    out += "</tbody></table>\n";
}

void platform_estimates(std::string& out, const daily_report& report)
{
    if (!has_estimates(report)) {
        return;
    }
    heading(out, {"我方对平台口径的估算", "Our estimates of the platforms' figures"});
    out += "<p class=\"soft\">" +
           both(
               "平台不公开其算法，以下数字由我方按所列计时口径计算，可能与平台后台不同；不计入得分。",
               "Platforms do not publish how they compute these; the figures are ours, by the clock profile "
               "named, and may "
               "differ from the platform's own. They never enter a score."
           ) +
           "</p>\n";
    std::string shops, agents;
    std::size_t agent_count = 0;
    for (const shop_report& shop : report.shops) {
        estimate_rows(shops, report, shop_name(shop.shop), shop.figures);
        for (const agent_report& agent : shop.agents) {
            estimate_rows(
                agents, report, shop_name(shop.shop) + " · " + agent_name(agent.agent), agent.figures
            );
            ++agent_count;
        }
    }
    estimate_table(out, {"店铺", "Shop"}, shops);
    out += agent_count <= open_agents_max ? "<details open>" : "<details>";
    out += "<summary>" + both("按客服", "By agent") + "</summary>\n";
    estimate_table(out, {"店铺 · 客服", "Shop · agent"}, agents);
    out += "</details>\n";
}

} // namespace chatqc::app::html
