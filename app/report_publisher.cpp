#include "app/report_publisher.h"

#include "app/report_build.h"
#include "app/report_files.h"
#include "app/report_json.h"
#include "app/report_settling.h"
#include "engine/hash.h"
#include "engine/time/calendar.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <sstream>
#include <system_error>
#include <utility>

namespace chatqc::app {

namespace {

using std::chrono::days;

std::string note_name(const std::string& tenant, std::int32_t day)
{
    return "report.published/" + tenant + "/" + engine::day_name(day);
}

// A tenant's name as a folder's: what is no letter, digit, '-' or '_' is written as %XX.
std::string folder_name(const std::string& tenant)
{
    std::string result;
    for (const char each : tenant) {
        const bool is_plain = (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z') ||
                              (each >= '0' && each <= '9') || each == '-' || each == '_';
        if (is_plain) {
            result += each;
            continue;
        }
        char text[8];
        std::snprintf(text, sizeof text, "%%%02X", static_cast<unsigned>(static_cast<unsigned char>(each)));
        result += text;
    }
    return result;
}

// Of the figures alone: who lags, the status and the revision may change without a restatement.
std::string figures_hash(daily_report report)
{
    report.lagging.clear();
    report.is_final = false;
    report.revision = 0;
    const std::uint64_t hash = engine::hash_bytes(report_json(report));
    char text[32];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
    return text;
}

} // namespace

// "1 final 0123456789abcdef": revision, status, hash of the figures.
struct report_publisher::note {
    std::uint32_t revision = 0;
    bool is_final = false;
    std::string hash;

    [[nodiscard]] std::string text() const
    {
        return std::to_string(revision) + (is_final ? " final " : " provisional ") + hash;
    }
};

report_publisher::report_publisher(
    storage::store& stored, report_publisher_options how, rules_supplier rules, engine_supplier engine
)
    : stored_(stored), how_(std::move(how)), rules_(std::move(rules)), engine_(std::move(engine))
{
}

std::optional<report_publisher::note> report_publisher::read_note(const std::string& tenant, std::int32_t day)
{
    const auto text = stored_.note(note_name(tenant, day));
    if (!text) {
        return std::nullopt;
    }
    note result;
    std::string status;
    std::istringstream in(*text);
    in >> result.revision >> status >> result.hash;
    result.is_final = status == "final";
    return in ? std::optional(result) : std::nullopt;
}

std::string report_publisher::folder_of(const std::string& tenant, std::int32_t day) const
{
    return (std::filesystem::path(how_.folder) / engine::day_name(day) / folder_name(tenant)).string();
}

bool report_publisher::has_published(storage::tenant_id tenant, std::int32_t from, std::int32_t to)
{
    const std::string name = stored_.tenant_name(tenant);
    for (std::int32_t day = from; day <= to; ++day) {
        if (read_note(name, day)) {
            return true;
        }
    }
    return false;
}

bool report_publisher::has_sessions(storage::tenant_id tenant, std::int32_t from, std::int32_t to)
{
    bool any = false;
    static_cast<void>(stored_.scan_sessions(tenant, from, to, [&any](const auto&, std::string_view) {
        any = true;
        return false;
    }));
    return any;
}

bool report_publisher::is_due(
    storage::tenant_id tenant, std::int32_t day, std::int32_t newest, time_point wall
)
{
    const auto last = checked_.find({tenant, day});
    const auto known = read_note(stored_.tenant_name(tenant), day);
    if (known) {
        const milliseconds pause = known->is_final ? how_.recheck_final : how_.recheck_provisional;
        return last == checked_.end() || wall - last->second >= pause;
    }
    if (last != checked_.end() && wall - last->second < how_.recheck_provisional) {
        return false; // tried and failed, or nothing to say
    }
    // An empty day of a shop that is at work is worth a report; one long before or after its time is not.
    return has_sessions(tenant, day == newest ? day - how_.days_back : day, day);
}

std::vector<published_report> report_publisher::run(time_point wall)
{
    std::vector<published_report> result;
    const report_rules rules = rules_();
    const rules::calendar& calendar = rules.newest().default_calendar;
    const milliseconds local = zone_of(*rules.zones, calendar).local(wall);
    const auto days_of = [](milliseconds wall_time) {
        return static_cast<std::int32_t>(std::chrono::floor<days>(wall_time).count());
    };
    const std::int32_t newest = days_of(local - how_.at) - 1;          // whose hour has come
    const std::int32_t over = days_of(local - calendar.day_start) - 1; // that has ended
    for (const storage::tenant_id tenant : tenants_of(stored_)) {
        const std::int32_t oldest = newest - how_.days_back + 1;
        const std::int32_t last = has_published(tenant, oldest, over) ? newest : std::max(newest, over);
        for (std::int32_t day = oldest; day <= last; ++day) {
            if (!is_due(tenant, day, newest, wall)) {
                continue;
            }
            checked_[{tenant, day}] = wall;
            if (auto written = publish(tenant, day)) {
                result.push_back(std::move(*written));
            }
        }
    }
    std::erase_if(checked_, [&](const auto& each) { return each.first.second <= newest - how_.days_back; });
    return result;
}

std::optional<published_report> report_publisher::publish(storage::tenant_id tenant, std::int32_t day)
{
    store_report_source source(stored_, tenant);
    if (auto view = engine_(tenant)) {
        source.use(std::move(*view));
    }
    published_report result{source.tenant(), day, 0, false, folder_of(source.tenant(), day), {}};
    auto built = build_daily_report(source, rules_(), day);
    if (!built) {
        result.problem = built.error.message;
        return result;
    }
    daily_report& report = *built.value;
    const auto known = read_note(result.tenant, day);
    note next{1, report.is_final, figures_hash(report)};
    if (known) {
        const bool has_settled = report.is_final && !known->is_final;
        if (known->hash == next.hash && !has_settled) {
            return std::nullopt;
        }
        next.revision = known->revision + (known->is_final ? 1 : 0);
    }
    report.revision = result.revision = next.revision;
    result.is_final = report.is_final;
    if (known && next.revision != known->revision) { // what a final one said is kept
        const std::filesystem::path folder(result.folder);
        std::error_code ignored;
        std::filesystem::rename(
            folder / report_file_name(day, ".json"),
            folder / report_file_name(day, ".r" + std::to_string(known->revision) + ".json"),
            ignored
        );
    }
    if (!write_report_files(report, result.folder, how_.language, result.problem)) {
        return result;
    }
    const auto noted = stored_.put_note(note_name(result.tenant, day), next.text());
    if (!noted) {
        result.problem = noted.error.message;
    }
    return result;
}

std::optional<published_report> report_publisher::published(storage::tenant_id tenant, std::int32_t day)
{
    const std::string name = stored_.tenant_name(tenant);
    const auto known = read_note(name, day);
    if (!known) {
        return std::nullopt;
    }
    return published_report{name, day, known->revision, known->is_final, folder_of(name, day), {}};
}

} // namespace chatqc::app
