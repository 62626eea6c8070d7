// The rules a running server judges by, and how they change: packs are read, checked, tested and compiled
// beside the engine, and become active in the log only if they are good (SPEC §4 "Packs in the log", §9). A
// bad pack leaves everything as it is.
#pragma once

#include "app/pipeline/pipeline.h"
#include "app/units.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace chatqc::app {

struct reload_outcome {
    enum class kind : std::uint8_t {
        activated, // from now on sessions begin under another unit
        unchanged, // the packs are those that judge already
        refused,   // they cannot be used, or could not be stored
        busy,      // another reload is under way; nothing was read
    };

    kind what = kind::unchanged;
    std::string unit;                 // hash of the unit that judges now
    engine::time_point active_from{}; // activated: its event time
    std::string problem;              // refused: lines for people
    std::string warnings;             // lines for people, or empty
};

struct reload_totals {
    std::uint64_t activated = 0, unchanged = 0, refused = 0;
    bool last_was_good = true;         // packs of a start are good, or it does not start
    engine::time_point activated_at{}; // wall; epoch: none since the start
};

class live_rules {
public:
    struct setup {
        std::vector<std::string> folders;              // packs; none: the built-in ones
        std::shared_ptr<engine::database_cache> cache; // of compiled databases; may be null
    };

    // Takes what a start has loaded.
    live_rules(setup how, loaded_units units);

    // For those who read: the sets that have judged, the newest last.
    [[nodiscard]] std::shared_ptr<const report_rules> now() const;

    [[nodiscard]] const engine::unit_log& log() const { return units_.log; } // before the first reload

    [[nodiscard]] reload_totals totals() const;
    // Why the newest packs were refused; empty if they were not.
    [[nodiscard]] std::string problem() const;

    // Takes as long as the packs need to compile and be tested, which goes on beside everything else, with
    // the least claim to the processor; one at a time, from any thread.
    reload_outcome reload(pipeline& flow);
    // Whether a file of the packs has changed, or come, or gone, since the last reload or start, and not
    // since the last look: an editor may still be writing. From one thread at a time.
    [[nodiscard]] bool have_settled_changes();

    // What older units are compiled to goes, once hardly a session begins by them. Now and then, from any
    // thread.
    void let_go_of_old(engine::time_point now);

private:
    reload_outcome try_reload(pipeline& flow);
    [[nodiscard]] draft_unit draft() const;
    std::string activate(pipeline& flow, const draft_unit& draft, engine::time_point from);
    void publish();
    void count(const reload_outcome& done, engine::time_point at);

    const setup how_;
    std::mutex reloading_; // held while a reload is under way
    loaded_units units_;   // its holder's
    mutable std::mutex guard_;
    std::shared_ptr<const report_rules> now_;
    reload_totals totals_;
    std::string problem_;
    std::string used_stamp_; // of the packs' files, as last used; under guard_
    std::string seen_stamp_; // as last looked at
};

} // namespace chatqc::app
