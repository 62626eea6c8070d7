#include "tests/connectors/support/http_client.h"

#include <cstdlib>

namespace chatqc::test {

std::string request_text(
    std::string_view method, std::string_view target, std::string_view body, std::string_view headers
)
{
    std::string text;
    text.append(method).append(" ").append(target).append(" HTTP/1.1\r\n");
    if (headers.find("Host:") == std::string_view::npos) {
        text.append("Host: localhost\r\n");
    }
    if (!body.empty() || method == "POST") {
        text.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n");
    }
    return text.append(headers).append("\r\n").append(body);
}

http_answer read_answer(raw_socket& socket, bool is_head)
{
    http_answer answer;
    answer.header = socket.read_until("\r\n\r\n");
    if (answer.header.size() < 13) {
        return answer;
    }
    answer.status = static_cast<unsigned>(std::atoi(answer.header.c_str() + 9));
    const std::size_t at = answer.header.find("Content-Length: ");
    if (at != std::string::npos && !is_head) {
        answer.body = socket.read_exactly(std::strtoul(answer.header.c_str() + at + 16, nullptr, 10));
    }
    return answer;
}

http_answer fetch(
    std::uint16_t port,
    std::string_view target,
    std::string_view headers,
    std::string_view method,
    std::string_view body
)
{
    raw_socket socket(port);
    socket.write(request_text(method, target, body, headers));
    return read_answer(socket, method == "HEAD");
}

http_answer post(std::uint16_t port, std::string_view target, std::string_view body)
{
    return fetch(port, target, {}, "POST", body);
}

} // namespace chatqc::test
