// How a shard takes in what was handed to it: frames, whole or for as long as a turn lasts, clocks and
// questions.
#include "app/pipeline/shard_worker.h"

#include <algorithm>

namespace chatqc::app {

namespace {

// What it costs to read a conversation from the store, in messages.
constexpr std::size_t load_steps = 50;

// Messages looked up together.
constexpr std::size_t looked_up = 32;

engine::incoming incoming_of(const connectors::ingest_frame& frame, std::uint32_t entry)
{
    const auto& about = frame.entries[entry];
    return {
        .record = frame.record(entry),
        .tenant = frame.tenant,
        .source = frame.source,
        .conversation_hash = about.conversation_hash,
        .id_hash = about.id_hash,
        .content_hash = about.content_hash,
    };
}

} // namespace

void shard_worker::take_in(shard_item&& item, shard_output& out)
{
    if (auto* frame = std::get_if<std::shared_ptr<frame_in_flight>>(&item)) {
        auto no_limit = ~std::size_t{0};
        receive(**frame, 0, no_limit, true);
        out.arrived = std::max(out.arrived, (*frame)->frame.arrived);
        received(std::move(*frame), out);
    } else if (const auto* clock = std::get_if<clock_change>(&item)) {
        engine_.set_source(clock->source, clock->view);
    } else if (const auto* sighting = std::get_if<engine::shop_sighting>(&item)) {
        engine_.sighted(*sighting);
    } else {
        std::get<question>(item)(engine_);
    }
}

void shard_worker::received(std::shared_ptr<frame_in_flight> frame, shard_output& out)
{
    engine_.set_source(frame->frame.source, frame->view);
    auto& to = frame->frame.end ? ending_ : out.frames;
    to.push_back(std::move(frame));
}

void shard_worker::take_in_behind(std::size_t bytes_max, shard_output& out)
{
    auto bytes_left = bytes_max;
    behind_at_ = now_();
    while (inflow_.has_behind() && !turn_is_over()) {
        const auto* frame = std::get_if<std::shared_ptr<frame_in_flight>>(&inflow_.behind());
        if (frame) {
            auto& next = inflow_.received();
            next = receive(**frame, next, bytes_left, false);
            out.arrived = std::max(out.arrived, (*frame)->frame.arrived);
            if (next < (*frame)->entries_of[number_].size())
                return;
            received(*frame, out);
            inflow_.take_behind();
        } else {
            take_in(inflow_.take_behind(), out);
        }
    }
}

std::size_t
shard_worker::receive(frame_in_flight& frame, std::size_t from, std::size_t& bytes_left, bool whole)
{
    const auto& entries = frame.entries_of[number_];
    engine_.name_tenant(frame.frame.tenant, stored_.tenant_name(frame.frame.tenant));
    std::vector<engine::incoming> next;
    next.reserve(std::min(looked_up, entries.size() - from));
    for (auto at = from; at < entries.size(); ++at) {
        const auto looked = (at - from) % looked_up;
        if (looked == 0) {
            if (!whole && at > from && turn_is_over())
                return at;
            next.clear();
            for (auto ahead = at; ahead < std::min(at + looked_up, entries.size()); ++ahead)
                next.push_back(incoming_of(frame.frame, entries[ahead]));
            engine_.expect(next);
        }
        const auto& one = next[looked];
        if (!whole && (turn_.steps_left == 0 || one.record.size() > bytes_left))
            return at;
        const auto loaded = engine_.loaded();
        count(frame, entries[at], one, engine_.receive(one));
        bytes_left -= one.record.size();
        if (whole)
            continue;
        const auto loads = engine_.loaded() - loaded;
        turn_.steps_left -= std::min<std::size_t>(turn_.steps_left, 1 + load_steps * loads);
        if (loads > 0 && turn_is_over())
            return at + 1;
    }
    return entries.size();
}

void shard_worker::count(
    frame_in_flight& frame, std::uint32_t entry, const engine::incoming& one, engine::reception as
)
{
    auto& result = frame.results[number_];
    switch (as) {
    case engine::reception::too_late:
        ++result.too_late;
        [[fallthrough]];
    case engine::reception::accepted:
        ++result.accepted;
        return;
    case engine::reception::duplicate:
        ++result.duplicates;
        return;
    case engine::reception::conflict:
        break;
    }
    std::size_t consumed = 0;
    const auto read = engine::read_record(one.record, consumed);
    result.refused.push_back({
        frame.frame.entries[entry].index,
        read ? std::string{read->message.id} : std::string{},
        "id_conflict",
        "a message with this id and other content was accepted before; the first one stands",
        {},
    });
}

} // namespace chatqc::app
