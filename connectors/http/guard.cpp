#include "connectors/http/guard.h"

#include <algorithm>
#include <cctype>

namespace chatqc::connectors {

namespace {

std::string lower(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), [](char c) {
        return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    });
    return out;
}

bool is_loopback_address(std::string_view name)
{
    return name == "[::1]" ||
           (name.starts_with("127.") && name.find_first_not_of("0123456789.") == std::string_view::npos);
}

} // namespace

std::string_view host_name(std::string_view host)
{
    if (host.starts_with('[')) {
        return host.substr(0, host.find(']') == std::string_view::npos ? host.size() : host.find(']') + 1);
    }
    return host.substr(0, host.find(':'));
}

bool is_own_name(std::string_view host, const std::vector<std::string>& also)
{
    const std::string name = lower(host_name(host));
    return name == "localhost" || is_loopback_address(name) ||
           std::any_of(also.begin(), also.end(), [&](const std::string& each) {
               return lower(each) == name;
           });
}

bool is_allowed_origin(const http_request& request, const std::vector<std::string>& also)
{
    if (request.origin.empty()) {
        return true; // no browser
    }
    const std::string origin = lower(request.origin);
    const std::size_t scheme_end = origin.find("://");
    if (scheme_end != std::string::npos && origin.substr(scheme_end + 3) == lower(request.host)) {
        return true;
    }
    return std::any_of(also.begin(), also.end(), [&](const std::string& each) {
        return lower(each) == origin;
    });
}

bool has_token_in_query(const http_request& request)
{
    return std::any_of(request.query.begin(), request.query.end(), [](const auto& each) {
        const std::string name = lower(each.first);
        return name == "token" || name == "access_token" || name == "authorization" || name == "bearer";
    });
}

} // namespace chatqc::connectors
