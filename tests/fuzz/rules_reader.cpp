// Any bytes as a pack: the checker answers with diagnostics, never with an exception, a crash or an endless
// run. The input is a file's text; a line "=== NAME" begins another file of the same pack.
#include "rules/checker.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

chatqc::rules::pack_bundle bundle_of(std::string_view text)
{
    chatqc::rules::pack_bundle bundle{"fuzz", {{"pack.yaml", ""}}};
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

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(data, data + size);
    const auto result = chatqc::rules::check({bundle_of(text)});
    if ((result.rules == nullptr) != result.has_errors())
        std::abort();
    for (const chatqc::rules::diagnostic& each : result.diagnostics) {
        const std::string shown = chatqc::rules::to_text(each) + chatqc::rules::to_json(each);
        if (!chatqc::rules::is_valid_utf8(shown) && chatqc::rules::is_valid_utf8(text))
            std::abort();
    }
    return 0;
}
