// The one hash of everything that is stored or compared over restarts: xxh3. Values are stable across
// versions and machines. Not for keeping secrets.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace chatqc::engine {

std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed = 0);

// 128 bits, most significant byte first.
std::array<std::uint8_t, 16> hash_bytes_128(std::string_view bytes);

} // namespace chatqc::engine
