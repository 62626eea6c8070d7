#include "app/pipeline/committer.h"

#include "app/pipeline/changes.h"
#include "connectors/codec/encode.h"
#include "engine/canary.h"
#include "engine/kill_point.h"

#include <spdlog/spdlog.h>

#include <chrono>
#include <utility>

namespace chatqc::app {

namespace canary = engine::canary;

namespace {

constexpr std::chrono::milliseconds retry_pause{200};
constexpr int drain_retries_max = 20; // a disk that stays away must not keep a stop waiting for ever

// What turns numbers into names.
struct directory {
    storage::store& stored;
    const source_registry& sources;
};

storage::dead_letter
dead_letter_of(const connectors::ingest_frame& frame, const connectors::refusal& why, const directory& names)
{
    storage::dead_letter made;
    made.at = frame.arrived;
    made.tenant = names.stored.tenant_name(frame.tenant);
    made.source = names.sources.name(frame.source);
    made.code = why.code;
    made.id = why.id;
    made.bytes = why.bytes;
    if (made.bytes.empty()) {
        for (const auto& entry : frame.entries) {
            std::size_t consumed = 0;
            if (entry.index != why.index)
                continue;
            if (const auto read =
                    engine::read_record(std::string_view{frame.records}.substr(entry.offset), consumed))
                connectors::append_message_json(made.bytes, read->message);
        }
    }
    return made;
}

void add_frame(
    storage::commit_batch& batch, const frame_in_flight& frame, unsigned shard, const directory& names
)
{
    const auto add = [&](const std::vector<connectors::refusal>& refused) {
        for (const auto& why : refused)
            batch.dead_letters.push_back(dead_letter_of(frame.frame, why, names));
    };
    add(frame.results[shard].refused);
    if (shard == 0)
        add(frame.frame.refused);
}

storage::commit_batch gather(std::vector<shard_output>& outputs, const directory& names)
{
    storage::commit_batch batch;
    for (auto& output : outputs) {
        auto& made = output.result;
        if (made.messages > 0) {
            storage::journal_block block;
            block.sequence = output.block;
            block.shared = made.block;
            block.messages = made.messages;
            block.arrived = output.arrived;
            batch.blocks.push_back(std::move(block));
        }
        append_changes(batch, made);
        for (const auto& frame : output.frames)
            add_frame(batch, *frame, output.shard, names);
    }
    return batch;
}

bool is_empty(const storage::commit_batch& batch, const std::vector<shard_output>& outputs)
{
    for (const auto& output : outputs) {
        for (const auto& frame : output.frames) {
            if (frame->frame.end)
                return false;
        }
    }
    return batch.blocks.empty() && batch.segments.empty() && batch.verdicts.empty() && batch.rows.empty() &&
           batch.dead_letters.empty() && batch.memberships.empty();
}

} // namespace

committer::committer(
    storage::store& stored, source_registry& sources, incident_keeper& incidents, committer_events events
)
    : stored_(stored), sources_(sources), incidents_(incidents), events_(std::move(events))
{
}

committer::~committer()
{
    end_thread();
}

void committer::start()
{
    thread_ = std::thread{[this] { run(); }};
}

void committer::end_thread()
{
    stopping_ = true;
    outputs_.close();
    if (thread_.joinable())
        thread_.join();
}

void committer::stop()
{
    end_thread();
    run(); // what no thread has written
}

void committer::wake()
{
    if (incidents_.has_work())
        outputs_.wake();
}

void committer::run()
{
    while (!has_given_up_ && outputs_.wait())
        write_all();
    finish_incidents();
}

// One step, and again as long as the disk does not take it.
void committer::write_all()
{
    step();
    for (int tries = 0; unwritten_; ++tries) {
        if (stopping_ && tries >= drain_retries_max) {
            has_given_up_ = true; // nothing of it is acknowledged, nor of what stands on it
            return;
        }
        std::this_thread::sleep_for(retry_pause);
        step();
    }
}

// At a stop. What cannot be worked out now stays marked.
void committer::finish_incidents()
{
    while (!has_given_up_ && incidents_.has_work()) {
        auto& made = unwritten_.emplace();
        if (!incidents_.add_to(made.batch)) {
            unwritten_.reset();
            return;
        }
        write_all();
    }
}

bool committer::step()
{
    if (!unwritten_) {
        auto outputs = outputs_.take();
        if (outputs.empty() && !incidents_.is_due())
            return false;
        prepare(std::move(outputs));
        if (canary::is_on(canary::ack_before_commit))
            answer(*unwritten_);
    }
    engine::reached(engine::kill_point::commit_gathered);
    if (!unwritten_->is_empty && !write(*unwritten_))
        return true;
    engine::reached(engine::kill_point::commit_written);
    auto done = std::move(*unwritten_);
    unwritten_.reset();
    incidents_.written(done.batch);
    for (const auto& output : done.outputs)
        events_.durable(output.shard, output.block);
    engine::reached(engine::kill_point::shards_told);
    answer(done);
    engine::reached(engine::kill_point::acks_handed);
    publish(std::move(done.batch), done.receipt);
    engine::reached(engine::kill_point::verdicts_published);
    return true;
}

void committer::prepare(std::vector<shard_output>&& outputs)
{
    auto& made = unwritten_.emplace();
    made.batch = gather(outputs, {stored_, sources_});
    if (incidents_.is_due())
        incidents_.add_to(made.batch);
    made.is_empty = is_empty(made.batch, outputs);
    for (auto& output : outputs) {
        for (auto& frame : output.frames) {
            if (--frame->parts_left > 0)
                continue;
            sources_.written(frame->frame);
            made.frames.push_back(frame);
        }
    }
    if (!made.is_empty)
        made.batch.sources = sources_.take_changed();
    made.outputs = std::move(outputs);
}

void committer::log(const storage::result<storage::commit_receipt>& done)
{
    const bool was_failing = std::exchange(is_failing_, !done);
    if (!done && !was_failing)
        spdlog::error("nothing becomes durable: {}", done.error.message);
    else if (done && was_failing)
        spdlog::info("the store is written again");
}

bool committer::write(commit& what)
{
    const auto begin = std::chrono::steady_clock::now();
    auto done = stored_.commit(what.batch);
    const auto spent = std::chrono::steady_clock::now() - begin;
    {
        const std::lock_guard lock{guard_};
        trouble_ = done ? storage::failure{} : done.error;
        totals_.commits += done ? 1u : 0u;
        totals_.commit_failures += done ? 0u : 1u;
    }
    log(done);
    if (!done)
        return false;
    what.receipt = *done.value;
    events_.committed(spent);
    return true;
}

void committer::count(const connectors::frame_result& frame, const connectors::ingest_frame& from)
{
    totals_.accepted += frame.accepted - frame.too_late;
    totals_.duplicates += frame.duplicates;
    totals_.too_late += frame.too_late;
    for (const auto& why : frame.refused)
        ++totals_.refused[why.code];
    for (const auto& why : from.refused)
        ++totals_.refused[why.code];
}

void committer::answer(commit& what)
{
    std::vector<connectors::frame_result> answers;
    std::size_t bytes = 0;
    {
        const std::lock_guard lock{guard_};
        for (const auto& output : what.outputs)
            totals_.recomputed += output.result.recomputed;
        for (const auto& frame : std::exchange(what.frames, {})) {
            connectors::frame_result answer;
            answer.ticket = std::move(frame->frame.ticket);
            for (auto& part : frame->results) {
                answer.accepted += part.accepted;
                answer.duplicates += part.duplicates;
                answer.too_late += part.too_late;
                std::move(part.refused.begin(), part.refused.end(), std::back_inserter(answer.refused));
            }
            count(answer, frame->frame);
            bytes += frame->bytes;
            answers.push_back(std::move(answer));
        }
    }
    if (bytes > 0)
        events_.released(bytes);
    if (!answers.empty())
        events_.answered(std::move(answers));
}

void committer::publish(storage::commit_batch&& batch, const storage::commit_receipt& receipt)
{
    if (batch.verdicts.empty() && batch.incidents.empty())
        return;
    std::vector<storage::feed_entry> entries;
    entries.reserve(batch.verdicts.size() + batch.incidents.size());
    {
        const std::lock_guard lock{guard_};
        auto position = receipt.first_position;
        for (auto& write : batch.verdicts) {
            auto& made = write.value;
            if (made.status == engine::verdict_status::final_ && made.revision == 0)
                ++totals_.verdicts[{made.rule, std::string{rules::name_of(made.level)}}];
            if (made.status == engine::verdict_status::retracted)
                ++totals_.retracted;
            entries.push_back({position++, std::move(made)});
        }
        for (auto& [made, before] : batch.incidents) {
            if (made.what == storage::incident_event::appeared)
                ++totals_.incidents[made.value.rule];
            entries.push_back({position++, std::move(made)});
        }
    }
    events_.published(std::move(entries));
}

pipeline_totals committer::totals() const
{
    const std::lock_guard lock{guard_};
    return totals_;
}

storage::failure committer::trouble() const
{
    const std::lock_guard lock{guard_};
    return trouble_;
}

} // namespace chatqc::app
