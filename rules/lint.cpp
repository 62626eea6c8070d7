#include "rules/lint.h"

#include "rules/detectors.h"
#include "rules/required_text.h"
#include "rules/shops.h"

#include <boost/unordered/unordered_flat_set.hpp>

#include <algorithm>
#include <charconv>

namespace chatqc::rules {

namespace {

constexpr int wide_from = 20;                // characters: more than a clause of Chinese
constexpr std::size_t looks_max = 8'000'000; // of a list beside an exception; larger ones are not compared

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

// The phrases and expressions that make the rule fire (not: that must be missing).
struct sought_texts {
    std::vector<const phrase_list*> lists;
    std::vector<pattern_index> patterns;
};

struct text_collector {
    const rule_set& set;
    sought_texts& to;

    void operator()(const phrase_detector& value) const
    {
        if (value.quantifier != phrase_quantifier::none)
            to.lists.push_back(&set.lists[value.list]);
    }

    void operator()(const pattern_detector& value) const { to.patterns.push_back(value.pattern); }

    void operator()(const expression_detector& value) const
    {
        for (std::size_t i = 0; i < value.conditions.size(); ++i) {
            const auto is_it = [&](std::uint32_t each) { return each == i; };
            const auto needs_it = [&](const alternative& one) {
                return std::any_of(one.needed.begin(), one.needed.end(), is_it);
            };
            if (std::any_of(value.alternatives.begin(), value.alternatives.end(), needs_it))
                std::visit(*this, value.conditions[i].detect);
        }
    }

    void operator()(const aggregate_detector& value) const { (*this)(value.counted); }

    void operator()(const policy_detector& value) const
    {
        for (const list_index each : value.lists)
            to.lists.push_back(&set.lists[each]);
        to.patterns.insert(to.patterns.end(), value.patterns.begin(), value.patterns.end());
    }

    template <class Other> void operator()(const Other&) const {}
};

sought_texts sought(const lint_target& target)
{
    sought_texts made;
    std::visit(text_collector{target.set, made}, target.value.detect);
    if (const auto list = sought_list(target.value.detect))
        made.lists.push_back(&target.set.lists[*list]);
    return made;
}

// The `regex:` with this text below a node, or the node itself.
const node* find_regex(const node& below, const std::string& text)
{
    for (const entry& each : below.entries) {
        if (each.key.text == "regex" && each.value.text == text)
            return &each.value;
        if (const node* found = find_regex(each.value, text))
            return found;
    }
    for (const node& each : below.items)
        if (const node* found = find_regex(each, text))
            return found;
    return nullptr;
}

// The phrases of an exception, to be found inside others: looked up by their lengths, so that long lists cost
// by what they hold and not by each other.
class innocent_phrases {
public:
    explicit innocent_phrases(const phrase_list& from) : all_(from.phrases.begin(), from.phrases.end())
    {
        for (const std::string& each : from.phrases)
            lengths_.push_back(each.size());
        std::sort(lengths_.begin(), lengths_.end());
        lengths_.erase(std::unique(lengths_.begin(), lengths_.end()), lengths_.end());
    }

    // Looks that it takes to go through phrases of so many bytes together.
    [[nodiscard]] std::size_t looks(std::size_t bytes) const { return bytes * lengths_.size(); }

