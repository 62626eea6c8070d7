// A small writer for the answers of the REST endpoints: objects and arrays with their commas. Knows no
// endpoint.
#pragma once

#include "engine/json_text.h"
#include "engine/message.h"

#include <string>
#include <string_view>

namespace chatqc::app {

// Members and elements in the order written; brackets are the caller's to balance.
class json_writer {
public:
    json_writer& open(char bracket);  // { or [
    json_writer& close(char bracket); // } or ]
    json_writer& key(std::string_view name);
    json_writer& text(std::string_view value);
    json_writer& number(std::int64_t value);
    json_writer& boolean(bool value);
    json_writer& null();
    json_writer& raw(std::string_view json);     // one finished value
    json_writer& time(engine::time_point value); // ms since epoch

    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    void separate();

    std::string out_;
    bool needs_comma_ = false;
};

} // namespace chatqc::app
