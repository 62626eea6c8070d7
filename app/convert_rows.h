// One row of a table → one message of wire format v1, by a mapping. Gives missing ids and the order within
// equal times; reads no file.
#pragma once

#include "app/convert_mapping.h"
#include "engine/time/zone.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::app {

// Not thread-safe; rows come in the table's order.
class row_converter {
public:
    row_converter(convert_mapping mapping, engine::zone_table zone);
    ~row_converter();
    row_converter(const row_converter&) = delete;
    row_converter& operator=(const row_converter&) = delete;

    // Finds the mapped columns by name. False, with a sentence for each that is missing, if the mapping does
    // not fit.
    bool bind(const std::vector<std::string>& header, std::vector<std::string>& problems);

    // Appends one line (with its newline) that the server takes, or says in `problem` why the row is none.
    // An id that no column gives is a hash of conversation, ts, role, text and how many rows before were the
    // same: the same table, or one that holds the same rows, gives the same ids. `seq` without a column
    // counts the rows before of the same conversation and ts.
    bool convert(const std::vector<std::string>& cells, std::string& out, std::string& problem);

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace chatqc::app
