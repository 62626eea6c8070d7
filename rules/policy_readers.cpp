// The keys of `off_platform` and its like, one set of them for all, and of `privacy_leak`.
#include "rules/detector_readers.h"

namespace chatqc::rules {

namespace {

// The lists that a pack need only define to be read.
struct usual_lists {
    std::string_view lists, about, with, innocent;
};

usual_lists usual_of(policy what)
{
    switch (what) {
    case policy::off_platform:
        return {"off_platform", "channels", "contact", "off_platform_innocent"};
    case policy::ask_credential:
        return {"ask_credential", "credentials", "asking", "ask_credential_innocent"};
    case policy::review_removal:
        return {"review_removal", "bad_reviews", "removal", "review_removal_innocent"};
    case policy::review_bribe:
        return {"review_bribe", "good_reviews", "rewards", "review_bribe_innocent"};
    case policy::customer_risk:
        return {"customer_risk", {}, {}, "customer_risk_innocent"};
    case policy::link_policy:
        return {};
    }
    return {};
}

// In what disguise the expressions of a detector are met too.
struct disguises {
    bool shapes = false;
    bool letters = false;
};

std::vector<pattern_index>
read_patterns(fields& keys, std::string_view key, detector_context& context, const disguises& met = {})
{
    std::vector<pattern_index> made;
    if (const node* given = keys.find(key))
        for (const node* each : read_texts(*given, context.report))
            if (const auto index = context.out.use_pattern(*each, context.report, met.shapes, met.letters))
                made.push_back(*index);
    return made;
}

// A domain as it stands in a link: no scheme, no path.
std::optional<std::string> read_domain(const node& from, reporter& report)
{
    auto text = read_text(from, report);
    if (!text)
        return std::nullopt;
    for (char& each : *text) {
        each = each >= 'A' && each <= 'Z' ? static_cast<char>(each - 'A' + 'a') : each;
        const bool is_of_domain =
            (each >= 'a' && each <= 'z') || (each >= '0' && each <= '9') || each == '.' || each == '-';
        if (is_of_domain)
            continue;
        report_at(report, code::bad_value, from, "`" + *text + "` is no domain", "write `example.com`");
        return std::nullopt;
    }
    return text;
}

bool can_hit(const policy_detector& made)
{
    return !made.lists.empty() || !made.patterns.empty() || made.links ||
           (!made.with.empty() && (made.phones || !made.about.empty()));
}

} // namespace

std::optional<detector> read_policy(fields& keys, detector_context& context, policy what)
{
    policy_detector made;
    made.what = what;
    const usual_lists usual = usual_of(what);
    made.lists = read_lists(keys, "lists", context, {usual.lists});
    disguises met;
    keys.boolean("shapes", met.shapes);
    keys.boolean("letters", met.letters);
    made.patterns = read_patterns(keys, "patterns", context, met);
    made.about = read_lists(keys, "about", context, {usual.about});
    made.with = read_lists(keys, "with", context, {usual.with});
    keys.count("apart", made.apart, 0, 1'000);
    made.phones = what == policy::off_platform && !made.with.empty();
    made.links = what == policy::link_policy;
    keys.boolean("phones", made.phones);
    keys.boolean("links", made.links);
    if (const node* allow = keys.find("allow"))
        for (const node* each : read_texts(*allow, context.report))
            if (auto domain = read_domain(*each, context.report))
                made.allow.push_back(std::move(*domain));
    made.innocent = read_lists(keys, "innocent", context, {usual.innocent});
    made.innocent_patterns = read_patterns(keys, "innocent_patterns", context);
    if (can_hit(made))
        return made;
    const std::string name(usual.lists);
    report_at(
        context.report,
        code::missing_key,
        keys.at(),
        "nothing can hit",
        "define a list `" + name + "`, or give `lists`, `about` and `with`, `patterns` or `links`"
    );
    return std::nullopt;
}

std::optional<detector> read_privacy_leak(fields& keys, detector_context& context)
{
    privacy_leak_detector made;
    keys.boolean("phones", made.phones);
    keys.boolean("identities", made.identities);
    keys.boolean("cards", made.cards);
    keys.boolean("addresses", made.addresses);
    made.own_contacts = read_lists(keys, "own_contacts", context, {"own_contacts"});
    made.context = read_lists(keys, "context", context, {"courier", "checking"});
    keys.count("apart", made.apart, 0, 1'000);
    if (!made.phones && !made.identities && !made.cards && !made.addresses)
        context.never_fires = "it looks for nothing";
    return made;
}

} // namespace chatqc::rules
