#include "app/convert_rows.h"

#include "app/convert_decode.h"
#include "app/trimmed.h"
#include "connectors/codec/decode.h"
#include "connectors/codec/encode.h"
#include "engine/json_text.h"

#include <fmt/format.h>
#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace chatqc::app {
namespace {

using rules::role;

bool same_ignoring_ascii_case(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) {
        return lower(x) == lower(y);
    });
}

// What identifies a row whatever else the table holds: every part with its length, so that no two mix.
std::string identity_of(const engine::message& value, std::uint64_t occurrence)
{
    std::string bytes;
    for (const std::string_view part : {value.conversation, rules::name_of(value.role), value.text}) {
        bytes += std::to_string(part.size()) + ':';
        bytes += part;
    }
    bytes += std::to_string(value.ts.time_since_epoch().count()) + ':' + std::to_string(occurrence);
    const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
    return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
}

} // namespace

struct row_converter::state {
    struct bound {
        std::vector<std::size_t> columns;
        std::string_view constant;
    };

    convert_mapping mapping;
    engine::zone_table zone;
    std::array<bound, mapped_field_count> fields;
    std::vector<bound> attrs;
    std::array<std::string, mapped_field_count> values; // of the row at hand, trimmed
    std::string attrs_json, id;
    // Hash → rows seen; a clash would only shift a number that is stable all the same.
    std::unordered_map<std::uint64_t, std::uint32_t> at_time, alike;
    connectors::message_decoder decoder;

    [[nodiscard]] const std::string& value(mapped_field field) const
    {
        return values[static_cast<std::size_t>(field)];
    }

    [[nodiscard]] bool is_mapped(mapped_field field) const { return mapping.of(field).is_set; }

    // What was said is kept as it stands; everything else loses the blanks around it.
    static void
    collect(const bound& from, const std::vector<std::string>& cells, bool as_it_stands, std::string& out)
    {
        out = from.constant;
        for (const std::size_t column : from.columns) {
            std::string_view cell =
                column < cells.size() ? std::string_view{cells[column]} : std::string_view{};
            cell = as_it_stands ? cell : trimmed(cell);
            if (!out.empty() && !cell.empty()) {
                out += ' ';
            }
            out += cell;
        }
    }

    bound bind(
        const value_source& source, const std::vector<std::string>& header, std::vector<std::string>& problems
    ) const
    {
        bound result{{}, source.constant};
        for (const std::string& name : source.columns) {
            const auto is_it = [&](const std::string& cell) {
                return same_ignoring_ascii_case(trimmed(cell), name);
            };
            const auto found = std::find_if(header.begin(), header.end(), is_it);
            std::size_t position = 0;
            const char* const end = name.data() + name.size();
            if (found != header.end()) {
                result.columns.push_back(static_cast<std::size_t>(found - header.begin()));
                if (std::find_if(found + 1, header.end(), is_it) != header.end()) {
                    problems.push_back(
                        "column \"" + name + "\" stands twice in the table; name it by position (@3)"
                    );
                }
            } else if (name.starts_with('@') && std::from_chars(name.data() + 1, end, position).ptr == end
                       && position >= 1 && position <= header.size()) {
                result.columns.push_back(position - 1);
            } else {
                problems.push_back("there is no column \"" + name + '"');
            }
        }
        return result;
    }

    template <class T>
    bool named(
        mapped_field field,
        const value_names<T>& names,
        std::optional<T> (*lookup)(std::string_view),
        T& out,
        std::string& problem
    ) const
    {
        const std::string& spelling = value(field);
        if (const auto found = names.values.find(spelling); found != names.values.end()) {
            out = found->second;
        } else if (const auto wire = lookup(spelling)) {
            out = *wire;
        } else if (names.otherwise) {
            out = *names.otherwise;
        } else {
            problem = fmt::format(
                "{0} \"{1}\" means nothing yet; add it to a {0}.… line of the mapping",
                name_of(field),
                spelling
            );
            return false;
        }
        return true;
    }

    bool fill_role(engine::message& out, std::string& problem) const
    {
        const std::string& speaker = value(mapped_field::speaker);
        if (is_mapped(mapped_field::role)) {
            if (!named(mapped_field::role, mapping.roles, &rules::role_of, out.role, problem)) {
                return false;
            }
        } else {
            if (speaker.empty()) {
                problem = "the speaker is missing";
                return false;
            }
            out.role = mapping.is_agent(speaker) ? role::agent : role::customer;
        }
        const auto own = [&](mapped_field field) -> std::string_view {
            return is_mapped(field) ? value(field) : speaker;
        };
        const bool is_customer = out.role == role::customer;
        out.sender = is_customer ? std::string_view{} : own(mapped_field::sender);
        out.customer =
            is_customer ? own(mapped_field::customer) : std::string_view{value(mapped_field::customer)};
        return true;
    }

