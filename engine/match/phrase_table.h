// The phrases of all lists, grouped by the literal that finds them: what Hyperscan reports is the literal,
// the table says which phrases may stand there. Internal to engine/match; whether one really stands there:
// phrase_match.h.
#pragma once

#include "engine/match/matcher.h"
#include "engine/text/normal_form.h"

#include <cstdint>
#include <memory>
#include <memory_resource>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::engine {

// What a phrase demands of one character of the normal form.
struct demanded {
    std::uint16_t run = 1;
    gap before = gap::none;
    bool inside = false; // goes on with a syllable in letters, which nothing draws apart

    bool operator==(const demanded&) const = default;
};

// One phrase as it is looked for. Two ways of looking for one phrase are two of these.
struct sought {
    std::uint32_t list = 0;
    std::uint32_t phrase = 0;
    bool whole_word = false;
    bool homophones = false;  // of phrases looked for by their sound: other characters may stand for it …
    bool letters = false;     // … or letters
    std::string_view text;    // bytes looked for: of the normal form, its sound, or as written
    std::string_view normal;  // of phrases looked for by their sound: the normal form, byte by byte
    std::string_view written; // the phrase as written
    std::span<const demanded> demands; // one a character of `text`; empty for phrases looked for as written
};

class phrase_table {
public:
    // Texts longer than this are found by their last bytes; Hyperscan's patterns are limited.
    static constexpr std::size_t literal_bytes_max = 128;

    // The text of literal `id`, in the order of ids.
    [[nodiscard]] const std::vector<std::string_view>& literals() const { return literals_; }

    [[nodiscard]] std::span<const sought> behind(std::uint32_t literal) const
    {
        return std::span(phrases_).subspan(first_[literal], first_[literal + 1] - first_[literal]);
    }

private:
    friend class phrase_table_builder;
    std::vector<std::string_view> literals_;
    std::vector<std::uint32_t> first_{0}; // of each literal's phrases, and the end
    std::vector<sought> phrases_;
    // What the views and spans point into; made by the first phrase.
    std::unique_ptr<std::pmr::monotonic_buffer_resource> memory_;
};

// Tables for all ways of matching. A phrase is looked for in the normal form, in the text as sent, or in
// both: in the text as sent whenever its normal form might miss a literal occurrence; and by its sound where
// its list asks for it. Other ways to write it that its list asks for are looked for likewise.
struct phrase_tables {
    phrase_table normal;
    phrase_table as_sent;
    phrase_table sounds;
};

phrase_tables make_phrase_tables(const std::vector<match_source::list>& lists);

} // namespace chatqc::engine
