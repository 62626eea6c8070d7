#include "bench/corpus.h"

#include "bench/demo_random.h"
#include "bench/demo_traffic.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace chatqc::bench {

namespace {

using namespace std::chrono_literals;

constexpr demo_time first_moment{std::chrono::sys_days{std::chrono::year{2025} / 11 / 11}.time_since_epoch()};
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

void append_message(corpus_frame& frame, const std::string& json, bool array)
{
    if (array) {
        frame.json += frame.messages == 0 ? '[' : ',';
    }
    frame.json += json;
    ++frame.messages;
}

} // namespace

corpus make_corpus(const corpus_options& wanted)
{
    demo_random random(wanted.seed);
    corpus made;
    made.phrases = make_phrases(demo_random(random.fork()), wanted.phrases);
    made.connections.resize(wanted.connections);
    made.messages = wanted.messages;

    demo_stream stream(random.fork(), first_moment, 2000);
    std::vector<corpus_frame> open(wanted.connections);
    const auto close = [&](std::size_t connection) {
        if (open[connection].messages == 0) {
            return;
        }
        if (wanted.batch > 1) {
            open[connection].json += ']';
        }
        made.connections[connection].push_back(std::move(open[connection]));
        open[connection] = {};
    };
    std::string tail;
    for (std::size_t n = 0; n < wanted.messages; ++n) {
        demo_message message = stream.next();
        if (message.line.kind == rules::kind::text) {
            tail = message.line.text;
            append_han(tail, random, random.between(0, 16));
            message.line.text = tail;
        }
        const std::size_t connection = message.chat % wanted.connections;
        append_message(open[connection], to_wire(message, "bench"), wanted.batch > 1);
        if (open[connection].messages == wanted.batch) {
            close(connection);
        }
    }
    for (std::size_t connection = 0; connection < wanted.connections; ++connection) {
        close(connection);
    }
    return made;
}

std::string pack_of(const std::vector<std::string>& phrases)
{
    std::string list;
    for (const std::string& phrase : phrases) {
        list += (list.empty() ? "" : ", ") + phrase;
    }
    return fmt::format(
        R"(pack: bench
language: 1
lists:
  phrases: {{phrases: [{}]}}
  nudge: {{phrases: [抓紧, 下单, 付款]}}
rules:
  - id: bench.phrase
    name: {{zh: 词, en: phrase}}
    category: compliance
    level: minor
    points: -1
    count: per_hit
    detect:
      phrase: {{list: phrases}}
  - id: bench.response
    name: {{zh: 回复, en: response}}
    category: timeliness
    level: minor
    points: -1
    detect:
      response: {{limit: 180s}}
  - id: bench.nudge
    name: {{zh: 三连发, en: nudge burst}}
    category: sales
    level: moderate
    points: -5
    detect:
      nudge_burst: {{list: nudge, count: 3, within: 60s}}
)",
        list
    );
}

} // namespace chatqc::bench
