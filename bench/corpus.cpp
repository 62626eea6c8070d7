#include "bench/corpus.h"

#include "bench/demo_random.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <set>

namespace chatqc::bench {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view numbered_prefix = "bench";
// Characters that texts and phrases are made of, beside the demo's sentences: enough kinds that phrases of
// two hit now and then.
constexpr std::uint32_t han_first = 0x4e00;
constexpr std::uint32_t han_step = 37;
constexpr std::uint32_t han_kinds = 500;

void append_han(std::string& out, demo_random& random, std::int64_t count)
{
    for (; count > 0; --count) {
        const auto code = han_first + han_step * static_cast<std::uint32_t>(random.below(han_kinds));
        out += static_cast<char>(0xe0u | code >> 12u);
        out += static_cast<char>(0x80u | (code >> 6u & 0x3fu));
        out += static_cast<char>(0x80u | (code & 0x3fu));
    }
}

std::vector<std::string> make_phrases(demo_random random, std::size_t count)
{
    std::set<std::string> phrases{"全网最低价", "微信", "保证", "抓紧", "五星好评"};
    while (phrases.size() < count) {
        std::string phrase;
        append_han(phrase, random, random.between(2, 5));
        phrases.insert(std::move(phrase));
    }
    return {phrases.begin(), phrases.end()};
}

// Conversations count from 0; the 1 keeps the first message's number from being 0.
std::uint64_t number_of(std::uint32_t chat, std::uint32_t index)
{
    return (std::uint64_t{chat} + 1) << 32u | index;
}

bool is_of(corpus_part part, const demo_message& message)
{
    return part == corpus_part::all || (message.index % 2 == 1) == (part == corpus_part::odd);
}

void append_message(corpus_frame& frame, const demo_message& message, const corpus_options& wanted)
{
    const bool array = wanted.batch > 1;
    if (array) {
        frame.json += frame.numbers.empty() ? '[' : ',';
    }
    frame.json += to_wire(message, wanted.prefix);
    frame.numbers.push_back(number_of(message.chat, message.index));
}

// Takes `-N` from the front of `text`; false if it is not there.
bool take_number(std::string_view& text, std::uint32_t& number)
{
    if (!text.starts_with('-')) {
        return false;
    }
    text.remove_prefix(1);
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()));
    return read.ec == std::errc{};
}

constexpr std::string_view bench_rules = R"(pack: bench
language: 1
lists:
  phrases: {file: phrases.txt}
  nudge: {phrases: [抓紧, 下单, 付款]}
rules:
  - id: bench.phrase
    name: {zh: 词, en: phrase}
    category: compliance
    level: minor
    points: -1
    count: per_hit
    detect:
      phrase: {list: phrases}
  - id: bench.response
    name: {zh: 回复, en: response}
    category: timeliness
    level: minor
    points: -1
    detect:
      response: {limit: 180s}
  - id: bench.nudge
    name: {zh: 三连发, en: nudge burst}
    category: sales
    level: moderate
    points: -5
    detect:
      nudge_burst: {list: nudge, count: 3, within: 60s}
)";

} // namespace

// The form of an id is to_wire()'s.
std::uint64_t message_number(std::string_view id)
{
    std::uint32_t chat = 0;
    std::uint32_t index = 0;
    if (!id.starts_with(numbered_prefix)) {
        return 0;
    }
    id.remove_prefix(numbered_prefix.size());
    const bool is_whole = take_number(id, chat) && take_number(id, index) && id.empty();
    return is_whole ? number_of(chat, index) : 0;
}

corpus make_corpus(const corpus_options& wanted)
{
    demo_random random(wanted.seed);
    corpus made;
    made.phrases = make_phrases(demo_random(random.fork()), wanted.phrases);
    made.connections.resize(wanted.connections);

    demo_stream stream(random.fork(), wanted.begin, wanted.messages_a_second);
    std::vector<corpus_frame> open(wanted.connections);
    const auto close = [&](std::size_t connection) {
        if (open[connection].numbers.empty()) {
            return;
        }
        if (wanted.batch > 1) {
            open[connection].json += ']';
        }
        made.connections[connection].push_back(std::move(open[connection]));
        open[connection] = {};
    };
    std::string tail;
    while (made.messages < wanted.messages) {
        demo_message message = stream.next();
        if (!is_of(wanted.part, message)) {
            continue;
        }
        if (wanted.is_even) {
            const std::chrono::duration<double> after(
                static_cast<double>(made.messages) / wanted.messages_a_second
            );
            message.at = wanted.begin + std::chrono::duration_cast<demo_time::duration>(after);
        }
        ++made.messages;
        if (message.line.kind == rules::kind::text) {
            tail = message.line.text;
            append_han(tail, random, random.between(0, 16));
            message.line.text = tail;
        }
        const std::size_t connection = message.chat % wanted.connections;
        append_message(open[connection], message, wanted);
        if (open[connection].numbers.size() == wanted.batch) {
            close(connection);
        }
    }
    for (std::size_t connection = 0; connection < wanted.connections; ++connection) {
        close(connection);
    }
    return made;
}

std::vector<std::string>
with_more_phrases(const std::vector<std::string>& phrases, std::size_t count, std::uint64_t seed)
{
    demo_random random(seed);
    std::set<std::string> all(phrases.begin(), phrases.end());
    while (all.size() < count) {
        std::string phrase;
        append_han(phrase, random, random.between(4, 8));
        all.insert(std::move(phrase));
    }
    return {all.begin(), all.end()};
}

rules::pack_bundle pack_of(const std::vector<std::string>& phrases)
{
    std::string list;
    for (const std::string& phrase : phrases) {
        list += phrase + '\n';
    }
    return {"bench", {{"bench.yaml", std::string(bench_rules)}, {"phrases.txt", std::move(list)}}};
}

} // namespace chatqc::bench
