// A piece of a journal block as it is stored: packed by LZ4 before it is written, so that the log, the memory
// table and the files hold half the bytes. Knows no keys and no block.
#pragma once

#include <string>
#include <string_view>

namespace chatqc::storage {

// Appends one piece; `records` is at most limits::piece_bytes.
void append_piece(std::string& out, std::string_view records);

// The whole piece into `records`, whose content is replaced. False if the bytes are damaged.
bool read_piece(std::string_view bytes, std::string& records);

} // namespace chatqc::storage
