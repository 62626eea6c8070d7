// Finds phrases and expressions in messages with Hyperscan; the only place that includes hs.h. A matcher is
// immutable and shared; a scanner is one thread's scratch for it.
#pragma once

#include "engine/text/normal_form.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::engine {

class expression_set;
struct readable_form;

struct match_source {
    struct list {
        std::vector<std::string> phrases; // valid UTF-8, not empty
        bool whole_word = false;
        bool homophones = false; // also what sounds like a phrase of two syllables or more
        bool shapes = false;     // also look-alikes and characters taken apart into words
        bool letters = false;    // also letters and other words for words (vx, 扣扣)
        bool voided = false;     // an expression may void its hits
    };

    // What an expression asks for, of the same as lists.
    struct hidden_words {
        bool shapes = false;
        bool letters = false; // abbreviations only: pinyin would need the words' characters one by one
    };

    // What an expression is looked for. One that only voids hits is looked for where something that is voided
    // has hit.
    enum class use : std::uint8_t { sought, sought_and_voided, voids };

    std::vector<list> lists;
    std::vector<std::string> expressions; // Hyperscan syntax, caseless, UTF-8
    std::vector<hidden_words> hidden;     // by expression; those beyond its end ask for nothing
    std::vector<use> uses;                // likewise; those beyond its end are sought
};

// One occurrence. Spans are bytes of the original text, half-open.
struct hit {
    enum class origin : std::uint8_t { list, expression };

    origin from = origin::list;
    std::uint32_t source = 0; // index into lists or expressions
    std::uint32_t phrase = 0; // index into the list's phrases; 0 for expressions
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    // Not in the text as sent, only in its normal form or in what the list asks for beyond it. Writing in
    // another case, width or script (traditional characters) is no disguise.
    bool disguised = false;

    friend bool operator==(const hit&, const hit&) = default;
};

// Where compiled databases may be kept between starts; the engine itself opens no file.
class database_cache {
public:
    virtual ~database_cache() = default;
    // Hands the bytes to `use`, where they last until it returns; what is not there is not handed.
    virtual void load(const std::string& key, const std::function<void(std::string_view bytes)>& use) = 0;
    virtual void store(const std::string& key, const std::string& bytes) = 0;
};

struct pattern_error {
    static constexpr std::size_t no_expression = static_cast<std::size_t>(-1);

    std::size_t expression =
        0;               // index into match_source::expressions; no_expression: Hyperscan failed as such
    std::string message; // one sentence
};

class matcher {
public:
    // Compiles; expressions that cannot be used are reported in `errors` (then the result is null). `cache`
    // may be null.
    static std::shared_ptr<const matcher>
    compile(const match_source& source, database_cache* cache, std::vector<pattern_error>& errors);

    ~matcher();
    matcher(const matcher&) = delete;
    matcher& operator=(const matcher&) = delete;

    struct implementation;

    // For engine/match itself.
    [[nodiscard]] const implementation& internals() const { return *implementation_; }

private:
    explicit matcher(std::unique_ptr<implementation> made);
    std::unique_ptr<implementation> implementation_;
};

class scanner {
public:
    explicit scanner(std::shared_ptr<const matcher> matcher);
    ~scanner();
    scanner(scanner&&) noexcept;
    scanner& operator=(scanner&&) noexcept;

    // Every hit of every list and expression in `text` (valid UTF-8), sorted by (from, source, begin, end,
    // phrase), without equal ones; of expressions that void hits only where one can be voided. Appends to
    // `hits`. Expressions give leftmost, non-overlapping spans, the first 1,000 of each. A phrase of one
    // repeated character (哈, 谢谢) gives one hit a run. Invalid UTF-8 and empty text give none.
    void scan(std::string_view text, std::vector<hit>& hits);

    // The normal form of the text scanned last; empty before the first.
    [[nodiscard]] const normal_form& normal() const;

private:
    struct state;
    const readable_form* readable(std::string_view text);
    void scan_expressions(const expression_set& expressions, std::string_view text, std::vector<hit>& hits);
    std::unique_ptr<state> state_;
};

} // namespace chatqc::engine
