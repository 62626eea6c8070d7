// The comparison of an endpoint table with docs/openapi.yaml: only which paths and methods there are. Not a
// YAML reader: it takes the layout of that file (two blanks a level, block style) for granted.
#pragma once

#include "connectors/http/endpoints.h"

#include <string>
#include <string_view>
#include <vector>

namespace chatqc::connectors {

// "GET /v1/x" of every operation, sorted.
std::vector<std::string> operations_of_openapi(std::string_view yaml);
std::vector<std::string> operations_of(const std::vector<endpoint>& rows);

// One sentence a difference; empty: they agree.
std::vector<std::string> compare_with_openapi(std::string_view yaml, const std::vector<endpoint>& rows);

} // namespace chatqc::connectors
