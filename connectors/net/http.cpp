#include "connectors/net/http.h"

#include "connectors/codec/answers.h"

namespace chatqc::connectors {

const std::string* http_request::parameter(std::string_view name) const
{
    for (const auto& [key, value] : query) {
        if (key == name) {
            return &value;
        }
    }
    return nullptr;
}

http_response error_response(unsigned status, std::string_view code, std::string_view message)
{
    http_response answer;
    answer.status = status;
    append_error(answer.body, code, message);
    return answer;
}

} // namespace chatqc::connectors
