#include "app/pipeline/settled_history.h"

#include <spdlog/spdlog.h>

#include <thread>

namespace chatqc::app {

namespace {

constexpr std::chrono::milliseconds retry_pause{200};
constexpr int last_retries_max = 20; // while stopping
constexpr std::chrono::milliseconds settle_patience{20};

} // namespace

// A damaged row stays damaged: it is thrown on.
template <class Read> auto settled_history::patiently(Read read)
{
    for (int tries = 0;; ++tries) {
        try {
            auto found = read();
            if (tries > 0)
                spdlog::info("the store is read again");
            return found;
        } catch (const storage::read_error& error) {
            if (error.why().code == "corruption")
                throw;
            pause(error.why(), tries);
        }
    }
}

void settled_history::pause(const storage::failure& why, int tries)
{
    if (tries == 0)
        spdlog::error("a shard waits for the store: {}", why.message);
    if (go_on_) {
        go_on_();
        return;
    }
    std::unique_lock lock{guard_};
    if (stopping_ && tries >= last_retries_max)
        throw storage::read_error{why};
    lock.unlock();
    std::this_thread::sleep_for(retry_pause);
}

std::vector<engine::segment>
settled_history::segments(engine::tenant_id tenant, std::string_view conversation)
{
    return patiently([&] { return stored_.segments(tenant, conversation); });
}

std::vector<engine::verdict> settled_history::verdicts(std::string_view tenant, std::string_view conversation)
{
    return patiently([&] { return stored_.verdicts_of(tenant, conversation); });
}

bool settled_history::read(const std::vector<engine::position>& where, std::string& out)
{
    const auto done = patiently([&] {
        auto read = stored_.read(where, out);
        if (!read && read.error.code != "corruption" && read.error.code != "not_found")
            throw storage::read_error{read.error};
        return read;
    });
    if (!done && done.error.code == "corruption")
        spdlog::error("what came late for these messages is not judged: {}", done.error.message);
    return done.value.has_value();
}

bool settled_history::is_settled() const
{
    const std::lock_guard lock{guard_};
    return durable_ >= handed_;
}

bool settled_history::settle()
{
    return settle(std::chrono::steady_clock::now() + settle_patience);
}

bool settled_history::settle(std::chrono::steady_clock::time_point until)
{
    if (go_on_) {
        while (!is_settled()) {
            if (!go_on_())
                return false;
        }
        return true;
    }
    std::unique_lock lock{guard_};
    return changed_.wait_until(lock, until, [this, upto = handed_] { return durable_ >= upto; });
}

void settled_history::handed(std::uint64_t block)
{
    const std::lock_guard lock{guard_};
    handed_ = block;
}

void settled_history::durable(std::uint64_t block)
{
    {
        const std::lock_guard lock{guard_};
        durable_ = block;
    }
    changed_.notify_all();
}

std::uint64_t settled_history::durable() const
{
    const std::lock_guard lock{guard_};
    return durable_;
}

void settled_history::stop()
{
    const std::lock_guard lock{guard_};
    stopping_ = true;
}

} // namespace chatqc::app
