#include "engine/detect/innocence.h"

#include "engine/detect/substance.h"

#include <algorithm>
#include <array>

namespace chatqc::engine {

namespace {

constexpr std::size_t negation_reach = 6; // characters before a hit that a negation may stand in

struct quotation_marks {
    std::string_view open, close;
};

constexpr std::array marks{
    quotation_marks{"\"", "\""},
    quotation_marks{"\u201C", "\u201D"},
    quotation_marks{"\u2018", "\u2019"},
    quotation_marks{"\u300C", "\u300D"},
    quotation_marks{"\u300E", "\u300F"},
};

bool overlaps(
    const message_facts& facts, hit::origin from, std::uint32_t source, std::uint32_t begin, std::uint32_t end
)
{
    const auto [first, last] = facts.of(from, source);
    return std::any_of(first, last, [&](const hit& other) { return other.begin < end && begin < other.end; });
}

// Whether the bytes lie between a mark and the one that closes it.
bool is_quoted(std::string_view text, std::size_t begin, std::size_t end, const quotation_marks& by)
{
    for (auto open = text.find(by.open); open < begin;) {
        const auto inside = open + by.open.size();
        const auto close = text.find(by.close, inside);
        if (close == std::string_view::npos)
            return false;
        if (inside <= begin && end <= close)
            return true;
        open = text.find(by.open, close + by.close.size());
    }
    return false;
}

} // namespace

bool is_void(const rules::rule& one, const moment& now)
{
    return std::any_of(one.except.begin(), one.except.end(), [&](const rules::exception& except) {
        if (!except.message)
            return false;
        const auto hits = now.facts.of(hit::origin::list, *except.message);
        return hits.first != hits.second && is_one_of(now.value.text, normal_of(now.value.text), hits);
    });
}

bool is_excepted(const rules::rule& one, std::uint32_t begin, std::uint32_t end, const message_facts& facts)
{
    return std::any_of(one.except.begin(), one.except.end(), [&](const rules::exception& except) {
        return (except.list && overlaps(facts, hit::origin::list, *except.list, begin, end)) ||
               (except.pattern && overlaps(facts, hit::origin::expression, *except.pattern, begin, end));
    });
}

bool is_negated(const hit& one, rules::list_index negation, const moment& now)
{
    const auto [begin, end] = now.facts.of(hit::origin::list, negation);
    return std::any_of(begin, end, [&](const hit& word) {
        return word.end <= one.begin &&
               count_characters(now.value.text.substr(word.end, one.begin - word.end)) < negation_reach;
    });
}

bool is_echoed(const judgement& judge, const rules::rule& one, const hit& found, const moment& now)
{
    if (one.customer_said == 0 || !is_person(now.value.role))
        return false;
    const auto& text = now.value.text;
    const auto& negation = judge.plan().rules->negation;
    const bool is_kept_off =
        std::any_of(
            marks.begin(),
            marks.end(),
            [&](const quotation_marks& by) { return is_quoted(text, found.begin, found.end, by); }
        ) ||
        (negation && is_negated(found, *negation, now));
    if (!is_kept_off)
        return false;
    const auto& words = normal_of(text.substr(found.begin, found.end - found.begin)).text;
    const auto& heard = judge.session().heard;
    const auto first = heard.size() - std::min<std::size_t>(heard.size(), one.customer_said);
    return !words.empty() &&
           std::any_of(
               heard.begin() + static_cast<std::ptrdiff_t>(first),
               heard.end(),
               [&](const std::string& said) { return said.find(words) != std::string::npos; }
           );
}

} // namespace chatqc::engine
