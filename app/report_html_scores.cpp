#include "app/report_html_parts.h"
#include "engine/time/calendar.h"

#include <algorithm>

namespace chatqc::app::html {

namespace {

// "(2×92 + 100 + 100) ÷ 4 = 98.00", in the categories' names.
std::string session_formula(const engine::session_score& score)
{
    std::string zh, en;
    std::uint64_t weights = 0;
    for (const engine::category_score& each : score.categories) {
        const std::string weight = each.weight == 1 ? "" : std::to_string(each.weight) + "×";
        const std::string value = weight + std::to_string(each.score);
        const bilingual name = label_of(each.category);
        const char* plus = zh.empty() ? "" : " + ";
        zh += plus + std::string(name.zh) + " " + value;
        en += plus + std::string(name.en) + " " + value;
        weights += each.weight;
    }
    const std::string rest = ") ÷ " + std::to_string(weights) + " = " + score_text(score.before_critical);
    return both("(" + zh + rest, "(" + en + rest);
}

std::string
line_text(const daily_report& report, const engine::session_score& score, const engine::deduction& line)
{
    std::string result = "<li>" + level_badge(line.level) + " " + rule_name(report, line.rule) + " <b>";
    if (line.why == engine::charge::counted) {
        return result + points_text(line.counted) + "</b></li>";
    }
    result += points_text(line.nominal) + " → " + points_text(line.counted) + "</b> <span class=\"soft\">" +
              both(label_of(line.why));
    for (const engine::deduction& other : score.deductions) {
        if (line.instead && other.id == *line.instead) {
            result += " (" + rule_name(report, other.rule) + ")";
        }
    }
    return result + "</span></li>";
}

void session_row(std::string& out, const daily_report& report, const scored_session& from, bool zeroed_by_day)
{
    const engine::session_score& score = from.score;
    out += "<tr>";
    text_cell(out, from.local_time, "t");
    text_cell(out, "<code>" + html_text(from.conversation) + "</code>");
    std::string lines = "<ul class=\"lines\">";
    for (const engine::deduction& line : score.deductions) {
        lines += line_text(report, score, line);
    }
    for (const engine::critical_hit& hit : score.critical) {
        lines += "<li class=\"bad\">" + both("红线：", "critical: ") + rule_name(report, hit.rule) + ", " +
                 both(label_of(hit.scope)) + "</li>";
    }
    text_cell(out, lines + "</ul>");
    std::string formula =
        score.before_critical ? session_formula(score) : both("没有适用的规则", "no rule applied");
    if (score.score != score.before_critical) {
        formula += " → 0 ";
        formula += zeroed_by_day && score.critical.empty() ? both("（当日红线）", "(critical hit on the day)")
                                                           : both("（红线）", "(critical)");
    }
    text_cell(out, formula, "soft");
    const bool is_below = score.score && *score.score < std::int64_t{report.pass_mark} * 100;
    number_cell(out, score_text(score.score), is_below ? "bad" : "");
    out += "</tr>\n";
}

// "(83.33 + 41 × 100.00) ÷ 42 = 99.60"; long sums give the sum alone.
std::string day_formula(const agent_report& agent)
{
    constexpr std::size_t terms_max = 12;
    std::vector<hundredths> scores;
    hundredths sum = 0;
    for (const scored_session& each : agent.sessions) {
        if (each.score.score) {
            scores.push_back(*each.score.score);
            sum += *each.score.score;
        }
    }
    std::string terms;
    if (scores.size() <= terms_max) {
        for (const hundredths each : scores) {
            terms += (terms.empty() ? "" : " + ") + score_text(each);
        }
    } else {
        terms = "Σ " + score_text(sum);
    }
    if (agent.clean_sessions > 0) {
        const char* each = agent.zeroed_by_day ? "0.00" : "100.00";
        terms += (terms.empty() ? "" : " + ") + count_text(agent.clean_sessions) + " × " + each;
    }
    return "(" + terms + ") ÷ " + figure_text("score_n", agent.figures) + " = <b>" +
           figure_text("score", agent.figures) + "</b>";
}

void agent_arithmetic(
    std::string& out,
    const daily_report& report,
    const shop_report& shop,
    const agent_report& agent,
    bool is_open
)
{
    out += is_open ? "<details open>\n" : "<details>\n";
    out += "<summary><b>" + agent_name(agent.agent) + "</b> <span class=\"soft\">" + shop_name(shop.shop) +
           "</span><span class=\"sum-line\">" + day_formula(agent);
    if (agent.clean_sessions > 0) {
        const std::string count = count_text(agent.clean_sessions);
        out += " · " + both("无扣分会话：" + count, "sessions without a deduction: " + count);
    }
    out += "</span></summary>\n<table>\n";
    head_row(
        out,
        {{"开始", "Started"},
         {"对话", "Conversation"},
         {"扣分与加分", "Deductions and bonuses"},
         {"计算", "Arithmetic"},
         {"得分", "Score"}},
        4
    );
    out += "<tbody>\n";
    const std::size_t shown = std::min(agent.sessions.size(), sessions_shown_max);
    for (std::size_t index = 0; index < shown; ++index) {
        session_row(out, report, agent.sessions[index], agent.zeroed_by_day);
    }
    out += "</tbody></table>\n";
    if (shown < agent.sessions.size()) {
        const std::string more = count_text(agent.sessions.size() - shown);
        out += "<p class=\"soft\">" +
               both(
                   "另有 " + more + " 个会话，见 CSV 或 JSON。",
                   more + " more sessions: see the CSV or JSON form."
               ) +
               "</p>\n";
    }
    out += "</details>\n";
}

} // namespace

void critical_hits(std::string& out, const daily_report& report)
{
    std::string rows;
    for (const shop_report& shop : report.shops) {
        for (const agent_report& agent : shop.agents) {
            for (const scored_session& session : agent.sessions) {
                for (const engine::critical_hit& hit : session.score.critical) {
                    rows += "<tr>";
                    text_cell(rows, session.local_time, "t");
                    text_cell(rows, agent_name(agent.agent));
                    text_cell(rows, shop_name(shop.shop));
                    text_cell(rows, "<b>" + rule_name(report, hit.rule) + "</b>");
                    text_cell(rows, "<code>" + html_text(session.conversation) + "</code>");
                    text_cell(rows, both(label_of(hit.scope)));
                    rows += "</tr>\n";
                }
            }
        }
    }
    if (rows.empty()) {
        return;
    }
    heading(out, {"红线（一票否决）", "Critical violations"});
    out += "<table>\n";
    head_row(
        out,
        {{"会话开始", "Session began"},
         {"客服", "Agent"},
         {"店铺", "Shop"},
         {"规则", "Rule"},
         {"对话", "Conversation"},
         {"后果", "Effect"}},
        6
    );
    out += "<tbody>\n" + rows + "</tbody></table>\n";
}

void arithmetic(std::string& out, const daily_report& report)
{
    std::vector<std::pair<const shop_report*, const agent_report*>> shown;
    for (const shop_report& shop : report.shops) {
        for (const agent_report& agent : shop.agents) {
            if (!agent.sessions.empty()) {
                shown.emplace_back(&shop, &agent);
            }
        }
    }
    if (shown.empty()) {
        return;
    }
    heading(out, {"得分的计算", "How the scores come about"});
    const bool are_open = shown.size() <= open_agents_max;
    if (!are_open) {
        out += "<p class=\"soft\">" +
               both(
                   "点开某位客服查看；打印时只打印已展开的。",
                   "Open an agent to see the sessions; print has only those that are open."
               ) +
               "</p>\n";
    }
    for (const auto& [shop, agent] : shown) {
        agent_arithmetic(out, report, *shop, *agent, are_open);
    }
}

void too_late(std::string& out, const daily_report& report)
{
    if (report.too_late == 0) {
        return;
    }
    const std::string count = count_text(report.too_late);
    out += "<h2>" +
           both("迟到而未质检的消息：" + count, "Messages that came too late to be judged: " + count) +
           "</h2>\n";
    out += "<table>\n";
    head_row(
        out,
        {{"时间", "Time"},
         {"对话", "Conversation"},
         {"消息", "Message"},
         {"店铺", "Shop"},
         {"来源", "Source"}},
        5
    );
    out += "<tbody>\n";
    for (const too_late_message& each : report.too_late_listed) {
        out += "<tr>";
        text_cell(out, each.local_text, "t");
        text_cell(out, "<code>" + html_text(each.conversation) + "</code>");
        text_cell(out, "<code>" + html_text(each.id) + "</code>");
        text_cell(out, shop_name(each.shop));
        text_cell(out, "<code>" + html_text(each.source) + "</code>");
        out += "</tr>\n";
    }
    out += "</tbody></table>\n";
    if (report.too_late_listed.size() < report.too_late) {
        out += "<p class=\"soft\">" +
               both(
                   "只列出前 " + count_text(report.too_late_listed.size()) + " 条。",
                   "Only the first " + count_text(report.too_late_listed.size()) + " are listed."
               ) +
               "</p>\n";
    }
}

void explanations(std::string& out, const daily_report& report)
{
    const std::string mark = std::to_string(report.pass_mark);
    heading(out, {"数字的含义", "What the figures mean"});
    out += "<ul class=\"explain\">\n";
    const auto item = [&out](std::string_view zh, std::string_view en) {
        out += "<li>" + both(zh, en) + "</li>\n";
    };
    item(
        "会话及其违规、得分归会话开始的店铺日；轮次归顾客提问的店铺日。",
        "Sessions, with their violations and scores, belong to the shop-day of their start; rounds to that "
        "of the question."
    );
    item(
        "响应时间与及时率按内部口径（profile "
        "internal）：营业时间外暂停计时，确认语（好的、谢谢）不开启轮次；均值只含已回复的轮次，n 为其数目。",
        "Response times and in-time rates are by profile internal: the clock pauses outside working hours, "
        "acknowledgements open "
        "no round; means are over answered rounds, n is their number."
    );
    item(
        "类别得分 = 100 + 计入分，限于 0–100；会话得分 = "
        "各适用类别按权重平均，保留两位小数，四舍五入；客服日得分 = 会话得分的均值。",
        "Category score = 100 + points counted, within 0–100; session score = weighted mean over the "
        "categories that apply, in "
        "hundredths, halves up; an agent's day = mean over his session scores."
    );
    item(
        "试运行规则、未定、待复核和已驳回的结果不计分；同一次等待只扣最重的一次；红线使其范围内的得分为 0。",
        "Rules on trial, provisional verdicts, those awaiting review, dismissed and withdrawn ones take no "
        "points; one "
        "wait is charged "
        "once, by the costliest "
        "rule; a critical violation makes the score of its scope 0."
    );
    item(
        "合格线 " + mark + " 分。“–”表示没有可计算的数据。",
        "Pass mark " + mark + ". “–” means there is nothing to compute."
    );
    out += "</ul>\n";
}

} // namespace chatqc::app::html
