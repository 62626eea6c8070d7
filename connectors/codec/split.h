// Looks at JSON without parsing it: where the elements of an array begin and end, and numbers too wide for a
// 64-bit parser. Used only where the fast way has failed or a refused message is to be kept as it came.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::connectors {

// The elements of `json` if it is an array whose brackets and quotes pair up, blanks trimmed; they themselves
// are not judged and may be empty. Stops after `most` + 1 elements. Nothing if it is no array. The views
// point into `json`.
std::optional<std::vector<std::string_view>> split_array(std::string_view json, std::size_t most);

// `json` with every number that is well formed but fits neither 64-bit integers nor a double put between
// quotes, so that it can be parsed and the digits are kept.
std::string quote_wide_numbers(std::string_view json);

} // namespace chatqc::connectors
