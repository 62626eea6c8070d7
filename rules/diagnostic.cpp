#include "rules/diagnostic.h"

#include <algorithm>
#include <array>
#include <tuple>

namespace chatqc::rules {

namespace {

struct code_entry {
    std::string_view name;
    rules::severity severity;
    std::string_view meaning;
};

// In the order of the enumerators.
constexpr std::array<code_entry, code_count> codes{{
    {"bad_utf8", severity::error, "A file is not valid UTF-8."},
    {"bad_yaml", severity::error, "A file is not YAML as this product reads it."},
    {"too_large", severity::error, "A file, a list, an expression or the nesting exceeds its bound."},
    {"duplicate_key", severity::error, "A key stands twice in one map."},
    {"unknown_key", severity::error, "A key has no meaning here."},
    {"missing_key", severity::error, "A key that must be there is not."},
    {"wrong_type", severity::error, "A map, a list or a text was expected and something else found."},
    {"bad_value", severity::error, "A value cannot be read or is out of its range."},
    {"newer_language", severity::error, "The file is written for a newer version of the rule language."},
    {"duplicate_name", severity::error, "Two lists, conditions, profiles, rules or shops have one name."},
    {"unknown_name", severity::error, "A name refers to nothing."},
    {"missing_file", severity::error, "A file that is named is not in the pack."},
    {"not_available", severity::error, "The feature exists in the language but not in this version."},
    {"conflict", severity::error, "Two keys exclude each other, or two packs disagree."},
    {"bad_pattern", severity::error, "An expression cannot be compiled."},
    {"bad_test", severity::error, "A line of a test's chat cannot be read."},
    {"unknown_zone", severity::error, "A time zone has no such name."},
    {"unreadable", severity::error, "A file or folder cannot be read."},
    {"unused_list", severity::warning, "No rule reads the list."},
    {"never_fires", severity::warning, "The rule can never fire."},
    {"exception_swallows",
     severity::warning,
     "An exception voids every hit of a phrase, or of the whole rule."},
    {"wide_pattern", severity::warning, "An expression spans more text than its author can mean."},
    {"duplicate_phrase", severity::warning, "A phrase stands twice in one list."},
    {"short_phrase", severity::warning, "A phrase of one character hits inside other words."},
    {"unused_condition", severity::warning, "No rule uses the condition."},
    {"common_pattern",
     severity::warning,
     "An expression asks for no text that is rarer than a common character, and is looked at in most "
     "messages."},
    {"longer_session", severity::warning, "A rule waits longer than sessions last, and makes them longer."},
}};

const code_entry& entry_of(code value)
{
    return codes[static_cast<std::size_t>(value)];
}

bool is_control(char32_t character)
{
    const bool c1 = character >= 0x7F && character <= 0x9F;
    const bool direction =
        (character >= 0x202A && character <= 0x202E) || (character >= 0x2066 && character <= 0x2069);
    return (character < 0x20 && character != '\t') || c1 || direction;
}

// A source line that is safe to print: no control characters, no invalid bytes, of bounded length.
std::string printable(std::string_view line)
{
    std::string result;
    std::uint32_t characters = 0;
    while (!line.empty() && characters < bounds.shown_characters_max) {
        std::size_t bytes = 0;
        const char32_t character = first_character(line, bytes);
        const bool broken = bytes == 1 && static_cast<unsigned char>(line.front()) >= 0x80U;
        if (broken || is_control(character))
            result += '?';
        else
            result.append(line.substr(0, bytes));
        line.remove_prefix(bytes);
        ++characters;
    }
    return result;
}

// The first `count` characters of valid UTF-8.
std::string_view head(std::string_view text, std::uint32_t count)
{
    std::size_t at = 0;
    for (; count > 0 && at < text.size(); --count) {
        std::size_t bytes = 0;
        first_character(text.substr(at), bytes);
        at += bytes;
    }
    return text.substr(0, at);
}

// Blanks as wide as `text`; tabs stay tabs, so that the caret stands under its character at any tab width.
std::string blanks_for(std::string_view text)
{
    std::string result;
    while (!text.empty()) {
        std::size_t bytes = 0;
        first_character(text, bytes);
        if (text.front() == '\t')
            result += '\t';
        else
            result.append(display_width(text.substr(0, bytes)), ' ');
        text.remove_prefix(bytes);
    }
    return result;
}

std::string caret_lines(const diagnostic& value)
{
    if (value.where.line == 0 || value.line.empty() || value.where.column > bounds.shown_characters_max)
        return {};
    const std::string number = std::to_string(value.where.line);
    const std::string_view before = head(value.line, value.where.column - 1);
    const std::string_view rest = std::string_view(value.line).substr(before.size());
    const std::size_t cells = std::max<std::size_t>(1, display_width(head(rest, value.where.characters)));
    std::string result = "  " + number + " | " + value.line + "\n";
    result += "  " + std::string(number.size(), ' ') + " | " + blanks_for(before) + "^";
    result += std::string(cells - 1, '~') + "\n";
    return result;
}

} // namespace

std::string_view code_name(code value)
{
    return entry_of(value).name;
}

severity severity_of(code value)
{
    return entry_of(value).severity;
}

std::string_view code_meaning(code value)
{
    return entry_of(value).meaning;
}

place place_of(const source_text& source, std::size_t begin, std::size_t end)
{
    const source_text::spot first = source.locate(begin);
    const std::string& text = source.text();
    begin = std::min(begin, text.size());
    end = std::clamp(end, begin, text.size());
    const std::size_t line_end = std::min(text.find_first_of("\r\n", begin), text.size());
    const std::string_view covered = std::string_view(text).substr(begin, std::min(end, line_end) - begin);
    const auto characters = static_cast<std::uint32_t>(std::max<std::size_t>(1, count_characters(covered)));
    return {source.name(), first.line, first.column, characters};
}

std::string shown_line(const source_text& source, std::uint32_t number)
{
    return printable(source.line(number));
}

void reporter::reads(const std::string& file)
{
    if (std::find(files_.begin(), files_.end(), file) == files_.end())
        files_.push_back(file);
}

void reporter::add(diagnostic value)
{
    if (value.severity() == severity::error)
        ++errors_;
    if (found_.size() >= bounds.diagnostics_max) {
        ++dropped_;
        return;
    }
    reads(value.where.file);
    found_.push_back(std::move(value));
}

void reporter::add(
    rules::code what,
    const source_text& source,
    std::size_t begin,
    std::size_t end,
    std::string message,
    std::string help
)
{
    diagnostic value{what, std::move(message), std::move(help), place_of(source, begin, end), {}};
    value.line = shown_line(source, value.where.line);
    add(std::move(value));
}

std::vector<diagnostic> reporter::take()
{
    const auto rank = [&](const diagnostic& d) {
        return std::find(files_.begin(), files_.end(), d.where.file) - files_.begin();
    };
    const auto key = [&](const diagnostic& d) {
        return std::tuple(rank(d), d.where.line, d.where.column, d.code, std::string_view(d.message));
    };
    std::stable_sort(found_.begin(), found_.end(), [&](const diagnostic& a, const diagnostic& b) {
        return key(a) < key(b);
    });
    const auto equal = [&](const diagnostic& a, const diagnostic& b) { return key(a) == key(b); };
    found_.erase(std::unique(found_.begin(), found_.end(), equal), found_.end());
    if (dropped_ != 0) {
        const std::string message = std::to_string(dropped_) + " more problems are not shown";
        found_.push_back({code::too_large, message, "repair the ones above first", {}, {}});
    }
    return std::move(found_);
}

std::string to_text(const diagnostic& value)
{
    std::string result = value.where.file;
    if (value.where.line != 0)
        result += ":" + std::to_string(value.where.line) + ":" + std::to_string(value.where.column);
    result += result.empty() ? "" : ": ";
    result += value.severity() == severity::error ? "error: " : "warning: ";
    result += value.message + " [" + std::string(code_name(value.code)) + "]\n";
    result += caret_lines(value);
    if (!value.help.empty())
        result += "  help: " + value.help + "\n";
    return result;
}

std::string json_string(std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result += '\\';
            result += c;
        } else if (byte < 0x20U || byte == 0x7FU) {
            result += "\\u00";
            result += digits[byte >> 4U];
            result += digits[byte & 0xFU];
        } else {
            result += c;
        }
    }
    return result + "\"";
}

std::string to_json(const diagnostic& value)
{
    std::string result = "{\"severity\":";
    result += value.severity() == severity::error ? "\"error\"" : "\"warning\"";
    result += ",\"code\":" + json_string(code_name(value.code));
    result += ",\"message\":" + json_string(value.message);
    result += ",\"help\":" + json_string(value.help);
    result += ",\"file\":" + json_string(value.where.file);
    result += ",\"line\":" + std::to_string(value.where.line);
    result += ",\"column\":" + std::to_string(value.where.column);
    result += ",\"characters\":" + std::to_string(value.where.characters) + "}";
    return result;
}

} // namespace chatqc::rules
