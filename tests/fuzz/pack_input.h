// A fuzz input as a pack: a file's text; a line "=== NAME" begins another file of the same pack.
#pragma once

#include "rules/pack_bundle.h"

#include <string>
#include <string_view>

namespace chatqc::test {

inline rules::pack_bundle pack_of(std::string_view text)
{
    rules::pack_bundle bundle{"fuzz", {{"pack.yaml", ""}}};
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
        if (line.starts_with("=== "))
            bundle.files.push_back({std::string(line.substr(4)), ""});
        else
            bundle.files.back().text += std::string(line) + "\n";
    }
    return bundle;
}

} // namespace chatqc::test
