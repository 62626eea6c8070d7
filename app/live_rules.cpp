#include "app/live_rules.h"

#include "app/background_work.h"
#include "app/pack_files.h"

#include <spdlog/spdlog.h>

#include <utility>

namespace chatqc::app {

live_rules::live_rules(setup how, loaded_units units)
    : how_(std::move(how)),
      units_(std::move(units)),
      used_stamp_(pack_stamp(how_.folders)),
      seen_stamp_(used_stamp_)
{
    publish();
}

std::shared_ptr<const report_rules> live_rules::now() const
{
    const std::lock_guard lock{guard_};
    return now_;
}

reload_totals live_rules::totals() const
{
    const std::lock_guard lock{guard_};
    return totals_;
}

std::string live_rules::problem() const
{
    const std::lock_guard lock{guard_};
    return problem_;
}

void live_rules::publish()
{
    auto made = std::make_shared<const report_rules>(rules_of(units_));
    const std::lock_guard lock{guard_};
    now_ = std::move(made);
}

bool live_rules::have_settled_changes()
{
    auto stamp = pack_stamp(how_.folders);
    const bool settled = stamp == std::exchange(seen_stamp_, stamp);
    const std::lock_guard lock{guard_};
    return settled && stamp != used_stamp_;
}

reload_outcome live_rules::reload(pipeline& flow)
{
    const std::unique_lock lock{reloading_, std::try_to_lock};
    reload_outcome done;
    if (!lock) {
        done.what = reload_outcome::kind::busy;
        return done;
    }
    auto stamp = pack_stamp(how_.folders); // before they are read: what is written meanwhile is a change
    done = try_reload(flow);
    done.unit = units_.log.newest()->rules->hash;
    count(done, flow.now());
    const std::lock_guard guard{guard_};
    used_stamp_ = std::move(stamp);
    return done;
}

draft_unit live_rules::draft() const
{
    draft_unit made;
    work_in_background([&] { made = draft_of(how_.folders, units_, how_.cache); });
    return made;
}

reload_outcome live_rules::try_reload(pipeline& flow)
{
    const auto draft = this->draft();
    reload_outcome done;
    done.warnings = draft.warnings;
    done.problem = draft.problem;
    if (draft.unit) {
        done.active_from = *begin_of(units_.log, {flow.now(), {}});
        done.problem = activate(flow, draft, done.active_from);
        done.what = reload_outcome::kind::activated;
    }
    if (!done.problem.empty())
        done.what = reload_outcome::kind::refused;
    return done;
}

// Reports must know the unit before the first session is judged by it.
std::string live_rules::activate(pipeline& flow, const draft_unit& draft, engine::time_point from)
{
    auto before = units_;
    draft.unit->match->keep();
    units_.activate(from, draft.unit, draft.bundle);
    publish();
    std::string problem;
    try {
        const auto done = flow.activate({draft.unit->rules->hash, from, draft.bundle}, draft.unit);
        problem = done.error.message;
        if (done && !*done.value)
            spdlog::error("not everything that began since is judged by the new rules yet");
    } catch (const storage::read_error& failed) {
        problem = failed.what();
    }
    if (!problem.empty()) {
        units_ = std::move(before);
        publish();
    }
    units_.keep_at_hand(flow.now());
    return problem;
}

void live_rules::let_go_of_old(engine::time_point now)
{
    const std::unique_lock lock{reloading_, std::try_to_lock};
    if (lock)
        units_.keep_at_hand(now);
}

void live_rules::count(const reload_outcome& done, engine::time_point at)
{
    const std::lock_guard lock{guard_};
    using kind = reload_outcome::kind;
    totals_.last_was_good = done.what != kind::refused;
    problem_ = done.problem;
    if (done.what == kind::activated) {
        ++totals_.activated;
        totals_.activated_at = at;
        spdlog::info("rules {} are active", done.unit);
    } else if (done.what == kind::unchanged) {
        ++totals_.unchanged;
        spdlog::info("the rules have not changed");
    } else {
        ++totals_.refused;
        spdlog::error("the rules were not loaded, those before go on:\n{}", done.problem);
    }
    if (!done.warnings.empty())
        spdlog::warn("{}", done.warnings);
}

} // namespace chatqc::app
