// Hyperscan's C handles as values: a compiled database, one thread's scratch, a block scan. Knows nothing of
// phrases. Internal to engine/match.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct hs_database;
struct hs_scratch;

namespace chatqc::engine {

class database_cache;

struct database_deleter {
    void operator()(hs_database* one) const;
};

struct scratch_deleter {
    void operator()(hs_scratch* one) const;
};

using database_handle = std::unique_ptr<hs_database, database_deleter>;
using scratch_handle = std::unique_ptr<hs_scratch, scratch_deleter>;

enum class pattern_kind : std::uint8_t {
    literal,          // every end is reported
    caseless_literal, // likewise, ASCII letters without regard to case
    expression,       // reported once a text
};

struct compile_failure {
    std::optional<std::size_t> pattern; // none: not the fault of one pattern
    std::string message;                // one sentence
};

// Compiles `patterns` (not empty; literals are matched byte by byte) into a database that reports their
// indices. Null, with `failure` set, on an error. Takes it from `cache` where it is there, and leaves it
// there otherwise; `cache` may be null.
database_handle compile_database(
    std::span<const std::string_view> patterns,
    pattern_kind kind,
    database_cache* cache,
    compile_failure& failure
);

// Whether one expression can be used: its syntax, and that it does not match the empty text. Does not compile
// it.
std::optional<std::string> expression_problem(const std::string& expression);

// Makes `one` large enough for `with`. Throws std::bad_alloc when memory is out.
void grow_scratch(scratch_handle& one, const hs_database& with);

struct raw_match {
    std::uint32_t pattern;
    std::uint32_t end; // byte offset

    friend auto operator<=>(const raw_match&, const raw_match&) = default;
};

// Appends what Hyperscan reports, in its order. `in` must have grown for `with`; `text` is valid UTF-8.
void scan_block(
    const hs_database& with, hs_scratch& in, std::string_view text, std::vector<raw_match>& matches
);

} // namespace chatqc::engine
