// Reads what the table generator needs of the Unicode character database and of the converter's answers.
// Build-time only: it throws on malformed files, which ends the build with a message.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace chatqc::tables {

using code_points = std::u32string;

struct unicode_character {
    std::string name;
    std::string category;           // two letters, "Lu"
    std::string decomposition_kind; // "" canonical, "compat", "wide", "fraction" …
    code_points decomposition;      // one step, empty if none
    int digit = -1;                 // 0–9 for decimal digits and their styled forms
    int number = -1;                // any integral value, e.g. 11 of a circled eleven
};

struct unicode_data {
    std::map<char32_t, unicode_character> characters; // without the ranges of ideographs and Hangul
    std::map<char32_t, code_points> case_folding;     // simple where there is one, else full
    std::map<char32_t, char32_t> radicals;            // CJK radical → the ideograph it looks like
};

// `folder` holds UnicodeData.txt, CaseFolding.txt and EquivalentUnifiedIdeograph.txt.
unicode_data read_unicode_data(const std::string& folder);

// Every code point that is an ideograph, in order: what the converter is asked about, one a line.
code_points ideographs();

// The converter's answers, one a line, in the order of ideographs(); only those that differ from the
// question.
std::map<char32_t, char32_t> read_conversion(const std::string& path);

std::string to_utf8(const code_points& text);

// Throws if `text` is cut off within a character.
code_points from_utf8(const std::string& text);

} // namespace chatqc::tables
