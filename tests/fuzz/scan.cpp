// The input is phrases, expressions and a text, by lines: "/…" an expression, "=…" a phrase of whole words,
// "~…" one in every disguise a list may ask for, the rest phrases; after an empty line comes the text. Every
// hit must lie in the text, in order, on character edges, and whatever phrase stands in the text as sent must
// be hit; the hits of phrases are those of the naive matcher.
#include "engine/match/matcher.h"
#include "engine/match/phrase_match.h"
#include "tests/engine/match_naive.h"
#include "tests/fuzz/require.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace chatqc::engine;
using chatqc::test::require;

namespace {

constexpr std::size_t patterns_max = 16;
constexpr std::size_t expression_bytes_max = 24; // compiling is slow; long ones teach nothing about scanning

bool is_edge(std::string_view text, std::size_t at)
{
    return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
}

void check_hits(std::string_view text, const std::vector<hit>& hits)
{
    for (std::size_t at = 0; at < hits.size(); ++at) {
        const hit& one = hits[at];
        require(one.begin < one.end && one.end <= text.size(), "spans lie in the text");
        require(is_edge(text, one.begin) && is_edge(text, one.end), "spans are whole characters");
        require(at == 0 || hits[at - 1].from <= one.from, "hits are sorted");
        require(at == 0 || !(hits[at - 1] == one), "no hit twice");
    }
}

void check_phrases(
    const match_source::list& list, std::uint32_t number, std::string_view text, const std::vector<hit>& hits
)
{
    normal_form normal;
    normalise(text, normal);
    for (std::uint32_t phrase = 0; phrase < list.phrases.size(); ++phrase) {
        bool is_hit = false;
        for (const hit& one : hits) {
            is_hit =
                is_hit || (one.from == hit::origin::list && one.source == number && one.phrase == phrase);
        }
        const std::string& wanted = list.phrases[phrase];
        bool stands = false;
        for (auto at = text.find(wanted); at != std::string_view::npos; at = text.find(wanted, at + 1)) {
            const auto begin = static_cast<std::uint32_t>(at);
            const auto end = static_cast<std::uint32_t>(at + wanted.size());
            stands = stands || (!cuts_character(normal, begin) && !cuts_character(normal, end));
        }
        require(is_hit || !stands || !is_valid_utf8(wanted), "what stands as sent is hit");
    }
}

// The naive matcher tries every phrase at every place.
constexpr std::size_t naive_bytes_max = 160;

void check_naively(
    const std::vector<match_source::list>& lists, std::string_view text, const std::vector<hit>& hits
)
{
    std::vector<hit> of_lists;
    for (const hit& one : hits) {
        if (one.from == hit::origin::list) {
            of_lists.push_back(one);
        }
    }
    require(of_lists == chatqc::engine::test::naive_hits(lists, text), "hits are those of the naive matcher");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    match_source source;
    source.lists.resize(3);
    source.lists[1].whole_word = true;
    source.lists[2].homophones = source.lists[2].shapes = source.lists[2].letters = true;
    std::size_t patterns = 0;
    while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(line.size() == rest.size() ? line.size() : line.size() + 1);
        if (line.empty() || ++patterns > patterns_max) {
            break;
        }
        if (line.front() == '/' && line.size() <= expression_bytes_max) {
            source.expressions.emplace_back(line.substr(1));
            source.hidden.push_back({true, true});
        } else if (line.front() == '=' && line.size() > 1) {
            source.lists[1].phrases.emplace_back(line.substr(1));
        } else if (line.front() == '~' && line.size() > 1) {
            source.lists[2].phrases.emplace_back(line.substr(1));
        } else {
            source.lists[0].phrases.emplace_back(line);
        }
    }
    std::vector<pattern_error> errors;
    auto compiled = matcher::compile(source, nullptr, errors);
    if (compiled == nullptr) {
        require(!errors.empty(), "a refusal has a reason");
        source.expressions.clear();
        source.hidden.clear();
        errors.clear();
        compiled = matcher::compile(source, nullptr, errors);
    }
    require(compiled != nullptr, "phrases always compile");
    scanner one(compiled);
    std::vector<hit> hits;
    one.scan(rest, hits);
    if (!is_valid_utf8(rest)) {
        require(hits.empty(), "invalid text has no hits");
        return 0;
    }
    check_hits(rest, hits);
    check_phrases(source.lists[0], 0, rest, hits);
    check_phrases(source.lists[2], 2, rest, hits);
    bool are_valid = true;
    for (const auto& list : source.lists) {
        for (const std::string& phrase : list.phrases) {
            are_valid = are_valid && is_valid_utf8(phrase);
        }
    }
    if (are_valid && rest.size() <= naive_bytes_max) {
        check_naively(source.lists, rest, hits);
    }
    return 0;
}
