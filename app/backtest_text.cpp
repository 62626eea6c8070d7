#include "app/backtest_text.h"

#include "app/printable.h"
#include "app/progress.h"
#include "engine/json_text.h"
#include "engine/text/utf8.h"

#include <date/date.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace chatqc::app {

namespace {

constexpr std::size_t line_characters_max = 90;

// Columns a text takes on a terminal: Chinese characters take two.
std::size_t width(std::string_view text)
{
    std::size_t columns = 0;
    for (const char byte : text) {
        const auto value = static_cast<unsigned char>(byte);
        columns += engine::is_continuation(byte) ? 0u : value >= 0xE3u ? 2u : 1u;
    }
    return columns;
}

// A table: the first column left, the others right.
std::string table(const std::vector<std::vector<std::string>>& rows)
{
    std::vector<std::size_t> widths(rows.front().size(), 0);
    for (const auto& row : rows) {
        for (std::size_t at = 0; at < row.size(); ++at)
            widths[at] = std::max(widths[at], width(row[at]));
    }
    std::string text;
    for (const auto& row : rows) {
        std::string line = row[0] + std::string(widths[0] - width(row[0]), ' ');
        for (std::size_t at = 1; at < row.size(); ++at)
            line += "  " + std::string(widths[at] - width(row[at]), ' ') + row[at];
        text += line + "\n";
    }
    return text + "\n";
}

std::string mean_text(const score_sum& sum)
{
    return fmt::format("{} (n={})", score_text(sum.mean()), sum.n);
}

std::string difference_text(const score_change& change)
{
    const auto before = change.before.mean();
    const auto after = change.after.mean();
    if (!before || !after)
        return std::string{no_figure};
    const auto by = *after - *before;
    return (by > 0 ? "+" : by < 0 ? "-" : "") + score_text(by < 0 ? -by : by);
}

using counts_by_name = std::map<std::string, change_counts>;

counts_by_name by_rule(const backtest_result& result)
{
    counts_by_name sums;
    for (const auto& [key, counts] : result.changes)
        sums[key.first].add(counts);
    return sums;
}

counts_by_name by_agent(const backtest_result& result)
{
    counts_by_name sums;
    for (const auto& [agent, scores] : result.scores)
        sums[agent];
    for (const auto& [key, counts] : result.changes)
        sums[key.second].add(counts);
    return sums;
}

constexpr std::array<bilingual, 5> count_labels{{
    {"原有", "before"},
    {"现有", "after"},
    {"新增", "added"},
    {"消失", "gone"},
    {"变化", "changed"},
}};

std::vector<std::string> count_cells(const change_counts& counts)
{
    return {
        grouped(counts.before),
        grouped(counts.after),
        grouped(counts.added),
        grouped(counts.gone),
        grouped(counts.changed)};
}

void append(std::vector<std::string>& row, std::vector<std::string> more)
{
    std::move(more.begin(), more.end(), std::back_inserter(row));
}

std::vector<std::string> header(report_language language, const bilingual& first)
{
    std::vector<std::string> row{std::string{in(language, first)}};
    for (const auto& label : count_labels)
        row.emplace_back(in(language, label));
    return row;
}

// "75 % (3/4)": confirmed of those a person has decided on.
std::string precision_text(std::uint64_t confirmed, std::uint64_t dismissed)
{
    const auto reviewed = confirmed + dismissed;
    if (reviewed == 0)
        return std::string{no_figure};
    const auto percent = engine::divide_rounded(
        static_cast<std::int64_t>(confirmed * 100), static_cast<std::int64_t>(reviewed)
    );
    return fmt::format("{} % ({}/{})", percent, confirmed, reviewed);
}

std::vector<std::string> precision_cells(const change_counts& counts)
{
    return {
        precision_text(counts.confirmed_before, counts.dismissed_before),
        precision_text(counts.confirmed_after, counts.dismissed_after)};
}

std::string rule_table(const backtest_result& result, report_language language)
{
    std::vector<std::vector<std::string>> rows{header(language, {"规则", "rule"})};
    append(
        rows[0],
        {std::string{in(language, {"原复核准确率", "precision before"})},
         std::string{in(language, {"现复核准确率", "precision after"})}}
    );
    change_counts all;
    for (const auto& [rule, counts] : by_rule(result)) {
        auto& row = rows.emplace_back(std::vector{rule});
        append(row, count_cells(counts));
        append(row, precision_cells(counts));
        all.add(counts);
    }
    auto& row = rows.emplace_back(std::vector{std::string{in(language, {"合计", "all"})}});
    append(row, count_cells(all));
    append(row, precision_cells(all));
    return table(rows);
}

std::string agent_name(const std::string& agent, report_language language)
{
    return agent.empty() ? std::string{in(language, {"未分配", "(the shop)"})} : printable(agent, 40);
}

std::string agent_table(const backtest_result& result, report_language language)
{
    std::vector<std::vector<std::string>> rows{header(language, {"客服", "agent"})};
    append(
        rows[0],
        {std::string{in(language, {"原得分", "score before"})},
         std::string{in(language, {"现得分", "score after"})},
         std::string{in(language, {"差", "difference"})}}
    );
    for (const auto& [agent, counts] : by_agent(result)) {
        const auto scores = result.scores.find(agent);
        const auto change = scores == result.scores.end() ? score_change{} : scores->second;
        auto& row = rows.emplace_back(std::vector{agent_name(agent, language)});
        append(row, count_cells(counts));
        append(row, {mean_text(change.before), mean_text(change.after), difference_text(change)});
    }
    return table(rows);
}

constexpr bilingual label_of(change_kind what)
{
    switch (what) {
    case change_kind::added:
        return {"新增", "added"};
    case change_kind::gone:
        return {"消失", "gone"};
    case change_kind::changed:
        return {"变化", "changed"};
    }
    return {};
}

std::string example_lines(const backtest_result& result, report_language language)
{
    std::string text;
    for (const auto& [key, examples] : result.examples) {
        text += fmt::format("{}  {}\n", key.first, in(language, label_of(key.second)));
        for (const auto& one : examples) {
            text += fmt::format(
                "  {}  {}  {} {}: {}\n",
                date::format("%FT%TZ", std::chrono::floor<std::chrono::seconds>(one.decided_at)),
                agent_name(one.agent, language),
                printable(one.conversation, 40),
                printable(one.anchor, 40),
                printable(one.text, line_characters_max)
            );
        }
    }
    return text;
}

void append_json_counts(std::string& out, const change_counts& counts)
{
    out += fmt::format(
        R"("before":{},"after":{},"added":{},"gone":{},"changed":{},"confirmed_before":{},)"
        R"("dismissed_before":{},"confirmed_after":{},"dismissed_after":{})",
        counts.before,
        counts.after,
        counts.added,
        counts.gone,
        counts.changed,
        counts.confirmed_before,
        counts.dismissed_before,
        counts.confirmed_after,
        counts.dismissed_after
    );
}

std::string json_text(std::string_view text)
{
    std::string out;
    engine::append_json_string(out, clean_utf8(text));
    return out;
}

std::string json_score(const score_sum& sum)
{
    return fmt::format(R"({{"mean":{},"n":{}}})", sum.n == 0 ? "null" : score_text(sum.mean()), sum.n);
}

void close_list(std::string& out, std::string_view with)
{
    if (out.back() == ',')
        out.pop_back();
    out += with;
}

void append_json_examples(std::string& out, const backtest_result& result)
{
    for (const auto& [key, examples] : result.examples) {
        for (const auto& one : examples)
            out += fmt::format(
                R"({{"rule":{},"change":"{}","verdict":"{}","agent":{},"conversation":{},"anchor":{},)"
                R"("decided_at":{},"text":{}}},)",
                json_text(key.first),
                label_of(key.second).en,
                engine::to_hex(one.id),
                json_text(one.agent),
                json_text(one.conversation),
                json_text(one.anchor),
                one.decided_at.time_since_epoch().count(),
                json_text(one.text)
            );
    }
}

} // namespace

