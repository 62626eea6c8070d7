// What is wrong with a pack, as data: severity, stable code, sentence, help, place; and how people and
// programs read it. Nothing here decides that something is wrong.
#pragma once

#include "rules/limits.h"
#include "rules/source_text.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::rules {

enum class severity : std::uint8_t { error, warning };

// Stable: the spelling (code_name) stands in scripts and in docs/rule-language.md. Append, never rename.
enum class code : std::uint8_t {
    bad_utf8,
    bad_yaml,
    too_large,
    duplicate_key,
    unknown_key,
    missing_key,
    wrong_type,
    bad_value,
    newer_language,
    duplicate_name,
    unknown_name,
    missing_file,
    not_available,
    conflict,
    bad_pattern,
    bad_test,
    unknown_zone,
    unreadable,
    unused_list,
    never_fires,
    exception_swallows,
    wide_pattern,
    duplicate_phrase,
    short_phrase,
    unused_condition,
    common_pattern,
    longer_session,
};

inline constexpr std::size_t code_count = 27;

std::string_view code_name(code value);
severity severity_of(code value);
// One sentence on what the code means in general, for `--json` readers and the documentation.
std::string_view code_meaning(code value);

// A stretch of one file. Line 0 means the file as a whole.
struct place {
    std::string file;             // pack folder's name and path inside the pack
    std::uint32_t line = 0;       // from 1
    std::uint32_t column = 0;     // from 1, in characters
    std::uint32_t characters = 1; // length on that line, at least 1

    friend bool operator==(const place&, const place&) = default;
};

struct diagnostic {
    rules::code code = rules::code::bad_yaml;
    std::string message; // one sentence without a full stop, what is wrong
    std::string help;    // what to do about it, or empty
    place where;
    std::string line; // the source line at `where`, or empty

    [[nodiscard]] rules::severity severity() const { return severity_of(code); }
};

place place_of(const source_text& source, std::size_t begin, std::size_t end);
// A line as it may be quoted in a diagnostic: bounded, without control characters.
std::string shown_line(const source_text& source, std::uint32_t number);

// Collects; sorted and bounded on take(). Not thread-safe.
class reporter {
public:
    // Diagnostics come in the order in which their files were read.
    void reads(const std::string& file);
    void add(diagnostic value);
    // At bytes [begin, end) of `source`.
    void
    add(rules::code what,
        const source_text& source,
        std::size_t begin,
        std::size_t end,
        std::string message,
        std::string help = {});

    [[nodiscard]] bool has_errors() const { return errors_ != 0; }

    [[nodiscard]] std::size_t errors() const { return errors_; }

    // In order of file, line, column, code; equal ones once.
    std::vector<diagnostic> take();

private:
    std::vector<diagnostic> found_;
    std::vector<std::string> files_; // in order of reading
    std::size_t errors_ = 0;
    std::size_t dropped_ = 0;
};

// Several lines for a terminal: place, severity, sentence, code; the source line with a caret; the help.
std::string to_text(const diagnostic& value);
// One JSON object in one line: severity, code, message, help, file, line, column, characters.
std::string to_json(const diagnostic& value);
// `text` as a JSON string with its quotes.
std::string json_string(std::string_view text);

} // namespace chatqc::rules
