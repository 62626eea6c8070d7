// How alike two texts are: the Jaccard index of the sets of code-point 2-grams of their normal forms
// (Jaccard 1901), compared in integers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::engine {

// A text as it is compared with others.
struct comparable_text {
    std::string text;            // normal form
    std::uint64_t signature = 0; // one bit a 2-gram: bounds the difference of two sets from below
    std::uint32_t grams = 0;     // size of the set; 0: alike to nothing
};

comparable_text comparable(std::string_view normal);

// Whether they are alike by so many percent; then `similarity` says by how many, rounded down.
bool alike(
    const comparable_text& a, const comparable_text& b, std::uint32_t percent, std::uint32_t& similarity
);

// The set of 2-grams of a normal form: sorted, without equals; a text of one code point is its own gram.
std::vector<std::uint64_t> grams_of(std::string_view normal);

// Percent, rounded down: 100 * |a and b| / |a or b|; two empty sets are alike.
std::uint32_t similarity_percent(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b);

} // namespace chatqc::engine
