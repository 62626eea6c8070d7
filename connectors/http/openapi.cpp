#include "connectors/http/openapi.h"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace chatqc::connectors {

namespace {

constexpr std::string_view methods[] = {"get", "head", "post", "put", "patch", "delete"};

std::string upper(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    });
    return out;
}

std::size_t indent_of(std::string_view line)
{
    return std::min(line.find_first_not_of(' '), line.size());
}

void tell_missing(
    const std::vector<std::string>& has,
    const std::vector<std::string>& lacks,
    std::string_view where,
    std::vector<std::string>& told
)
{
    std::vector<std::string> missing;
    std::set_difference(has.begin(), has.end(), lacks.begin(), lacks.end(), std::back_inserter(missing));
    for (const std::string& each : missing) {
        told.push_back(each + " is not " + std::string(where));
    }
}

} // namespace

std::vector<std::string> operations_of_openapi(std::string_view yaml)
{
    std::vector<std::string> found;
    bool in_paths = false;
    std::string path;
    while (!yaml.empty()) {
        std::string_view line = yaml.substr(0, yaml.find('\n'));
        yaml.remove_prefix(std::min(line.size() + 1, yaml.size()));
        const std::size_t indent = indent_of(line);
        line.remove_prefix(indent);
        if (line.empty() || line.front() == '#' || line.back() != ':') {
            in_paths = in_paths && (indent > 0 || line.empty());
            continue;
        }
        line.remove_suffix(1);
        if (indent == 0) {
            in_paths = line == "paths";
        } else if (in_paths && indent == 2) {
            path = line;
        } else if (in_paths && indent == 4 && std::find(std::begin(methods), std::end(methods), line) != std::end(methods)) {
            found.push_back(upper(line) + " " + path);
        }
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<std::string> operations_of(const std::vector<endpoint>& rows)
{
    std::vector<std::string> found;
    for (const endpoint& row : rows) {
        found.push_back(row.method + " " + row.pattern);
    }
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<std::string> compare_with_openapi(std::string_view yaml, const std::vector<endpoint>& rows)
{
    const std::vector<std::string> described = operations_of_openapi(yaml);
    const std::vector<std::string> served = operations_of(rows);
    std::vector<std::string> told;
    tell_missing(served, described, "described", told);
    tell_missing(described, served, "served", told);
    return told;
}

} // namespace chatqc::connectors
