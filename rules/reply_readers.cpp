// The keys of detectors of single replies and of what customers have to do to get one.
#include "rules/detector_readers.h"

namespace chatqc::rules {

std::optional<detector> read_perfunctory(fields& keys, detector_context& context)
{
    perfunctory_detector made;
    const auto list = read_list_or_any(keys, context, false);
    made.yes_no = read_list(keys, "yes_no", context, "yes_no");
    made.no_question = read_lists(keys, "no_question", context, {"ack", "closing"});
    keys.count("characters_max", made.characters_max, 1, 1'000);
    keys.duration("within", made.within, std::chrono::seconds(1));
    if (!list)
        return std::nullopt;
    made.list = *list;
    return made;
}

namespace {

std::optional<detector> read_repeats(fields& keys, detector_context& context, made_to_repeat_detector made)
{
    read_similarity(keys, made.similarity_percent);
    keys.count("characters_min", made.characters_min, 2, 1'000);
    made.except = read_lists(keys, "except", context, {"chase"});
    made.no_answer = read_lists(keys, "no_answer", context, {"ack", "greeting", "wait"});
    return made;
}

} // namespace

std::optional<detector> read_made_to_repeat(fields& keys, detector_context& context)
{
    made_to_repeat_detector made;
    const bool has_words = keys.find("list") != nullptr || keys.find("any") != nullptr;
    if (has_words)
        made.list = read_list_or_any(keys, context, false);
    const bool are_known = made.list.has_value();
    auto read = read_repeats(keys, context, std::move(made));
    return has_words && !are_known ? std::nullopt : read;
}

std::optional<detector> read_handover(fields& keys, detector_context& context)
{
    made_to_repeat_detector made;
    made.after_transfer = true;
    return read_repeats(keys, context, std::move(made));
}

std::optional<detector> read_transfer_quality(fields& keys, detector_context& /*context*/)
{
    transfer_quality_detector made;
    keys.count("max", made.most, 0, 1'000);
    return made;
}

std::optional<detector> read_bot_trap(fields& keys, detector_context& context)
{
    bot_trap_detector made;
    const auto list = read_list_or_any(keys, context, false);
    keys.duration("within", made.within, std::chrono::seconds(1));
    keys.boolean("same_text", made.same_text);
    if (!list)
        return std::nullopt;
    made.list = *list;
    return made;
}

} // namespace chatqc::rules
