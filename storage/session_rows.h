// Rows of ended sessions: the segments of each conversation, their summaries by day, and a row that tells
// that a session has ended. The three are always changed together.
#pragma once

#include "storage/database.h"

#include <functional>
#include <map>

namespace chatqc::storage {

// Gathers a commit's segment writes, so that they may name one row several times, and puts the outcome.
class segment_changes {
public:
    void add(const segment_write& write); // must outlive put_into
    // Reads the rows that are replaced. Throws read_error.
    void put_into(write_set& changes, const database& in) const;

private:
    struct outcome {
        tenant_id tenant = 0;
        const engine::segment* value = nullptr; // null: erased
    };

    std::map<std::string, outcome> rows_;
};

void erase_number_rows(write_set& changes, const engine::segment& value);
std::vector<number_sighting>
read_number_rows(const database& in, tenant_id tenant, std::uint64_t number, std::size_t limit);

std::vector<engine::segment>
read_segments(const database& in, tenant_id tenant, std::string_view conversation);

void scan_segment_rows(
    const database& in, tenant_id tenant, const std::function<bool(engine::segment&&)>& visit
);

struct day_range {
    std::int32_t first = 0;
    std::int32_t last = 0; // inclusive
};

void scan_session_rows(
    const database& in,
    tenant_id tenant,
    day_range days,
    const std::function<bool(const engine::session_summary&, std::string_view conversation)>& visit
);

bool is_session_ended(
    const database& in, tenant_id tenant, std::string_view conversation, std::string_view session
);

} // namespace chatqc::storage
