#include "connectors/net/url.h"

namespace chatqc::connectors {

namespace {

int hex_value(char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

bool is_unreserved(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

bool is_port(std::string_view text)
{
    return !text.empty() && text.size() <= 5 &&
           text.find_first_not_of("0123456789") == std::string_view::npos;
}

} // namespace

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_blank) {
            out.push_back(' ');
        } else if (text[i] != '%') {
            out.push_back(text[i]);
        } else {
            const int high = i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
            const int low = i + 2 < text.size() ? hex_value(text[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return std::nullopt;
            }
            out.push_back(static_cast<char>(high * 16 + low));
            i += 2;
        }
    }
    return out;
}

std::string percent_encoded(std::string_view text)
{
    static constexpr char digits[] = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        if (is_unreserved(c)) {
            out.push_back(c);
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out.push_back('%');
            out.push_back(digits[byte >> 4]);
            out.push_back(digits[byte & 0xf]);
        }
    }
    return out;
}

std::optional<query_parameters> parse_query(std::string_view text)
{
    query_parameters found;
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find('&'));
        text.remove_prefix(pair.size() < text.size() ? pair.size() + 1 : pair.size());
        if (pair.empty()) {
            continue;
        }
        const std::size_t equals = pair.find('=');
        auto name = percent_decoded(pair.substr(0, equals), true);
        auto value =
            percent_decoded(equals == pair.npos ? std::string_view{} : pair.substr(equals + 1), true);
        if (!name || !value) {
            return std::nullopt;
        }
        found.emplace_back(std::move(*name), std::move(*value));
    }
    return found;
}

std::optional<server_address> parse_address(std::string_view url)
{
    std::string_view default_port;
    for (const std::string_view scheme : {"ws://", "http://"}) {
        if (url.starts_with(scheme)) {
            url.remove_prefix(scheme.size());
            default_port = "80";
            break;
        }
    }
    server_address found;
    const std::string_view authority = url.substr(0, url.find('/'));
    found.path = url.substr(authority.size());
    std::string_view rest = authority;
    if (authority.starts_with('[')) {
        const std::size_t end = authority.find(']');
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        found.host = authority.substr(1, end - 1);
        rest = authority.substr(end + 1);
    } else {
        found.host = authority.substr(0, authority.find(':'));
        rest = authority.substr(found.host.size());
    }
    if (!rest.empty() && rest.front() == ':') {
        found.port = rest.substr(1);
    } else if (rest.empty()) {
        found.port = default_port;
    }
    const bool plain = found.host.find_first_of("@?# \t\r\n") == std::string::npos;
    if (found.host.empty() || !plain || !is_port(found.port)) {
        return std::nullopt;
    }
    return found;
}

} // namespace chatqc::connectors
