#include "rules/detector_readers.h"

#include "rules/profiles.h"

#include <algorithm>

namespace chatqc::rules {

namespace {

// `all`, `none`, `of` take phrases in brackets or the name of a list.
std::optional<list_index> read_phrases(const node& from, detector_context& context, bool whole_word)
{
    if (from.what == node::kind::scalar)
        return context.lists.use(from);
    return context.lists.use_inline(from, context.rule_id, whole_word);
}

std::optional<detector> read_response_keys(fields& keys, detector_context& context, bool first_only)
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

} // namespace

std::optional<detector> read_phrase(fields& keys, detector_context& context)
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

std::optional<detector> read_pattern(fields& keys, detector_context& context)
{
    pattern_detector made;
    const node* regex = keys.need("regex");
    const node* shapes = keys.find("shapes");
    const node* letters = keys.find("letters");
    const auto asks = [&](const node* key) {
        return key != nullptr && read_boolean(*key, context.report).value_or(false);
    };
    const auto pattern = regex == nullptr
                             ? std::nullopt
                             : context.out.use_pattern(*regex, context.report, asks(shapes), asks(letters));
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

std::optional<detector> read_first_response(fields& keys, detector_context& context)
{
    return read_response_keys(keys, context, true);
}

std::optional<detector> read_response(fields& keys, detector_context& context)
{
    return read_response_keys(keys, context, false);
}

std::optional<detector> read_unanswered(fields& keys, detector_context& context)
{
    const auto profile = find_profile(keys.find("profile"), context.out.set, context.report);
    if (!profile)
        return std::nullopt;
    return unanswered_detector{*profile};
}

std::optional<detector> read_required_phrase(fields& keys, detector_context& context)
{
    required_phrase_detector made;
    bool whole_word = false;
    keys.boolean("whole_word", whole_word);
    const auto list = read_list_or_any(keys, context, whole_word);
    made.or_event = read_or_event(keys, context.report);
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

std::optional<detector> read_repeat(fields& keys, detector_context& context)
{
    repeat_detector made;
    keys.count("count", made.count, 2, 100);
    keys.count("window", made.window, 1, 20);
    keys.count("characters_min", made.characters_min, 2, 1'000);
    read_similarity(keys, made.similarity_percent);
    made.except = read_lists(keys, "except", context, {"greeting", "closing", "ack"});
    return made;
}

std::optional<detector> read_nudge_burst(fields& keys, detector_context& context)
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

std::vector<event> events_of_conditions()
{
    auto events = values_between(event::open, event::blocked);
    std::erase_if(events, [](event each) { return each == event::recall || each == event::edit; });
    return events;
}

std::optional<event> read_or_event(fields& keys, reporter& report)
{
    const node* instead = keys.find("or_event");
    if (instead == nullptr)
        return std::nullopt;
    const std::vector<event> events{
        event::rating_invite, event::transfer, event::close, event::order_placed, event::order_paid};
    return read_one_of(*instead, report, events);
}

std::vector<list_index> read_lists(
    fields& keys,
    std::string_view key,
    detector_context& context,
    std::initializer_list<std::string_view> usual
)
{
    std::vector<list_index> made;
    if (const node* given = keys.find(key)) {
        for (const node* each : read_texts(*given, context.report))
            if (const auto list = context.lists.use(*each))
                made.push_back(*list);
        return made;
    }
    for (const std::string_view name : usual)
        if (const auto list = context.lists.use_if_defined(name))
            made.push_back(*list);
    return made;
}

std::optional<list_index>
read_list(fields& keys, std::string_view key, detector_context& context, std::string_view usual)
{
    const node* given = keys.find(key);
    if (given == nullptr)
        return usual.empty() ? std::nullopt : context.lists.use_if_defined(usual);
    return read_phrases(*given, context, false);
}

void read_similarity(fields& keys, std::uint32_t& percent)
{
    const node* similarity = keys.find("similarity");
    if (similarity == nullptr)
        return;
    const auto text = read_text(*similarity, keys.report());
    const auto share = text ? share_of(*text) : std::nullopt;
    if (text && (!share || *share < 10))
        report_at(keys.report(), code::bad_value, *similarity, "a similarity is from 0.1 to 1", "write 0.85");
    else if (share)
        percent = *share;
}

} // namespace chatqc::rules
