#include "app/backtest_command.h"

#include "app/backtest_text.h"
#include "app/pack_check.h"
#include "app/printable.h"
#include "app/progress.h"
#include "app/units.h"
#include "engine/time/calendar.h"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <thread>

namespace chatqc::app {

namespace {

constexpr int damaged_evidence = 4;

int complain(std::ostream& errors, const std::string& sentence)
{
    errors << "chatqc backtest: " << sentence << "\n";
    return 2;
}

// Empty if the days can be used, else a sentence.
std::string read_days(const backtest_options& options, day_span& days)
{
    const auto read = [](const std::string& text, std::int32_t& day) {
        const auto named = engine::day_of(text);
        day = named.value_or(day);
        return text.empty() || named.has_value();
    };
    if (!read(options.from, days.from))
        return "--from must be a day such as 2025-11-11, not \"" + options.from + "\"";
    if (!read(options.to, days.to))
        return "--to must be a day such as 2025-11-11, not \"" + options.to + "\"";
    return days.from <= days.to ? "" : "--to lies before --from";
}

bool has_changes(const backtest_result& result)
{
    return std::any_of(result.changes.begin(), result.changes.end(), [](const auto& one) {
        return one.second.added + one.second.gone + one.second.changed > 0;
    });
}

} // namespace

int run_backtest(const backtest_options& options, std::ostream& out, std::ostream& errors)
{
    backtest_request wanted;
    if (const auto problem = read_days(options, wanted.days); !problem.empty())
        return complain(errors, problem);
    const auto language = report_language_of(options.language);
    if (!language)
        return complain(errors, "the language must be zh or en, not \"" + options.language + "\"");
    const auto checked = check_pack_folders(options.rules, nullptr);
    errors << diagnostics_text(checked.diagnostics);
    if (!checked.unit)
        return 2;
    const auto opened = storage::store::open({.path = options.data, .read_only = true});
    if (!opened)
        return complain(errors, opened.error.message);
    auto& stored = **opened.value;
    auto judged_by = load_report_rules(stored);
    if (!judged_by)
        return complain(errors, judged_by.error.message);
    wanted.tenant = options.tenant;
    wanted.draft = checked.unit;
    wanted.judged_by = std::move(*judged_by.value);
    wanted.cores = options.cores > 0 ? options.cores : std::max(1u, std::thread::hardware_concurrency());
    wanted.examples = options.examples;

    progress_line progress;
    const auto result = run_backtest(stored, wanted, [&](std::uint64_t judged, std::uint64_t all) {
        if (progress.is_due())
            progress.show(fmt::format("{} of {} messages", grouped(judged), grouped(all)));
    });
    progress.clear();
    if (!result)
        return complain(errors, result.error.message);
    const backtest_heading heading{
        fmt::format(
            "{} – {}", options.from.empty() ? "…" : options.from, options.to.empty() ? "…" : options.to
        ),
        checked.unit->rules->hash};
    out
        << (options.json ? backtest_json(*result.value, heading)
                         : backtest_text(*result.value, heading, *language));
    for (const auto& sentence : result.value->damage)
        errors << "chatqc backtest: " << printable(sentence, 2000) << "\n";
    if (has_changes(*result.value))
        return 1;
    return result.value->damage.empty() ? 0 : damaged_evidence;
}

} // namespace chatqc::app
