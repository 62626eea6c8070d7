#include "tests/sim/run.h"

#include "tests/sim/checks.h"
#include "tests/sim/sender.h"
#include "tests/sim/units.h"
#include "tests/sim/watcher.h"
#include "tests/support/temp_dir.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <utility>

namespace chatqc::sim {

namespace {

// Longer than any session lives on by itself: an open round ends a day after it began.
constexpr milliseconds past_the_end = std::chrono::hours{50};

// A run that has not come to its end by then never will.
constexpr milliseconds patience = std::chrono::hours{8};

constexpr milliseconds retry_start{1'000};

class run {
public:
    run(const plan& what, bool with_trace)
        : what_(what),
          world_(what.seed, plan_begins),
          disk_((folder_ / "data").string(), what.seed),
          units_(what)
    {
        if (with_trace)
            world_.keep_notes();
    }

    outcome carry_out();

private:
    void make_clients();
    template <class By> connection accept(By by);
    void plan_faults();
    void happen(const fault& one);
    void die(milliseconds downtime, bool with_power);
    void boot();
    void lose(milliseconds downtime);
    void turn();
    bool activate_next();
    void count_life();
    template <class Done> bool go_on_until(Done done, std::string_view what);
    void come_to_the_end();
    void look_back();

    [[nodiscard]] bool senders_are_done() const
    {
        return std::all_of(senders_.begin(), senders_.end(), [](const auto& one) { return one->is_done(); });
    }

    void fail(std::string why) { out_.failures.push_back(std::move(why)); }

    const plan& what_;
    outcome out_;
    test::temp_dir folder_;
    world world_;
    disk disk_;
    unit_operator units_;
    milliseconds asks_again_at_{0}; // the operator, after a refusal
    bool is_activating_ = false;
    std::optional<server> server_;
    milliseconds up_at_{0};
    milliseconds downtime_{0};                            // after the death that is planned in a commit
    std::optional<milliseconds> restart_for_, crash_for_; // as soon as nobody is inside a step
    bool power_goes_ = false;                             // with the crash
    bool is_over_ = false;                                // nothing goes wrong any more
    std::vector<std::unique_ptr<sender>> senders_;
    std::unique_ptr<watcher> watcher_;
};

// Whoever calls while the process dies hears nothing, and calls again.
template <class By> connection run::accept(By by)
{
    try {
        return server_ ? by(*server_) : connection{};
    } catch (const process_died&) {
        crash_for_ = downtime_;
        return {};
    }
}

void run::make_clients()
{
    for (unsigned number = 0; number < what_.sources.size(); ++number) {
        std::vector<parcel> parcels;
        for (const auto& copy : what_.copies) {
            if (copy.source == number)
                parcels.push_back({copy.at, copy.json});
        }
        const auto& source = what_.sources[number];
        senders_.push_back(std::make_unique<sender>(world_, source.name, std::move(parcels), [this, &source] {
            return accept([&](server& by) { return by.accept_source("default", source.name, source.live); });
        }));
        senders_.back()->start();
    }
    watcher_ = std::make_unique<watcher>(world_, [this](std::uint64_t since) {
        return accept([&](server& by) { return by.accept_feed("default", since); });
    });
    watcher_->start();
}

void run::plan_faults()
{
    for (const auto& one : what_.faults) {
        world_.after(one.at, [this, &one] {
            if (is_over_)
                return;
            world_.note("fault: " + name_of(one));
            happen(one);
        });
    }
}

void run::happen(const fault& one)
{
    const auto how_long = one.how_long;
    const auto which = one.which % senders_.size();
    switch (one.kind) {
    case fault_kind::cut:
        return senders_[which]->cut(how_long, milliseconds{world_.dice().between(0, 2'000)});
    case fault_kind::stall:
        return senders_[which]->stall(how_long);
    case fault_kind::cut_feed:
        return watcher_->cut(how_long, milliseconds{world_.dice().between(0, 2'000)});
    case fault_kind::sleep_feed:
        return watcher_->sleep(how_long);
    case fault_kind::slow_disk:
        return disk_.slow(world_.now() + how_long);
    case fault_kind::commit_fails:
        for (unsigned times = 0; times <= one.which; ++times)
            disk_.plan(times + 1, commit_fate::fails);
        return;
    case fault_kind::crash:
    case fault_kind::power_loss:
        return die(how_long, one.kind == fault_kind::power_loss);
    case fault_kind::power_cut:
        downtime_ = how_long;
        return disk_.cut_power_after(one.which);
    case fault_kind::disk_fails:
        return disk_.fail_steps(one.which + 1);
    case fault_kind::dies_before:
    case fault_kind::dies_after:
        downtime_ = how_long;
        return disk_.plan(
            one.which + 1,
            one.kind == fault_kind::dies_before ? commit_fate::dies_before : commit_fate::dies_after
        );
    case fault_kind::restart:
        restart_for_ = how_long;
        return;
    case fault_kind::wall_step:
        return world_.step_wall(how_long);
    }
}

// Inside an activation, whose parts wait for each other, at once; else before the next step.
void run::die(milliseconds downtime, bool with_power)
{
    crash_for_ = downtime;
    power_goes_ = power_goes_ || with_power;
    if (!is_activating_)
        return;
    downtime_ = downtime;
    throw process_died{};
}

// A disk that fails lets no server start: somebody tries again.
void run::boot()
{
    world_.note("the server starts");
    ++out_.lives;
    try {
        server_.emplace(world_, disk_, what_.server, [this](storage::store& opened) {
            return units_.start(opened, world_.now());
        });
    } catch (const std::runtime_error& error) {
        if (!disk_.has_failed())
            throw;
        world_.note(error.what());
        lose(retry_start);
    }
}

void run::lose(milliseconds downtime)
{
    if (std::exchange(power_goes_, false))
        disk_.lose_power();
    server_.reset();
    if (!disk_.has_power()) {
        world_.note("what was not synced is gone");
        disk_.power_up();
        ++out_.power_losses;
    }
    is_activating_ = false;
    restart_for_.reset();
    crash_for_.reset();
    up_at_ = world_.now() + downtime;
    world_.after(downtime, [] {}); // time must get there
}

// Every received message ends in exactly one counter; sound when nothing is under way.
void run::count_life()
{
    const auto totals = server_->totals();
    auto told = totals.accepted + totals.duplicates + totals.too_late;
    for (const auto& [code, times] : totals.refused) {
        told += times;
        out_.refused += times;
    }
    if (told != server_->received())
        fail(
            std::to_string(server_->received()) + " messages received, " + std::to_string(told) + " counted"
        );
    out_.recomputed += totals.recomputed;
    out_.too_late += totals.too_late;
}

bool run::activate_next()
{
    const auto* row = world_.now() >= asks_again_at_ ? units_.due(world_.now()) : nullptr;
    if (row == nullptr)
        return false;
    world_.note(
        "a unit is activated, from " + std::to_string((row->active_from - plan_begins).count()) + "ms"
    );
    is_activating_ = true;
    const bool is_done = server_->activate(*row, units_.pack_of(*row));
    is_activating_ = false;
    ++out_.activations;
    if (is_done)
        units_.activated();
    else if (units_.is_stored(server_->stored()))
        restart_for_ = milliseconds{0}; // a start goes on with it
    else
        asks_again_at_ = world_.now() + retry_start;
    return true;
}

// One thing happens: mostly the server goes on as long as it can, then time does.
void run::turn()
{
    try {
        if (!server_ && world_.now() >= up_at_)
            boot();
        if (server_ && crash_for_) {
            world_.note("the process is killed");
            out_.recomputed += server_->totals().recomputed;
            return lose(*crash_for_);
        }
        if (server_ && restart_for_) {
            world_.note("the server stops");
            server_->stop();
            count_life();
            return lose(*restart_for_);
        }
        if (server_ && activate_next())
            return;
        if (server_ && world_.dice().chance(90) && server_->step())
            return;
        world_.run_next();
    } catch (const process_died&) {
        world_.note("the process dies in a commit");
        if (server_)
            out_.recomputed += server_->totals().recomputed;
        lose(downtime_);
    }
}

template <class Done> bool run::go_on_until(Done done, std::string_view what)
{
    const auto until = world_.now() + patience;
    while (!done()) {
        if (world_.now() > until) {
            fail("it does not come to this: " + std::string{what});
            return false;
        }
        turn();
    }
    return true;
}

// All sources have ended, and the wall passes the last timer of the live ones.
void run::come_to_the_end()
{
    world_.note("the wall goes on to the end");
    world_.step_wall(past_the_end);
    auto until = world_.now() + 4 * what_.server.tick;
    const auto is_over = [&] {
        if (!disk_.is_ready())
            until = world_.now() + 4 * what_.server.tick; // what has ended may still wait to be written
        return world_.now() > until && server_.has_value();
    };
    if (!go_on_until(is_over, "the last sessions end"))
        return;
    const auto then = world_.now() + 4 * what_.server.tick;
    const auto is_told = [&] {
        return server_ && world_.now() > then &&
               watcher_->position() >= server_->stored().last_feed_position();
    };
    go_on_until(is_told, "the feed tells all that is stored");
}

// What is stored holds, and a further start changes nothing.
void run::look_back()
{
    is_over_ = true;
    disk_.forget_plans();
    // What was about to happen to the server, too.
    crash_for_.reset();
    restart_for_.reset();
    power_goes_ = false;
    const auto& told = *watcher_;
    if (const auto missing = units_.missing(server_->stored()); !missing.empty())
        fail(missing);
    check_store(server_->stored(), what_, units_.log_of(server_->stored()), senders_, out_);
    check_feed(server_->stored(), told, out_);
    const auto settled = settled_in(server_->stored());
    const auto position = server_->stored().last_feed_position();
    server_->stop();
    count_life();
    server_.reset();
    boot();
    const auto until = world_.now() + 2 * what_.server.tick;
    while (world_.now() <= until)
        turn();
    if (settled_in(server_->stored()) != settled || server_->stored().last_feed_position() != position)
        fail("one more start changes what is settled");
    server_.reset();
}

outcome run::carry_out()
{
    try {
        plan_faults();
        make_clients();
        const auto is_done = [&] { return senders_are_done() && units_.is_done(); };
        if (go_on_until(is_done, "all is sent and acknowledged, and every unit active")) {
            come_to_the_end();
            if (out_.failures.empty())
                look_back();
            if (what_.is_calm && out_.recomputed > 0)
                fail("nobody was late, and " + std::to_string(out_.recomputed) + " conversations ran again");
        }
    } catch (const std::exception& error) {
        fail(std::string{"an exception: "} + error.what());
    }
    for (const auto& one : senders_) {
        if (!one->complaint().empty())
            fail(one->complaint());
    }
    out_.trace = world_.notes();
    return std::move(out_);
}

} // namespace

outcome carry_out(const plan& what, bool with_trace)
{
    spdlog::set_level(spdlog::level::off); // the disks of runs fail all the time
    return run{what, with_trace}.carry_out();
}

} // namespace chatqc::sim
