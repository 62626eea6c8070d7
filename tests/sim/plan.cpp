#include "tests/sim/plan.h"

#include "tests/sim/plan_chats.h"
#include "tests/sim/units.h"

#include <algorithm>
#include <optional>

namespace chatqc::sim {

namespace {

using test::random;

template <class T> const T& pick(random& dice, const std::vector<T>& from)
{
    return from[dice.below(from.size())];
}

milliseconds up_to(random& dice, milliseconds most)
{
    return milliseconds{dice.between(0, most.count())};
}

class planner {
public:
    explicit planner(std::uint64_t seed) : dice_(seed)
    {
        plan_.seed = seed;
        plan_.is_calm = dice_.chance(40);
    }

    plan make(traffic said)
    {
        plan_.said = said;
        draw_server();
        draw_sources();
        draw_chats();
        stream_recorded();
        draw_faults();
        return std::move(plan_);
    }

    // The same with what came to plans later.
    plan make_fully(std::optional<traffic> said = {})
    {
        test::random more{plan_.seed + 0x5eed};
        const auto drawn = more.chance(60) ? traffic::model : traffic::lab;
        auto made = make(said.value_or(drawn));
        dice_ = more;
        plan_ = std::move(made);
        draw_units();
        draw_power();
        sort_faults();
        draw_haste();
        return std::move(plan_);
    }

private:
    void draw_server();
    void draw_sources();
    void draw_chats();
    void send_chat(const drawn_chat& chat);
    void send(std::size_t message, const drawn_message& drawn, unsigned source);
    void send_again(std::size_t message, const drawn_message& drawn);
    milliseconds leaves_at(const drawn_message& drawn, unsigned source);
    void stream_recorded();
    void draw_faults();
    fault draw_fault();
    milliseconds draw_moment();
    void draw_units();
    void draw_fault_of_activation(milliseconds asked);
    void draw_power();
    void draw_haste();
    void sort_faults();