std::string
backtest_text(const backtest_result& result, const backtest_heading& heading, report_language language)
{
    auto text = fmt::format(
        "{} {}  {} {}\n{} {} → {}  {} {}\n",
        in(language, {"日期", "days"}),
        heading.days,
        in(language, {"草稿规则", "draft"}),
        heading.unit,
        in(language, {"会话", "sessions"}),
        grouped(result.sessions_before),
        grouped(result.sessions_after),
        in(language, {"消息", "messages"}),
        grouped(result.messages)
    );
    if (result.expired > 0)
        text += fmt::format(
            "{} {}\n",
            grouped(result.expired),
            in(language,
               {"个会话的消息已过保存期，未计入", "sessions are left out: their messages have been removed"})
        );
    if (result.damaged > 0)
        text += fmt::format(
            "{} {}\n",
            grouped(result.damaged),
            in(language,
               {"个会话的消息已损坏，未计入", "sessions are left out: something of them is damaged"})
        );
    if (result.undecided > 0)
        text += fmt::format(
            "{} {}\n",
            grouped(result.undecided),
            in(language, {"个会话尚未定论，未计入", "sessions are left out: what cut them is still open"})
        );
    return text + "\n" + rule_table(result, language) + agent_table(result, language) +
           example_lines(result, language);
}

std::string backtest_json(const backtest_result& result, const backtest_heading& heading)
{
    auto out = fmt::format(
        R"({{"days":{},"draft":{},"sessions_before":{},"sessions_after":{},"messages":{},"expired":{},)"
        R"("damaged":{},"undecided":{},"rules":[)",
        json_text(heading.days),
        json_text(heading.unit),
        result.sessions_before,
        result.sessions_after,
        result.messages,
        result.expired,
        result.damaged,
        result.undecided
    );
    for (const auto& [rule, counts] : by_rule(result)) {
        out += fmt::format(R"({{"rule":{},)", json_text(rule));
        append_json_counts(out, counts);
        out += "},";
    }
    close_list(out, "],\"agents\":[");
    for (const auto& [agent, counts] : by_agent(result)) {
        const auto scores = result.scores.find(agent);
        const auto change = scores == result.scores.end() ? score_change{} : scores->second;
        out += fmt::format(R"({{"agent":{},)", json_text(agent));
        append_json_counts(out, counts);
        out += fmt::format(
            R"(,"score_before":{},"score_after":{}}},)", json_score(change.before), json_score(change.after)
        );
    }
    close_list(out, "],\"changes\":[");
    for (const auto& [key, counts] : result.changes) {
        out += fmt::format(R"({{"rule":{},"agent":{},)", json_text(key.first), json_text(key.second));
        append_json_counts(out, counts);
        out += "},";
    }
    close_list(out, "],\"examples\":[");
    append_json_examples(out, result);
    close_list(out, "]}\n");
    return out;
}

} // namespace chatqc::app
