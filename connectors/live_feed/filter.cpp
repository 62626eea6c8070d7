#include "connectors/live_feed/filter.h"

#include <algorithm>
#include <charconv>

namespace chatqc::connectors {

namespace {

constexpr std::size_t values_max = 200; // of one filter

template <class Call> void each_value(std::string_view text, const Call& call)
{
    while (!text.empty()) {
        const std::string_view value = text.substr(0, text.find(','));
        text.remove_prefix(std::min(value.size() + 1, text.size()));
        if (!value.empty()) {
            call(value);
        }
    }
}

bool holds(const std::set<std::string, std::less<>>& wanted, std::string_view value)
{
    return wanted.empty() || wanted.find(value) != wanted.end();
}

std::optional<std::uint64_t> position_of(std::string_view text)
{
    std::uint64_t value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

} // namespace

bool feed_filter::accepts(const feed_item& item) const
{
    return item.tenant == tenant && holds(shops, item.shop) && holds(agents, item.agent) &&
           holds(rules, item.rule) && (levels.empty() || levels.count(item.level) != 0);
}

feed_request parse_feed_request(const http_request& request)
{
    feed_request found;
    std::size_t values = 0;
    for (const auto& [name, text] : request.query) {
        feed_filter& filter = found.filter;
        each_value(text, [&, &key = name](std::string_view value) {
            if (++values > values_max) {
                found.error = error_response(400, "bad_filter", "more than 200 values");
            } else if (key == "shop") {
                filter.shops.emplace(value);
            } else if (key == "agent") {
                filter.agents.emplace(value);
            } else if (key == "rule") {
                filter.rules.emplace(value);
            } else if (key == "level") {
                if (const auto level = rules::level_of(value); level) {
                    filter.levels.insert(*level);
                } else {
                    found.error =
                        error_response(400, "bad_filter", "level: minor, moderate, major or critical");
                }
            } else if (key == "since") {
                found.since = position_of(value);
                if (!found.since) {
                    found.error = error_response(400, "bad_since", "since: a feed position");
                }
            }
        });
    }
    if (!request.last_event_id.empty()) {
        found.since = position_of(request.last_event_id);
        if (!found.since) {
            found.error = error_response(400, "bad_since", "Last-Event-ID: a feed position");
        }
    }
    return found;
}

} // namespace chatqc::connectors
