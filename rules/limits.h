// Every bound of the rule language in one place, with its unit and its reason. Reaching one is a `too_large`
// error.
#pragma once

#include <cstddef>
#include <cstdint>

namespace chatqc::rules {

struct limits {
    std::size_t yaml_bytes_max = 4U << 20U;  // bytes a YAML file: larger phrase lists belong in list files
    std::size_t list_bytes_max = 16U << 20U; // bytes a list file: room for 500,000 phrases
    std::size_t files_max = 1'000;           // files a pack
    std::size_t nodes_max = 400'000;   // YAML nodes a file, aliases counted as often as they are expanded
    std::size_t depth_max = 32;        // nesting of YAML; rule files need 7
    std::size_t aliases_max = 200;     // uses of YAML anchors a file
    std::size_t names_max = 10'000;    // entries of a section such as lists: or shops:
    std::size_t rules_max = 5'000;     // rules of all packs together
    std::size_t phrases_max = 200'000; // phrases a list
    std::size_t rewritten_phrases_max =
        2'000;                             // of a list with `shapes` or `letters`: each is sought in 64 ways
    std::size_t phrase_bytes_max = 256;    // bytes a phrase: about 80 Chinese characters
    std::size_t pattern_bytes_max = 2'048; // bytes an expression
    std::size_t file_shops_max = 200; // shops a rule file is for: each may give its rules a form of their own
    std::size_t conditions_max = 32;  // conditions an expression
    std::size_t alternatives_max = 128; // ways for an expression to hold: each is looked at on every hit
    std::size_t tags_max = 64;          // tags of all packs together: a session has a bit for each
    std::size_t tests_max = 10'000;     // tests of all packs together
    std::size_t chat_lines_max = 6'000; // lines a test: more than a session can hold
    std::size_t diagnostics_max = 500;  // kept; the rest is counted
    std::size_t text_bytes_max = 4'096; // bytes of a name, a `why` or a reason
    std::size_t message_bytes_max = 64U << 10U; // bytes of a test's message, as SPEC §2
    std::uint32_t shown_characters_max = 160;   // characters of a source line quoted in a diagnostic
};

inline constexpr limits bounds{};

} // namespace chatqc::rules
