#include "engine/match/matcher.h"

#include "engine/match/implementation.h"

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

} // namespace

std::shared_ptr<const matcher>
matcher::compile(const match_source& source, database_cache* cache, std::vector<pattern_error>& errors)
{
    const std::size_t known_errors = errors.size();
    auto made = std::make_unique<implementation>();
    made->expressions.compile(source, cache, errors);
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
