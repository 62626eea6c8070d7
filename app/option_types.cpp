#include "app/option_types.h"

#include "app/duration.h"

#include <CLI/CLI.hpp>

#include <charconv>
#include <cstdint>

namespace chatqc::app {
namespace {

template <class T> bool whole_number(std::string_view text, T& value)
{
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    return !text.empty() && read.ec == std::errc{} && read.ptr == end;
}

} // namespace

CLI::Option*
add_duration(CLI::App& to, const std::string& name, std::chrono::milliseconds& value, const std::string& help)
{
    const auto take = [&value, name](const std::string& text) {
        const auto read = duration_of(text);
        if (!read) {
            throw CLI::ValidationError{name, text + " is no duration (500ms, 2s, 30m, 24h, 7d)"};
        }
        value = *read;
    };
    return to.add_option_function<std::string>(name, take, help)
        ->type_name("DURATION")
        ->default_str(duration_text(value));
}

CLI::Option* add_time(
    CLI::App& to, const std::string& name, std::optional<engine::time_point>& value, const std::string& help
)
{
    const auto take = [&value, name](const std::string& text) {
        value = time_of(text);
        if (!value) {
            throw CLI::ValidationError{
                name, text + " is no time (2025-11-11T10:10:15+08:00, or ms since 1970)"};
        }
    };
    return to.add_option_function<std::string>(name, take, help)->type_name("TIME");
}

std::string check_listen(const std::string& text)
{
    const auto colon = text.rfind(':');
    std::uint16_t port = 0;
    if (colon == std::string::npos || colon == 0 ||
        !whole_number(std::string_view{text}.substr(colon + 1), port)) {
        return "expected HOST:PORT, as in 127.0.0.1:8080";
    }
    return "";
}

std::string check_time_of_day(const std::string& text)
{
    unsigned hour = 0;
    unsigned minute = 0;
    const std::string_view view = text;
    const bool is_right =
        view.empty() || (view.size() == 5 && view[2] == ':' && whole_number(view.substr(0, 2), hour) &&
                         whole_number(view.substr(3), minute) && hour < 24 && minute < 60);
    return is_right ? "" : "expected HH:MM, as in 07:30, or \"\" for never";
}

} // namespace chatqc::app
