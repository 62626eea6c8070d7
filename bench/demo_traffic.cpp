#include "bench/demo_traffic.h"

#include "bench/demo_rehearsal.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <tuple>

namespace chatqc::bench {

namespace {

using namespace std::chrono_literals;
using std::chrono::milliseconds;

constexpr std::uint32_t chats_a_day = 430;
constexpr std::uint32_t chats_a_rehearsal = 10; // of a stream
constexpr auto china = 8h;
constexpr double ms_a_chat = 12'500; // at one message a second: 9 messages, and the rushes

// Where the conversations of a promotion day begin, by hour: at 20:00 the sale opens.
constexpr unsigned hour_shares[24] = {3,  1,  0,  0,  0,  0,  1,  3,  10, 16, 22, 20,
                                      16, 18, 22, 20, 18, 16, 18, 26, 60, 40, 22, 8};

unsigned load_of(unsigned hour_share)
{
    return 80 + hour_share * 5 / 2;
}

template <class Weighted, class Weight>
std::size_t draw(demo_random& random, const Weighted& from, Weight weight)
{
    std::uint64_t sum = 0;
    for (const auto& entry : from) {
        sum += weight(entry);
    }
    std::uint64_t roll = random.below(sum);
    std::size_t index = 0;
    for (const auto& entry : from) {
        if (roll < weight(entry)) {
            break;
        }
        roll -= weight(entry);
        ++index;
    }
    return index;
}

const demo_shop& draw_shop(demo_random& random, std::span<const demo_shop> shops)
{
    return shops[draw(random, shops, [](const demo_shop& shop) { return shop.share; })];
}

auto order(const demo_message& message)
{
    return std::tie(message.at, message.chat, message.index);
}

// The texts are ours and hold no control characters.
void append_field(std::string& out, std::string_view name, std::string_view value)
{
    if (value.empty()) {
        return;
    }
    out += fmt::format(",\"{}\":\"", name);
    for (const char c : value) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    out += '"';
}

} // namespace

std::string to_wire(const demo_message& message, std::string_view prefix)
{
    const demo_line& line = message.line;
    std::string out = fmt::format(
        R"({{"id":"{0}-{1}-{2}","conversation":"{0}-{1}","ts":{3},"seq":{2})",
        prefix,
        message.chat,
        message.index,
        message.at.time_since_epoch().count()
    );
    append_field(out, "role", name_of(line.role));
    append_field(out, "kind", name_of(line.kind));
    append_field(out, "event", name_of(line.event));
    append_field(out, "text", line.text);
    append_field(out, "sender", line.sender);
    append_field(out, "to", line.to);
    append_field(out, "platform", message.shop->platform);
    append_field(out, "shop", message.shop->name);
    append_field(out, "group", message.group);
    if (line.role == rules::role::customer) {
        append_field(out, "customer", fmt::format("{}-buyer-{}", message.shop->platform, message.chat));
    }
    if (line.kind == rules::kind::card) {
        out += fmt::format(R"(,"attrs":{{"item":"SKU-{}"}})", 1000 + message.chat % 97);
    }
    out += '}';
    return out;
}

std::vector<demo_message> demo_day(std::uint64_t seed, std::chrono::sys_days day, demo_language language)
{
    demo_random random(seed ^ static_cast<std::uint64_t>(day.time_since_epoch().count()));
    const demo_time midnight = demo_time(day) - china;
    std::vector<demo_message> messages;
    for (std::uint32_t chat = 0; chat < chats_a_day; ++chat) {
        demo_random own(random.fork());
        const std::size_t hour = draw(own, hour_shares, [](unsigned share) { return share; });
        const demo_time start = midnight + hour * 1h + milliseconds(own.between(0, 3'599'999));
        const demo_shop& shop = draw_shop(own, demo_cast(language));
        const auto agent = static_cast<std::size_t>(own.below(shop.agents.size()));
        const demo_mishap mishap = draw_mishap(own, shop.agents[agent]);
        const demo_chat script = make_chat(own, shop, agent, mishap, load_of(hour_shares[hour]));
        for (std::uint32_t index = 0; const demo_line& line : script.lines) {
            messages.push_back({start + line.at, chat, index++, &shop, script.group, line});
        }
    }
    for (std::uint32_t chat = chats_a_day; const rules::test_case* test : rehearsals_of(language)) {
        demo_random own(random.fork());
        const demo_shop& shop = draw_stage(own, *test, demo_cast(language));
        const demo_time start = midnight + draw_hour(own, *test);
        const demo_chat script = rehearse(*test, shop);
        for (std::uint32_t index = 0; const demo_line& line : script.lines) {
            messages.push_back({start + line.at, chat, index++, &shop, script.group, line});
        }
        ++chat;
    }
    std::sort(messages.begin(), messages.end(), [](const demo_message& a, const demo_message& b) {
        return order(a) < order(b);
    });
    return messages;
}

bool demo_stream::later::operator()(const demo_message& a, const demo_message& b) const
{
    return order(a) > order(b);
}

demo_stream::demo_stream(
    std::uint64_t seed, demo_time start, double rate, demo_language language, bool rehearses
)
    : shops_(demo_cast(language)),
      rehearsals_(rehearses ? rehearsals_of(language) : std::span<const rules::test_case* const>()),
      random_(seed),
      start_(start),
      next_chat_(start),
      pause_(std::max<std::int64_t>(1, static_cast<std::int64_t>(ms_a_chat / rate)))
{
}

void demo_stream::say(const demo_shop& shop, const demo_chat& script)
{
    for (std::uint32_t index = 0; const demo_line& line : script.lines) {
        waiting_.push({next_chat_ + line.at, chats_, index++, &shop, script.group, line});
    }
    ++chats_;
}

void demo_stream::begin_rehearsal()
{
    demo_random own(random_.fork());
    const rules::test_case& test = *rehearsals_[rehearsed_++ % rehearsals_.size()];
    const demo_shop& shop = draw_stage(own, test, shops_);
    say(shop, rehearse(test, shop));
}

void demo_stream::begin_chat()
{
    if (!rehearsals_.empty() && chats_ % chats_a_rehearsal == chats_a_rehearsal - 1) {
        begin_rehearsal();
        return;
    }
    // Something to see in the first seconds, so that nobody looks at an empty page.
    constexpr demo_mishap first[] = {
        demo_mishap::strayed,
        demo_mishap::promised,
        demo_mishap::nudged,
        demo_mishap::rude,
        demo_mishap::forgotten};
    demo_random own(random_.fork());
    const bool is_first = chats_ < std::size(first);
    const bool rush = (next_chat_ - start_) % 8min < 1min + 30s;
    const demo_shop& shop = is_first ? shops_[chats_ % shops_.size()] : draw_shop(own, shops_);
    const auto agent = static_cast<std::size_t>(own.below(shop.agents.size()));
    const demo_mishap mishap = is_first ? first[chats_] : draw_mishap(own, shop.agents[agent]);
    const demo_chat script = make_chat(own, shop, agent, mishap, is_first ? 10 : rush ? 230 : 100);
    say(shop, script);
    const std::int64_t pause = is_first ? 500 : rush ? pause_.count() / 3 : pause_.count();
    next_chat_ += milliseconds(random_.between(pause / 5, pause * 9 / 5) + 1);
}

demo_message demo_stream::next()
{
    while (waiting_.empty() || next_chat_ <= waiting_.top().at) {
        begin_chat();
    }
    demo_message message = waiting_.top();
    waiting_.pop();
    return message;
}

} // namespace chatqc::bench
