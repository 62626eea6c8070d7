#include "app/backtest.h"

#include "app/backtest_compare.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <tuple>

namespace chatqc::app {

namespace {

// Batches that wait for each thread, so that none waits for the reader.
constexpr std::size_t waiting_per_core = 4;

// One producer, many consumers.
class batch_queue {
public:
    explicit batch_queue(std::size_t bound) : bound_(bound) {}

    // Waits for room. False: nobody takes any more.
    bool push(dealt_batch&& batch)
    {
        std::unique_lock lock{guard_};
        has_room_.wait(lock, [this] { return closed_ || waiting_.size() < bound_; });
        if (closed_)
            return false;
        waiting_.push_back(std::move(batch));
        ready_.notify_one();
        return true;
    }

    // Nothing once closed and drained.
    std::optional<dealt_batch> take()
    {
        std::unique_lock lock{guard_};
        ready_.wait(lock, [this] { return closed_ || !waiting_.empty(); });
        if (waiting_.empty())
            return std::nullopt;
        auto batch = std::move(waiting_.front());
        waiting_.pop_front();
        has_room_.notify_one();
        return batch;
    }

    void close()
    {
        const std::lock_guard lock{guard_};
        closed_ = true;
        ready_.notify_all();
        has_room_.notify_all();
    }

private:
    std::mutex guard_;
    std::condition_variable ready_;
    std::condition_variable has_room_;
    std::deque<dealt_batch> waiting_;
    std::size_t bound_;
    bool closed_ = false;
};

// A thread a core; the first failure ends them all.
class judging_threads {
public:
    judging_threads(storage::store& stored, const backtest_request& wanted, const backtest_plan& plan)
        : stored_(stored), wanted_(wanted), plan_(plan), queue_(waiting_per_core * wanted.cores)
    {
        for (unsigned number = 0; number < wanted.cores; ++number)
            threads_.emplace_back([this] { run(); });
    }

    ~judging_threads() { join(); }

    judging_threads(const judging_threads&) = delete;
    judging_threads& operator=(const judging_threads&) = delete;

    void push(dealt_batch&& batch)
    {
        if (!queue_.push(std::move(batch)))
            throw storage::read_error{failure_};
    }

    // Throws what a thread met.
    backtest_result finish()
    {
        join();
        if (!failure_.code.empty())
            throw storage::read_error{failure_};
        return std::move(result_);
    }

private:
    void run()
    {
        backtest_judge judge{stored_, wanted_, plan_};
        try {
            while (const auto batch = queue_.take())
                judge.judge(*batch);
        } catch (const storage::read_error& error) {
            {
                const std::lock_guard lock{guard_};
                failure_ = error.why();
            }
            queue_.close();
        }
        const std::lock_guard lock{guard_};
        result_.add(judge.take(), wanted_.examples);
    }

    void join()
    {
        queue_.close();
        for (auto& thread : threads_) {
            if (thread.joinable())
                thread.join();
        }
    }

    storage::store& stored_;
    const backtest_request& wanted_;
    const backtest_plan& plan_;
    batch_queue queue_;
    std::mutex guard_;
    backtest_result result_;
    storage::failure failure_;
    std::vector<std::thread> threads_;
};

// Sessions that could not be judged, by what is missing.
void add_left_out(const backtest_plan& plan, const not_dealt& left, const day_span& days, backtest_result& to)
{
    std::map<std::uint64_t, storage::journal_damage> damage; // by first block
    for (const auto* ranges : {&plan.damage, &left.damage}) {
        for (const auto& range : *ranges)
            damage.emplace(range.first_block, range);
    }
    for (const auto number : left.stretches) {
        const auto& one = plan.stretches[number];
        const bool is_damaged = std::any_of(damage.begin(), damage.end(), [&](const auto& range) {
            return range.second.first_block <= one.to_block && one.from_block <= range.second.last_block;
        });
        auto& count = is_damaged ? to.damaged : to.expired;
        for (std::uint32_t at = 0; at < one.sessions; ++at)
            count += days.has(plan.sessions[one.first_session + at].day) ? 1u : 0u;
    }
    for (const auto& [first, range] : damage)
        to.damage.push_back(range.sentence());
}

} // namespace

void change_counts::add(const change_counts& other)
{
    before += other.before;
    after += other.after;
    added += other.added;
    gone += other.gone;
    changed += other.changed;
    confirmed_before += other.confirmed_before;
    dismissed_before += other.dismissed_before;
    confirmed_after += other.confirmed_after;
    dismissed_after += other.dismissed_after;
}

std::optional<engine::hundredths> score_sum::mean() const
{
    return n == 0 ? std::nullopt : std::optional{engine::divide_rounded(sum, static_cast<std::int64_t>(n))};
}

bool is_earlier(const change_example& a, const change_example& b)
{
    return std::tie(a.decided_at, a.id) < std::tie(b.decided_at, b.id);
}

void keep_earliest(
    std::vector<change_example>& to, std::vector<change_example>&& more, std::size_t examples_max
)
{
    std::move(more.begin(), more.end(), std::back_inserter(to));
    std::sort(to.begin(), to.end(), is_earlier);
    to.resize(std::min(to.size(), examples_max));
}

void backtest_result::add(backtest_result&& other, std::size_t examples_max)
{
    sessions_before += other.sessions_before;
    sessions_after += other.sessions_after;
    messages += other.messages;
    expired += other.expired;
    undecided += other.undecided;
    for (const auto& [key, counts] : other.changes)
        changes[key].add(counts);
    for (const auto& [agent, more] : other.scores) {
        auto& mine = scores[agent];
        mine.before.sum += more.before.sum;
        mine.before.n += more.before.n;
        mine.after.sum += more.after.sum;
        mine.after.n += more.after.n;
    }
    for (auto& [key, more] : other.examples)
        keep_earliest(examples[key], std::move(more), examples_max);
}

storage::result<backtest_result>
run_backtest(storage::store& stored, const backtest_request& wanted, const backtest_progress& done)
{
    try {
        const auto plan = plan_backtest(stored, wanted);
        judging_threads threads{stored, wanted, plan};
        std::uint64_t dealt = 0;
        const auto left = deal_messages(stored, plan, [&](dealt_batch&& batch) {
            for (const auto number : batch.numbers)
                dealt += plan.stretches[number].messages;
            threads.push(std::move(batch));
            done(dealt, plan.messages);
        });
        auto result = threads.finish();
        result.expired = plan.expired;
        add_left_out(plan, left, wanted.days, result);
        result.undecided = plan.undecided;
        return {std::move(result), {}};
    } catch (const storage::read_error& error) {
        return {std::nullopt, error.why()};
    }
}

} // namespace chatqc::app
