// Any bytes as a pack: rules, or errors that can be shown; never an exception, a crash or an endless run. The
// input is a file's text; a line "=== NAME" begins another file of the same pack.
#include "rules/checker.h"
#include "tests/fuzz/require.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

using namespace chatqc;
using test::require;

namespace {

rules::pack_bundle bundle_of(std::string_view text)
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

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    const rules::check_result checked = rules::check({bundle_of(text)});
    require((checked.rules == nullptr) == checked.has_errors(), "rules, or errors");
    const bool is_readable = rules::is_valid_utf8(text);
    for (const rules::diagnostic& each : checked.diagnostics) {
        const std::string shown = rules::to_text(each) + rules::to_json(each);
        require(!is_readable || rules::is_valid_utf8(shown), "what is said of valid UTF-8 is valid UTF-8");
    }
    return 0;
}
