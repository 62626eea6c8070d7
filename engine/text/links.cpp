#include "engine/text/links.h"

namespace chatqc::engine {
namespace {

char lower(char one)
{
    return one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one;
}

bool is_digit(char one)
{
    return one >= '0' && one <= '9';
}

bool is_letter(char one)
{
    return lower(one) >= 'a' && lower(one) <= 'z';
}

bool begins_with(std::string_view text, std::string_view prefix)
{
    if (text.size() < prefix.size()) {
        return false;
    }
    for (std::size_t at = 0; at < prefix.size(); ++at) {
        if (lower(text[at]) != prefix[at]) {
            return false;
        }
    }
    return true;
}

bool is_of_link(char one)
{
    return one > ' ' && one < 0x7F && std::string_view("\"<>\\^`{|}").find(one) == std::string_view::npos;
}

} // namespace

std::size_t link_length(std::string_view text)
{
    std::size_t scheme = 0;
    for (const std::string_view prefix : {"http://", "https://", "www."}) {
        if (begins_with(text, prefix)) {
            scheme = prefix.size();
        }
    }
    if (scheme == 0 || scheme == text.size() || !(is_letter(text[scheme]) || is_digit(text[scheme]))) {
        return 0;
    }
    std::size_t length = scheme;
    while (length < text.size() && is_of_link(text[length])) {
        ++length;
    }
    return length;
}

std::size_t emoji_code_length(std::string_view text)
{
    if (!begins_with(text, "#e-") || text.size() < 5 || !is_letter(text[3]) || !is_digit(text[4])) {
        return 0;
    }
    std::size_t length = 5;
    while (length < text.size() && length < 8 && is_digit(text[length])) {
        ++length;
    }
    return length;
}

} // namespace chatqc::engine
