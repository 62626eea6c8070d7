#include "rules/detectors.h"

#include "rules/profiles.h"

#include <algorithm>
#include <array>

namespace chatqc::rules {

namespace {

using result = std::optional<detector>;

// Phrases given by `list: NAME` or by `any: […]`; exactly one of them.
std::optional<list_index> read_list_or_any(fields& keys, detector_context& context, bool whole_word)
{
    const node* list = keys.find("list");
    const node* any = keys.find("any");
    if ((list == nullptr) == (any == nullptr)) {
        report_at(
            context.report, code::missing_key, keys.at(), "give either `list: NAME` or `any: [phrases]`"
        );
        return std::nullopt;
    }
    return list != nullptr ? context.lists.use(*list)
                           : context.lists.use_inline(*any, context.rule_id, whole_word);
}

// `all`, `none`, `of` take phrases in brackets or the name of a list.
std::optional<list_index> read_phrases(const node& from, detector_context& context, bool whole_word)
{
    if (from.what == node::kind::scalar)
        return context.lists.use(from);
    return context.lists.use_inline(from, context.rule_id, whole_word);
}

result read_phrase(fields& keys, detector_context& context)
{
    phrase_detector made;
    bool whole_word = false;
    keys.boolean("whole_word", whole_word);
    const node* all = keys.find("all");
    const node* none = keys.find("none");
    const node* at_least = keys.find("at_least");
    const node* of = keys.find("of");
    const int given = (all != nullptr) + (none != nullptr) + (at_least != nullptr);
    std::optional<list_index> list;
    if (given == 0) {
        list = read_list_or_any(keys, context, whole_word);
    } else if (given > 1 || keys.find("any") != nullptr || (keys.find("list") != nullptr && at_least == nullptr)) {
        report_at(
            context.report, code::conflict, keys.at(), "give one of `list`, `any`, `all`, `none`, `at_least`"
        );
    } else if (all != nullptr || none != nullptr) {
        made.quantifier = all != nullptr ? phrase_quantifier::all : phrase_quantifier::none;
        list = read_phrases(all != nullptr ? *all : *none, context, whole_word);
    } else {
        made.quantifier = phrase_quantifier::at_least;
        keys.count("at_least", made.at_least, 1, 1'000);
        const node* source = of != nullptr ? of : keys.find("list");
        if (source == nullptr)
            report_at(
                context.report,
                code::missing_key,
                keys.at(),
                "`at_least` needs `of: [phrases]` or `list: NAME`"
            );
        else
            list = read_phrases(*source, context, whole_word);
    }
    if (of != nullptr && at_least == nullptr)
        report_at(context.report, code::conflict, *of, "`of` belongs to `at_least`");
    if (!list)
        return std::nullopt;
    made.list = *list;
    const std::size_t phrases = context.out.set.lists[made.list].phrases.size();
    if (made.quantifier == phrase_quantifier::at_least && made.at_least > phrases)
        context.never_fires = "it asks for " + std::to_string(made.at_least) +
                              " different phrases of a list of " + std::to_string(phrases);
    return made;
}

result read_pattern(fields& keys, detector_context& context)
{
    pattern_detector made;
    const node* regex = keys.need("regex");
    const auto pattern = regex == nullptr ? std::nullopt : context.out.use_pattern(*regex, context.report);
    if (const node* except = keys.find("except"))
        for (const node* each : read_texts(*except, context.report)) {
            const auto index = context.out.use_pattern(*each, context.report);
            if (index)
                made.except.push_back(*index);
            if (index && index == pattern)
                context.never_fires = "the exception is the expression itself";
        }
    if (!pattern)
        return std::nullopt;
    made.pattern = *pattern;
    return made;
}

result read_response_keys(fields& keys, detector_context& context, bool first_only)
{
    const auto profile = find_profile(keys.find("profile"), context.out.set, context.report);
    std::optional<milliseconds> limit;
    std::optional<milliseconds> warn;
    keys.duration("limit", limit);
    keys.duration("warn", warn);
    if (!profile)
        return std::nullopt;
    const clock_profile& clock = context.out.set.profiles[*profile];
    const bool use_first = first_only && clock.first_limit;
    if (!limit)
        limit = use_first ? clock.first_limit : clock.limit;
    if (!limit) {
        report_at(
            context.report,
            code::missing_key,
            keys.at(),
            "the profile `" + clock.name + "` has no limit: give `limit`"
        );
        return std::nullopt;
    }
    const auto usual = use_first ? clock.first_warn : clock.warn;
    if (!warn && usual && *usual < *limit)
        warn = usual;
    if (warn && *warn >= *limit)
        report_at(
            context.report, code::bad_value, *keys.at().find("warn"), "the warning must come before the limit"
        );
    if (*limit > std::chrono::hours(24))
        context.never_fires = "no round stays open longer than 24h";
    return response_detector{*profile, first_only, *limit, warn};
}

result read_first_response(fields& keys, detector_context& context)
{
    return read_response_keys(keys, context, true);
}

result read_response(fields& keys, detector_context& context)
{
    return read_response_keys(keys, context, false);
}

result read_unanswered(fields& keys, detector_context& context)
{
    const auto profile = find_profile(keys.find("profile"), context.out.set, context.report);
    if (!profile)
        return std::nullopt;
    return unanswered_detector{*profile};
}

// "first 2", "last 10", "nth 1", "all".
bool parse_range(std::string_view text, required_phrase_detector& to)
{
    if (text == "all") {
        to.range = range_kind::all;
        return true;
    }
    const std::size_t blank = text.find(' ');
    if (blank == std::string_view::npos)
        return false;
    const std::string_view word = text.substr(0, blank);
    const auto n = integer_of(trimmed(text.substr(blank)));
    if (!n || *n < 1 || *n > 1'000)
        return false;
    to.n = static_cast<std::uint32_t>(*n);
    to.range = word == "first" ? range_kind::first : word == "last" ? range_kind::last : range_kind::nth;
    return word == "first" || word == "last" || word == "nth";
}

result read_required_phrase(fields& keys, detector_context& context)
{
    required_phrase_detector made;
    bool whole_word = false;
    keys.boolean("whole_word", whole_word);
    const auto list = read_list_or_any(keys, context, whole_word);
    if (const node* instead = keys.find("or_event")) {
        const std::vector<std::string> names{
            "rating_invite", "transfer", "close", "order_placed", "order_paid"};
        const auto find = [&](std::string_view name) {
            return std::find(names.begin(), names.end(), name) == names.end() ? std::nullopt : event_of(name);
        };
        made.or_event = read_choice<event>(*instead, context.report, find, names);
    }
    if (const node* range = keys.need("range", "write `range: first 2`, `last 10`, `nth 1` or `all`"))
        if (const auto text = read_text(*range, context.report); text && !parse_range(*text, made))
            report_at(
                context.report,
                code::bad_value,
                *range,
                "`" + *text + "` is no range",
                "write `first 2`, `last 10`, `nth 1` or `all`"
            );
    keys.boolean("customer_opened", made.customer_opened);
    if (!list)
        return std::nullopt;
    made.list = *list;
    return made;
}

result read_repeat(fields& keys, detector_context& context)
{
    repeat_detector made;
    keys.count("count", made.count, 2, 100);
    keys.count("window", made.window, 1, 20);
    keys.count("characters_min", made.characters_min, 2, 1'000);
    if (const node* similarity = keys.find("similarity")) {
        const auto text = read_text(*similarity, context.report);
        const auto share = text ? share_of(*text) : std::nullopt;
        if (text && (!share || *share < 10))
            report_at(
                context.report, code::bad_value, *similarity, "a similarity is from 0.1 to 1", "write 0.85"
            );
        else if (share)
            made.similarity_percent = *share;
    }
    if (const node* except = keys.find("except")) {
        for (const node* each : read_texts(*except, context.report))
            if (const auto list = context.lists.use(*each))
                made.except.push_back(*list);
    } else {
        for (const std::string_view usual : {"greeting", "closing", "ack"})
            if (const auto list = context.lists.use_if_defined(usual))
                made.except.push_back(*list);
    }
    return made;
}

result read_nudge_burst(fields& keys, detector_context& context)
{
    nudge_burst_detector made;
    const auto list = read_list_or_any(keys, context, false);
    keys.count("count", made.count, 2, 100);
    keys.duration("within", made.within, std::chrono::seconds(1));
    if (!list)
        return std::nullopt;
    made.list = *list;
    return made;
}

struct detector_entry {
    std::string_view name;
    result (*read)(fields&, detector_context&); // null: of the language, not of this version
};

constexpr std::array detectors{
    detector_entry{"phrase", read_phrase},
    detector_entry{"pattern", read_pattern},
    detector_entry{"first_response", read_first_response},
    detector_entry{"response", read_response},
    detector_entry{"unanswered", read_unanswered},
    detector_entry{"required_phrase", read_required_phrase},
    detector_entry{"repeat", read_repeat},
    detector_entry{"nudge_burst", read_nudge_burst},
    detector_entry{"promise_followup", nullptr},
    detector_entry{"promise_ledger", nullptr},
    detector_entry{"apology_after_wait", nullptr},
    detector_entry{"max_phrase", nullptr},
    detector_entry{"flood", nullptr},
    detector_entry{"nudge_alike", nullptr},
    detector_entry{"nudge_pacing", nullptr},
    detector_entry{"nudge_before_answer", nullptr},
    detector_entry{"nudge_after_paid", nullptr},
    detector_entry{"empty_nudge", nullptr},
    detector_entry{"late_contact", nullptr},
    detector_entry{"off_platform", nullptr},
    detector_entry{"privacy_leak", nullptr},
    detector_entry{"ask_credential", nullptr},
    detector_entry{"review_removal", nullptr},
    detector_entry{"review_bribe", nullptr},
    detector_entry{"perfunctory", nullptr},
    detector_entry{"customer_risk", nullptr},
    detector_entry{"made_to_repeat", nullptr},
    detector_entry{"handover", nullptr},
    detector_entry{"missed_followup", nullptr},
    detector_entry{"transfer_quality", nullptr},
    detector_entry{"bot_trap", nullptr},
    detector_entry{"link_policy", nullptr},
    detector_entry{"evasion", nullptr},
    detector_entry{"sequence", nullptr},
    detector_entry{"ratio", nullptr},
    detector_entry{"incident", nullptr},
};

// In the order of the alternatives of `detector`; response stands for both response detectors.
constexpr std::array<std::string_view, 7> names_by_alternative{
    "phrase", "pattern", "response", "unanswered", "required_phrase", "repeat", "nudge_burst"};

bool is_operator(std::string_view name)
{
    return name == "all" || name == "any" || name == "not" || name == "count";
}

const detector_entry* find_detector(std::string_view name)
{
    const auto same = [&](const detector_entry& each) { return each.name == name; };
    const auto found = std::find_if(detectors.begin(), detectors.end(), same);
    return found == detectors.end() ? nullptr : &*found;
}

} // namespace

std::optional<detector> read_detector(const node& from, detector_context& context)
{
    if (from.what != node::kind::map || from.entries.size() != 1) {
        report_at(
            context.report,
            code::wrong_type,
            from,
            "`detect` holds exactly one detector",
            "write `detect:` and below it, indented, one detector with its keys"
        );
        return std::nullopt;
    }
    const entry& only = from.entries.front();
    const std::string& name = only.key.text;
    if (is_operator(name)) {
        const std::string message = "boolean expressions (`" + name + "`) are not available in this version";
        report_at(context.report, code::not_available, only.key, message, "use one detector");
        return std::nullopt;
    }
    const detector_entry* found = find_detector(name);
    if (found == nullptr) {
        std::vector<std::string> known;
        for (const detector_entry& each : detectors)
            known.emplace_back(each.name);
        const std::string near = nearest(name, known);
        const std::string help = near.empty() ? "see docs/rule-language.md" : "did you mean `" + near + "`?";
        report_at(context.report, code::unknown_name, only.key, "there is no detector `" + name + "`", help);
        return std::nullopt;
    }
    if (found->read == nullptr) {
        const std::string message = "the detector `" + name + "` is not available in this version";
        report_at(context.report, code::not_available, only.key, message, "remove the rule or set it aside");
        return std::nullopt;
    }
    static const node no_keys = [] {
        node empty;
        empty.what = node::kind::map;
        return empty;
    }();
    node body =
        only.value.what == node::kind::null ? no_keys : only.value; // `response:` alone means all defaults
    body.source = only.key.source;
    if (only.value.what == node::kind::null || body.what == node::kind::map) {
        body.begin = only.key.begin; // what is missing in it is shown at its name
        body.end = only.key.end;
    }
    fields keys(body, context.report, "`" + name + "`");
    if (!keys.is_map())
        return std::nullopt;
    auto made = found->read(keys, context);
    keys.finish();
    return made;
}

bool is_detector_name(std::string_view name)
{
    return is_operator(name) || find_detector(name) != nullptr;
}

std::string_view name_of(const detector& value)
{
    if (const auto* response = std::get_if<response_detector>(&value);
        response != nullptr && response->first_only)
        return "first_response";
    return names_by_alternative[value.index()];
}

bool finds_spans(const detector& value)
{
    return std::holds_alternative<phrase_detector>(value) ||
           std::holds_alternative<pattern_detector>(value) ||
           std::holds_alternative<nudge_burst_detector>(value);
}

bool judges_rounds(const detector& value)
{
    return std::holds_alternative<response_detector>(value) ||
           std::holds_alternative<unanswered_detector>(value);
}

} // namespace chatqc::rules
