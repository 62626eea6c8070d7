// Any bytes as a pack that is checked and then compiled: it can be scanned with, or says why not; in bounded
// time and memory, which is the runner's part (-timeout, -rss_limit_mb). The input is as of `rules`.
#include "engine/unit.h"
#include "rules/checker.h"
#include "tests/fuzz/pack_input.h"
#include "tests/fuzz/require.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace chatqc;
using test::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const rules::check_result checked = rules::check({test::pack_of(text)});
    if (checked.rules == nullptr)
        return 0;
    std::vector<engine::pattern_error> errors;
    const auto compiled = engine::compile(*checked.rules, nullptr, errors);
    require((compiled == nullptr) != errors.empty(), "compiled, or errors");
    for (const engine::pattern_error& each : errors) {
        require(each.expression < checked.patterns.size(), "an error is about an expression");
        require(!each.message.empty(), "an error has a sentence");
    }
    if (compiled == nullptr)
        return 0;
    engine::scanner scanner(compiled);
    std::vector<engine::hit> hits;
    scanner.scan(text.substr(0, 512), hits);
    for (const engine::hit& each : hits) {
        const bool is_list = each.from == engine::hit::origin::list;
        const auto& lists = checked.rules->lists;
        require(
            each.source < (is_list ? lists.size() : checked.rules->patterns.size()), "a hit has a source"
        );
        require(!is_list || each.phrase < lists[each.source].phrases.size(), "a hit has a phrase");
    }
    return 0;
}
