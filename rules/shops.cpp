#include "rules/shops.h"

#include <algorithm>

namespace chatqc::rules {

namespace {

// One line of a calendar's exceptions: "2025-10-01 closed", "2025-09-28 09:00-18:00", "2025-10-01..2025-10-07
// closed". Nothing if it cannot be read.
std::vector<calendar::exception_day> exception_days(std::string_view line)
{
    const std::size_t blank = line.find(' ');
    if (blank == std::string_view::npos)
        return {};
    const std::string_view days = line.substr(0, blank);
    const std::string_view rest = trimmed(line.substr(blank));
    const std::size_t dots = days.find("..");
    const auto from = date_of(days.substr(0, dots));
    const auto to = dots == std::string_view::npos ? from : date_of(days.substr(dots + 2));
    const auto hours = hours_of(rest);
    if (!from || !to || (rest != "closed" && !hours))
        return {};
    std::vector<calendar::exception_day> result;
    const auto last = std::chrono::sys_days(*to);
    for (auto day = std::chrono::sys_days(*from); day <= last && result.size() <= 366;
         day += std::chrono::days(1))
        result.push_back({day, hours.value_or(day_hours{}), !hours});
    return result;
}

class calendar_reader {
public:
    calendar_reader(const pack_document& pack, draft& to, reporter& report)
        : pack_(pack), to_(to), report_(report)
    {
    }

    std::optional<calendar> read(const node& from)
    {
        fields keys(from, report_, "a calendar");
        if (!keys.is_map())
            return std::nullopt;
        calendar made;
        made.is_default = false;
        if (const node* zone = keys.find("zone"))
            read_zone(*zone, made);
        if (const node* hours = keys.find("hours"))
            made.working = read_hours(*hours, report_).value_or(made.working);
        if (const node* start = keys.find("day_start"))
            read_day_start(*start, made);
        if (const node* days = keys.find("exceptions"))
            read_exceptions(*days, made);
        keys.finish();
        return made;
    }

private:
    void read_zone(const node& from, calendar& made)
    {
        const auto text = read_text(from, report_);
        if (!text)
            return;
        made.zone = *text;
        zone_use use{*text, {}, {}};
        use.where = place_of(from, use.line);
        to_.zones.push_back(std::move(use));
    }

    void read_day_start(const node& from, calendar& made)
    {
        const auto text = read_text(from, report_);
        const auto time = text ? time_of_day_of(*text) : std::nullopt;
        if (text && (!time || *time >= std::chrono::hours(12)))
            report_at(
                report_, code::bad_value, from, "a day starts between 00:00 and 11:59", "write \"02:00\""
            );
        else if (time)
            made.day_start = *time;
    }

    void read_exceptions(const node& from, calendar& made)
    {
        if (from.what == node::kind::map) {
            fields keys(from, report_, "`exceptions`");
            if (const node* file = keys.need("file"))
                read_file(*file, made);
            keys.finish();
        } else {
            for (const node* each : read_texts(from, report_))
                add(*each->source, each->begin, each->end, each->text, made);
        }
        const auto earlier = [](const auto& a, const auto& b) { return a.date < b.date; };
        std::stable_sort(made.exceptions.begin(), made.exceptions.end(), earlier);
        for (std::size_t i = 1; i < made.exceptions.size(); ++i)
            if (made.exceptions[i].date == made.exceptions[i - 1].date) {
                report_at(report_, code::duplicate_name, from, "a day has two exceptions");
                return;
            }
    }

    void read_file(const node& name, calendar& made)
    {
        const auto found = pack_.texts.find(name.text);
        if (found == pack_.texts.end()) {
            report_at(report_, code::missing_file, name, "the pack has no file `" + name.text + "`");
            return;
        }
        const std::string& text = found->second->text();
        if (!is_valid_utf8(text) || text.size() > bounds.yaml_bytes_max) {
            report_at(report_, code::bad_utf8, name, "`" + name.text + "` is too large or not valid UTF-8");
            return;
        }
        for (std::size_t start = 0; start < text.size();) {
            const std::size_t end = std::min(text.find('\n', start), text.size());
            const std::string_view line = std::string_view(text).substr(start, end - start);
            const std::string_view content = trimmed(line.substr(0, line.find('#')));
            if (!content.empty())
                add(*found->second, start, end, std::string(content), made);
            start = end + 1;
        }
    }

