// What text every hit of an expression must hold: a matcher looks for that first, so an expression that asks
// for nothing rarer than 的 is looked at in nearly every message. A rough reading of the expression, for a
// warning.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace chatqc::rules {

struct required_text {
    enum class kind : std::uint8_t { nothing, common, rare };

    kind what = kind::nothing;
    std::string character; // the common one
};

// The rarest that it asks for. Two characters in a row are rare.
required_text required_text_of(std::string_view expression);

} // namespace chatqc::rules
