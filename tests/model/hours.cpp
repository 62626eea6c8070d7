#include "tests/model/hours.h"

#include <algorithm>
#include <stdexcept>

namespace chatqc::model {

namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;

milliseconds offset_of(const std::string& zone)
{
    if (zone == "Asia/Shanghai")
        return hours{8};
    if (zone == "Asia/Kolkata")
        return minutes{330};
    if (zone == "UTC")
        return hours{0};
    throw std::invalid_argument("the model knows no zone " + zone);
}

struct stretch {
    instant from{}, to{};
};

// When the shop works on the local day that begins `day` days after 1970-01-01, over midnight if so written.
stretch working_on(const rules::calendar& shop, days day)
{
    rules::day_hours open = shop.working;
    for (const auto& each : shop.exceptions) {
        if (std::chrono::sys_days{each.date} == std::chrono::sys_days{day}) {
            if (each.closed)
                return {};
            open = each.working;
        }
    }
    const instant midnight{std::chrono::sys_days{day} - offset_of(shop.zone)};
    const auto to = open.to > open.from ? open.to : open.to + days{1};
    return {midnight + open.from, midnight + to};
}

days local_day(const rules::calendar& shop, instant at)
{
    return floor<days>(at + offset_of(shop.zone)).time_since_epoch();
}

} // namespace

bool is_within(const rules::day_hours& range, const rules::calendar& shop, instant at)
{
    const auto local = at + offset_of(shop.zone);
    const auto time = local - floor<days>(local);
    return range.from < range.to ? range.from <= time && time < range.to
                                 : range.from <= time || time < range.to;
}

std::int64_t shop_day(const rules::calendar& shop, instant at)
{
    return local_day(shop, at - shop.day_start).count();
}

instant day_begin(const rules::calendar& shop, std::int64_t day)
{
    return instant{std::chrono::sys_days{days{day}} - offset_of(shop.zone) + shop.day_start};
}

milliseconds worked(const rules::calendar& shop, instant from, instant to)
{
    milliseconds sum{0};
    for (auto day = local_day(shop, from) - days{1}; day <= local_day(shop, to); ++day) {
        const auto open = working_on(shop, day);
        sum += std::max(milliseconds{0}, std::min(open.to, to) - std::max(open.from, from));
    }
    return sum;
}

std::optional<instant> after_work(const rules::calendar& shop, instant from, milliseconds amount)
{
    for (auto day = local_day(shop, from) - days{1}; day < local_day(shop, from) + days{400}; ++day) {
        const auto open = working_on(shop, day);
        const auto begin = std::max(open.from, from);
        if (open.to <= begin)
            continue;
        if (open.to - begin >= amount)
            return begin + amount;
        amount -= open.to - begin;
    }
    return std::nullopt;
}

} // namespace chatqc::model