    bool fill_kind(engine::message& out, std::string& problem) const
    {
        if (!value(mapped_field::event).empty()) {
            out.kind = rules::kind::event;
            if (!named(mapped_field::event, mapping.events, &rules::event_of, out.event, problem)) {
                return false;
            }
        } else if (is_mapped(mapped_field::kind) && (!value(mapped_field::kind).empty() || mapping.kinds.otherwise)) {
            if (!named(mapped_field::kind, mapping.kinds, &rules::kind_of, out.kind, problem)) {
                return false;
            }
        }
        out.text = value(mapped_field::text);
        if (out.kind == rules::kind::text && out.text.empty()) {
            problem = "the text is empty (if the row is an image or the like, map its `kind`)";
            return false;
        }
        return true;
    }

    bool fill_time(engine::message& out, std::string& problem)
    {
        const auto time = read_time(value(mapped_field::ts), mapping.time, problem);
        if (!time) {
            return false;
        }
        out.ts = to_utc(*time, zone);
        const std::string& seq = value(mapped_field::seq);
        if (is_mapped(mapped_field::seq)) {
            const char* const end = seq.data() + seq.size();
            if (!seq.empty() && std::from_chars(seq.data(), end, out.seq).ptr != end) {
                problem = "seq is no whole number: " + seq;
                return false;
            }
        }
        return true;
    }

    void fill_attrs(engine::message& out, const std::vector<std::string>& cells)
    {
        attrs_json.clear();
        std::string text;
        for (std::size_t i = 0; i < attrs.size(); ++i) {
            collect(attrs[i], cells, false, text);
            if (!text.empty()) {
                attrs_json += attrs_json.empty() ? '{' : ',';
                engine::append_json_string(attrs_json, mapping.attrs[i].first);
                attrs_json += ':';
                engine::append_json_string(attrs_json, text);
            }
        }
        attrs_json += attrs_json.empty() ? "" : "}";
        out.attrs = attrs_json;
    }

    // Only rows that are messages count.
    void number(engine::message& out)
    {
        const std::uint64_t place =
            engine::hash_conversation(static_cast<engine::tenant_id>(0), out.conversation) ^
            XXH3_64bits(&out.ts, sizeof out.ts);
        if (!is_mapped(mapped_field::seq)) {
            const std::uint32_t before = at_time[place]++;
            out.seq =
                mapping.newest_first ? -static_cast<std::int64_t>(before) : static_cast<std::int64_t>(before);
        }
        if (out.id.empty()) {
            const std::string content = identity_of(out, 0);
            const std::uint32_t before = alike[XXH3_64bits(content.data(), content.size())]++;
            id = before == 0 ? content : identity_of(out, before);
            out.id = id;
        }
    }
};

row_converter::row_converter(convert_mapping mapping, engine::zone_table zone)
    : state_{std::make_unique<state>()}
{
    state_->mapping = std::move(mapping);
    state_->zone = std::move(zone);
}

row_converter::~row_converter() = default;

bool row_converter::bind(const std::vector<std::string>& header, std::vector<std::string>& problems)
{
    for (std::size_t i = 0; i < mapped_field_count; ++i) {
        state_->fields[i] = state_->bind(state_->mapping.fields[i], header, problems);
    }
    for (const auto& [name, source] : state_->mapping.attrs) {
        state_->attrs.push_back(state_->bind(source, header, problems));
    }
    return problems.empty();
}

bool row_converter::convert(const std::vector<std::string>& cells, std::string& out, std::string& problem)
{
    state& my = *state_;
    for (std::size_t i = 0; i < mapped_field_count; ++i) {
        const mapped_field field{static_cast<std::uint8_t>(i)};
        state::collect(my.fields[i], cells, field == mapped_field::text, my.values[i]);
        if (my.values[i].find(broken_mark) != std::string::npos) {
            problem = fmt::format("{} holds bytes that are no text in this encoding", name_of(field));
            return false;
        }
    }
    engine::message message;
    message.conversation = my.value(mapped_field::conversation);
    message.id = my.value(mapped_field::id);
    if (!my.fill_time(message, problem) || !my.fill_role(message, problem) ||
        !my.fill_kind(message, problem)) {
        return false;
    }
    my.fill_attrs(message, cells);
    const bool takes_to = message.role == role::customer || message.kind == rules::kind::event;
    message.to = takes_to ? std::string_view{my.value(mapped_field::to)} : std::string_view{};
    message.platform = my.value(mapped_field::platform);
    message.shop = my.value(mapped_field::shop);
    message.group = my.value(mapped_field::group);
    message.ref = my.value(mapped_field::ref);

    my.number(message);
    const std::size_t begin = out.size();
    connectors::append_message_json(out, message);
    // What the server would refuse is better told here, beside the row.
    const auto read = my.decoder.decode_line(std::string_view{out}.substr(begin), {.tenant_name = ""});
    if (read.what != connectors::message_decoder::line_result::kind::message) {
        out.resize(begin);
        problem = read.why.message + " (" + read.why.code + ')';
        return false;
    }
    out += '\n';
    return true;
}

} // namespace chatqc::app
