// Any bytes as a pack: rules, or errors that can be shown; never an exception, a crash or an endless run.
#include "rules/checker.h"
#include "tests/fuzz/pack_input.h"
#include "tests/fuzz/require.h"

#include <cstddef>
#include <cstdint>
#include <string>

using namespace chatqc;
using test::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    const rules::check_result checked = rules::check({test::pack_of(text)});
    require((checked.rules == nullptr) == checked.has_errors(), "rules, or errors");
    const bool is_readable = rules::is_valid_utf8(text);
    for (const rules::diagnostic& each : checked.diagnostics) {
        const std::string shown = rules::to_text(each) + rules::to_json(each);
        require(!is_readable || rules::is_valid_utf8(shown), "what is said of valid UTF-8 is valid UTF-8");
    }
    return 0;
}
