// Cursors of listings: the place of the last row looked at, the (decided_at, id) at the end of its key, as
// text.
#pragma once

#include <string>
#include <string_view>

namespace chatqc::storage {

std::string cursor_of(std::string_view place);
// Throws read_error ("bad_cursor").
std::string place_of_cursor(std::string_view cursor);

} // namespace chatqc::storage
