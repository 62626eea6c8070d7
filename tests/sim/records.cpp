#include "tests/sim/records.h"

#include "storage/store.h"
#include "tests/sim/plan.h"

namespace chatqc::sim {

namespace {

struct reader {
    outcome& out;
    stored_records found;

    void take(const stored_record& one)
    {
        const auto& value = one.value.message;
        const std::pair key{std::string{value.conversation}, std::string{value.id}};
        const auto [at, is_new] = found.emplace(key, one);
        if (is_new)
            return;
        if (!at->second.value.arrival.too_late)
            out.failures.push_back("message " + key.second + " of " + key.first + " is stored twice");
        at->second = one;
    }
};

} // namespace

stored_records records_of(storage::store& stored, outcome& out)
{
    reader to{out, {}};
    const auto scanned = stored.scan_journal(0, [&](const storage::journal_block& block) {
        if (block.arrived < plan_begins - std::chrono::hours{1}) // retention goes by it
            out.failures.push_back("block " + std::to_string(block.sequence) + " says no arrival");
        const auto bytes = std::make_shared<const std::string>(block.bytes());
        std::string_view rest = *bytes;
        while (!rest.empty()) {
            std::size_t consumed = 0;
            const auto read = engine::read_record(rest, consumed);
            if (!read)
                return false;
            to.take({*read, bytes});
            ++out.stored;
            rest.remove_prefix(consumed);
        }
        return true;
    });
    if (!scanned)
        out.failures.push_back("the journal cannot be read: " + scanned.error.message);
    return std::move(to.found);
}

} // namespace chatqc::sim
