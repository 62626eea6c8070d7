#include "engine/match/writing.h"

#include "engine/text/fold.h"
#include "engine/text/utf8.h"

#include <algorithm>

namespace chatqc::engine {
namespace {

char lower(char one)
{
    return one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one;
}

enum class script { ascii, han, other };

// Of ASCII and its full-width forms, and of ideographs.
script script_of(char32_t code)
{
    const bool is_full_width = code >= 0xFF01 && code <= 0xFF5E;
    return code < 0x80 || is_full_width ? script::ascii : is_han(code) ? script::han : script::other;
}

// What a character alone folds to; 0 if that is not one character.
char32_t image_of(char32_t code)
{
    const folded to = fold(code);
    return to.count == 0 ? code : to.count == 1 ? to.code : 0;
}

} // namespace

bool equal_caseless(std::string_view left, std::string_view right)
{
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char one, char other) {
        return lower(one) == lower(other);
    });
}

bool is_same_writing(std::string_view left, std::string_view right)
{
    if (equal_caseless(left, right)) {
        return true;
    }
    const char* at = left.data();
    const char* other_at = right.data();
    const char* const end = at + left.size();
    const char* const other_end = other_at + right.size();
    while (at != end && other_at != other_end) {
        const auto [code, length] = decode(at, end);
        const auto [other, other_length] = decode(other_at, other_end);
        if (code != other && (script_of(code) != script_of(other) || script_of(code) == script::other ||
                              image_of(code) != image_of(other))) {
            return false;
        }
        at += length;
        other_at += other_length;
    }
    return at == end && other_at == other_end;
}

} // namespace chatqc::engine
