// Finds the folder of shared dialogues and lists, which is no part of the repository: CHATQC_SHARED_DATA, or
// ../shared/data beside the source. Tests that need it skip, with a message, where it is missing.
#pragma once

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>

namespace chatqc::test {

inline std::optional<std::filesystem::path> shared_data(const std::string& name)
{
    const char* given = std::getenv("CHATQC_SHARED_DATA");
    const auto root = given != nullptr
                          ? std::filesystem::path(given)
                          : std::filesystem::path(CHATQC_SOURCE_DIR).parent_path() / "shared" / "data";
    std::error_code ignored;
    if (std::filesystem::exists(root / name, ignored)) {
        return root / name;
    }
    MESSAGE("skipped: no shared data ", name, " (set CHATQC_SHARED_DATA)");
    return std::nullopt;
}

} // namespace chatqc::test
