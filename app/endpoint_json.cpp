#include "app/endpoint_json.h"

namespace chatqc::app {

void json_writer::separate()
{
    if (needs_comma_)
        out_ += ',';
    needs_comma_ = true;
}

json_writer& json_writer::open(char bracket)
{
    separate();
    out_ += bracket;
    needs_comma_ = false;
    return *this;
}

json_writer& json_writer::close(char bracket)
{
    out_ += bracket;
    needs_comma_ = true;
    return *this;
}

json_writer& json_writer::key(std::string_view name)
{
    separate();
    engine::append_json_string(out_, name);
    out_ += ':';
    needs_comma_ = false;
    return *this;
}

json_writer& json_writer::text(std::string_view value)
{
    separate();
    engine::append_json_string(out_, value);
    return *this;
}

json_writer& json_writer::number(std::int64_t value)
{
    separate();
    engine::append_json_integer(out_, value);
    return *this;
}

json_writer& json_writer::boolean(bool value)
{
    return raw(value ? "true" : "false");
}

json_writer& json_writer::null()
{
    return raw("null");
}

json_writer& json_writer::raw(std::string_view json)
{
    separate();
    out_ += json;
    return *this;
}

json_writer& json_writer::time(engine::time_point value)
{
    return number(value.time_since_epoch().count());
}

} // namespace chatqc::app
