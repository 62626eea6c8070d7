// The mapping file of `chatqc convert`: which column is which field of a message, and how the values are read
// (docs/cli.md has the format). Parsed and checked here; applied to rows in app/convert_rows.
#pragma once

#include "app/config.h"
#include "app/convert_time.h"
#include "rules/vocabulary.h"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace chatqc::app {

// Where a mapping's values come from. `speaker` is no field of a message: whoever wrote it, agent or
// customer.
enum class mapped_field : std::uint8_t {
    conversation,
    ts,
    id,
    seq,
    role,
    kind,
    event,
    text,
    sender,
    to,
    platform,
    shop,
    group,
    customer,
    ref,
    speaker
};

inline constexpr std::size_t mapped_field_count = 16;

std::string_view name_of(mapped_field field);

struct value_source {
    std::vector<std::string>
        columns;          // by header name, or `@3` by position from 1; several are joined by a blank
    std::string constant; // instead of columns
    bool is_set = false;
};

// Which spelling in the table means which value; spellings of the wire format always mean themselves.
template <class T> struct value_names {
    std::map<std::string, T, std::less<>> values;
    std::optional<T> otherwise; // any other spelling; none: an error in that row
};

struct convert_mapping {
    std::array<value_source, mapped_field_count> fields;
    std::vector<std::pair<std::string, value_source>> attrs; // by name
    value_names<rules::role> roles;
    value_names<rules::kind> kinds;
    value_names<rules::event> events;
    std::vector<std::string> agents;         // names of speakers who are agents, sorted
    std::vector<std::string> agent_prefixes; // written with a `*` at the end
    std::string zone = "Asia/Shanghai";      // of local times; IANA name
    time_style time = time_style::automatic;
    bool newest_first = false; // the rows run backwards in time

    [[nodiscard]] const value_source& of(mapped_field field) const
    {
        return fields[static_cast<std::size_t>(field)];
    }

    [[nodiscard]] bool is_agent(std::string_view speaker) const;
};

// All errors at once; if there are any, the mapping is not to be used. `folder` is where files it names are
// looked for.
convert_mapping parse_mapping(
    std::string_view text, std::string_view name, const std::string& folder, std::vector<config_error>& errors
);
convert_mapping read_mapping(const std::string& path, std::vector<config_error>& errors);

} // namespace chatqc::app
