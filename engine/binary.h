// Bytes of our stored formats: varints, signed numbers, length-prefixed text, and a reader that never runs
// past its end. What the bytes mean stands with each codec.
#pragma once

#include "engine/message.h"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace chatqc::engine {

// LEB128.
inline constexpr std::size_t varint_bytes_max = 10;

// Writes `value` at `to` (room for varint_bytes_max) and returns the end.
inline char* put_varint(char* to, std::uint64_t value)
{
    while (value >= 0x80) {
        *to++ = static_cast<char>(static_cast<unsigned char>(value | 0x80));
        value >>= 7;
    }
    *to++ = static_cast<char>(static_cast<unsigned char>(value));
    return to;
}

// Small magnitudes of either sign become small numbers.
constexpr std::uint64_t zigzag(std::int64_t value)
{
    return (static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63);
}

constexpr std::int64_t unzigzag(std::uint64_t value)
{
    return static_cast<std::int64_t>((value >> 1) ^ (~(value & 1) + 1));
}

inline void append_varint(std::string& out, std::uint64_t value)
{
    char buffer[varint_bytes_max];
    out.append(buffer, static_cast<std::size_t>(put_varint(buffer, value) - buffer));
}

inline void append_signed(std::string& out, std::int64_t value)
{
    append_varint(out, zigzag(value));
}

inline void append_time(std::string& out, time_point value)
{
    append_signed(out, value.time_since_epoch().count());
}

inline void append_byte(std::string& out, std::uint8_t value)
{
    out.push_back(static_cast<char>(value));
}

inline void append_text(std::string& out, std::string_view text)
{
    append_varint(out, text.size());
    out.append(text);
}

// Eight bytes, little-endian: for hashes, which varints would only lengthen.
inline void append_fixed64(std::string& out, std::uint64_t value)
{
    char buffer[8];
    for (int i = 0; i < 8; ++i) {
        buffer[i] = static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
    }
    out.append(buffer, sizeof buffer);
}

// Reads what the functions above wrote. After the first field that does not fit, ok() is false for good and
// every further field is zero or empty; views point into the bytes given.
class binary_reader {
public:
    explicit binary_reader(std::string_view bytes) : at_(bytes.data()), end_(bytes.data() + bytes.size()) {}

    [[nodiscard]] bool ok() const { return ok_; }

    // Everything was read, and nothing was wrong.
    [[nodiscard]] bool finished() const { return ok_ && at_ == end_; }

    [[nodiscard]] std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

    void fail()
    {
        ok_ = false;
        at_ = end_;
    }

    std::uint64_t varint()
    {
        if (at_ != end_ && static_cast<unsigned char>(*at_) < 0x80) { // most are small
            return static_cast<unsigned char>(*at_++);
        }
        return long_varint();
    }

    // A varint that must lie in [0, limit].
    std::uint64_t bounded(std::uint64_t limit)
    {
        const std::uint64_t value = varint();
        if (value > limit) {
            fail();
            return 0;
        }
        return value;
    }

    // A count of items of at least `item_bytes` each, so that damage cannot ask for more memory than there
    // are bytes.
    std::size_t count(std::size_t item_bytes) { return bounded(left() / item_bytes); }

    std::uint32_t varint32() { return static_cast<std::uint32_t>(bounded(0xffffffffu)); }

    std::int64_t signed_number() { return unzigzag(varint()); }

    std::int32_t signed32()
    {
        const std::int64_t value = signed_number();
        if (value < INT32_MIN || value > INT32_MAX) {
            fail();
            return 0;
        }
        return static_cast<std::int32_t>(value);
    }

    time_point time() { return time_point(milliseconds(signed_number())); }

    std::uint8_t byte()
    {
        if (at_ == end_) {
            fail();
            return 0;
        }
        return static_cast<std::uint8_t>(*at_++);
    }

    // An enumerator in [0, last].
    template <class Enum> Enum enumerator(Enum last)
    {
        const std::uint8_t value = byte();
        if (value > static_cast<std::uint8_t>(last)) {
            fail();
            return Enum{};
        }
        return static_cast<Enum>(value);
    }

    bool boolean() { return enumerator(true_or_false::yes) == true_or_false::yes; }

    std::string_view view(std::uint64_t size)
    {
        if (size > left()) {
            fail();
            return {};
        }
        const std::string_view found(at_, size);
        at_ += size;
        return found;
    }

    std::string_view text() { return view(varint()); }

    std::string string() { return std::string(text()); }

    std::uint64_t fixed64()
    {
        const std::string_view bytes = view(8);
        std::uint64_t value = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
        }
        return value;
    }

private:
    enum class true_or_false : std::uint8_t { no, yes };

    // Out of line, so that a record's reader, which reads a dozen numbers, stays small.
    [[gnu::noinline]] std::uint64_t long_varint()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            if (at_ == end_) {
                break;
            }
            const auto byte = static_cast<unsigned char>(*at_++);
            value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
            if (byte < 0x80) {
                if (shift == 63 && byte > 1) {
                    break;
                }
                return value;
            }
        }
        fail();
        return 0;
    }

    const char* at_;
    const char* end_;
    bool ok_ = true;
};

} // namespace chatqc::engine
