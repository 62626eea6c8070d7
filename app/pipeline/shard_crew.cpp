#include "app/pipeline/shard_crew.h"

#include <utility>

namespace chatqc::app {

shard_crew::shard_crew(const std::vector<engine::shard*>& shards, bool with_threads)
    : has_threads_(with_threads)
{
    for (auto* shard : shards) {
        auto& made = *members_.emplace_back(std::make_unique<member>());
        made.shard = shard;
        if (has_threads_)
            made.thread = std::thread{[this, &made] { run(made); }};
    }
}

shard_crew::~shard_crew()
{
    join();
}

void shard_crew::give(std::size_t number, job what)
{
    if (!has_threads_)
        return what(*members_[number]->shard);
    room_.acquire();
    members_[number]->jobs.push(std::move(what));
}

void shard_crew::run(member& one)
{
    while (one.jobs.wait()) {
        for (const auto& each : one.jobs.take()) {
            try {
                if (!one.thrown)
                    each(*one.shard);
            } catch (...) {
                one.thrown = std::current_exception();
            }
            room_.release();
        }
    }
}

void shard_crew::finish()
{
    join();
    for (const auto& one : members_) {
        if (one->thrown)
            std::rethrow_exception(std::exchange(one->thrown, nullptr));
    }
}

void shard_crew::join()
{
    for (const auto& one : members_) {
        one->jobs.close();
        if (one->thread.joinable())
            one->thread.join();
    }
}

} // namespace chatqc::app
