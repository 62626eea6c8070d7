#include "connectors/codec/split.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace chatqc::connectors {

namespace {

constexpr std::string_view blanks = " \t\r\n";

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(blanks);
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

// The position behind the string that opens at `at`, or npos if it does not close.
std::size_t behind_string(std::string_view json, std::size_t at)
{
    for (std::size_t i = at + 1; i < json.size(); ++i) {
        if (json[i] == '\\') {
            ++i;
        } else if (json[i] == '"') {
            return i + 1;
        }
    }
    return std::string_view::npos;
}

std::size_t skip_digits(std::string_view text, std::size_t at)
{
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
        ++at;
    }
    return at;
}

// Whether `token` is a JSON number, and if so whether it is written as an integer.
bool is_number(std::string_view token, bool& integer)
{
    std::size_t at = !token.empty() && token.front() == '-' ? 1 : 0;
    const std::size_t whole = skip_digits(token, at);
    if (whole == at || (token[at] == '0' && whole > at + 1)) {
        return false;
    }
    at = whole;
    integer = true;
    if (at < token.size() && token[at] == '.') {
        const std::size_t end = skip_digits(token, at + 1);
        if (end == at + 1) {
            return false;
        }
        at = end;
        integer = false;
    }
    if (at < token.size() && (token[at] == 'e' || token[at] == 'E')) {
        ++at;
        if (at < token.size() && (token[at] == '+' || token[at] == '-')) {
            ++at;
        }
        const std::size_t end = skip_digits(token, at);
        if (end == at) {
            return false;
        }
        at = end;
        integer = false;
    }
    return at == token.size();
}

template <class T> bool fits(std::string_view token)
{
    T value{};
    return std::from_chars(token.data(), token.data() + token.size(), value).ec == std::errc{};
}

bool is_wide_number(std::string_view token)
{
    bool integer = false;
    if (!is_number(token, integer)) {
        return false;
    }
    if (integer) {
        return !fits<std::int64_t>(token) && !fits<std::uint64_t>(token);
    }
    return !fits<double>(token);
}

} // namespace

std::optional<std::vector<std::string_view>> split_array(std::string_view json, std::size_t most)
{
    json = trimmed(json);
    if (json.size() < 2 || json.front() != '[') {
        return std::nullopt;
    }
    std::vector<std::string_view> elements;
    std::size_t depth = 1;
    std::size_t begin = 1;
    for (std::size_t i = 1; i < json.size();) {
        const char c = json[i];
        if (c == '"') {
            i = behind_string(json, i);
            if (i == std::string_view::npos) {
                return std::nullopt;
            }
            continue;
        }
        if (c == '[' || c == '{') {
            ++depth;
        } else if (c == ']' || c == '}') {
            --depth;
        }
        if (depth == 0 || (depth == 1 && c == ',')) {
            elements.push_back(trimmed(json.substr(begin, i - begin)));
            begin = i + 1;
            if (elements.size() > most) {
                return elements;
            }
        }
        if (depth == 0) {
            if (i + 1 != json.size() || c != ']') {
                return std::nullopt;
            }
            if (elements.size() == 1 && elements.front().empty()) {
                elements.clear();
            }
            return elements;
        }
        ++i;
    }
    return std::nullopt;
}

std::string quote_wide_numbers(std::string_view json)
{
    constexpr std::string_view number_characters = "0123456789+-.eE";
    std::string out;
    out.reserve(json.size() + 16);
    for (std::size_t i = 0; i < json.size();) {
        const char c = json[i];
        std::size_t end = i + 1;
        if (c == '"') {
            end = std::min(behind_string(json, i), json.size());
        } else if (c == '-' || (c >= '0' && c <= '9')) {
            end = std::min(json.find_first_not_of(number_characters, i), json.size());
            if (is_wide_number(json.substr(i, end - i))) {
                out.push_back('"');
                out.append(json.substr(i, end - i));
                out.push_back('"');
                i = end;
                continue;
            }
        }
        out.append(json.substr(i, end - i));
        i = end;
    }
    return out;
}

} // namespace chatqc::connectors
