#include "app/open_amendments.h"

#include "engine/conversation/amendments.h"

namespace chatqc::app {

amendments_by_conversation open_amendments(storage::store& stored)
{
    std::map<engine::source_id, engine::tenant_id> tenants;
    for (const auto& source : stored.sources())
        tenants.emplace(source.id, source.tenant);
    const auto checkpoint = stored.read_checkpoint();
    amendments_by_conversation found;
    const auto scanned =
        stored.scan_journal(checkpoint ? checkpoint->journal_from : 0, [&](const auto& block) {
            std::string_view rest = block.bytes();
            std::size_t consumed = 0;
            while (const auto read = engine::read_record(rest, consumed)) {
                const auto record = rest.substr(0, consumed);
                rest.remove_prefix(consumed);
                if (read->arrival.too_late || !engine::is_amendment(read->message))
                    continue;
                const auto tenant = tenants.find(read->arrival.source);
                if (tenant != tenants.end())
                    found[{tenant->second, std::string{read->message.conversation}}] += record;
            }
            return true;
        });
    if (!scanned)
        throw storage::read_error{scanned.error};
    return found;
}

} // namespace chatqc::app
