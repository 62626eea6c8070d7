// Refused messages, the newest of each tenant. Not thread safe but for read_dead_letters.
#pragma once

#include "storage/database.h"

#include <map>

namespace chatqc::storage {

class dead_letter_rows {
public:
    struct numbers {
        std::uint64_t first = 1; // oldest kept
        std::uint64_t next = 1;
    };

    using by_tenant = std::map<tenant_id, numbers>;

    explicit dead_letter_rows(const database& in, const std::vector<tenant_id>& tenants); // throws read_error

    // Puts the letter, cut to its bound, and erases those that are too many; `numbering` begins as current().
    static void put(write_set& changes, by_tenant& numbering, tenant_id tenant, const dead_letter& letter);

    [[nodiscard]] const by_tenant& current() const { return current_; }

    // After the write.
    void accepted(by_tenant&& numbering) { current_ = std::move(numbering); }

private:
    by_tenant current_;
};

// Newest first.
std::vector<dead_letter> read_dead_letters(const database& in, tenant_id tenant, std::size_t limit);

} // namespace chatqc::storage
