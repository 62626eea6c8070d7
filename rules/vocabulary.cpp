#include "rules/vocabulary.h"

#include <span>

namespace chatqc::rules {

namespace {

// Spellings in the order of the enumerators; the wire, rule files and metrics all use these.
constexpr std::array<std::string_view, 6> roles{"customer", "agent", "assist", "bot", "autoreply", "system"};
constexpr std::array<std::string_view, 9> kinds{
    "text", "image", "voice", "video", "emoji", "card", "link", "file", "event"};
constexpr std::array<std::string_view, 15> events{
    "",
    "open",
    "close",
    "queue",
    "assign",
    "transfer",
    "recall",
    "edit",
    "status",
    "order_placed",
    "order_paid",
    "rating_invite",
    "rating",
    "read",
    "blocked"};
constexpr std::array<std::string_view, 4> levels{"minor", "moderate", "major", "critical"};
constexpr std::array<std::string_view, category_count> categories{
    "timeliness", "standards", "attitude", "professionalism", "sales", "compliance"};
constexpr std::array<std::string_view, 3> modes{"live", "shadow", "off"};

template <class T> std::string_view spelling(T value, std::span<const std::string_view> names)
{
    const auto index = static_cast<std::size_t>(value);
    return index < names.size() ? names[index] : std::string_view{};
}

template <class T> std::optional<T> value_of(std::string_view name, std::span<const std::string_view> names)
{
    if (name.empty())
        return std::nullopt;
    for (std::size_t i = 0; i < names.size(); ++i)
        if (names[i] == name)
            return static_cast<T>(i);
    return std::nullopt;
}

} // namespace

std::string_view name_of(role value)
{
    return spelling(value, roles);
}

std::string_view name_of(kind value)
{
    return spelling(value, kinds);
}

std::string_view name_of(event value)
{
    return spelling(value, events);
}

std::string_view name_of(level value)
{
    return spelling(value, levels);
}

std::string_view name_of(category value)
{
    return spelling(value, categories);
}

std::string_view name_of(mode value)
{
    return spelling(value, modes);
}

std::optional<role> role_of(std::string_view name)
{
    return value_of<role>(name, roles);
}

std::optional<kind> kind_of(std::string_view name)
{
    return value_of<kind>(name, kinds);
}

std::optional<event> event_of(std::string_view name)
{
    return value_of<event>(name, events);
}

std::optional<level> level_of(std::string_view name)
{
    return value_of<level>(name, levels);
}

std::optional<category> category_of(std::string_view name)
{
    return value_of<category>(name, categories);
}

std::optional<mode> mode_of(std::string_view name)
{
    return value_of<mode>(name, modes);
}

} // namespace chatqc::rules