    void
    add(const source_text& source, std::size_t begin, std::size_t end, const std::string& text, calendar& made
    )
    {
        const auto days = exception_days(text);
        const std::string help =
            "write `2025-10-01 closed`, `2025-10-01..2025-10-07 closed` or `2025-09-28 09:00-18:00`";
        if (days.empty() || days.size() > 366 || made.exceptions.size() > 20'000)
            report_.add(
                code::bad_value, source, begin, end, "`" + text + "` is no exception of a calendar", help
            );
        else
            made.exceptions.insert(made.exceptions.end(), days.begin(), days.end());
    }

    const pack_document& pack_;
    draft& to_;
    reporter& report_;
};

void read_gaps(fields& keys, shop_settings& to)
{
    keys.duration("session_gap", to.session_gap, std::chrono::minutes(1));
    keys.duration("reopen_gap", to.reopen_gap, milliseconds(0));
}

bool has_entry(const rule_set& set, std::string_view platform, std::string_view shop)
{
    return std::any_of(set.shops.begin(), set.shops.end(), [&](const shop_settings& s) {
        return s.platform == platform && s.shop == shop;
    });
}

std::optional<shop_settings>
read_entry(const named_node& from, bool is_shop, const pack_document& pack, draft& to, reporter& report)
{
    fields keys(*from.value, report, is_shop ? "a shop" : "a platform");
    if (!keys.is_map())
        return std::nullopt;
    shop_settings made;
    (is_shop ? made.shop : made.platform) = from.name;
    if (is_shop)
        keys.text("platform", made.platform);
    read_gaps(keys, made);
    if (const node* hours = keys.find("calendar"))
        made.hours = calendar_reader(pack, to, report).read(*hours);
    keys.finish();
    return made;
}

} // namespace

void add_platforms(
    const std::vector<named_node>& from, const pack_document& pack, draft& to, reporter& report
)
{
    for (const named_node& each : from)
        if (!has_entry(to.set, each.name, ""))
            if (auto made = read_entry(each, false, pack, to, report))
                to.set.shops.push_back(std::move(*made));
}

void read_shops(const pack_document& pack, draft& to, reporter& report)
{
    const auto taken = [&](const named_node& name) {
        report_at(
            report, code::duplicate_name, *name.key, "another pack has settings for `" + name.name + "`"
        );
    };
    for (const named_node& each : pack.shops) {
        auto made = read_entry(each, true, pack, to, report);
        if (!made)
            continue;
        const auto same = [&](const shop_settings& s) { return s.shop == each.name; };
        const auto first_platform =
            std::find_if(to.set.shops.begin(), to.set.shops.end(), [](const shop_settings& s) {
                return s.shop.empty();
            });
        if (std::any_of(to.set.shops.begin(), to.set.shops.end(), same))
            taken(each);
        else
            to.set.shops.insert(first_platform, std::move(*made));
    }
    for (const named_node& each : pack.platforms) {
        if (has_entry(to.set, each.name, ""))
            taken(each);
        else if (auto made = read_entry(each, false, pack, to, report))
            to.set.shops.push_back(std::move(*made));
    }
}

void read_default_calendar(const pack_document& pack, draft& to, reporter& report)
{
    if (pack.calendar == nullptr)
        return;
    if (!to.set.default_calendar.is_default) {
        report_at(report, code::conflict, *pack.calendar, "another pack sets the default calendar too");
        return;
    }
    if (auto made = calendar_reader(pack, to, report).read(*pack.calendar))
        to.set.default_calendar = std::move(*made);
}

effective_settings settings_of(const rule_set& set, std::string_view platform, std::string_view shop)
{
    effective_settings result;
    const auto apply = [&](const shop_settings& each) {
        if (!result.session_gap)
            result.session_gap = each.session_gap;
        if (!result.reopen_gap)
            result.reopen_gap = each.reopen_gap;
        if (result.hours == nullptr && each.hours)
            result.hours = &*each.hours;
    };
    for (const shop_settings& each : set.shops)
        if (!each.shop.empty() && each.shop == shop && (each.platform.empty() || each.platform == platform))
            apply(each);
    for (const shop_settings& each : set.shops)
        if (each.shop.empty() && each.platform == platform)
            apply(each);
    if (result.hours == nullptr)
        result.hours = &set.default_calendar;
    return result;
}

} // namespace chatqc::rules
