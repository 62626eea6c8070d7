// A text without what stands around it by accident: in a table's cells, in settings.
#pragma once

#include <string_view>

namespace chatqc::app {

// Without ASCII blanks (space, tab, CR, newline) at both ends.
inline std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const auto begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

} // namespace chatqc::app
