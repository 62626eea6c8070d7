// Any text as a pack: rules, or an error with a place in it; never anything else.
#include "rules/checker.h"
#include "tests/fuzz/require.h"

using namespace chatqc;
using test::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(reinterpret_cast<const char*>(data), size);
    const rules::check_result checked = rules::check({{"fuzz", {{"pack.yaml", text}}}});
    require((checked.rules == nullptr) == checked.has_errors(), "rules, or errors");
    return 0;
}
