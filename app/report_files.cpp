#include "app/report_files.h"

#include "app/report_csv.h"
#include "app/report_html.h"
#include "app/report_json.h"
#include "engine/time/calendar.h"

#include <filesystem>
#include <fstream>
#include <system_error>
#include <utility>

namespace chatqc::app {

namespace {

namespace files = std::filesystem;

bool write_whole(const files::path& path, const std::string& text, std::string& problem)
{
    files::path unfinished = path;
    unfinished += ".unfinished";
    {
        std::ofstream out(unfinished, std::ios::binary | std::ios::trunc);
        out << text;
        out.flush();
        if (!out) {
            problem = unfinished.string() + " cannot be written";
            return false;
        }
    }
    std::error_code error;
    files::rename(unfinished, path, error);
    if (error) {
        problem = path.string() + " cannot be written: " + error.message();
    }
    return !error;
}

} // namespace

std::string report_file_name(std::int32_t day, std::string_view ending)
{
    return "daily-" + engine::day_name(day) + std::string(ending);
}

std::optional<std::vector<std::string>> write_report_files(
    const daily_report& report, const std::string& folder, report_language language, std::string& problem
)
{
    std::error_code error;
    files::create_directories(folder, error);
    if (error) {
        problem = folder + " cannot be made: " + error.message();
        return std::nullopt;
    }
    const std::pair<const char*, std::string> forms[] = {
        {".html", report_html(report, language)},
        {".json", report_json(report)},
        {"-summary.csv", report_summary_csv(report, language)},
        {"-profiles.csv", report_profiles_csv(report, language)},
        {"-rules.csv", report_rules_csv(report, language)},
        {"-scenes.csv", report_scenes_csv(report, language)},
        {"-deductions.csv", report_deductions_csv(report, language)}};
    std::vector<std::string> written;
    for (const auto& [ending, text] : forms) {
        const files::path path = files::path(folder) / report_file_name(report.day, ending);
        if (!write_whole(path, text, problem)) {
            return std::nullopt;
        }
        written.push_back(path.string());
    }
    return written;
}

} // namespace chatqc::app
