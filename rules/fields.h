// Reads typed values out of syntax nodes and reports what does not fit: the one vocabulary all readers of
// rule files share. Which keys exist is said by the callers.
#pragma once

#include "rules/syntax.h"
#include "rules/values.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::rules {

// A map and the keys that were asked for; finish() reports every other key. Lives shorter than the node.
class fields {
public:
    // Reports wrong_type when `map` is no map; then every find() says null. `what` names it: "a rule",
    // "`scope`".
    fields(const node& map, reporter& report, std::string what);

    [[nodiscard]] bool is_map() const { return map_->what == node::kind::map; }

    [[nodiscard]] const node& at() const { return *map_; }

    [[nodiscard]] reporter& report() const { return *report_; }

    const node* find(std::string_view key);
    // Reports missing_key.
    const node* need(std::string_view key, std::string help = {});
    // Keys of the language that a later version will read: reported as not_available.
    void later(std::initializer_list<std::string_view> keys);
    void finish();

    // find() and read in one step; the value is untouched if the key is absent or its value does not fit.
    void text(std::string_view key, std::string& value);
    void boolean(std::string_view key, bool& value);
    void
    duration(std::string_view key, std::optional<milliseconds>& value, milliseconds least = milliseconds(1));
    void duration(std::string_view key, milliseconds& value, milliseconds least = milliseconds(1));
    void count(std::string_view key, std::uint32_t& value, std::uint32_t least, std::uint32_t most);

private:
    const node* map_;
    reporter* report_;
    std::string what_;
    std::vector<std::string> known_;
};

// Each reports and returns nothing when the node does not fit. Places are the node's.
std::optional<std::string> read_text(const node& from, reporter& report);
std::optional<std::string> read_identifier(const node& from, reporter& report, std::string_view what);
std::optional<std::int64_t>
read_integer(const node& from, reporter& report, std::int64_t least, std::int64_t most);
std::optional<bool> read_boolean(const node& from, reporter& report);
std::optional<milliseconds>
read_duration(const node& from, reporter& report, milliseconds least = milliseconds(1));
std::optional<day_hours> read_hours(const node& from, reporter& report);

// The texts of a list, or the one text of a scalar, with their nodes.
std::vector<const node*> read_texts(const node& from, reporter& report);

// `value` by `find` (name → optional); the error lists `names`.
template <class T, class Find>
std::optional<T>
read_choice(const node& from, reporter& report, Find find, const std::vector<std::string>& names);

// The values of a vocabulary from one to another, both among them.
template <class T> std::vector<T> values_between(T first, T last)
{
    std::vector<T> values;
    for (auto each = static_cast<int>(first); each <= static_cast<int>(last); ++each)
        values.push_back(static_cast<T>(each));
    return values;
}

// One of these values of a vocabulary, by its spelling; the error lists theirs.
template <class T>
std::optional<T> read_one_of(const node& from, reporter& report, const std::vector<T>& values);

void report_choice(const node& from, reporter& report, const std::vector<std::string>& names);

template <class T, class Find>
std::optional<T>
read_choice(const node& from, reporter& report, Find find, const std::vector<std::string>& names)
{
    const auto text = read_text(from, report);
    if (!text)
        return std::nullopt;
    std::optional<T> value = find(std::string_view(*text));
    if (!value)
        report_choice(from, report, names);
    return value;
}

template <class T>
std::optional<T> read_one_of(const node& from, reporter& report, const std::vector<T>& values)
{
    std::vector<std::string> names;
    for (const T each : values)
        names.emplace_back(name_of(each));
    const auto find = [&](std::string_view name) -> std::optional<T> {
        const auto found = std::find(names.begin(), names.end(), name);
        return found == names.end() ? std::nullopt
                                    : std::optional{values[static_cast<std::size_t>(found - names.begin())]};
    };
    return read_choice<T>(from, report, find, names);
}

} // namespace chatqc::rules
