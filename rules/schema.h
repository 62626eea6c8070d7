// A JSON Schema of rule files, with which an editor completes and checks a pack while it is written. The
// readers stay the law: it cannot say which names exist or which keys exclude each other.
// tests/rules/schema.cpp holds it against the keys that the readers know.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chatqc::rules {

struct schema_key {
    std::string_view name;
    std::string_view type; // "text", "[shape]", "shape or name", …: see schema.cpp
    bool required = false;
};

// A map of rule files.
struct schema_shape {
    std::string_view name; // in the schema; a detector's is the detector's
    std::vector<schema_key> keys;
};

const std::vector<schema_shape>& schema_shapes();

// Draft 7, indented.
std::string json_schema();

} // namespace chatqc::rules
