// Packs written in a test, and what the checker says of them in one line each. No expectations here.
#pragma once

#include "rules/checker.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace chatqc::test {

inline rules::pack_bundle bundle_of(std::vector<rules::pack_file> files, std::string folder = "p")
{
    return {std::move(folder), std::move(files)};
}

// One file, pack.yaml, whose first line names the pack: line 2 is the first of `text`.
inline rules::check_result check_text(const std::string& text)
{
    return rules::check({bundle_of({{"pack.yaml", "pack: p\n" + text}})});
}

// "unknown_key 3:5; unused_list 7:3"
inline std::string summary(const rules::check_result& result)
{
    std::string text;
    for (const rules::diagnostic& each : result.diagnostics) {
        text += text.empty() ? "" : "; ";
        text += rules::code_name(each.code);
        text += " " + std::to_string(each.where.line) + ":" + std::to_string(each.where.column);
    }
    return text;
}

inline std::string check_summary(const std::string& text)
{
    return summary(check_text(text));
}

// A summary's entries but those of one code.
inline std::string without(const std::string& code, const std::string& summary)
{
    std::string left;
    for (std::size_t at = 0; at < summary.size();) {
        const std::size_t end = std::min(summary.find("; ", at), summary.size());
        if (summary.compare(at, code.size(), code) != 0)
            left += (left.empty() ? "" : "; ") + summary.substr(at, end - at);
        at = end + 2;
    }
    return left;
}

inline std::string messages(const rules::check_result& result)
{
    std::string text;
    for (const rules::diagnostic& each : result.diagnostics)
        text += rules::to_text(each);
    return text;
}

// A pack folder of the source tree.
inline rules::pack_bundle read_folder(const std::filesystem::path& root, const std::string& shown)
{
    rules::pack_bundle bundle{shown, {}};
    for (const auto& each : std::filesystem::recursive_directory_iterator(root)) {
        if (!each.is_regular_file())
            continue;
        std::ifstream file(each.path(), std::ios::binary);
        std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        bundle.files.push_back(
            {std::filesystem::relative(each.path(), root).generic_string(), std::move(text)}
        );
    }
    return bundle;
}

inline std::vector<rules::pack_bundle> shipped_packs()
{
    const std::filesystem::path root = std::filesystem::path(CHATQC_SOURCE_DIR) / "rules" / "packs";
    return {
        read_folder(root / "zh-ecommerce", "zh-ecommerce"),
        read_folder(root / "en-support", "en-support"),
    };
}

} // namespace chatqc::test
