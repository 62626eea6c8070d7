#include "app/report_command.h"

#include "app/report_build.h"
#include "app/report_files.h"
#include "app/report_json.h"
#include "app/report_table.h"
#include "engine/time/calendar.h"

#include <ostream>

namespace chatqc::app {

namespace {

constexpr int bad_input = 2;

int complain(std::ostream& errors, const std::string& sentence)
{
    errors << "chatqc report daily: " << sentence << "\n";
    return bad_input;
}

void print_summary(std::ostream& out, const daily_report& report, const std::vector<std::string>& written)
{
    const auto text = [&report](std::string_view key) { return figure_text(key, report.total); };
    out << engine::day_name(report.day) << "  " << report.tenant << "  "
        << (report.is_final ? "final" : "provisional") << "\n";
    for (const report_lag& lag : report.lagging) {
        out << "  waits for " << (lag.source.empty() ? "open sessions" : lag.source) << " (at " << lag.at_text
            << ", needed " << lag.needed_text << ")\n";
    }
    out << "  sessions " << text("sessions") << ", mean response " << text("response_s")
        << " s (n=" << text("response_n") << "), in time " << text("in_time") << "/" << text("in_time_of")
        << ", unanswered " << text("unanswered") << ", violations " << text("violations") << ", critical "
        << text("critical") << ", score " << text("score") << " (n=" << text("score_n") << ")\n";
    for (const std::string& path : written) {
        out << path << "\n";
    }
}

} // namespace

int run_report_daily(
    const report_daily_options& options,
    const report_rules_loader& load_rules,
    std::ostream& out,
    std::ostream& errors
)
{
    const auto day = engine::day_of(options.date);
    if (!day) {
        return complain(errors, "--date must be a day such as 2025-11-11, not \"" + options.date + "\"");
    }
    const auto language = report_language_of(options.language);
    if (!language) {
        return complain(errors, "the language must be zh or en, not \"" + options.language + "\"");
    }
    storage::options how;
    how.path = options.data;
    how.read_only = true;
    auto opened = storage::store::open(how);
    if (!opened) {
        return complain(errors, opened.error.message);
    }
    storage::store& stored = **opened.value;
    const auto tenant = find_tenant(stored, options.tenant);
    if (!tenant) {
        return complain(errors, options.data + " holds no messages of tenant \"" + options.tenant + "\"");
    }
    const auto rules = load_rules(stored);
    if (!rules) {
        return complain(errors, rules.error.message);
    }
    store_report_source source(stored, *tenant);
    const auto report = build_daily_report(source, *rules.value, *day);
    if (!report) {
        return complain(errors, report.error.message);
    }
    std::vector<std::string> written;
    if (!options.out.empty()) {
        std::string problem;
        auto paths = write_report_files(*report.value, options.out, *language, problem);
        if (!paths) {
            return complain(errors, problem);
        }
        written = std::move(*paths);
    }
    if (options.json) {
        out << report_json(*report.value);
    } else {
        print_summary(out, *report.value, written);
    }
    return 0;
}

} // namespace chatqc::app
