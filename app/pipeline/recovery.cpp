#include "app/pipeline/recovery.h"

#include "app/pipeline/changes.h"
#include "app/pipeline/shard_crew.h"
#include "engine/canary.h"

#include <spdlog/spdlog.h>

#include <map>
#include <stdexcept>
#include <utility>

namespace chatqc::app {

namespace canary = engine::canary;

namespace {

// Rows that are handed to a shard together.
constexpr std::size_t rows_at_once = 512;

// Gives each shard its rows.
class row_deal {
public:
    row_deal(shard_crew& crew, std::size_t shards) : crew_(crew), parts_(shards) {}

    // False if it is damaged.
    bool add(std::string_view bytes)
    {
        auto asleep = engine::dormant::read(bytes);
        if (!asleep)
            return false;
        const auto hash = engine::hash_conversation(asleep->tenant(), asleep->name());
        const auto number = hash % parts_.size();
        parts_[number].emplace_back(std::move(asleep), hash);
        if (parts_[number].size() == rows_at_once)
            give(number);
        return true;
    }

    void give_rest()
    {
        for (std::size_t number = 0; number < parts_.size(); ++number)
            give(number);
    }

private:
    using part = std::vector<std::pair<std::unique_ptr<engine::dormant>, std::uint64_t>>;

    void give(std::size_t number)
    {
        const auto rows = std::make_shared<part>(std::exchange(parts_[number], {}));
        crew_.give(number, [rows](engine::shard& shard) {
            for (auto& [asleep, hash] : *rows)
                shard.restore(std::move(asleep), hash);
        });
    }

    shard_crew& crew_;
    std::vector<part> parts_;
};

// Returns from where on the journal holds what the rows lack.
std::uint64_t restore_rows(shard_crew& crew, std::size_t shards, storage::store& stored)
{
    const auto journal_from = stored.checkpoint();
    row_deal deal{crew, shards};
    bool are_sound = true;
    const auto scanned = stored.scan_checkpoint([&](std::string_view row) {
        are_sound = deal.add(row) && are_sound;
        return true;
    });
    deal.give_rest();
    if (scanned && are_sound)
        return journal_from.value_or(0);
    if (!scanned && scanned.error.code != "corruption")
        throw std::runtime_error{scanned.error.message};
    spdlog::warn("the checkpoint is damaged: the whole journal is read");
    // A row that cannot be read now must not come back later: it would be of a conversation that has ended.
    if (const auto done = stored.erase_checkpoint(); !done)
        throw std::runtime_error{done.error.message};
    for (std::size_t number = 0; number < shards; ++number)
        crew.give(number, [](engine::shard& shard) { shard.rows_lost(); });
    return 0;
}

using tenants_by_source = std::map<engine::source_id, engine::tenant_id>;

void restore_block(
    shard_crew& crew,
    std::size_t shards,
    const storage::journal_block& block,
    const tenants_by_source& tenants
)
{
    const auto bytes = std::make_shared<const std::string>(block.records);
    std::vector<std::vector<std::pair<engine::incoming, std::uint32_t>>> parts(shards);
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
        parts[hash % shards].emplace_back(
            engine::incoming{
                .record = rest.substr(0, consumed),
                .tenant = tenant->second,
                .source = read->arrival.source,
                .conversation_hash = hash,
                .id_hash = engine::hash_id(read->message.id),
                .content_hash = engine::hash_content(read->message),
            },
            offset
        );
        rest.remove_prefix(consumed);
    }
    for (std::size_t number = 0; number < shards; ++number) {
        crew.give(
            number,
            [bytes, sequence = block.sequence, messages = std::move(parts[number])](engine::shard& shard) {
                for (const auto& [one, offset] : messages)
                    shard.restore(one, bytes, {sequence, offset});
            }
        );
    }
}

tenants_by_source begin(
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
        for (const auto& [source, view] : views)
            shard->set_source(source, view);
    }
    return tenants;
}

} // namespace

storage::commit_batch restore_conversations(
    const std::vector<engine::shard*>& shards,
    storage::store& stored,
    const std::vector<clock_change>& views,
    bool with_threads
)
{
    const auto tenants = begin(shards, stored, views);
    std::uint64_t left_out = 0; // no block has this number
    if (canary::is_on(canary::last_block_not_replayed))
        (void)stored.scan_journal(0, [&](const auto& block) {
            left_out = block.sequence;
            return true;
        });
    std::vector<engine::batch_result> made(shards.size());
    shard_crew crew{shards, with_threads};
    const auto journal_from = restore_rows(crew, shards.size(), stored);
    const auto scanned = stored.scan_readable(
        journal_from,
        [&](const auto& block) {
            if (block.sequence != left_out)
                restore_block(crew, shards.size(), block, tenants);
            return true;
        },
        // The conversations of the rest go on: nobody is helped by a server that does not start.
        [](const storage::journal_damage& range) { spdlog::error("{}", range.sentence()); }
    );
    if (!scanned)
        throw std::runtime_error{scanned.error.message};
    for (std::size_t number = 0; number < shards.size(); ++number)
        crew.give(number, [&, number](engine::shard& shard) { made[number] = shard.finish(); });
    crew.finish();

    storage::commit_batch changes;
    for (auto& one : made)
        append_changes(changes, one);
    return changes;
}

} // namespace chatqc::app
