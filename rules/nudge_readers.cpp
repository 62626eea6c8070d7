// The keys of detectors of nudges, but the burst's, and of other ways to speak to a silent customer.
#include "rules/detector_readers.h"

namespace chatqc::rules {

namespace {

constexpr std::uint32_t alike_max = 10; // all pairs of so many are compared
constexpr std::size_t minima_max = 16;

// `preset: recall`, for who is won back after a longer silence.
const std::vector<milliseconds> recall_minima{
    std::chrono::minutes{10}, std::chrono::minutes{20}, std::chrono::minutes{30}};

template <class Detector> std::optional<detector> with_list(Detector made, std::optional<list_index> list)
{
    if (!list)
        return std::nullopt;
    made.list = *list;
    return made;
}

void read_minima(const node& from, std::vector<milliseconds>& to, reporter& report)
{
    std::vector<milliseconds> minima;
    for (const node* each : read_texts(from, report)) {
        const auto one = read_duration(*each, report);
        if (!one)
            return;
        if (!minima.empty() && *one <= minima.back())
            report_at(report, code::bad_value, *each, "each minimum is longer than the one before it");
        minima.push_back(*one);
    }
    if (minima.empty() || minima.size() > minima_max)
        report_at(report, code::bad_value, from, "give 1 to " + std::to_string(minima_max) + " minima");
    else
        to = std::move(minima);
}

} // namespace

std::optional<detector> read_nudge_alike(fields& keys, detector_context& context)
{
    nudge_alike_detector made;
    const auto list = read_list_or_any(keys, context, false);
    keys.count("count", made.count, 2, alike_max);
    read_similarity(keys, made.similarity_percent);
    return with_list(made, list);
}

std::optional<detector> read_nudge_pacing(fields& keys, detector_context& context)
{
    nudge_pacing_detector made;
    const auto list = read_list_or_any(keys, context, false);
    const node* minima = keys.find("minima");
    const node* preset = keys.find("preset");
    if (minima != nullptr && preset != nullptr) {
        report_at(context.report, code::conflict, *preset, "give `minima` or `preset`, not both");
    } else if (minima != nullptr) {
        read_minima(*minima, made.minima, context.report);
    } else if (preset != nullptr) {
        const auto find = [](std::string_view text) {
            return text == "recall" ? std::optional(recall_minima) : std::nullopt;
        };
        if (auto known = read_choice<std::vector<milliseconds>>(*preset, context.report, find, {"recall"}))
            made.minima = std::move(*known);
    }
    keys.duration("tolerance", made.tolerance, milliseconds{0});
    keys.duration("apart", made.apart, milliseconds{0});
    return with_list(std::move(made), list);
}

std::optional<detector> read_nudge_after_paid(fields& keys, detector_context& context)
{
    return with_list(nudge_after_paid_detector{}, read_list_or_any(keys, context, false));
}

std::optional<detector> read_nudge_before_answer(fields& keys, detector_context& context)
{
    nudge_before_answer_detector made;
    const auto list = read_list_or_any(keys, context, false);
    keys.duration("within", made.within, std::chrono::seconds(1));
    keys.count("other_max", made.other_max, 0, 1'000);
    made.unless_asked = read_list(keys, "unless_asked", context, "asks_to_order");
    keys.boolean("at_door", made.at_door);
    made.no_answer = read_lists(keys, "no_answer", context, {"ack", "greeting", "wait"});
    return with_list(std::move(made), list);
}

std::optional<detector> read_empty_nudge(fields& keys, detector_context& context)
{
    empty_nudge_detector made;
    const auto list = read_list_or_any(keys, context, false);
    keys.need("benefits", "name the lists of what a nudge may offer: `benefits: [price, gift]`");
    made.benefits = read_lists(keys, "benefits", context, {});
    keys.count("count", made.count, 1, 20);
    return with_list(std::move(made), list);
}

std::optional<detector> read_late_contact(fields& keys, detector_context& context)
{
    late_contact_detector made;
    if (const node* hours = keys.find("hours"))
        made.hours = read_hours(*hours, context.report).value_or(made.hours);
    keys.duration("silence", made.silence);
    made.promises = read_list(keys, "promises", context, "wait");
    made.no_answer = read_lists(keys, "no_answer", context, {"ack", "greeting"});
    return made;
}

std::optional<detector> read_missed_followup(fields& keys, detector_context& context)
{
    missed_followup_detector made;
    const auto list = read_list_or_any(keys, context, false);
    keys.duration("silent", made.silent, std::chrono::seconds(1));
    keys.duration("within", made.within, std::chrono::seconds(1));
    made.no_answer = read_lists(keys, "no_answer", context, {"ack", "greeting", "wait"});
    return with_list(std::move(made), list);
}

} // namespace chatqc::rules
