#include "app/report_csv.h"

#include "app/report_table.h"
#include "engine/time/calendar.h"

namespace chatqc::app {

namespace {

class table {
public:
    explicit table(report_language language) : language_(language) {}

    table& cell(std::string_view text)
    {
        if (!line_.empty() || !is_first_) {
            line_ += ',';
        }
        is_first_ = false;
        line_ += csv_cell(text);
        return *this;
    }

    table& word(const bilingual& label) { return cell(in(language_, label)); }

    void end_line()
    {
        out_ += line_ + "\r\n";
        line_.clear();
        is_first_ = true;
    }

    [[nodiscard]] report_language language() const { return language_; }

    std::string take() { return "\xEF\xBB\xBF" + std::move(out_); }

private:
    report_language language_;
    std::string out_, line_;
    bool is_first_ = true;
};

constexpr bilingual not_assigned{"未分配", "not assigned"};

// Who a line is about.
struct line_owner {
    bilingual line;
    const shop_report* shop = nullptr;
    const agent_report* agent = nullptr;
    const report_figures* figures = nullptr;
};

void owner_header(table& to)
{
    to.word({"日期", "date"})
        .word({"状态", "status"})
        .word({"层级", "line"})
        .word({"店铺", "shop"})
        .word({"客服", "agent"});
}

void owner_cells(table& to, const daily_report& report, const line_owner& owner)
{
    to.cell(engine::day_name(report.day));
    to.word(report.is_final ? bilingual{"最终", "final"} : bilingual{"暂定", "provisional"});
    to.word(owner.line);
    to.cell(owner.shop != nullptr ? owner.shop->shop : std::string_view{});
    if (owner.agent != nullptr && owner.agent->agent.empty()) {
        to.word(not_assigned);
    } else {
        to.cell(owner.agent != nullptr ? owner.agent->agent : std::string_view{});
    }
}

template <class Visit> void each_line(const daily_report& report, Visit&& visit)
{
    visit(line_owner{{"合计", "total"}, nullptr, nullptr, &report.total});
    for (const shop_report& shop : report.shops) {
        visit(line_owner{{"店铺", "shop"}, &shop, nullptr, &shop.figures});
        for (const agent_report& agent : shop.agents) {
            visit(line_owner{{"客服", "agent"}, &shop, &agent, &agent.figures});
        }
    }
}

template <class Columns> void header(table& to, const Columns& columns)
{
    for (const auto& column : columns) {
        to.word(column.label);
    }
}

bilingual yes_or_nothing(bool value)
{
    return value ? bilingual{"是", "yes"} : bilingual{"", ""};
}

std::string_view rule_name(const daily_report& report, const std::string& rule, report_language language)
{
    const auto found = report.rules.find(rule);
    if (found == report.rules.end()) {
        return rule;
    }
    return language == report_language::zh ? found->second.name_zh : found->second.name_en;
}

} // namespace

std::string report_summary_csv(const daily_report& report, report_language language)
{
    table to(language);
    owner_header(to);
    header(to, figure_columns());
    to.word({"低于合格线", "below pass mark"}).end_line();
    each_line(report, [&](const line_owner& owner) {
        owner_cells(to, report, owner);
        for (const figure_column& column : figure_columns()) {
            to.cell(column.text(*owner.figures));
        }
        to.word(yes_or_nothing(owner.agent != nullptr && owner.agent->below_pass_mark)).end_line();
    });
    return to.take();
}

std::string report_profiles_csv(const daily_report& report, report_language language)
{
    table to(language);
    owner_header(to);
    to.word({"计时口径", "clock profile"}).word({"我方对平台口径的估算", "our estimate of the platform's"});
    to.word({"口径有争议", "disputed"});
    header(to, response_columns());
    to.end_line();
    each_line(report, [&](const line_owner& owner) {
        for (const response_figures& each : owner.figures->responses) {
            owner_cells(to, report, owner);
            const auto label = report.profiles.find(each.profile);
            const bool is_known = label != report.profiles.end();
            to.cell(each.profile);
            to.word(yes_or_nothing(is_known && label->second.is_platform));
            to.word(yes_or_nothing(is_known && label->second.disputed));
            for (const response_column& column : response_columns()) {
                to.cell(column.text(each));
            }
            to.end_line();
        }
    });
    return to.take();
}

std::string report_rules_csv(const daily_report& report, report_language language)
{
    table to(language);
    owner_header(to);
    to.word({"规则", "rule"}).word({"名称", "name"}).word({"类别", "category"}).word({"级别", "level"});
    header(to, rule_columns());
    to.end_line();
    each_line(report, [&](const line_owner& owner) {
        for (const rule_figures& each : owner.figures->rules) {
            owner_cells(to, report, owner);
            to.cell(each.rule).cell(rule_name(report, each.rule, language));
            const auto label = report.rules.find(each.rule);
            if (label != report.rules.end()) {
                to.word(label_of(label->second.category)).word(label_of(label->second.level));
            } else {
                to.cell("").cell("");
            }
            for (const rule_column& column : rule_columns()) {
                to.cell(column.text(each));
            }
            to.end_line();
        }
    });
    return to.take();
}

std::string report_scenes_csv(const daily_report& report, report_language language)
{
    table to(language);
    owner_header(to);
    to.word({"场景", "scene"}).word({"名称", "name"});
    header(to, scene_columns());
    to.word({"规则", "rule"}).word({"规则名称", "rule name"}).word({"该规则违规", "violations of the rule"});
    to.end_line();
    each_line(report, [&](const line_owner& owner) {
        for (const scene_figures& each : owner.figures->scenes) {
            const tag_label& label = report.tags.at(each.tag);
            const auto begin = [&] {
                owner_cells(to, report, owner);
                to.cell(each.tag).cell(language == report_language::zh ? label.name_zh : label.name_en);
                for (const scene_column& column : scene_columns()) {
                    to.cell(column.text(each, *owner.figures));
                }
            };
            begin();
            to.cell("").cell("").cell("").end_line();
            for (const auto& [rule, count] : each.most_violated(each.rules.size())) {
                begin();
                to.cell(rule).cell(rule_name(report, rule, language)).cell(count_text(count)).end_line();
            }
        }
    });
    return to.take();
}

std::string report_deductions_csv(const daily_report& report, report_language language)
{
    table to(language);
    owner_header(to);
    to.word({"开始时间", "started"}).word({"对话", "conversation"}).word({"会话", "session"});
    to.word({"会话得分", "session score"})
        .word({"规则", "rule"})
        .word({"名称", "name"})
        .word({"级别", "level"});
    to.word({"名义分", "nominal points"}).word({"计入分", "counted points"}).word({"说明", "why"});
    to.word({"质检结果编号", "verdict"}).end_line();
    each_line(report, [&](const line_owner& owner) {
        if (owner.agent == nullptr) {
            return;
        }
        for (const scored_session& session : owner.agent->sessions) {
            for (const engine::deduction& line : session.score.deductions) {
                owner_cells(to, report, owner);
                to.cell(session.local_time).cell(session.conversation).cell(session.session);
                to.cell(score_text(session.score.score))
                    .cell(line.rule)
                    .cell(rule_name(report, line.rule, language));
                to.word(label_of(line.level))
                    .cell(std::to_string(line.nominal))
                    .cell(std::to_string(line.counted));
                to.word(label_of(line.why)).cell(engine::to_hex(line.id)).end_line();
            }
        }
    });
    return to.take();
}

} // namespace chatqc::app
