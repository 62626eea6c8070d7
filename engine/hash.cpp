#include "engine/hash.h"

#include <xxhash.h>

namespace chatqc::engine {

std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed)
{
    return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

std::array<std::uint8_t, 16> hash_bytes_128(std::string_view bytes)
{
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(bytes.data(), bytes.size()));
    std::array<std::uint8_t, 16> result;
    for (std::size_t i = 0; i < result.size(); ++i) {
        result[i] = canonical.digest[i];
    }
    return result;
}

} // namespace chatqc::engine
