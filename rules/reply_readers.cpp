// The keys of detectors of single replies and of what customers have to do to get one.
#include "rules/detector_readers.h"

namespace chatqc::rules {

std::optional<detector> read_perfunctory(fields& keys, detector_context& context)
{
    perfunctory_detector made;
    const auto list = read_list_or_any(keys, context, false);
    made.yes_no = read_list(keys, "yes_no", context, "yes_no");
    keys.count("characters_max", made.characters_max, 1, 1'000);
    keys.duration("within", made.within, std::chrono::seconds(1));
    if (!list)
        return std::nullopt;
    made.list = *list;
    return made;
}

} // namespace chatqc::rules
