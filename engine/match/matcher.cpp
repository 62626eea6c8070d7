#include "engine/match/matcher.h"

#include "engine/match/implementation.h"

#include <algorithm>
#include <utility>

namespace chatqc::engine {
namespace {

database_handle compile_phrases(
    const phrase_table& table, pattern_kind kind, database_cache* cache, std::vector<pattern_error>& errors
)
{
    if (table.literals().empty()) {
        return nullptr;
    }
    compile_failure failure;
    database_handle made = compile_database(table.literals(), kind, cache, failure);
    if (made == nullptr) {
        errors.push_back({pattern_error::no_expression, "phrases cannot be compiled: " + failure.message});
    }
    return made;
}

match_source::use use_of(const match_source& source, std::size_t expression)
{
    return expression < source.uses.size() ? source.uses[expression] : match_source::use::sought;
}

// The expressions that only void hits, or all others.
std::vector<std::uint32_t> chosen(const match_source& source, bool that_void)
{
    std::vector<std::uint32_t> numbers;
    for (std::uint32_t at = 0; at < source.expressions.size(); ++at) {
        if ((use_of(source, at) == match_source::use::voids) == that_void) {
            numbers.push_back(at);
        }
    }
    return numbers;
}

void note_voided(const match_source& source, matcher::implementation& to)
{
    for (const match_source::list& each : source.lists) {
        to.voided_lists.push_back(each.voided);
    }
    for (std::size_t at = 0; at < source.expressions.size(); ++at) {
        to.voided_expressions.push_back(use_of(source, at) == match_source::use::sought_and_voided);
    }
}

} // namespace

std::shared_ptr<const matcher>
matcher::compile(const match_source& source, database_cache* cache, std::vector<pattern_error>& errors)
{
    const std::size_t known_errors = errors.size();
    auto made = std::make_unique<implementation>();
    note_voided(source, *made);
    made->sought.compile(source, chosen(source, false), cache, errors);
    made->voiding.compile(source, chosen(source, true), cache, errors);
    std::sort(
        errors.begin() + static_cast<std::ptrdiff_t>(known_errors),
        errors.end(),
        [](const pattern_error& a, const pattern_error& b) { return a.expression < b.expression; }
    );
    made->phrases = make_phrase_tables(source.lists);
    made->normal = compile_phrases(made->phrases.normal, pattern_kind::literal, cache, errors);
    made->as_sent = compile_phrases(made->phrases.as_sent, pattern_kind::caseless_literal, cache, errors);
    made->sounds = compile_phrases(made->phrases.sounds, pattern_kind::literal, cache, errors);
    if (errors.size() != known_errors) {
        return nullptr;
    }
    return std::shared_ptr<const matcher>(new matcher(std::move(made)));
}

matcher::matcher(std::unique_ptr<implementation> made) : implementation_(std::move(made)) {}

matcher::~matcher() = default;

} // namespace chatqc::engine
