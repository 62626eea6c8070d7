#include "connectors/http/endpoints.h"

#include <algorithm>
#include <optional>

namespace chatqc::connectors {

namespace {

using path_values = std::map<std::string, std::string, std::less<>>;

std::string_view take_segment(std::string_view& path)
{
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(segment.size() + 1, path.size()));
    return segment;
}

// Whether the segment fits, its value put into `values`.
bool fits_segment(std::string_view pattern, std::string_view segment, path_values& values)
{
    const std::size_t open = pattern.find('{');
    if (open == std::string_view::npos) {
        return pattern == segment;
    }
    const std::size_t close = pattern.find('}', open);
    const std::string_view before = pattern.substr(0, open);
    const std::string_view after = pattern.substr(close + 1);
    if (segment.size() <= before.size() + after.size() || !segment.starts_with(before) ||
        !segment.ends_with(after)) {
        return false;
    }
    values[std::string(pattern.substr(open + 1, close - open - 1))] =
        segment.substr(before.size(), segment.size() - before.size() - after.size());
    return true;
}

std::optional<path_values> fits(std::string_view pattern, std::string_view path)
{
    path_values values;
    pattern.remove_prefix(1);
    path.remove_prefix(1);
    while (!pattern.empty() && !path.empty()) {
        const bool more_path = path.find('/') != std::string_view::npos;
        const bool more_pattern = pattern.find('/') != std::string_view::npos;
        if (more_path != more_pattern || !fits_segment(take_segment(pattern), take_segment(path), values)) {
            return std::nullopt;
        }
    }
    if (pattern.empty() != path.empty()) {
        return std::nullopt;
    }
    return values;
}

std::size_t literal_characters(std::string_view pattern)
{
    std::size_t count = 0;
    bool is_name = false;
    for (const char c : pattern) {
        is_name = is_name ? c != '}' : c == '{';
        count += is_name ? 0u : 1u;
    }
    return count;
}

bool serves(const endpoint& row, std::string_view method)
{
    return row.method == method || (row.method == "GET" && method == "HEAD" && row.handler);
}

} // namespace

std::string_view endpoint_request::parameter(std::string_view name) const
{
    for (const auto& [key, value] : query) {
        if (key == name) {
            return value;
        }
    }
    return {};
}

endpoint_table::endpoint_table(std::vector<endpoint> rows) : rows_(std::move(rows)) {}

endpoint_table::match endpoint_table::find(std::string_view method, std::string_view path) const
{
    match best;
    std::size_t best_literals = 0;
    for (const endpoint& row : rows_) {
        auto values = fits(row.pattern, path);
        if (!values) {
            continue;
        }
        if (!serves(row, method)) {
            best.allowed.append(best.allowed.empty() ? "" : ", ").append(row.method);
            continue;
        }
        const std::size_t literals = literal_characters(row.pattern);
        if (best.found == nullptr || literals > best_literals) {
            best.found = &row;
            best.path = std::move(*values);
            best_literals = literals;
        }
    }
    return best;
}

} // namespace chatqc::connectors
