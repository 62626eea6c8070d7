// Where the files of a pack write the mode of a rule, for those who change it there and leave all else as it
// is.
#pragma once

#include "rules/diagnostic.h"
#include "rules/pack_bundle.h"

#include <cstddef>
#include <string>
#include <vector>

namespace chatqc::rules {

struct mode_place {
    std::size_t file = 0;           // index in the bundle
    std::size_t begin = 0, end = 0; // bytes of the file, the quotes with it if there are any
    std::string value;              // "shadow"
    place where;
    bool is_plain = false; // the bytes are the value itself, and not an alias of what stands elsewhere
};

// In the rule's entry and in overrides of it, in the order of the bundle.
std::vector<mode_place> mode_places(const pack_bundle& bundle, const std::string& rule);

} // namespace chatqc::rules
