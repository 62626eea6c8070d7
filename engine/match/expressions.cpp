#include "engine/match/expressions.h"

#include "engine/match/hidden_words.h"
#include "engine/match/phrase_match.h"
#include "engine/match/writing.h"
#include "engine/text/utf8.h"

#include <re2/re2.h>

#include <algorithm>
#include <optional>

namespace chatqc::engine {
namespace {

struct {
    std::size_t expression_bytes = 4096; // of one expression as written
    std::int64_t look_bytes = 4 << 20;   // RE2's memory for one expression, program and state cache
    int program_size = 6000;             // RE2 instructions: bounds what Hyperscan is asked to compile
    std::size_t spans = 1000;            // of one expression in one text: each may cost a pass over the rest
    std::size_t compile_rounds = 16;     // failing expressions taken out before the rest is left unchecked
} constexpr limits;

std::unique_ptr<re2::RE2> make_look(const std::string& expression)
{
    re2::RE2::Options options;
    options.set_case_sensitive(false);
    options.set_log_errors(false);
    options.set_max_mem(limits.look_bytes);
    return std::make_unique<re2::RE2>(expression, options);
}

std::optional<std::string> problem_of(const std::string& expression, const re2::RE2& look)
{
    if (!look.ok()) {
        return look.error();
    }
    if (look.ProgramSize() > limits.program_size) {
        return "too large: its repetitions unfold to more than can be matched quickly";
    }
    if (re2::RE2::FullMatch("", look)) {
        return "matches the empty text";
    }
    return expression_problem(expression);
}

struct found_span {
    std::size_t begin;
    std::size_t end;
};

// The next non-empty match in `text` at or after `from`.
std::optional<found_span> next_match(const re2::RE2& look, std::string_view text, std::size_t from)
{
    while (from < text.size()) {
        re2::StringPiece match;
        const re2::StringPiece whole(text.data(), text.size());
        if (!look.Match(whole, from, text.size(), re2::RE2::UNANCHORED, &match, 1)) {
            return std::nullopt;
        }
        const auto begin = static_cast<std::size_t>(match.data() - text.data());
        if (!match.empty()) {
            return found_span{begin, begin + match.size()};
        }
        from = begin + 1;
        while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0U) == 0x80U) {
            ++from;
        }
    }
    return std::nullopt;
}

} // namespace

expression_set::expression_set() = default;
expression_set::~expression_set() = default;
expression_set::expression_set(expression_set&&) noexcept = default;
expression_set& expression_set::operator=(expression_set&&) noexcept = default;

void expression_set::compile(
    const match_source& source,
    const std::vector<std::uint32_t>& numbers,
    database_cache* cache,
    std::vector<pattern_error>& errors
)
{
    std::vector<std::string> usable;
    for (const std::uint32_t at : numbers) {
        const std::string& one = source.expressions[at];
        if (one.size() > limits.expression_bytes) {
            errors.push_back({at, "longer than " + std::to_string(limits.expression_bytes) + " bytes"});
            continue;
        }
        if (!is_valid_utf8(one) || one.find('\0') != std::string::npos) {
            errors.push_back({at, "is not UTF-8 text"});
            continue;
        }
        look made{make_look(one), nullptr};
        auto problem = problem_of(one, *made.plain);
        std::string widest = one;
        if (!problem && at < source.hidden.size()) {
            widest = with_hidden_words(one, source.hidden[at]);
        }
        if (widest != one) {
            made.hidden = make_look(widest);
            problem = problem_of(widest, *made.hidden);
        }
        if (problem) {
            errors.push_back({at, *problem});
            continue;
        }
        looks_.push_back(std::move(made));
        usable.push_back(std::move(widest));
        numbers_.push_back(at);
    }
    for (std::size_t round = 0; !usable.empty() && round < limits.compile_rounds; ++round) {
        compile_failure failure;
        const std::vector<std::string_view> patterns(usable.begin(), usable.end());
        database_ = compile_database(patterns, pattern_kind::expression, cache, failure);
        if (database_ != nullptr) {
            break;
        }
        if (!failure.pattern || *failure.pattern >= usable.size()) {
            errors.push_back({pattern_error::no_expression, failure.message});
            break;
        }
        // Take it out, to hear of the others too.
        const auto failed = static_cast<std::ptrdiff_t>(*failure.pattern);
        errors.push_back({numbers_[*failure.pattern], failure.message});
        usable.erase(usable.begin() + failed);
        numbers_.erase(numbers_.begin() + failed);
    }
}

