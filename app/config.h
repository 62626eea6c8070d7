// Reads a configuration file: flat `key = value` lines in TOML's spelling. Knows nothing of which keys exist
// or what they mean (app/command_serve checks that); opens no file but the one it is told.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chatqc::app {

struct config_entry {
    std::string key;                 // letters, digits, `_` and `-`; `_` is turned into `-`
    std::vector<std::string> values; // one, or those of a `[list]`
    bool is_list = false;
    unsigned line = 0; // from 1
};

struct config_error {
    std::string file;
    unsigned line = 0; // 0: the file as a whole
    std::string key;   // where readable
    std::string message;
};

// "chatqc.toml:3: listen: expected HOST:PORT"
std::string to_text(const config_error& error);

struct config_file {
    std::vector<config_entry> entries; // in the file's order
    std::vector<config_error> errors;  // all of them; if any, the entries are not to be used
};

// `name` is only for messages. At most 1 MiB of text.
config_file parse_config(std::string_view text, std::string_view name);
config_file read_config(const std::string& path);

} // namespace chatqc::app
