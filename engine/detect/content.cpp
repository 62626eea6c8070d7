#include "engine/detect/content.h"

#include "engine/detect/condition.h"
#include "engine/detect/expression.h"
#include "engine/detect/innocence.h"
#include "engine/detect/policy.h"
#include "engine/detect/promise_ledger.h"
#include "engine/text/utf8.h"

#include <algorithm>
#include <tuple>

namespace chatqc::engine {

namespace {

constexpr std::size_t words_bytes_max = 120; // of an expression's hit in a receipt

bool is_innocent(const judgement& judge, const rules::rule& one, const hit& found, const moment& now)
{
    return is_excepted(one, found.begin, found.end, now.facts) || is_echoed(judge, one, found, now);
}

span to_span(const hit& found, const moment& now, std::string_view phrase)
{
    return {std::string{now.value.id}, found.begin, found.end, std::string{phrase}, found.disguised};
}

// What an expression hit, cut where it is long: the span has all of it.
std::string_view words_of(const hit& found, const moment& now)
{
    return beginning(now.value.text.substr(found.begin, found.end - found.begin), words_bytes_max);
}

receipt receipt_of(const moment& now, std::vector<span> spans)
{
    receipt made;
    made.messages.emplace_back(now.value.id);
    made.spans = std::move(spans);
    return made;
}

std::size_t distinct_phrases(const std::vector<span>& spans, bool disguised_too)
{
    std::vector<std::string_view> phrases;
    for (const auto& one : spans)
        if (disguised_too || !one.disguised)
            phrases.push_back(one.phrase);
    std::sort(phrases.begin(), phrases.end());
    return static_cast<std::size_t>(std::unique(phrases.begin(), phrases.end()) - phrases.begin());
}

} // namespace

bool are_disguised(const std::vector<span>& spans)
{
    return std::all_of(spans.begin(), spans.end(), [](const span& one) { return one.disguised; });
}

void order_spans(std::vector<span>& spans)
{
    std::sort(spans.begin(), spans.end(), [](const span& a, const span& b) {
        return std::tie(a.begin, a.end) < std::tie(b.begin, b.end);
    });
    const auto same = [](const span& a, const span& b) { return a.begin == b.begin && a.end == b.end; };
    spans.erase(std::unique(spans.begin(), spans.end(), same), spans.end());
}

std::optional<std::string_view> applied_to_people(judgement& judge, const rules::rule& one, const moment& now)
{
    if (now.value.role == rules::role::customer || !judge.admits(one, now.value, people))
        return std::nullopt;
    const auto charged = charged_for(now.value, judge.holder());
    judge.applied(one, charged);
    return charged;
}

std::vector<span>
list_spans(const judgement& judge, const rules::rule& one, rules::list_index list, const moment& now)
{
    std::vector<span> spans;
    if (is_void(one, now))
        return spans;
    const auto& rules = *judge.plan().rules;
    const auto& phrases = rules.lists[list].phrases;
    const bool may_be_negated = rules.lists[list].negation && rules.negation;
    const auto [begin, end] = now.facts.of(hit::origin::list, list);
    for (const auto* found = begin; found != end; ++found) {
        if (is_innocent(judge, one, *found, now) ||
            (may_be_negated && is_negated(*found, *rules.negation, now)))
            continue;
        spans.push_back(to_span(*found, now, phrases[found->phrase]));
    }
    return spans;
}

std::vector<span>
pattern_spans(const judgement& judge, const rules::rule& one, rules::pattern_index pattern, const moment& now)
{
    if (is_void(one, now))
        return {};
    std::vector<span> spans;
    const auto [begin, end] = now.facts.of(hit::origin::expression, pattern);
    for (const auto* found = begin; found != end; ++found)
        if (!is_innocent(judge, one, *found, now))
            spans.push_back(to_span(*found, now, words_of(*found, now)));
    return spans;
}

std::optional<receipt> detect_phrase(
    const judgement& judge, const rules::rule& one, const rules::phrase_detector& detect, const moment& now
)
{
    auto spans = list_spans(judge, one, detect.list, now);
    const auto needed = [&]() -> std::size_t {
        switch (detect.quantifier) {
        case rules::phrase_quantifier::all:
            return judge.plan().rules->lists[detect.list].phrases.size();
        case rules::phrase_quantifier::at_least:
            return detect.at_least;
        default:
            return 1;
        }
    };
    if (detect.quantifier == rules::phrase_quantifier::none) {
        if (!spans.empty() || now.value.kind != rules::kind::text)
            return std::nullopt;
    } else if (spans.empty() || distinct_phrases(spans, true) < needed()) {
        return std::nullopt;
    }
    const bool evasion = !spans.empty() && distinct_phrases(spans, false) < needed();
    auto made = receipt_of(now, std::move(spans));
    made.evasion = evasion;
    return made;
}

std::optional<receipt> detect_pattern(
    const judgement& judge, const rules::rule& one, const rules::pattern_detector& detect, const moment& now
)
{
    auto spans = pattern_spans(judge, one, detect.pattern, now);
    std::erase_if(spans, [&](const span& found) {
        return std::any_of(detect.except.begin(), detect.except.end(), [&](rules::pattern_index except) {
            const auto [begin, end] = now.facts.of(hit::origin::expression, except);
            return std::any_of(begin, end, [&](const hit& other) {
                return other.begin < found.end && found.begin < other.end;
            });
        });
    });
    if (spans.empty())
        return std::nullopt;
    const bool evasion = are_disguised(spans);
    auto made = receipt_of(now, std::move(spans));
    made.evasion = evasion;
    return made;
}

namespace {

std::optional<receipt> look(const judgement& judge, const rules::rule& one, const moment& now)
{
    if (const auto* phrase = std::get_if<rules::phrase_detector>(&one.detect))
        return detect_phrase(judge, one, *phrase, now);
    if (const auto* pattern = std::get_if<rules::pattern_detector>(&one.detect))
        return detect_pattern(judge, one, *pattern, now);
    if (const auto* policy = std::get_if<rules::policy_detector>(&one.detect))
        return detect_policy(judge, one, *policy, now);
    if (const auto* ledger = std::get_if<rules::promise_ledger_detector>(&one.detect))
        return detect_dated_promise(judge, one, *ledger, now);
    return detect_expression(judge, one, std::get<rules::expression_detector>(one.detect), now);
}

// An expression's conditions say for themselves whose messages they look at.
bool concerns(const judgement& judge, const rules::rule& one, const message& value)
{
    if (const auto* policy = std::get_if<rules::policy_detector>(&one.detect))
        return judge.admits(one, value, looked_at_by(*policy));
    const auto* expression = std::get_if<rules::expression_detector>(&one.detect);
    if (expression == nullptr)
        return judge.admits(one, value, people);
    return std::any_of(
               expression->conditions.begin(),
               expression->conditions.end(),
               [&](const rules::condition& each) { return looks_at(each, value); }
           ) &&
           judge.admits(one, value.ts) && judge.admits(one, charged_for(value, judge.holder()));
}

} // namespace

std::string_view answerable(const judgement& judge, const moment& now)
{
    return is_approved(now) ? std::string_view{} : charged_for(now.value, judge.holder());
}

void judge_content(judgement& judge, const moment& now)
{
    if (now.value.kind == rules::kind::event)
        return;
    const auto charged = answerable(judge, now);
    std::uint32_t applied = 0;
    for (const auto index : judge.plan().on_message) {
        const auto& one = judge.rule(index);
        if (!concerns(judge, one, now.value) || is_void(one, now))
            continue;
        applied |= category_bit(one);
        if (auto found = look(judge, one, now))
            judge.fire(index, {now.value.id, now.value.ts}, charged, now.value.ts, std::move(*found));
    }
    judge.applied(applied, charged);
}

void judge_edit(judgement& judge, const moment& edited, anchor_ref target, time_point edited_at)
{
    const auto charged = answerable(judge, edited);
    for (const auto index : judge.plan().on_message) {
        const auto& one = judge.rule(index);
        if (judge.has_fired(index, target) || !concerns(judge, one, edited.value) || is_void(one, edited))
            continue;
        if (auto found = look(judge, one, edited)) {
            found->messages.insert(found->messages.begin(), std::string{target.id});
            found->version = edited.value.id;
            judge.fire(index, target, charged, edited_at, std::move(*found));
        }
    }
}

} // namespace chatqc::engine
