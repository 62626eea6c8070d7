#include "app/report_text.h"

#include <array>
#include <cstdlib>

namespace chatqc::app {

namespace {

// value / 10^digits with exactly that many decimals.
std::string fixed(std::int64_t value, int digits)
{
    std::string text = std::to_string(value < 0 ? -value : value);
    const auto width = static_cast<std::size_t>(digits) + 1;
    if (text.size() < width) {
        text.insert(0, width - text.size(), '0');
    }
    text.insert(text.size() - static_cast<std::size_t>(digits), ".");
    return value < 0 ? "-" + text : text;
}

// Digits with at most one sign in front and one point between: what a spreadsheet reads as a number anyway.
bool is_number(std::string_view text)
{
    const std::size_t begin = text.starts_with('-') || text.starts_with('+') ? 1 : 0;
    std::size_t points = 0;
    for (std::size_t at = begin; at < text.size(); ++at) {
        const bool is_point = text[at] == '.' && at > begin && at + 1 < text.size();
        points += is_point ? 1 : 0;
        if (!is_point && (text[at] < '0' || text[at] > '9')) {
            return false;
        }
    }
    return text.size() > begin && points <= 1;
}

} // namespace

std::string score_text(std::optional<hundredths> value)
{
    return value ? fixed(*value, 2) : std::string(no_figure);
}

std::string seconds_text(std::optional<milliseconds> value)
{
    return value ? fixed(engine::divide_rounded(value->count(), 100), 1) : std::string(no_figure);
}

std::string percent_text(std::uint64_t part, std::uint64_t whole)
{
    if (whole == 0) {
        return std::string(no_figure);
    }
    return fixed(
        engine::divide_rounded(static_cast<std::int64_t>(part) * 1000, static_cast<std::int64_t>(whole)), 1
    );
}

std::string count_text(std::uint64_t value)
{
    return std::to_string(value);
}

std::string points_text(std::int64_t value)
{
    return (value > 0 ? "+" : "") + std::to_string(value);
}

std::string html_text(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    for (const char each : text) {
        switch (each) {
        case '&':
            result += "&amp;";
            break;
        case '<':
            result += "&lt;";
            break;
        case '>':
            result += "&gt;";
            break;
        case '"':
            result += "&quot;";
            break;
        case '\'':
            result += "&#39;";
            break;
        default:
            // Control characters have no place in HTML; a blank keeps what stands beside them apart.
            result += static_cast<unsigned char>(each) < 0x20 ? ' ' : each;
        }
    }
    return result;
}

std::string csv_cell(std::string_view text)
{
    std::string result;
    const bool looks_like_formula =
        !text.empty() && (std::string_view("=+-@").find(text.front()) != std::string_view::npos ||
                          static_cast<unsigned char>(text.front()) < 0x20);
    if (looks_like_formula && !is_number(text)) {
        result = "'";
    }
    result += text;
    if (result.find_first_of(",\"\r\n") == std::string::npos) {
        return result;
    }
    std::string quoted = "\"";
    for (const char each : result) {
        quoted += each;
        if (each == '"') {
            quoted += '"';
        }
    }
    return quoted + "\"";
}

bilingual label_of(rules::level value)
{
    static constexpr std::array<bilingual, 4> labels{
        {{"轻微", "minor"}, {"一般", "moderate"}, {"严重", "major"}, {"红线", "critical"}}};
    return labels[static_cast<std::size_t>(value)];
}

bilingual label_of(rules::category value)
{
    static constexpr std::array<bilingual, rules::category_count> labels{
        {{"时效", "timeliness"},
         {"规范", "standards"},
         {"态度", "attitude"},
         {"专业", "professionalism"},
         {"销售", "sales"},
         {"合规", "compliance"}}};
    return labels[static_cast<std::size_t>(value)];
}

bilingual label_of(engine::charge value)
{
    static constexpr std::array<bilingual, 11> labels{
        {{"计入", "counted"},
         {"已达上限", "cap reached"},
         {"本会话已扣过", "charged once already"},
         {"同一次等待只扣一次", "same wait, charged once"},
         {"不计分", "no points"},
         {"试运行", "on trial"},
         {"未定", "provisional"},
         {"已撤回", "retracted"},
         {"待复核", "awaiting review"},
         {"已驳回", "dismissed"},
         {"已作废", "withdrawn"}}};
    return labels[static_cast<std::size_t>(value)];
}

bilingual label_of(engine::critical_scope value)
{
    static constexpr std::array<bilingual, 3> labels{
        {{"本会话记 0 分", "session scores 0"},
         {"当日记 0 分", "day scores 0"},
         {"当月记 0 分", "month scores 0"}}};
    return labels[static_cast<std::size_t>(value)];
}

std::optional<report_language> report_language_of(std::string_view name)
{
    if (name == "zh") {
        return report_language::zh;
    }
    if (name == "en") {
        return report_language::en;
    }
    return std::nullopt;
}

} // namespace chatqc::app
