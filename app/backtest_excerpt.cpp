#include "app/backtest_excerpt.h"

#include "app/report_text.h"
#include "engine/message.h"
#include "engine/text/utf8.h"

#include <fmt/format.h>

namespace chatqc::app {

namespace {

constexpr std::size_t characters_around = 20; // on either side of a hit

std::size_t back(std::string_view text, std::size_t from, std::size_t characters)
{
    while (from > 0 && characters > 0) {
        --from;
        characters -= engine::is_continuation(text[from]) ? 0u : 1u;
    }
    return from;
}

std::size_t forth(std::string_view text, std::size_t from, std::size_t characters)
{
    while (from < text.size() && characters > 0) {
        ++from;
        characters -= from < text.size() && engine::is_continuation(text[from]) ? 0u : 1u;
    }
    return from;
}

std::string cut(std::string_view text, std::size_t begin, std::size_t end)
{
    const auto from = back(text, begin, characters_around);
    const auto to = forth(text, end, characters_around);
    return fmt::format(
        "{}{}【{}】{}{}",
        from > 0 ? "…" : "",
        text.substr(from, begin - from),
        text.substr(begin, end - begin),
        text.substr(end, to - end),
        to < text.size() ? "…" : ""
    );
}

std::string_view text_of(std::string_view records, std::string_view id)
{
    while (!records.empty()) {
        std::size_t consumed = 0;
        const auto read = engine::read_record(records, consumed);
        if (!read || read->message.id == id)
            return read ? read->message.text : std::string_view{};
        records.remove_prefix(consumed);
    }
    return {};
}

} // namespace

std::string text_around_hit(const engine::verdict& value, std::string_view records)
{
    if (!value.receipt.spans.empty()) {
        const auto& span = value.receipt.spans.front();
        const auto text = text_of(records, span.message);
        if (span.begin <= span.end && span.end <= text.size())
            return cut(text, span.begin, span.end);
    }
    std::string text{text_of(records, value.anchor)};
    if (const auto& wait = value.receipt.wait; wait && wait->duration)
        text += " · " + seconds_text(wait->duration) + " s";
    return text;
}

} // namespace chatqc::app