// `place` gives the span of the original for a match in `text`, or nothing if the match is to be passed over.
template <typename placing>
void expression_set::find(
    std::uint32_t id, std::string_view text, std::size_t own, const placing& place, std::vector<hit>& hits
) const
{
    for (const auto* one : {looks_[id].plain.get(), looks_[id].hidden.get()}) {
        const bool is_hidden = one == looks_[id].hidden.get();
        auto match = one == nullptr ? std::nullopt : next_match(*one, text, 0);
        for (std::size_t looked = 0; match && looked < limits.spans; ++looked) {
            std::size_t from = match->end;
            if (std::optional<hit> found = place(*match)) {
                const auto is_over = [&](const hit& other) {
                    return other.begin < found->end && found->begin < other.end;
                };
                found->disguised = found->disguised || is_hidden;
                if (std::none_of(hits.begin() + static_cast<std::ptrdiff_t>(own), hits.end(), is_over)) {
                    hits.push_back(*found);
                }
            } else {
                from = match->begin + decode(text.data() + match->begin, text.data() + text.size()).length;
            }
            match = next_match(*one, text, from);
        }
    }
}

namespace {

// A hit on these bytes of the original, where the expression matched `read`.
hit hit_on(
    std::uint32_t id, std::uint32_t begin, std::uint32_t end, std::string_view original, std::string_view read
)
{
    const bool disguised = !is_same_writing(original.substr(begin, end - begin), read);
    return {hit::origin::expression, id, 0, begin, end, disguised};
}

} // namespace

void expression_set::find_as_sent(
    std::uint32_t id, std::string_view text, std::size_t own, std::vector<hit>& hits
) const
{
    const auto place = [&](const found_span& match) -> std::optional<hit> {
        const auto begin = static_cast<std::uint32_t>(match.begin);
        const auto end = static_cast<std::uint32_t>(match.end);
        return hit{hit::origin::expression, numbers_[id], 0, begin, end, false};
    };
    find(id, text, own, place, hits);
}

void expression_set::find_in_normal(
    std::uint32_t id,
    std::string_view text,
    const normal_form& normal,
    std::size_t own,
    std::vector<hit>& hits
) const
{
    const auto place = [&](const found_span& match) -> std::optional<hit> {
        const std::size_t first = normal.character_at(static_cast<std::uint32_t>(match.begin));
        const std::size_t last = normal.character_at(static_cast<std::uint32_t>(match.end - 1));
        if (!is_evenly_spread(normal, first, last)) {
            return std::nullopt;
        }
        const auto read = std::string_view(normal.text).substr(match.begin, match.end - match.begin);
        const auto& characters = normal.characters;
        return hit_on(numbers_[id], characters[first].original, characters[last].original_end, text, read);
    };
    find(id, normal.text, own, place, hits);
}

void expression_set::find_in_readable(
    std::uint32_t id,
    std::string_view text,
    const normal_form& normal,
    const readable_form& readable,
    std::size_t own,
    std::vector<hit>& hits
) const
{
    const auto place = [&](const found_span& match) -> std::optional<hit> {
        const auto first = readable.first_character(match.begin);
        const auto last = std::max(first, readable.last_character(match.end));
        const auto read = std::string_view(readable.text).substr(match.begin, match.end - match.begin);
        const auto& characters = normal.characters;
        return hit_on(numbers_[id], characters[first].original, characters[last].original_end, text, read);
    };
    find(id, readable.text, own, place, hits);
}

} // namespace chatqc::engine
