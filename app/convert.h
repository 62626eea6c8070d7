// `chatqc convert`: a table exported from elsewhere becomes NDJSON. Options and entry; cells are read by
// app/convert_table, meaning comes from app/convert_mapping and app/convert_rows.
#pragma once

#include <string>

namespace chatqc::app {

struct convert_options {
    std::string from = "csv";       // the only one so far
    std::string map;                // mapping file (docs/cli.md)
    std::string in;                 // `-` is standard input
    std::string out;                // empty or `-`: standard output
    std::string encoding = "auto";  // auto, utf-8, gb18030, utf-16
    std::string separator = "auto"; // auto, comma, semicolon, tab
    bool preview = false;           // show ten rows and every error, write nothing
    unsigned errors_shown = 50;
};

// 0; 1 if any row failed (the others are written); 2 on unreadable input or a wrong mapping.
int run_convert(const convert_options& options);

} // namespace chatqc::app
