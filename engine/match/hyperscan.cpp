#include "engine/match/hyperscan.h"

#include "engine/match/matcher.h"

#include <hs/hs.h>
#include <xxhash.h>

#include <array>
#include <cstdlib>
#include <new>

namespace chatqc::engine {
namespace {

// Raise when the way of compiling changes without the patterns changing.
constexpr std::uint64_t cache_version = 2;

unsigned flags_of(pattern_kind kind)
{
    switch (kind) {
    case pattern_kind::literal:
        return 0;
    case pattern_kind::caseless_literal:
        return HS_FLAG_CASELESS; // without UTF8 it means ASCII letters only
    case pattern_kind::expression:
        return HS_FLAG_CASELESS | HS_FLAG_UTF8 | HS_FLAG_SINGLEMATCH;
    }
    return 0;
}

std::string take_message(hs_compile_error_t* error)
{
    std::string message =
        error == nullptr || error->message == nullptr ? "cannot be compiled" : error->message;
    hs_free_compile_error(error);
    return message;
}

class hash {
public:
    hash() : state_(XXH3_createState())
    {
        if (state_ == nullptr) {
            throw std::bad_alloc();
        }
        XXH3_128bits_reset(state_);
    }

    ~hash() { XXH3_freeState(state_); }

    hash(const hash&) = delete;
    hash& operator=(const hash&) = delete;

    void add(std::uint64_t number) { XXH3_128bits_update(state_, &number, sizeof number); }

    void add(std::string_view bytes)
    {
        add(bytes.size());
        XXH3_128bits_update(state_, bytes.data(), bytes.size());
    }

    [[nodiscard]] std::string hex() const
    {
        XXH128_canonical_t bytes;
        XXH128_canonicalFromHash(&bytes, XXH3_128bits_digest(state_));
        std::string digits;
        for (const unsigned char byte : bytes.digest) {
            digits += "0123456789abcdef"[byte >> 4U];
            digits += "0123456789abcdef"[byte & 15U];
        }
        return digits;
    }

private:
    XXH3_state_t* state_;
};

// Everything a compiled database depends on.
std::string cache_key(std::span<const std::string_view> patterns, pattern_kind kind)
{
    hash key;
    key.add(cache_version);
    key.add(hs_version());
    hs_platform_info_t platform{};
    if (hs_populate_platform(&platform) == HS_SUCCESS) {
        key.add(platform.tune);
        key.add(platform.cpu_features);
    }
    key.add(static_cast<std::uint64_t>(kind));
    for (const std::string_view one : patterns) {
        key.add(one);
    }
    return "hyperscan-" + key.hex();
}

// Null if it is not there, or damaged.
database_handle load(const std::string& key, database_cache& cache)
{
    hs_database_t* loaded = nullptr;
    cache.load(key, [&](std::string_view bytes) {
        // Hyperscan checks its version, the platform and a checksum.
        if (hs_deserialize_database(bytes.data(), bytes.size(), &loaded) != HS_SUCCESS) {
            loaded = nullptr;
        }
    });
    return database_handle(loaded);
}

void store(const hs_database& compiled, const std::string& key, database_cache& cache)
{
    char* bytes = nullptr;
    std::size_t size = 0;
    if (hs_serialize_database(&compiled, &bytes, &size) == HS_SUCCESS) {
        const std::unique_ptr<char, decltype(&std::free)> owner(bytes, &std::free);
        cache.store(key, std::string(bytes, size));
    }
}

// Writes an expression matching exactly the bytes of `literal`.
void append_escaped(std::string_view literal, std::string& to)
{
    for (const char one : literal) {
        const auto byte = static_cast<unsigned char>(one);
        to += "\\x";
        to += "0123456789abcdef"[byte >> 4U];
        to += "0123456789abcdef"[byte & 15U];
    }
}

database_handle
compile(std::span<const std::string_view> patterns, pattern_kind kind, compile_failure& failure)
{
    std::string written; // one behind the other, each with a 0 at its end
    std::vector<std::size_t> begins;
    std::vector<unsigned> ids;
    for (const std::string_view one : patterns) {
        begins.push_back(written.size());
        ids.push_back(static_cast<unsigned>(ids.size()));
        if (kind == pattern_kind::expression) {
            written += one;
        } else {
            append_escaped(one, written);
        }
        written += '\0';
    }
    std::vector<const char*> texts;
    for (const std::size_t begin : begins) {
        texts.push_back(written.data() + begin);
    }
    const std::vector<unsigned> flags(patterns.size(), flags_of(kind));
    hs_database_t* compiled = nullptr;
    hs_compile_error_t* error = nullptr;
    const auto status = hs_compile_multi(
        texts.data(),
        flags.data(),
        ids.data(),
        static_cast<unsigned>(patterns.size()),
        HS_MODE_BLOCK,
        nullptr,
        &compiled,
        &error
    );
    if (status != HS_SUCCESS) {
        failure.pattern.reset();
        if (error != nullptr && error->expression >= 0) {
            failure.pattern = static_cast<std::size_t>(error->expression);
        }
        failure.message = take_message(error);
        return nullptr;
    }
    return database_handle(compiled);
}

int on_match(unsigned id, unsigned long long, unsigned long long to, unsigned, void* context)
{
    static_cast<std::vector<raw_match>*>(context)->push_back({id, static_cast<std::uint32_t>(to)});
    return 0;
}

} // namespace

void database_deleter::operator()(hs_database* one) const
{
    hs_free_database(one);
}

void scratch_deleter::operator()(hs_scratch* one) const
{
    hs_free_scratch(one);
}

database_handle compile_database(
    std::span<const std::string_view> patterns,
    pattern_kind kind,
    database_cache* cache,
    compile_failure& failure
)
{
    if (cache == nullptr) {
        return compile(patterns, kind, failure);
    }
    const std::string key = cache_key(patterns, kind);
    database_handle ready = load(key, *cache);
    if (ready == nullptr) {
        ready = compile(patterns, kind, failure);
        if (ready != nullptr) {
            store(*ready, key, *cache);
        }
    }
    return ready;
}

std::optional<std::string> expression_problem(const std::string& expression)
{
    hs_expr_info_t* info = nullptr;
    hs_compile_error_t* error = nullptr;
    if (hs_expression_info(expression.c_str(), flags_of(pattern_kind::expression), &info, &error) !=
        HS_SUCCESS) {
        return take_message(error);
    }
    const std::unique_ptr<hs_expr_info_t, decltype(&std::free)> owner(info, &std::free);
    if (info->min_width == 0) {
        return "matches the empty text";
    }
    return std::nullopt;
}

void grow_scratch(scratch_handle& one, const hs_database& with)
{
    hs_scratch_t* grown = one.release();
    const auto status = hs_alloc_scratch(&with, &grown);
    one.reset(grown);
    if (status != HS_SUCCESS) {
        throw std::bad_alloc();
    }
}

void scan_block(
    const hs_database& with, hs_scratch& in, std::string_view text, std::vector<raw_match>& matches
)
{
    // The callback never stops the scan and nobody else holds the scratch: a failure is a broken invariant.
    const auto size = static_cast<unsigned>(text.size());
    if (hs_scan(&with, text.data(), size, 0, &in, &on_match, &matches) != HS_SUCCESS) {
        std::abort();
    }
}

} // namespace chatqc::engine