    // Whether one of them stands in the phrase.
    [[nodiscard]] bool stand_in(std::string_view phrase) const
    {
        for (std::size_t at = 0; at < phrase.size(); ++at)
            for (const std::size_t length : lengths_) {
                if (at + length > phrase.size())
                    break;
                if (all_.contains(phrase.substr(at, length)))
                    return true;
            }
        return false;
    }

private:
    boost::unordered_flat_set<std::string_view> all_;
    std::vector<std::size_t> lengths_; // ascending
};

std::size_t bytes_of(const phrase_list& list)
{
    std::size_t bytes = 0;
    for (const std::string& each : list.phrases)
        bytes += each.size();
    return bytes;
}

// Phrases of the rule that an exception voids wherever they stand, of all it compares.
void lint_exception(
    const lint_target& target,
    const sought_texts& texts,
    const phrase_list& except,
    const node& at,
    reporter& report
)
{
    const innocent_phrases innocent(except);
    std::vector<std::string> swallowed;
    std::size_t compared = 0;
    bool others = !texts.patterns.empty();
    for (const phrase_list* found : texts.lists) {
        // Whole words stand aside inside longer ones.
        if ((except.whole_word && !found->whole_word) || innocent.looks(bytes_of(*found)) > looks_max) {
            others = true;
            continue;
        }
        compared += found->phrases.size();
        for (const std::string& phrase : found->phrases)
            if (innocent.stand_in(phrase))
                swallowed.push_back(phrase);
    }
    if (swallowed.empty())
        return;
    if (swallowed.size() == compared && !others &&
        !std::holds_alternative<expression_detector>(target.value.detect))
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

void lint_exceptions(const lint_target& target, reporter& report)
{
    const sought_texts texts = sought(target);
    for (std::size_t i = 0; i < target.value.except.size() && i < target.exceptions.size(); ++i) {
        const exception& each = target.value.except[i];
        const node& at = *target.exceptions[i];
        const bool is_own =
            each.pattern &&
            std::find(texts.patterns.begin(), texts.patterns.end(), *each.pattern) != texts.patterns.end();
        if (is_own)
            report_at(report, code::exception_swallows, at, "the exception is the rule's own expression");
        if (each.list)
            lint_exception(target, texts, target.set.lists[*each.list], at, report);
    }
}

void lint_phrases(const lint_target& target, reporter& report)
{
    for (const phrase_list* found : sought(target).lists)
        for (const std::string& phrase : found->phrases) {
            if (count_characters(phrase) != 1 || found->whole_word)
                continue;
            report_at(
                report,
                code::short_phrase,
                target.detect,
                "`" + phrase + "` of the list `" + found->name +
                    "` is one character and hits inside other words",
                "use longer phrases"
            );
            return;
        }
}

void lint_patterns(const lint_target& target, reporter& report)
{
    for (const pattern_index each : sought(target).patterns) {
        const std::string& expression = target.set.patterns[each].regex;
        const node* found = find_regex(target.detect, expression);
        const node& at = found == nullptr ? target.detect : *found;
        if (const auto parts = wide_parts(expression); !parts.empty())
            report_at(
                report,
                code::wide_pattern,
                at,
                "`" + parts.front() + "` spans sentences",
                "bound it and keep it inside a clause: [^，。！？,.!?]{0,12}"
            );
        const required_text asks = required_text_of(expression);
        if (asks.what != required_text::kind::rare)
            report_at(
                report,
                code::common_pattern,
                at,
                asks.what == required_text::kind::nothing
                    ? "the expression asks for no certain character, so every message is looked at closely"
                    : "the expression asks for nothing rarer than `" + asks.character +
                          "`, so most messages are looked at closely",
                "begin or end it with two characters or more that must stand there"
            );
    }
}

bool looks_at_customers(const detector& value)
{
    const auto* said = std::get_if<policy_detector>(&value);
    return std::holds_alternative<made_to_repeat_detector>(value) ||
           std::holds_alternative<bot_trap_detector>(value) ||
           std::holds_alternative<missed_followup_detector>(value) ||
           (said != nullptr && said->what == policy::customer_risk);
}

bool looks_at_agents(const detector& value)
{
    return std::holds_alternative<nudge_burst_detector>(value) ||
           std::holds_alternative<nudge_before_answer_detector>(value) ||
           std::holds_alternative<perfunctory_detector>(value) ||
           std::holds_alternative<late_contact_detector>(value);
}

void lint_roles(const lint_target& target, std::string& never_fires)
{
    const std::vector<role>& roles = target.value.scope.roles;
    const auto is_person = [](role r) { return r == role::agent || r == role::assist; };
    if (roles.empty())
        return;
    if (looks_at_agents(target.value.detect) && std::none_of(roles.begin(), roles.end(), is_person))
        never_fires = "it looks at agents' messages and the scope excludes them";
    if (looks_at_customers(target.value.detect) &&
        std::find(roles.begin(), roles.end(), role::customer) == roles.end())
        never_fires = "it looks at the customer's messages and the scope excludes them";
}

// The sessions of these platforms and shops end sooner than a rule's wait: their names with their gaps.
class shorter_sessions {
public:
    shorter_sessions(const rule& value, const draft& from, milliseconds wait)
        : scope_(value.scope), wait_(wait)
    {
        if (scope_.platforms.empty() && scope_.shops.empty())
            add("", default_session_gap);
        for (std::size_t i = 0; i < from.set.shops.size(); ++i) {
            const shop_settings& each = from.set.shops[i];
            const bool is_meant = i < from.own_shops || is_named(each.platform, from);
            if (each.session_gap && is_meant && is_in_scope(each))
                add(each.shop.empty() ? each.platform : each.shop, *each.session_gap);
        }
    }

    [[nodiscard]] const std::string& text() const { return text_; }

private:
    void add(const std::string& name, milliseconds gap)
    {
        if (gap >= wait_)
            return;
        text_ += text_.empty() ? "" : ", ";
        text_ += duration_text(gap) + (name.empty() ? "" : " of `" + name + "`");
    }

    // A built-in platform concerns packs that speak of it.
    [[nodiscard]] bool is_named(const std::string& platform, const draft& from) const
    {
        const auto& own = from.set.shops;
        const auto end = own.begin() + static_cast<std::ptrdiff_t>(from.own_shops);
        return holds(scope_.platforms, platform) ||
               std::any_of(own.begin(), end, [&](const shop_settings& s) { return s.platform == platform; });
    }

    [[nodiscard]] bool is_in_scope(const shop_settings& place) const
    {
        return (scope_.platforms.empty() || place.platform.empty() || holds(scope_.platforms, place.platform)
               ) &&
               (scope_.shops.empty() || place.shop.empty() || holds(scope_.shops, place.shop)) &&
               !holds(scope_.not_shops, place.shop);
    }

    static bool holds(const std::vector<std::string>& names, const std::string& name)
    {
        return std::find(names.begin(), names.end(), name) != names.end();
    }

    const scope& scope_;
    milliseconds wait_;
    std::string text_;
};

} // namespace

void lint_session_gap(const rule& value, const draft& from, const node& id, reporter& report)
{
    const auto wait = longest_timer(value.detect);
    if (value.mode != mode::live || !wait)
        return;
    const shorter_sessions shorter(value, from, *wait);
    if (!shorter.text().empty())
        report_at(
            report,
            code::longer_session,
            id,
            "the rule `" + value.id + "` waits " + duration_text(*wait) +
                ", and sessions last as long instead of " + shorter.text() + " after their last message",
            "let it wait less, or set `session_gap`"
        );
}

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
