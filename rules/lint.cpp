#include "rules/lint.h"

#include "rules/detectors.h"

#include <algorithm>
#include <charconv>

namespace chatqc::rules {

namespace {

constexpr int wide_from = 20;                      // characters: more than a clause of Chinese
constexpr std::size_t comparisons_max = 4'000'000; // phrases × exceptions; longer lists are not compared

// The quantifier at the start of `text`, if any: its length, and whether a dot before it is too wide.
std::size_t quantifier(std::string_view text, bool& is_wide)
{
    is_wide = false;
    if (text.empty())
        return 0;
    if (text.front() == '*' || text.front() == '+') {
        is_wide = true;
        return 1;
    }
    const std::size_t close = text.front() == '{' ? text.find('}') : std::string_view::npos;
    if (close == std::string_view::npos)
        return 0;
    const std::string_view inner = text.substr(1, close - 1);
    const std::size_t comma = inner.find(',');
    const std::string_view most = comma == std::string_view::npos ? inner : inner.substr(comma + 1);
    int value = 0;
    std::from_chars(most.data(), most.data() + most.size(), value);
    is_wide = most.empty() || value > wide_from;
    return close + 1;
}

// Lists whose phrases the rule finds (not: must find).
const phrase_list* found_list(const lint_target& target)
{
    const detector& detect = target.value.detect;
    if (const auto* phrase = std::get_if<phrase_detector>(&detect))
        return phrase->quantifier == phrase_quantifier::none ? nullptr : &target.set.lists[phrase->list];
    if (const auto* nudge = std::get_if<nudge_burst_detector>(&detect))
        return &target.set.lists[nudge->list];
    return nullptr;
}

bool covers(const phrase_list& exceptions, const std::string& phrase)
{
    return std::any_of(exceptions.phrases.begin(), exceptions.phrases.end(), [&](const std::string& each) {
        return phrase.find(each) != std::string::npos;
    });
}

void lint_exceptions(const lint_target& target, reporter& report)
{
    const phrase_list* found = found_list(target);
    for (std::size_t i = 0; i < target.value.except.size() && i < target.exceptions.size(); ++i) {
        const exception& each = target.value.except[i];
        const node& at = *target.exceptions[i];
        if (each.pattern && found_list(target) == nullptr) {
            const auto* pattern = std::get_if<pattern_detector>(&target.value.detect);
            if (pattern != nullptr && pattern->pattern == *each.pattern)
                report_at(report, code::exception_swallows, at, "the exception is the rule's own expression");
        }
        if (found == nullptr || !each.list)
            continue;
        const phrase_list& list = target.set.lists[*each.list];
        if (list.whole_word && !found->whole_word)
            continue; // it stands aside inside longer words
        if (found->phrases.size() * list.phrases.size() > comparisons_max)
            continue;
        std::vector<std::string> swallowed;
        for (const std::string& phrase : found->phrases)
            if (covers(list, phrase))
                swallowed.push_back(phrase);
        if (swallowed.empty())
            continue;
        if (swallowed.size() == found->phrases.size())
            report_at(
                report,
                code::exception_swallows,
                at,
                "the exception voids every phrase of the rule",
                "an exception must be longer than what it excepts: 微信支付, not 微信"
            );
        else
            report_at(
                report,
                code::exception_swallows,
                at,
                "the exception voids every hit of `" + swallowed.front() + "`",
                "remove the phrase from the rule, or make the exception longer"
            );
    }
}

void lint_phrases(const lint_target& target, reporter& report)
{
    const phrase_list* found = found_list(target);
    if (found == nullptr)
        return;
    for (const std::string& phrase : found->phrases) {
        if (count_characters(phrase) != 1 || found->whole_word)
            continue;
        report_at(
            report,
            code::short_phrase,
            target.detect,
            "`" + phrase + "` of the list `" + found->name + "` is one character and hits inside other words",
            "use longer phrases"
        );
        return;
    }
}

void lint_patterns(const lint_target& target, reporter& report)
{
    const auto* pattern = std::get_if<pattern_detector>(&target.value.detect);
    if (pattern == nullptr)
        return;
    const auto parts = wide_parts(target.set.patterns[pattern->pattern]);
    if (parts.empty())
        return;
    const node* body =
        target.detect.entries.empty() ? nullptr : target.detect.entries.front().value.find("regex");
    report_at(
        report,
        code::wide_pattern,
        body == nullptr ? target.detect : *body,
        "`" + parts.front() + "` spans sentences",
        "bound it and keep it inside a clause: [^，。！？,.!?]{0,12}"
    );
}

void lint_roles(const lint_target& target, std::string& never_fires)
{
    const std::vector<role>& roles = target.value.scope.roles;
    const auto is_person = [](role r) { return r == role::agent || r == role::assist; };
    const bool persons_only = std::holds_alternative<nudge_burst_detector>(target.value.detect) ||
                              std::holds_alternative<repeat_detector>(target.value.detect);
    if (persons_only && !roles.empty() && std::none_of(roles.begin(), roles.end(), is_person))
        never_fires = "it looks at agents' messages and the scope excludes them";
}

} // namespace

std::vector<std::string> wide_parts(std::string_view expression)
{
    std::vector<std::string> result;
    bool in_class = false;
    for (std::size_t i = 0; i < expression.size(); ++i) {
        const char c = expression[i];
        if (c == '\\') {
            ++i;
        } else if (in_class) {
            in_class = c != ']';
        } else if (c == '[') {
            in_class = true;
            i += expression.substr(i + 1, 1) == "^" ? 1U : 0U;
            i += expression.substr(i + 1, 1) == "]" ? 1U : 0U; // a first ] is a member
        } else if (c == '.') {
            bool is_wide = false;
            const std::size_t length = quantifier(expression.substr(i + 1), is_wide);
            if (is_wide)
                result.emplace_back(expression.substr(i, length + 1));
            i += length;
        }
    }
    return result;
}

void lint_rule(const lint_target& target, const std::string& never_fires, reporter& report)
{
    std::string reason = never_fires;
    lint_roles(target, reason);
    if (!reason.empty())
        report_at(
            report,
            code::never_fires,
            target.id,
            "the rule `" + target.value.id + "` can never fire: " + reason
        );
    lint_exceptions(target, report);
    lint_phrases(target, report);
    lint_patterns(target, report);
}

} // namespace chatqc::rules
