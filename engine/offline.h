// The engine without server, clock or disk: `chatqc replay`, rule tests and reports of files run through it.
// It is the same shard the server runs, over one recorded source that ends.
#pragma once

#include "engine/segment.h"
#include "engine/unit.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace chatqc::engine {

enum class offline_result : std::uint8_t { accepted, duplicate, conflict };

class offline_run {
public:
    // `every_profile`: sessions() has the rounds of all clock profiles, not only of those a rule names.
    offline_run(unit_log units, std::string tenant, bool every_profile = false);
    ~offline_run();
    offline_run(const offline_run&) = delete;
    offline_run& operator=(const offline_run&) = delete;

    // Messages in any order; they are copied.
    offline_result add(const message& value);
    // The end of one file: each of its conversations passes its last timer. More messages may follow (a
    // second file).
    void end();

    // Settled verdicts in order of (decided_at, id); sound after end().
    [[nodiscard]] std::vector<verdict> settled() const;

    struct ended_session {
        std::string conversation;
        session_summary summary;
    };

    // By (started, conversation).
    [[nodiscard]] std::vector<ended_session> sessions() const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace chatqc::engine
