#include "tests/connectors/support/fake_backend.h"

#include "tests/connectors/support/raw_socket.h"

#include <algorithm>

namespace chatqc::test {

using namespace connectors;

tenant_id fake_backend::tenant(std::string_view name)
{
    const std::lock_guard lock(mutex_);
    const auto found = std::find(tenants_.begin(), tenants_.end(), name);
    const auto index = static_cast<tenant_id>(found - tenants_.begin());
    if (found == tenants_.end()) {
        tenants_.emplace_back(name);
    }
    return index + 1;
}

opened_source fake_backend::open_source(tenant_id tenant, std::string_view name, bool recorded)
{
    const std::lock_guard lock(mutex_);
    opened_.push_back({std::string(name), recorded});
    const auto next = static_cast<source_id>(ids_.size() + 1);
    return {ids_.try_emplace({tenant, std::string(name)}, next).first->second, newest};
}

void fake_backend::submit(ingest_frame&& frame)
{
    std::size_t index = 0;
    {
        const std::lock_guard lock(mutex_);
        frames_.push_back(std::move(frame));
        index = frames_.size() - 1;
        changed_.notify_all();
    }
    if (is_automatic) {
        complete(index);
    }
}

void fake_backend::silent(source_id, time_point watermark)
{
    const std::lock_guard lock(mutex_);
    silent_.push_back(watermark);
    changed_.notify_all();
}

void fake_backend::gone(source_id, time_point)
{
    const std::lock_guard lock(mutex_);
    ++gone_;
    changed_.notify_all();
}

std::string fake_backend::obstacle() const
{
    const std::lock_guard lock(mutex_);
    return obstacle_;
}

void fake_backend::set_obstacle(const std::string& why)
{
    const std::lock_guard lock(mutex_);
    obstacle_ = why;
}

bool fake_backend::has_room() const
{
    const std::lock_guard lock(mutex_);
    return room_;
}

void fake_backend::set_room(bool room)
{
    const std::lock_guard lock(mutex_);
    room_ = room;
}

template <class Condition> bool fake_backend::wait(Condition condition)
{
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(deadline_seconds), condition);
}

bool fake_backend::wait_frames(std::size_t count)
{
    return wait([&] { return frames_.size() >= count; });
}

bool fake_backend::wait_silent(std::size_t count)
{
    return wait([&] { return silent_.size() >= count; });
}

bool fake_backend::wait_gone(std::size_t count)
{
    return wait([&] { return gone_ >= count; });
}

void fake_backend::complete(std::size_t index, std::vector<refusal> refused)
{
    frame_result result;
    {
        const std::lock_guard lock(mutex_);
        result.ticket = frames_[index].ticket;
        result.accepted = static_cast<std::uint32_t>(frames_[index].entries.size() - refused.size());
        result.refused = std::move(refused);
    }
    std::vector<frame_result> results;
    results.push_back(std::move(result));
    listener->durable(std::move(results));
}

std::size_t fake_backend::frame_count()
{
    const std::lock_guard lock(mutex_);
    return frames_.size();
}

ingest_frame fake_backend::frame(std::size_t index)
{
    const std::lock_guard lock(mutex_);
    ingest_frame copy = frames_.at(index);
    copy.ticket.reset();
    return copy;
}

std::vector<engine::record> fake_backend::records(std::size_t index, std::string& bytes)
{
    bytes = frame(index).records;
    std::vector<engine::record> found;
    std::size_t at = 0;
    std::size_t consumed = 0;
    while (at < bytes.size()) {
        const auto record = engine::read_record(std::string_view(bytes).substr(at), consumed);
        if (!record) {
            break;
        }
        found.push_back(*record);
        at += consumed;
    }
    return found;
}

std::vector<fake_backend::opened> fake_backend::sources()
{
    const std::lock_guard lock(mutex_);
    return opened_;
}

std::size_t fake_backend::silent_count()
{
    const std::lock_guard lock(mutex_);
    return silent_.size();
}

time_point fake_backend::last_silent()
{
    const std::lock_guard lock(mutex_);
    return silent_.empty() ? time_point{} : silent_.back();
}

std::size_t fake_backend::gone_count()
{
    const std::lock_guard lock(mutex_);
    return gone_;
}

} // namespace chatqc::test
