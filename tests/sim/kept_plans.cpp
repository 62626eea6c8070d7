#include "tests/sim/kept_plans.h"

#include "connectors/codec/encode.h"
#include "tests/engine/lab.h"

namespace chatqc::sim {

namespace {

struct kept_message {
    std::string line; // of a chat that begins with the world
    unsigned source = 0;
    milliseconds at{0};
};

// One conversation; the sources' names are their places.
plan plan_of(std::vector<bool> live, const std::vector<kept_message>& messages, std::vector<fault> faults)
{
    plan made;
    made.seed = 1;
    for (std::size_t number = 0; number < live.size(); ++number)
        made.sources.push_back({std::to_string(number), live[number]});
    test::lab_chat chat;
    chat.start = "2025-01-06 22:10:00";
    for (const auto& one : messages)
        chat.lines.push_back(one.line);
    const auto values = test::messages_of(chat);
    for (std::size_t number = 0; number < values.size(); ++number) {
        std::string json;
        connectors::append_message_json(json, values[number].bind());
        made.messages.push_back({chat.conversation, values[number].id, chat.lines[number], json});
        made.copies.push_back({number, messages[number].source, messages[number].at, json});
    }
    made.faults = std::move(faults);
    return made;
}

// The session lies before the checkpoint of the clean stop; the commit that takes its segment back is the
// last thing that happens before the crash. Which commit that is depends on much, so the first few are tried.
void keep_reopened_sessions(std::vector<kept_plan>& to)
{
    auto reopened = plan_of(
        {false, false},
        {{"1282880ms customer 什么时候发货", 1, milliseconds{124'623}},
         {"2057473ms A 亲亲这款有现货的哦", 1, milliseconds{127'789}},
         {"2064799ms customer 在吗", 0, milliseconds{458'798}},
         {"2065000ms system 提示", 0, milliseconds{700'000}}}, // till then the session stays open
        {{milliseconds{199'914}, fault_kind::restart, 0, milliseconds{62'355}}}
    );
    reopened.server.checkpoint_every = std::chrono::seconds{600};
    for (unsigned commits = 0; commits < 4; ++commits) {
        auto one = reopened;
        one.faults.push_back({milliseconds{263'621}, fault_kind::dies_after, commits, milliseconds{3'762}});
        to.push_back({"a session that a late message reopens survives a crash after a commit", std::move(one)}
        );
    }
}

// A recorded source has ended, and its question was judged to the end; then a live one joins, whose clock is
// far behind. What had been decided has to be taken back when the reply comes, after a restart too.
void keep_late_joiner(std::vector<kept_plan>& to)
{
    to.push_back(
        {"time does not go back over a restart when a source joins late",
         plan_of(
             {true, false},
             {{"1873969ms customer <image> 图", 0, milliseconds{1'875'687}},
              {"1901064ms close", 0, milliseconds{1'902'348}},
              {"3433291ms customer 什么时候发货", 1, milliseconds{40'870}},
              {"3436428ms A 亲亲这款有现货的哦", 0, milliseconds{3'439'446}}},
             {{milliseconds{2'387'775}, fault_kind::crash, 0, milliseconds{40'708}}}
         )}
    );
}

// The server is down when another unit is activated, for a session that has ended and was judged: the start
// judges it again. (It never failed; it shows that a start which does not is found.)
void keep_activation_at_a_start(std::vector<kept_plan>& to)
{
    auto made = plan_of(
        {false},
        {{"0s customer->A 在吗", 0, milliseconds{1'000}}, {"25s A 您好", 0, milliseconds{2'000}}},
        {{milliseconds{20'000}, fault_kind::restart, 0, milliseconds{10'000}}}
    );
    made.units.push_back({milliseconds{25'000}, milliseconds{0}, 1});
    to.push_back({"what began under a unit that came while the server was down is judged by it", made});
}

} // namespace

std::vector<kept_plan> kept_plans()
{
    std::vector<kept_plan> all;
    keep_reopened_sessions(all);
    keep_late_joiner(all);
    keep_activation_at_a_start(all);
    return all;
}

} // namespace chatqc::sim
