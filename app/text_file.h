// Small text files read whole: configuration, mappings, lists. Large input goes through app/line_reader.
#pragma once

#include <optional>
#include <string>

namespace chatqc::app {

// At most 4 MiB. Nothing if it cannot be read or is larger; `problem` then says why, without the file's name.
std::optional<std::string> read_text_file(const std::string& path, std::string& problem);

} // namespace chatqc::app