    random dice_;
    plan plan_;
    std::vector<milliseconds> silent_from_, silent_until_; // by source: its line is down, it sends later
    std::vector<milliseconds> said_at_;                    // by message
    milliseconds ends_{0};
};

void planner::draw_server()
{
    auto& how = plan_.server;
    how.shards = static_cast<unsigned>(dice_.between(1, 3));
    how.lateness = milliseconds{pick<int>(dice_, {1000, 2000, 5000})};
    how.tick = milliseconds{pick<int>(dice_, {500, 1000, 4000})};
    how.checkpoint_every = std::chrono::seconds{pick<int>(dice_, {2, 10, 60, 600})};
    how.feed_queue_bytes = dice_.chance(30) ? 2048 : 64u << 10;
    if (dice_.chance(30))
        plan_.units.push_back({milliseconds{0}, milliseconds{dice_.between(1, 3'600'000)}, 1});
}

void planner::draw_sources()
{
    const auto count = dice_.between(1, 3);
    for (std::int64_t number = 0; number < count; ++number) {
        plan_.sources.push_back({"s" + std::to_string(number), dice_.chance(70)});
        const bool goes_silent = !plan_.is_calm && dice_.chance(30);
        silent_from_.push_back(goes_silent ? milliseconds{dice_.between(0, 3'600'000)} : milliseconds{0});
        silent_until_.push_back(
            goes_silent ? silent_from_.back() + milliseconds{dice_.between(10'000, 5'400'000)}
                        : milliseconds{0}
        );
    }
}

void planner::draw_chats()
{
    if (plan_.said != traffic::model) {
        const auto draw = plan_.said == traffic::lab ? draw_lab_chat : draw_shipped_chat;
        const auto conversations = dice_.between(1, 5);
        for (std::int64_t number = 0; number < conversations; ++number)
            send_chat(draw(dice_, "c" + std::to_string(number), plan_.is_calm));
        return;
    }
    const auto& from = plan_.sources;
    const bool all_recorded =
        std::none_of(from.begin(), from.end(), [](const auto& one) { return one.live; });
    for (const auto& chat : draw_model_chats(dice_, plan_.is_calm, all_recorded))
        send_chat(chat);
}

void planner::send_chat(const drawn_chat& chat)
{
    const auto source = static_cast<unsigned>(dice_.below(plan_.sources.size()));
    for (const auto& one : chat.messages) {
        const auto index = plan_.messages.size();
        said_at_.push_back(one.said_at);
        plan_.messages.push_back({chat.conversation, one.id, one.line, one.json});
        const bool elsewhere = !plan_.is_calm && dice_.chance(10);
        send(index, one, elsewhere ? static_cast<unsigned>(dice_.below(plan_.sources.size())) : source);
        if (dice_.chance(8))
            send_again(index, one);
    }
}

// A live source sends what is said as it is said.
milliseconds planner::leaves_at(const drawn_message& drawn, unsigned source)
{
    if (!plan_.sources[source].live)
        return drawn.said_at; // for stream_recorded()
    // What goes on the way in time is there before the watermark.
    const auto prompt = plan_.server.lateness - milliseconds{200};
    auto at = std::max(drawn.said_at, milliseconds{0}) + up_to(dice_, prompt);
    if (plan_.is_calm)
        return at;
    if (dice_.chance(10))
        at += up_to(dice_, milliseconds{60'000});
    if (dice_.chance(5))
        at += up_to(dice_, milliseconds{3'600'000});
    if (at >= silent_from_[source] && at < silent_until_[source])
        at = silent_until_[source] + up_to(dice_, milliseconds{1000});
    return at;
}

// A recorded one streams it in order, or nearly so.
void planner::stream_recorded()
{
    for (unsigned source = 0; source < plan_.sources.size(); ++source) {
        if (plan_.sources[source].live)
            continue;
        std::vector<planned_copy*> copies;
        for (auto& copy : plan_.copies) {
            if (copy.source == source)
                copies.push_back(&copy);
        }
        std::stable_sort(copies.begin(), copies.end(), [&](const auto* a, const auto* b) {
            return said_at_[a->message] < said_at_[b->message];
        });
        auto at = up_to(dice_, milliseconds{600'000});
        for (auto* copy : copies) {
            at += up_to(dice_, milliseconds{2'000});
            copy->at = !plan_.is_calm && dice_.chance(20) ? up_to(dice_, at) : at;
        }
        ends_ = std::max(ends_, at);
    }
}

void planner::send(std::size_t message, const drawn_message& drawn, unsigned source)
{
    const auto at = leaves_at(drawn, source);
    if (plan_.sources[source].live)
        ends_ = std::max(ends_, at);
    plan_.copies.push_back({message, source, at, plan_.messages[message].json});
}

// The same once more, now and then over another source, rarely with other words. Where all is calm it comes
// behind the first, over the same source.
void planner::send_again(std::size_t message, const drawn_message& drawn)
{
    auto copy = plan_.copies.back();
    copy.at += up_to(dice_, milliseconds{120'000});
    if (!plan_.is_calm && dice_.chance(50))
        copy.source = static_cast<unsigned>(dice_.below(plan_.sources.size()));
    if (dice_.chance(15))
        copy.json = drawn.other_json;
    copy.message = message;
    plan_.copies.push_back(std::move(copy));
}

void planner::draw_faults()
{
    const auto count = dice_.between(0, 10);
    for (std::int64_t number = 0; number < count; ++number)
        plan_.faults.push_back(draw_fault());
    sort_faults();
}

void planner::sort_faults()
{
    std::stable_sort(plan_.faults.begin(), plan_.faults.end(), [](const fault& a, const fault& b) {
        return a.at < b.at;
    });
}

// Mostly where something is under way.
milliseconds planner::draw_moment()
{
    const auto at = up_to(dice_, ends_ + milliseconds{60'000});
    if (!dice_.chance(60))
        return at;
    return std::max(
        milliseconds{0}, pick(dice_, plan_.copies).at + milliseconds{dice_.between(-3'000, 1'000)}
    );
}

fault planner::draw_fault()
{
    using enum fault_kind;
    static const std::vector<fault_kind> gentle{
        cut, cut_feed, sleep_feed, slow_disk, commit_fails, crash, dies_before, dies_after, restart};
    static const std::vector<fault_kind> rough{stall, wall_step, cut, slow_disk, crash};
    fault made;
    made.at = draw_moment();
    made.kind = plan_.is_calm || dice_.chance(60) ? pick(dice_, gentle) : pick(dice_, rough);
    made.which =
        static_cast<unsigned>(dice_.below(made.kind == cut || made.kind == stall ? plan_.sources.size() : 4));
    const auto soon = made.kind == cut ? milliseconds{50} : milliseconds{5'000};
    made.how_long = up_to(dice_, plan_.is_calm || dice_.chance(50) ? soon : milliseconds{120'000});
    if (made.kind == wall_step && dice_.chance(50))
        made.how_long = -made.how_long;
    return made;
}

// Some are known from the beginning, some come while messages of their time are under way, or long after; the
// one activates them for what comes, the other for what was said already. Nothing calm is judged again.
void planner::draw_units()
{
    plan_.first_pack = plan_.said != traffic::lab ? dice_.below(packs_of(plan_.said).size()) : 0;
    plan_.units.clear();
    for (auto more = dice_.below(4); more > 0; --more) {
        planned_unit one;
        one.pack = dice_.below(packs_of(plan_.said).size());
        if (!plan_.is_calm && dice_.chance(75))
            one.asked = draw_moment();
        one.from = one.asked;
        if (plan_.is_calm || dice_.chance(50))
            one.from = std::max(milliseconds{1}, pick(dice_, said_at_) + milliseconds{dice_.between(-1, 1)});
        else if (dice_.chance(70))
            one.from += milliseconds{dice_.between(-5'400'000, 1'800'000)};
        if (one.asked > milliseconds{0} && dice_.chance(60))
            draw_fault_of_activation(one.asked);
        plan_.units.push_back(one);
    }
    std::stable_sort(plan_.units.begin(), plan_.units.end(), [](const auto& a, const auto& b) {
        return a.asked < b.asked;
    });
}

// Between the unit's row and the last conversation that is judged again, or so that the unit becomes active
// at a start.
void planner::draw_fault_of_activation(milliseconds asked)
{
    using enum fault_kind;
    static const std::vector<fault_kind> kinds{
        dies_before, dies_after, commit_fails, power_cut, disk_fails, crash, restart, power_loss};
    fault made;
    made.kind = pick(dice_, kinds);
    const bool comes_by_itself = made.kind == crash || made.kind == restart || made.kind == power_loss;
    made.at =
        std::max(milliseconds{0}, asked + milliseconds{comes_by_itself ? dice_.between(-2'000, 3'000) : 0});
    made.which = static_cast<unsigned>(dice_.below(made.kind == power_cut ? 12 : 4));
    made.how_long = up_to(dice_, milliseconds{dice_.chance(50) ? 5'000 : 120'000});
    plan_.faults.push_back(made);
}

// With dice of its own: other seeds still mean what they meant. Some turns end early; few conversations whose
// time has come go on at once.
void planner::draw_haste()
{
    test::random haste{plan_.seed + 0x100c};
    if (haste.chance(50))
        plan_.server.look = std::chrono::microseconds{haste.below(200)};
    if (haste.chance(50))
        plan_.server.wakes = {haste.below(3), haste.below(2), 1 + haste.below(4)};
}

void planner::draw_power()
{
    using enum fault_kind;
    static const std::vector<fault_kind> kinds{power_loss, power_cut, power_cut, disk_fails};
    for (auto more = dice_.chance(50) ? dice_.below(4) : 0; more > 0; --more) {
        fault made;
        made.kind = pick(dice_, kinds);
        made.at = draw_moment();
        made.which = static_cast<unsigned>(dice_.below(made.kind == power_cut ? 40 : 4));
        made.how_long = up_to(dice_, milliseconds{plan_.is_calm || dice_.chance(50) ? 5'000 : 120'000});
        plan_.faults.push_back(made);
    }
}

} // namespace

plan make_plan(std::uint64_t seed)
{
    return planner{seed}.make_fully();
}

plan make_shipped_plan(std::uint64_t seed)
{
    return planner{seed}.make_fully(traffic::shipped);
}

plan make_first_plan(std::uint64_t seed)
{
    return planner{seed}.make(traffic::lab);
}

std::string name_of(const fault& one)
{
    static constexpr std::string_view names[]{
        "cut",
        "stall",
        "cut_feed",
        "sleep_feed",
        "slow_disk",
        "commit_fails",
        "crash",
        "dies_before",
        "dies_after",
        "restart",
        "wall_step",
        "power_loss",
        "power_cut",
        "disk_fails",
    };
    return std::string{names[static_cast<std::size_t>(one.kind)]} + " " + std::to_string(one.which) + " " +
           std::to_string(one.how_long.count()) + "ms";
}

} // namespace chatqc::sim
