#include "app/open_amendments.h"

#include "engine/conversation/amendments.h"

namespace chatqc::app {

namespace {

// Of messages that the checkpoint's rows hold. Whether all rows could be read.
bool add_those_of_rows(storage::store& stored, amendments_by_conversation& found)
{
    bool are_sound = true;
    const auto scanned = stored.scan_checkpoint([&](std::string_view bytes) {
        const auto row = engine::read_checkpoint_row(bytes);
        are_sound = are_sound && row;
        for (const auto& one : row ? row->messages : std::vector<engine::stored_message>{}) {
            std::string record;
            if (one.amends && stored.read({one.where}, record))
                found[{row->tenant, row->conversation}] += record;
        }
        return true;
    });
    return scanned && are_sound;
}

} // namespace

amendments_by_conversation
open_amendments(storage::store& stored, const std::function<void(const storage::journal_damage&)>& damaged)
{
    std::map<engine::source_id, engine::tenant_id> tenants;
    for (const auto& source : stored.sources())
        tenants.emplace(source.id, source.tenant);
    amendments_by_conversation found;
    const auto checkpoint = stored.checkpoint();
    const bool has_rows = add_those_of_rows(stored, found);
    const auto visit = [&](const storage::journal_block& block) {
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
    };
    const auto scanned = stored.scan_readable(has_rows && checkpoint ? *checkpoint : 0, visit, damaged);
    if (!scanned)
        throw storage::read_error{scanned.error};
    return found;
}

} // namespace chatqc::app
