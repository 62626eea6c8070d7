#include "app/verify_words.h"

#include <date/date.h>
#include <fmt/format.h>

#include <array>

namespace chatqc::app {

namespace {

std::string in_words(engine::time_point at)
{
    return date::format("%FT%TZ", at);
}

// "179 s", "179.500 s"
std::string in_words(engine::milliseconds span)
{
    const auto ms = span.count();
    return ms % 1000 == 0 ? fmt::format("{} s", ms / 1000) : fmt::format("{}.{:03} s", ms / 1000, ms % 1000);
}

template <class T> std::string in_words(const std::optional<T>& value)
{
    return value ? in_words(*value) : "none";
}

std::string named(std::string_view what, const std::string& value)
{
    return fmt::format("{} {}", what, value.empty() ? "(none)" : value);
}

std::string reply(const engine::verdict& value)
{
    const auto& wait = value.receipt.wait;
    if (!wait)
        return "no wait";
    if (!wait->replied)
        return "no reply";
    return fmt::format(
        "a reply after {}, by message {} at {}",
        in_words(wait->duration),
        wait->reply,
        in_words(wait->replied)
    );
}

std::string wait(const engine::verdict& value)
{
    const auto& wait = value.receipt.wait;
    if (!wait)
        return "no wait";
    return fmt::format(
        "a wait for message {} from {} under profile {}, limit {}, deadline {}, {} of it outside working "
        "hours, "
        "counted {}",
        wait->round,
        in_words(wait->opened),
        wait->profile,
        in_words(wait->limit),
        in_words(wait->deadline),
        in_words(wait->paused),
        in_words(wait->duration)
    );
}

std::string words_that_hit(const engine::verdict& value)
{
    std::string text = "hits";
    for (const auto& span : value.receipt.spans) {
        text += fmt::format(
            " \"{}\" in message {} (bytes {}-{}{})",
            span.phrase,
            span.message,
            span.begin,
            span.end,
            span.disguised ? ", disguised" : ""
        );
    }
    return value.receipt.spans.empty() ? "no words that hit" : text;
}

std::string messages(const engine::verdict& value)
{
    return fmt::format("messages {}", fmt::join(value.receipt.messages, " "));
}

std::string counts(const engine::verdict& value)
{
    const auto& receipt = value.receipt;
    return fmt::format(
        "count {}, similarity {}",
        receipt.count ? std::to_string(*receipt.count) : "none",
        receipt.similarity ? std::to_string(*receipt.similarity) + " %" : "none"
    );
}

// What matters most to people comes first.
using field = std::string (*)(const engine::verdict&);
constexpr std::array<field, 19> fields{
    reply,
    [](const engine::verdict& it) { return named("agent", it.agent); },
    [](const engine::verdict& it) { return fmt::format("{} points", it.points); },
    [](const engine::verdict& it) { return fmt::format("level {}", rules::name_of(it.level)); },
    [](const engine::verdict& it) { return fmt::format("category {}", rules::name_of(it.category)); },
    [](const engine::verdict& it) { return fmt::format("mode {}", rules::name_of(it.mode)); },
    [](const engine::verdict& it) {
        return std::string{it.review_required ? "review required" : "no review"};
    },
    [](const engine::verdict& it) { return "decided at " + in_words(it.decided_at); },
    wait,
    words_that_hit,
    counts,
    messages,
    [](const engine::verdict& it) { return std::string{it.receipt.evasion ? "evasion" : "no evasion"}; },
    [](const engine::verdict& it) { return named("text as edited by", it.receipt.version); },
    [](const engine::verdict& it) {
        return fmt::format("recalled: {}", fmt::join(it.receipt.recalled, " "));
    },
    [](const engine::verdict& it) { return named("session", it.session); },
    [](const engine::verdict& it) {
        return fmt::format("platform {}, shop {}, group {}", it.platform, it.shop, it.group);
    },
    [](const engine::verdict& it) {
        return fmt::format("rule version {} of pack {}", it.rule_hash, it.pack);
    },
    [](const engine::verdict& it) {
        return fmt::format("anchor {} of {}, tenant {}", it.anchor, in_words(it.anchor_ts), it.tenant);
    },
};

std::string rounds(const engine::session_summary& value)
{
    std::string text = fmt::format("{} rounds", value.rounds.size());
    for (const auto& round : value.rounds) {
        text += fmt::format(
            "; {} opened by {}: {} after {}",
            round.profile,
            round.opened_by,
            round.outcome == engine::round_outcome::answered ? "answered" : "not answered",
            in_words(round.duration)
        );
    }
    return text;
}

std::string agents(const engine::session_summary& value)
{
    std::string text = "agents";
    for (const auto& agent : value.agents)
        text += fmt::format(" {} ({} messages)", agent.agent, agent.messages);
    return value.agents.empty() ? "no agents" : text;
}

using session_field = std::string (*)(const engine::session_summary&);
constexpr std::array<session_field, 6> session_fields{
    [](const engine::session_summary& it) {
        return fmt::format("from {} to {}", in_words(it.started), in_words(it.ended));
    },
    [](const engine::session_summary& it) { return "judged by unit " + it.unit; },
    [](const engine::session_summary& it) {
        return fmt::format("platform {}, shop {}, group {}", it.platform, it.shop, it.group);
    },
    [](const engine::session_summary& it) {
        return fmt::format("{} customer and {} agent messages", it.customer_messages, it.agent_messages);
    },
    agents,
    rounds,
};

template <class Fields, class T>
std::string first_difference(const Fields& table, const T& stored, const T& recomputed)
{
    for (const auto text : table) {
        const auto was = text(stored);
        const auto is = text(recomputed);
        if (was != is)
            return fmt::format("stored says {}, recomputed {}", was, is);
    }
    return "they differ in a detail that has no words";
}

} // namespace

std::string name_in_words(const engine::verdict& value)
{
    return fmt::format(
        "rule {} on message {} (conversation {})", value.rule, value.anchor, value.conversation
    );
}

std::string difference_in_words(const engine::verdict& stored, const engine::verdict& recomputed)
{
    std::string was;
    std::string is;
    append_json(was, stored, engine::verdict_view::settled);
    append_json(is, recomputed, engine::verdict_view::settled);
    return was == is ? std::string{} : first_difference(fields, stored, recomputed);
}

std::string
difference_in_words(const engine::session_summary& stored, const engine::session_summary& recomputed)
{
    return stored == recomputed ? std::string{} : first_difference(session_fields, stored, recomputed);
}

} // namespace chatqc::app
