// Recognises the stretches of a text in which nothing is dropped: links and the emoji codes that a platform
// writes with symbols of disguise. Bracketed codes ([微笑]), masks ([数字x]) and HTML entities need no
// recognition: their edges are punctuation, which stays.
#pragma once

#include <cstddef>
#include <string_view>

namespace chatqc::engine {

// Bytes of the link (http://…, https://…, www.…) that `text` begins with, 0 if none. It ends before the first
// blank, quote, angle bracket or character beyond ASCII.
std::size_t link_length(std::string_view text);

// Bytes of the emoji code (#E-s21) that `text` begins with, 0 if none.
std::size_t emoji_code_length(std::string_view text);

} // namespace chatqc::engine
