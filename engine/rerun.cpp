#include "engine/rerun.h"

#include "engine/shard/shard.h"

#include <algorithm>
#include <cassert>
#include <tuple>

namespace chatqc::engine {

namespace {

constexpr source_id the_source = 1;

// Knows of each conversation only what was handed on to its stretch.
class handed_on final : public history {
public:
    void set(const stretch& next) { next_ = &next; }

    // Asked for once a conversation, when its first message comes in.
    std::vector<segment> segments(tenant_id tenant, std::string_view conversation) override
    {
        assert(next_->tenant == tenant && next_->conversation == conversation);
        (void)conversation;
        if (next_->before == carry{})
            return {};
        segment before;
        before.tenant = tenant;
        before.conversation = next_->conversation;
        before.until = time_point::min(); // nothing of the stretch is late
        before.after = next_->before;
        return {std::move(before)};
    }

    bool read(const std::vector<position>& /*where*/, std::string& /*out*/) override
    {
        assert(false && "nothing comes late");
        return false;
    }

    std::vector<verdict> verdicts(std::string_view /*tenant*/, std::string_view /*conversation*/) override
    {
        return {};
    }

private:
    const stretch* next_ = nullptr;
};

// Of one id the last revision stands.
std::vector<verdict> settled(std::vector<verdict>&& changes)
{
    std::vector<verdict*> order; // verdicts are large: each is moved once
    order.reserve(changes.size());
    for (auto& one : changes)
        order.push_back(&one);
    std::stable_sort(order.begin(), order.end(), [](const verdict* a, const verdict* b) {
        return a->id < b->id;
    });
    std::vector<verdict*> last;
    last.reserve(order.size());
    for (std::size_t at = 0; at < order.size(); ++at) {
        const bool revised = at + 1 < order.size() && order[at + 1]->id == order[at]->id;
        if (!revised && order[at]->status == verdict_status::final_)
            last.push_back(order[at]);
    }
    std::sort(last.begin(), last.end(), [](const verdict* a, const verdict* b) {
        return std::tie(a->conversation, a->decided_at, a->id) <
               std::tie(b->conversation, b->decided_at, b->id);
    });
    std::vector<verdict> made;
    made.reserve(last.size());
    for (auto* one : last)
        made.push_back(std::move(*one));
    return made;
}

} // namespace

struct rerun::state {
    explicit state(const unit_log& units) : worker(units, before) {}

    void receive(const stretch& one)
    {
        before.set(one);
        const auto hash = hash_conversation(one.tenant, one.conversation);
        for (std::string_view rest = one.records; !rest.empty();) {
            std::size_t consumed = 0;
            const auto read = read_record(rest, consumed);
            assert(read && "the caller has read it");
            worker.receive({
                .record = rest.substr(0, consumed),
                .tenant = one.tenant,
                .source = the_source,
                .conversation_hash = hash,
                .id_hash = hash_id(read->message.id),
                .content_hash = 0, // copies are true ones: a store holds no others
            });
            rest.remove_prefix(consumed);
        }
    }

    handed_on before;
    shard worker;
    std::uint64_t block = 0;
};

rerun::rerun(const unit_log& units) : state_(std::make_unique<state>(units)) {}

rerun::~rerun() = default;

void rerun::name_tenant(tenant_id tenant, std::string_view name)
{
    state_->worker.name_tenant(tenant, name);
}

rerun_result rerun::judge(std::span<const stretch> stretches)
{
    std::size_t bytes = 0;
    for (const auto& one : stretches)
        bytes += one.records.size();
    auto& worker = state_->worker;
    worker.begin(++state_->block, bytes);
    worker.durable(state_->block); // nothing waits for a disk: what has ended is forgotten at once
    for (const auto& one : stretches)
        state_->receive(one);
    worker.set_source(the_source, {true, source_phase::ended, time_point::max()});
    auto batch = worker.finish({.show = false});
    rerun_result made;
    made.verdicts = settled(std::move(batch.verdicts));
    for (auto& change : batch.segments)
        std::move(change.ended.begin(), change.ended.end(), std::back_inserter(made.segments));
    return made;
}

} // namespace chatqc::engine
