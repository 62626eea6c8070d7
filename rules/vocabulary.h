// The field's closed vocabularies (SPEC §1, §2): roles, kinds, events, levels, categories, modes, each with
// its one spelling on the wire and in rule files. No meaning lives here, only names.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace chatqc::rules {

enum class role : std::uint8_t { customer, agent, assist, bot, autoreply, system };
enum class kind : std::uint8_t { text, image, voice, video, emoji, card, link, file, event };

enum class event : std::uint8_t {
    none,
    open,
    close,
    queue,
    assign,
    transfer,
    recall,
    edit,
    status,
    order_placed,
    order_paid,
    rating_invite,
    rating,
    read,
    blocked
};

enum class level : std::uint8_t { minor, moderate, major, critical };
enum class category : std::uint8_t { timeliness, standards, attitude, professionalism, sales, compliance };
enum class mode : std::uint8_t { live, shadow, off };

inline constexpr std::size_t category_count = 6;

// The spelling of a value; never empty but for event::none.
std::string_view name_of(role value);
std::string_view name_of(kind value);
std::string_view name_of(event value);
std::string_view name_of(level value);
std::string_view name_of(category value);
std::string_view name_of(mode value);

// The value of a spelling, or nothing if there is none.
std::optional<role> role_of(std::string_view name);
std::optional<kind> kind_of(std::string_view name);
std::optional<event> event_of(std::string_view name);
std::optional<level> level_of(std::string_view name);
std::optional<category> category_of(std::string_view name);
std::optional<mode> mode_of(std::string_view name);

} // namespace chatqc::rules
