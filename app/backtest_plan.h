// What a backtest has to judge: of every stored conversation the stretches of sessions that its days touch,
// and what was decided of them, both as short notes. Messages are not read here.
#pragma once

#include "app/backtest.h"

#include <boost/unordered/unordered_flat_map.hpp>

#include <limits>
#include <span>

namespace chatqc::app {

// Texts that come up often, by number.
class text_numbers {
public:
    std::uint32_t of(const std::string& text);

    [[nodiscard]] const std::string& at(std::uint32_t number) const { return *texts_[number]; }

private:
    std::map<std::string, std::uint32_t> numbers_;
    std::vector<const std::string*> texts_; // keys of numbers_
};

struct planned_agent {
    std::uint32_t name = 0; // of plan.agents
    std::uint8_t categories = 0;
    bool wrote = false;
};

struct planned_session {
    std::uint64_t key = 0; // session_key
    std::int32_t day = 0;
    std::uint32_t rules = 0; // in judged_by.sets
    std::uint32_t first_agent = 0;
    std::uint32_t agents = 0;
    bool undecided = false;
};

// Sessions that lie so close together that another unit might join them.
struct planned_stretch {
    std::uint64_t conversation = 0; // engine::hash_conversation
    engine::time_point first{}, until{};
    std::uint64_t ids = 0;      // sum of the hashes of its messages' ids
    std::uint32_t messages = 0; // to be judged
    std::uint32_t first_session = 0;
    std::uint32_t sessions = 0;
    std::uint32_t before = 0;                                             // in plan.carries
    std::uint64_t from_block = std::numeric_limits<std::uint64_t>::max(); // of the journal, inclusive
    std::uint64_t to_block = 0;
};

struct old_verdict {
    std::uint64_t session = 0; // session_key
    engine::verdict_id id{};
    std::uint64_t content = 0; // content_of
    engine::time_point decided_at{};
    std::uint64_t round = 0; // hash of the wait's round; 0: no wait
    std::uint32_t rule = 0, agent = 0;
    std::int32_t points = 0;
    rules::level level{};
    rules::category category{};
    rules::mode mode{};
    bool review_required = false;
};

// About a hundred bytes a session and a verdict.
struct backtest_plan {
    engine::tenant_id tenant = 0;
    std::string tenant_name;
    std::vector<planned_stretch> stretches; // of one conversation together, in order
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> first_stretch; // by conversation
    std::vector<planned_session> sessions;
    std::vector<planned_agent> session_agents;
    std::vector<engine::carry> carries; // [0]: nothing was handed on
    std::vector<old_verdict> verdicts;  // by session
    // Of each session that has any, the place of the first. Most have none.
    boost::unordered_flat_map<std::uint64_t, std::uint32_t> first_verdict;
    engine::review_decisions decisions; // of the tenant
    text_numbers rules, agents;
    boost::unordered_flat_map<std::uint64_t, std::string> amendments; // that are still open, by conversation
    std::uint64_t from_block = 0;                                     // of the journal, inclusive
    std::uint64_t to_block = 0;
    std::uint64_t messages = 0;
    std::uint64_t expired = 0;
    std::uint64_t undecided = 0;
    std::vector<storage::journal_damage> damage; // met so far
};

// Of a session_key; they lie in the plan.
[[nodiscard]] std::span<const old_verdict> verdicts_of(const backtest_plan& plan, std::uint64_t session);

std::uint64_t session_key(std::uint64_t conversation, std::string_view session);
// Digest of what people see of a verdict: not of the version of its rule.
std::uint64_t content_of(engine::verdict value);

// Throws storage::read_error; "not_found" if there is no such tenant.
backtest_plan plan_backtest(storage::store& stored, const backtest_request& wanted);

} // namespace chatqc::app
