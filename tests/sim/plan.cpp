#include "tests/sim/plan.h"

#include "connectors/codec/encode.h"
#include "tests/engine/lab.h"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace chatqc::sim {

namespace {

using test::random;

const std::vector<std::string> said{
    "customer 在吗",
    "customer->A 多少钱",
    "customer 好的",
    "customer->B 人呢",
    "customer 什么时候发货",
    "customer <image> 图",
    "A 您好",
    "A 亲亲这款有现货的哦",
    "A 亲亲这款有现货的哦",
    "A 亲亲这款有现货的哦",
    "B 您好",
    "A 还在吗",
    "A 抓紧下单",
    "A 抓紧下单哦",
    "B 加我微信",
    "A 好评截图返现",
    "A 稍等",
    "transfer A->B",
    "transfer B->A",
    "assign A",
    "assign B",
    "close",
    "blocked",
    "autoreply 稍等",
    "system 提示",
    "order_paid",
};

template <class T> const T& pick(random& dice, const std::vector<T>& from)
{
    return from[dice.below(from.size())];
}

milliseconds up_to(random& dice, milliseconds most)
{
    return milliseconds{dice.between(0, most.count())};
}

std::string json_of(const engine::message& value)
{
    std::string made;
    connectors::append_message_json(made, value);
    return made;
}

// Where a planner keeps what it needs of a message besides the plan.
struct drawn_message {
    milliseconds said_at{0}; // after the beginning; may lie before it
    test::lab_message value;
};

class planner {
public:
    explicit planner(std::uint64_t seed) : dice_(seed)
    {
        plan_.seed = seed;
        plan_.is_calm = dice_.chance(40);
    }

    plan make()
    {
        draw_server();
        draw_sources();
        const auto conversations = dice_.between(1, 5);
        for (std::int64_t number = 0; number < conversations; ++number)
            draw_conversation("c" + std::to_string(number));
        stream_recorded();
        draw_faults();
        return std::move(plan_);
    }

private:
    void draw_server();
    void draw_sources();
    void draw_conversation(const std::string& name);
    void send(std::size_t message, const drawn_message& drawn, unsigned source);
    void send_again(std::size_t message, const drawn_message& drawn);
    milliseconds leaves_at(const drawn_message& drawn, unsigned source);
    void stream_recorded();
    void draw_faults();
    fault draw_fault();

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
        plan_.second_unit = milliseconds{dice_.between(1, 3'600'000)};
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

void planner::draw_conversation(const std::string& name)
{
    test::lab_chat chat;
    chat.conversation = name;
    chat.platform = dice_.chance(40) ? "jd" : "";
    chat.shop = dice_.chance(50) ? "s1" : "s2";
    std::int64_t at = dice_.between(0, 1'800'000);
    const auto count = dice_.between(1, 25);
    for (std::int64_t line = 0; line < count && at < 7'200'000; ++line) {
        auto spoken = pick(dice_, said);
        if (!plan_.is_calm && line > 0 && dice_.chance(6)) {
            const auto earlier = "#" + std::to_string(dice_.between(1, line));
            spoken = dice_.chance(50) ? "recall " + earlier : "edit " + earlier + " 加我微信";
        }
        chat.lines.push_back(std::to_string(at) + "ms " + spoken);
        at += dice_.chance(85) ? dice_.between(0, 90'000) : dice_.between(0, 2'700'000);
    }
    // Some old ones: too late on a live source that has sent anything newer.
    const bool is_old = !plan_.is_calm && dice_.chance(10);
    chat.start = is_old ? "2025-01-05 16:10:00" : "2025-01-06 22:10:00";
    const auto source = static_cast<unsigned>(dice_.below(plan_.sources.size()));
    const auto lines = test::messages_of(chat);
    for (std::size_t number = 0; number < lines.size(); ++number) {
        const auto& one = lines[number];
        const drawn_message drawn{one.value.ts - plan_begins, one};
        const auto index = plan_.messages.size();
        said_at_.push_back(drawn.said_at);
        plan_.messages.push_back({name, one.id, chat.lines[number], json_of(one.bind())});
        const bool elsewhere = !plan_.is_calm && dice_.chance(10);
        send(index, drawn, elsewhere ? static_cast<unsigned>(dice_.below(plan_.sources.size())) : source);
        if (dice_.chance(8))
            send_again(index, drawn);
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
    if (dice_.chance(15)) {
        auto other = drawn.value;
        other.text += "!";
        copy.json = json_of(other.bind());
    }
    copy.message = message;
    plan_.copies.push_back(std::move(copy));
}

void planner::draw_faults()
{
    const auto count = dice_.between(0, 10);
    for (std::int64_t number = 0; number < count; ++number)
        plan_.faults.push_back(draw_fault());
    std::stable_sort(plan_.faults.begin(), plan_.faults.end(), [](const fault& a, const fault& b) {
        return a.at < b.at;
    });
}

fault planner::draw_fault()
{
    using enum fault_kind;
    static const std::vector<fault_kind> gentle{
        cut, cut_feed, sleep_feed, slow_disk, commit_fails, crash, dies_before, dies_after, restart};
    static const std::vector<fault_kind> rough{stall, wall_step, cut, slow_disk, crash};
    fault made;
    made.at = up_to(dice_, ends_ + milliseconds{60'000});
    if (dice_.chance(60)) // where something is under way
        made.at = std::max(
            milliseconds{0}, pick(dice_, plan_.copies).at + milliseconds{dice_.between(-3'000, 1'000)}
        );
    made.kind = plan_.is_calm || dice_.chance(60) ? pick(dice_, gentle) : pick(dice_, rough);
    made.which =
        static_cast<unsigned>(dice_.below(made.kind == cut || made.kind == stall ? plan_.sources.size() : 4));
    const auto soon = made.kind == cut ? milliseconds{50} : milliseconds{5'000};
    made.how_long = up_to(dice_, plan_.is_calm || dice_.chance(50) ? soon : milliseconds{120'000});
    if (made.kind == wall_step && dice_.chance(50))
        made.how_long = -made.how_long;
    return made;
}

std::string golden_rules()
{
    std::ifstream file{CHATQC_SOURCE_DIR "/tests/engine/golden/pack.yaml", std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

std::string replaced(std::string text, std::string_view what, std::string_view by)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
    return text;
}

// The same rules with other limits.
std::string later_rules()
{
    return replaced(
        replaced(golden_rules(), "limit: 30s", "limit: 20s"), "repeat: {count: 3}", "repeat: {count: 2}"
    );
}

} // namespace

plan make_plan(std::uint64_t seed)
{
    return planner{seed}.make();
}

engine::unit_log units_of(const plan& from)
{
    static const auto first = test::unit_of(golden_rules());
    static const auto later = test::unit_of(later_rules());
    engine::unit_log log;
    log.activate(engine::time_point::min(), first);
    if (from.second_unit > milliseconds{0})
        log.activate(plan_begins + from.second_unit, later);
    return log;
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
    };
    return std::string{names[static_cast<std::size_t>(one.kind)]} + " " + std::to_string(one.which) + " " +
           std::to_string(one.how_long.count()) + "ms";
}

} // namespace chatqc::sim
