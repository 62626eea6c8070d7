// What a subscriber of the live feed wants to see: its query parameters, checked, and their test.
#pragma once

#include "connectors/net/http.h"
#include "rules/vocabulary.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>

namespace chatqc::connectors {

// One published verdict or revision, or what has become of an incident.
struct feed_item {
    enum class kind : std::uint8_t { verdict, incident };

    kind what = kind::verdict;
    std::uint64_t position = 0;
    std::string tenant, shop, agent, rule;
    rules::level level = rules::level::minor;
    std::string json; // the verdict or incident, one object without line breaks
};

struct feed_filter {
    std::string tenant;
    std::set<std::string, std::less<>> shops, agents, rules; // empty: all
    std::set<rules::level> levels;

    [[nodiscard]] bool accepts(const feed_item& item) const;
};

struct feed_request {
    feed_filter filter; // without its tenant
    std::optional<std::uint64_t> since;
    std::optional<http_response> error; // then the rest means nothing
};

// shop, agent, rule, level, each repeated or with commas; since, or the header Last-Event-ID (SSE), which
// wins.
feed_request parse_feed_request(const http_request& request);

} // namespace chatqc::connectors
