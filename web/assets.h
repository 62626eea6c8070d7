// The page's files, compiled into the binary. What serves them (status, caching, headers) is connectors'
// matter.
#pragma once

#include <string_view>

namespace chatqc::web {

// All views live as long as the program.
struct asset {
    std::string_view path;         // "/index.html"; names below /assets/ change with their content
    std::string_view content_type; // with charset where it is text
    std::string_view bytes;
    std::string_view etag; // quoted, strong: the content's hash
};

// The file at a request's path without its query ("/" is "/index.html"), or nothing. Any thread.
const asset* find_asset(std::string_view path);

} // namespace chatqc::web
