#include "app/pipeline/recovery.h"

#include "app/pipeline/changes.h"
#include "engine/canary.h"

#include <spdlog/spdlog.h>

#include <map>
#include <stdexcept>

namespace chatqc::app {

namespace canary = engine::canary;

namespace {

using tenants_by_source = std::map<engine::source_id, engine::tenant_id>;

void restore_block(
    const std::vector<engine::shard*>& shards,
    const storage::journal_block& block,
    const tenants_by_source& tenants
)
{
    const auto bytes = std::make_shared<const std::string>(block.records);
    std::string_view rest = *bytes;
    while (!rest.empty()) {
        std::size_t consumed = 0;
        const auto read = engine::read_record(rest, consumed);
        if (!read)
            throw std::runtime_error{"journal block " + std::to_string(block.sequence) + " is damaged"};
        const auto tenant = tenants.find(read->arrival.source);
        if (tenant == tenants.end())
            throw std::runtime_error{
                "journal names the unknown source " + std::to_string(read->arrival.source)};
        const auto offset = static_cast<std::uint32_t>(bytes->size() - rest.size());
        const auto hash = engine::hash_conversation(tenant->second, read->message.conversation);
        shards[hash % shards.size()]->restore(
            {
                .record = rest.substr(0, consumed),
                .tenant = tenant->second,
                .source = read->arrival.source,
                .conversation_hash = hash,
                .id_hash = engine::hash_id(read->message.id),
                .content_hash = engine::hash_content(read->message),
            },
            bytes,
            {block.sequence, offset}
        );
        rest.remove_prefix(consumed);
    }
}

} // namespace

storage::commit_batch restore_conversations(
    const std::vector<engine::shard*>& shards, storage::store& stored, const std::vector<clock_change>& views
)
{
    tenants_by_source tenants;
    const auto states = stored.sources();
    for (auto* shard : shards) {
        const auto block = stored.next_block();
        shard->durable(block - 1);
        shard->begin(block, 0);
        for (const auto& state : states) {
            tenants.emplace(state.id, state.tenant);
            shard->name_tenant(state.tenant, stored.tenant_name(state.tenant));
            for (const auto& [shop, last] : state.shops)
                shard->sighted({state.id, state.tenant, shop, last});
        }
    }
    std::uint64_t left_out = 0; // no block has this number
    if (canary::is_on(canary::last_block_not_replayed))
        (void)stored.scan_journal(0, [&](const auto& block) {
            left_out = block.sequence;
            return true;
        });
    const auto checkpoint = stored.read_checkpoint();
    const auto scanned = stored.scan_readable(
        checkpoint ? checkpoint->journal_from : 0,
        [&](const auto& block) {
            if (block.sequence != left_out)
                restore_block(shards, block, tenants);
            return true;
        },
        // The conversations of the rest go on: nobody is helped by a server that does not start.
        [](const storage::journal_damage& range) { spdlog::error("{}", range.sentence()); }
    );
    if (!scanned)
        throw std::runtime_error{scanned.error.message};

    storage::commit_batch changes;
    for (auto* shard : shards) {
        for (const auto& [source, view] : views)
            shard->set_source(source, view);
        auto made = shard->finish();
        append_changes(changes, made);
    }
    return changes;
}

} // namespace chatqc::app
