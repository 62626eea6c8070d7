#include "app/convert_mapping.h"

#include "app/convert_decode.h"
#include "app/text_file.h"
#include "app/trimmed.h"

#include <algorithm>
#include <functional>
#include <set>

namespace chatqc::app {
namespace {

constexpr std::array<std::string_view, mapped_field_count> field_names{
    "conversation",
    "ts",
    "id",
    "seq",
    "role",
    "kind",
    "event",
    "text",
    "sender",
    "to",
    "platform",
    "shop",
    "group",
    "customer",
    "ref",
    "speaker"};

// Splits at `separator` outside of quotes; blanks and quotes around each part go.
std::vector<std::string> parts_of(std::string_view text, char separator)
{
    std::vector<std::string> parts;
    while (!text.empty()) {
        text = trimmed(text);
        std::string part;
        std::size_t end = 0;
        if (text.starts_with('"') && text.find('"', 1) != std::string_view::npos) {
            const auto quote = text.find('"', 1);
            part = text.substr(1, quote - 1);
            end = std::min(text.find(separator, quote), text.size());
        } else {
            end = std::min(text.find(separator), text.size());
            part = trimmed(text.substr(0, end));
        }
        if (!part.empty()) {
            parts.push_back(std::move(part));
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

// Mappings and lists are written by the same people on the same machines as the tables.
std::string decoded(std::string_view bytes)
{
    std::string text;
    text_decoder decoder{text_encoding::automatic};
    decoder.feed(bytes, true, text);
    return text;
}

value_source source_of(std::string_view value)
{
    value_source source;
    source.is_set = true;
    if (value.starts_with('=')) {
        source.constant = trimmed(value.substr(1));
    } else {
        source.columns = parts_of(value, '+');
    }
    return source;
}

template <class T>
bool add_names(
    value_names<T>& names,
    std::string_view value_name,
    std::optional<T> (*lookup)(std::string_view),
    std::string_view text
)
{
    if (value_name == "else") {
        names.otherwise = lookup(trimmed(text));
        return names.otherwise.has_value();
    }
    const auto value = lookup(value_name);
    if (!value) {
        return false;
    }
    for (std::string& spelling : parts_of(text, ',')) {
        names.values.insert_or_assign(std::move(spelling), *value);
    }
    return true;
}

class mapping_parser {
public:
    mapping_parser(std::string_view name, const std::string& folder, std::vector<config_error>& errors)
        : name_{name}, folder_{folder}, errors_{errors}
    {
    }

    void line(std::string_view text, unsigned number)
    {
        line_ = number;
        text = trimmed(text);
        if (text.empty() || text.starts_with('#')) {
            return;
        }
        const auto colon = text.find(':');
        if (colon == std::string_view::npos) {
            return fail("", "expected `field: column`");
        }
        const std::string key{trimmed(text.substr(0, colon))};
        const std::string_view value = without_comment(trimmed(text.substr(colon + 1)));
        if (!seen_.insert(key).second) {
            return fail(key, "already given");
        }
        if (value.empty()) {
            return fail(key, "has no value");
        }
        entry(key, value);
    }

    convert_mapping finish()
    {
        line_ = 0;
        const auto is_set = [this](mapped_field field) { return mapping_.of(field).is_set; };
        if (!is_set(mapped_field::conversation)) {
            fail("conversation", "is missing: which column tells the conversations apart?");
        }
        if (!is_set(mapped_field::ts)) {
            fail("ts", "is missing: which column holds the time?");
        }
        const bool by_name =
            is_set(mapped_field::speaker) && (!mapping_.agents.empty() || !mapping_.agent_prefixes.empty());
        if (!is_set(mapped_field::role) && !by_name) {
            fail("role", "is missing: give its column, or `speaker` with a list of `agents`");
        }
        std::sort(mapping_.agents.begin(), mapping_.agents.end());
        return std::move(mapping_);
    }

private:
    // A `#` after a blank begins a comment, but not between quotes.
    static std::string_view without_comment(std::string_view value)
    {
        bool is_quoted = false;
        for (std::size_t i = 0; i < value.size(); ++i) {
            is_quoted = is_quoted != (value[i] == '"');
            if (!is_quoted && value[i] == '#' && i > 0 && value[i - 1] == ' ') {
                return trimmed(value.substr(0, i));
            }
        }
        return value;
    }

    void fail(std::string key, std::string message)
    {
        errors_.push_back({std::string{name_}, line_, std::move(key), std::move(message)});
    }

    void entry(const std::string& key, std::string_view value)
    {
        const auto dot = key.find('.');
        const std::string_view head = std::string_view{key}.substr(0, dot);
        if (dot != std::string::npos) {
            return dotted(key, head, std::string_view{key}.substr(dot + 1), value);
        }
        const auto field = std::find(field_names.begin(), field_names.end(), key);
        if (field != field_names.end()) {
            mapping_.fields[static_cast<std::size_t>(field - field_names.begin())] = source_of(value);
        } else if (!setting(key, value)) {
            fail(key, "is no field of a message and no setting");
        }
    }

    void dotted(const std::string& key, std::string_view head, std::string_view tail, std::string_view value)
    {
        bool known = true;
        if (head == "role") {
            known = add_names(mapping_.roles, tail, &rules::role_of, value);
        } else if (head == "kind") {
            known = add_names(mapping_.kinds, tail, &rules::kind_of, value);
        } else if (head == "event") {
            known = add_names(mapping_.events, tail, &rules::event_of, value);
        } else if (head == "attrs") {
            mapping_.attrs.emplace_back(tail, source_of(value));
        } else {
            return fail(key, "only role, kind, event and attrs are followed by a point");
        }
        if (!known) {
            fail(key, "there is no such " + std::string{head});
        }
    }

    bool setting(const std::string& key, std::string_view value)
    {
        if (key == "zone") {
            mapping_.zone = value;
        } else if (key == "time_format") {
            const auto style = time_style_of(value);
            mapping_.time = style.value_or(time_style::automatic);
            if (!style) {
                fail(key, "is one of auto, dmy, mdy, epoch_s, epoch_ms, excel");
            }
        } else if (key == "rows") {
            mapping_.newest_first = value == "newest_first";
            if (!mapping_.newest_first && value != "oldest_first") {
                fail(key, "is oldest_first or newest_first");
            }
        } else if (key == "agents") {
            for (std::string& agent : parts_of(value, ',')) {
                add_agent(std::move(agent));
            }
        } else if (key == "agents_file") {
            agents_from(key, value);
        } else {
            return false;
        }
        return true;
    }

    void agents_from(const std::string& key, std::string_view value)
    {
        const std::string path = value.starts_with('/') || folder_.empty()
                                     ? std::string{value}
                                     : folder_ + '/' + std::string{value};
        std::string problem;
        const auto text = read_text_file(path, problem);
        if (!text) {
            return fail(key, path + ' ' + problem);
        }
        for (const std::string& line : parts_of(decoded(*text), '\n')) {
            if (!line.starts_with('#')) {
                add_agent(std::string{without_comment(line)});
            }
        }
    }

    void add_agent(std::string agent)
    {
        if (agent.ends_with('*')) {
            agent.pop_back();
            mapping_.agent_prefixes.push_back(std::move(agent));
        } else {
            mapping_.agents.push_back(std::move(agent));
        }
    }

    std::string_view name_;
    const std::string& folder_;
    std::vector<config_error>& errors_;
    convert_mapping mapping_;
    std::set<std::string> seen_;
    unsigned line_ = 0;
};

} // namespace

std::string_view name_of(mapped_field field)
{
    return field_names[static_cast<std::size_t>(field)];
}

bool convert_mapping::is_agent(std::string_view speaker) const
{
    return std::binary_search(agents.begin(), agents.end(), speaker, std::less<>{}) ||
           std::any_of(agent_prefixes.begin(), agent_prefixes.end(), [&](const std::string& prefix) {
               return speaker.starts_with(prefix);
           });
}

convert_mapping parse_mapping(
    std::string_view text, std::string_view name, const std::string& folder, std::vector<config_error>& errors
)
{
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.remove_prefix(3);
    }
    mapping_parser parser{name, folder, errors};
    for (unsigned number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        parser.line(text.substr(0, end), number);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parser.finish();
}

convert_mapping read_mapping(const std::string& path, std::vector<config_error>& errors)
{
    std::string problem;
    const auto text = read_text_file(path, problem);
    if (!text) {
        errors.push_back({path, 0, "", problem});
        return {};
    }
    const auto slash = path.rfind('/');
    return parse_mapping(
        decoded(*text), path, slash == std::string::npos ? "" : path.substr(0, slash + 1), errors
    );
}

} // namespace chatqc::app
