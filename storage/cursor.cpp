#include "storage/cursor.h"

#include "storage/keys.h"
#include "storage/store.h"

namespace chatqc::storage {

std::string cursor_of(std::string_view place)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string cursor;
    for (const char c : place) {
        cursor.push_back(digits[static_cast<unsigned char>(c) >> 4]);
        cursor.push_back(digits[static_cast<unsigned char>(c) & 0xf]);
    }
    return cursor;
}

std::string place_of_cursor(std::string_view cursor)
{
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string place;
    bool is_good = cursor.size() == 2 * verdict_place_bytes;
    for (std::size_t i = 0; is_good && i < cursor.size(); i += 2) {
        const std::size_t high = digits.find(cursor[i]);
        const std::size_t low = digits.find(cursor[i + 1]);
        is_good = high != std::string_view::npos && low != std::string_view::npos;
        place.push_back(static_cast<char>(static_cast<unsigned char>(high * 16 + low)));
    }
    if (!is_good) {
        throw read_error({"bad_cursor", "the cursor is not one of ours"});
    }
    return place;
}

} // namespace chatqc::storage
