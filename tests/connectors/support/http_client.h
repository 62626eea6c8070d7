// HTTP/1.1 by hand over a raw socket, for tests.
#pragma once

#include "tests/connectors/support/raw_socket.h"

#include <string>
#include <string_view>

namespace chatqc::test {

struct http_answer {
    unsigned status = 0; // 0: none came
    std::string header;
    std::string body;
};

// With Host, and Content-Length where there is a body. `headers` end in \r\n each.
std::string request_text(
    std::string_view method,
    std::string_view target,
    std::string_view body = {},
    std::string_view headers = {}
);

// Reads one answer; `is_head`: without its body.
http_answer read_answer(raw_socket& socket, bool is_head = false);

http_answer fetch(
    std::uint16_t port,
    std::string_view target,
    std::string_view headers = {},
    std::string_view method = "GET",
    std::string_view body = {}
);

http_answer post(std::uint16_t port, std::string_view target, std::string_view body);

} // namespace chatqc::test
