#include "app/report_table.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace chatqc::app {

namespace {

template <rules::level Level> std::string violations(const report_figures& from)
{
    return count_text(from.violations[static_cast<std::size_t>(Level)]);
}

std::string in_time(const response_figures& from)
{
    return from.has_limit && from.rounds() > 0 ? count_text(from.in_time) : std::string(no_figure);
}

std::string in_time_percent(const response_figures& from)
{
    return percent_text(from.in_time, from.has_limit ? from.rounds() : 0);
}

constexpr std::array<figure_column, 24> figures_table{{
    {"sessions",
     {"会话数", "sessions"},
     [](const report_figures& from) { return count_text(from.sessions); }},
    {"customer_messages",
     {"顾客消息", "customer messages"},
     [](const report_figures& from) { return count_text(from.customer_messages); }},
    {"agent_messages",
     {"客服消息", "agent messages"},
     [](const report_figures& from) { return count_text(from.agent_messages); }},
    {"first_response_s",
     {"首次响应均值(秒)", "first response, mean (s)"},
     [](const report_figures& from) { return seconds_text(from.internal().first_mean); }},
    {"first_response_n",
     {"首次响应 n", "first response, n"},
     [](const report_figures& from) { return count_text(from.internal().first_timed); }},
    {"response_s",
     {"平均响应(秒)", "response, mean (s)"},
     [](const report_figures& from) { return seconds_text(from.internal().mean); }},
    {"response_n",
     {"平均响应 n", "response, n"},
     [](const report_figures& from) { return count_text(from.internal().timed); }},
    {"in_time", {"及时轮次", "in time"}, [](const report_figures& from) { return in_time(from.internal()); }},
    {"in_time_of",
     {"轮次", "rounds"},
     [](const report_figures& from) { return count_text(from.internal().rounds()); }},
    {"in_time_percent",
     {"及时率(%)", "in time (%)"},
     [](const report_figures& from) { return in_time_percent(from.internal()); }},
    {"unanswered",
     {"未回复轮次", "unanswered"},
     [](const report_figures& from) { return count_text(from.internal().unanswered); }},
    {"violations",
     {"违规", "violations"},
     [](const report_figures& from) { return count_text(from.violations_in_all()); }},
    {"minor", {"轻微", "minor"}, violations<rules::level::minor>},
    {"moderate", {"一般", "moderate"}, violations<rules::level::moderate>},
    {"major", {"严重", "major"}, violations<rules::level::major>},
    {"critical", {"红线", "critical"}, violations<rules::level::critical>},
    {"notices",
     {"提示(不计分)", "notices (no points)"},
     [](const report_figures& from) { return count_text(from.notices); }},
    {"bonuses", {"加分", "bonuses"}, [](const report_figures& from) { return count_text(from.bonuses); }},
    {"provisional",
     {"未定", "provisional"},
     [](const report_figures& from) { return count_text(from.provisional); }},
    {"score", {"得分", "score"}, [](const report_figures& from) { return score_text(from.score.mean); }},
    {"score_n",
     {"计分会话 n", "scored, n"},
     [](const report_figures& from) { return count_text(from.score.scored); }},
    {"deductions",
     {"扣分次数", "deductions"},
     [](const report_figures& from) { return count_text(from.score.deductions); }},
    {"points_deducted",
     {"扣分合计", "points deducted"},
     [](const report_figures& from) { return std::to_string(from.score.deducted); }},
    {"deducted_per_100",
     {"每百会话扣分", "points deducted per 100 sessions"},
     [](const report_figures& from) { return score_text(from.score.deducted_per_100); }},
}};

constexpr std::array<response_column, 7> responses_table{{
    {"in_time", {"及时轮次", "in time"}, in_time},
    {"of", {"轮次", "rounds"}, [](const response_figures& from) { return count_text(from.rounds()); }},
    {"in_time_percent", {"及时率(%)", "in time (%)"}, in_time_percent},
    {"mean_s",
     {"平均响应(秒)", "response, mean (s)"},
     [](const response_figures& from) { return seconds_text(from.mean); }},
    {"mean_n",
     {"平均响应 n", "response, n"},
     [](const response_figures& from) { return count_text(from.timed); }},
    {"answered",
     {"已回复", "answered"},
     [](const response_figures& from) { return count_text(from.answered); }},
    {"unanswered",
     {"未回复", "unanswered"},
     [](const response_figures& from) { return count_text(from.unanswered); }},
}};

constexpr std::array<scene_column, 6> scenes_table{{
    {"sessions",
     {"会话", "sessions"},
     [](const scene_figures& from, const report_figures&) { return count_text(from.sessions); }},
    {"sessions_percent",
     {"占会话 %", "of sessions %"},
     [](const scene_figures& from, const report_figures& of) {
         return percent_text(from.sessions, of.sessions);
     }},
    {"with_violations",
     {"有违规的会话", "with violations"},
     [](const scene_figures& from, const report_figures&) { return count_text(from.with_violations); }},
    {"with_violations_percent",
     {"违规率 %", "with violations %"},
     [](const scene_figures& from, const report_figures&) {
         return percent_text(from.with_violations, from.sessions);
     }},
    {"violations",
     {"违规", "violations"},
     [](const scene_figures& from, const report_figures&) { return count_text(from.violations); }},
    {"violations_per_100",
     {"每百会话违规", "violations per 100 sessions"},
     [](const scene_figures& from, const report_figures&) {
         return percent_text(from.violations, from.sessions);
     }},
}};

constexpr std::array<rule_column, 7> rules_table{{
    {"hits", {"命中", "hits"}, [](const rule_figures& from) { return count_text(from.hits); }},
    {"review_pending",
     {"其中待复核", "of these awaiting review"},
     [](const rule_figures& from) { return count_text(from.review_pending); }},
    {"dismissed",
     {"已驳回", "dismissed"},
     [](const rule_figures& from) { return count_text(from.dismissed); }},
    {"provisional",
     {"未定", "provisional"},
     [](const rule_figures& from) { return count_text(from.provisional); }},
    {"shadow", {"试运行", "on trial"}, [](const rule_figures& from) { return count_text(from.shadow); }},
    {"points",
     {"计分合计", "points counted"},
     [](const rule_figures& from) { return std::to_string(from.points); }},
    {"withdrawn",
     {"已作废", "withdrawn"},
     [](const rule_figures& from) { return count_text(from.withdrawn); }},
}};

template <class Table, class Figures>
std::string text_of(const Table& table, std::string_view key, const Figures& figures)
{
    for (const auto& column : table) {
        if (column.key == key) {
            return column.text(figures);
        }
    }
    return std::string(no_figure);
}

} // namespace

std::span<const figure_column> figure_columns()
{
    return figures_table;
}

std::string figure_text(std::string_view key, const report_figures& figures)
{
    return text_of(figures_table, key, figures);
}

std::span<const response_column> response_columns()
{
    return responses_table;
}

std::string response_text(std::string_view key, const response_figures& figures)
{
    return text_of(responses_table, key, figures);
}

std::span<const rule_column> rule_columns()
{
    return rules_table;
}

std::span<const scene_column> scene_columns()
{
    return scenes_table;
}

std::vector<retraining_entry> retraining_list(const daily_report& report)
{
    std::vector<retraining_entry> result;
    for (const shop_report& shop : report.shops) {
        for (const agent_report& agent : shop.agents) {
            if (agent.below_pass_mark) {
                result.push_back({&shop, &agent});
            }
        }
    }
    std::stable_sort(
        result.begin(),
        result.end(),
        [](const retraining_entry& left, const retraining_entry& right) {
            return left.agent->figures.score.mean < right.agent->figures.score.mean;
        }
    );
    return result;
}

} // namespace chatqc::app
