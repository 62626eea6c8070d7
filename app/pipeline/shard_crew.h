// Threads for work that is dealt out to the shards before they have threads of their own: at a restart.
#pragma once

#include "app/pipeline/work.h"

#include <exception>
#include <functional>
#include <memory>
#include <semaphore>
#include <thread>
#include <vector>

namespace chatqc::app {

class shard_crew {
public:
    using job = std::function<void(engine::shard&)>;

    // Without threads every job is done when it is given. The shards must outlive the crew.
    shard_crew(const std::vector<engine::shard*>& shards, bool with_threads);
    // Waits for what was given.
    ~shard_crew();
    shard_crew(const shard_crew&) = delete;
    shard_crew& operator=(const shard_crew&) = delete;

    // The jobs of one shard are done in order. Waits while too much is under way.
    void give(std::size_t number, job what);
    // Waits until all is done, and throws the first of what jobs have thrown; behind such a one no job of its
    // shard was done.
    void finish();

private:
    // Jobs under way, over all shards. Larger: more memory for rows and blocks that are read ahead.
    static constexpr std::ptrdiff_t jobs_max = 64;

    struct member {
        engine::shard* shard = nullptr;
        work_queue<job> jobs;
        std::exception_ptr thrown;
        std::thread thread;
    };

    void run(member& one);
    void join();

    std::counting_semaphore<jobs_max> room_{jobs_max};
    bool has_threads_;
    std::vector<std::unique_ptr<member>> members_;
};

} // namespace chatqc::app
