#include "engine/detect/repeat.h"

#include "engine/text/normal_form.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <utility>

namespace chatqc::engine {

namespace {

// Text is cut before its grams are taken: two long texts that agree this far are alike enough for people too.
constexpr std::size_t compared_bytes_max = 4096;

std::uint64_t signature_of(const std::vector<std::uint64_t>& grams)
{
    std::uint64_t bits = 0;
    for (const auto gram : grams)
        bits |= std::uint64_t{1} << ((gram * 0x9E3779B97F4A7C15u) >> 58);
    return bits;
}

// False only if the sets cannot be alike: every bit in which the signatures differ is a gram that one of them
// lacks, and alike sets differ in at most (100 - p) % of their union, which is at most 100 / (100 + p) of
// their summed sizes.
bool may_be_alike(const repeat_state::said& a, const repeat_state::said& b, std::uint32_t percent)
{
    const auto differing = static_cast<std::uint64_t>(std::popcount(a.signature ^ b.signature));
    return differing * (100 + percent) <= (100 - percent) * (std::uint64_t{a.grams} + b.grams);
}

bool alike(
    const repeat_state::said& a, const repeat_state::said& b, std::uint32_t percent, std::uint32_t& similarity
)
{
    if (!may_be_alike(a, b, percent))
        return false;
    const auto left = grams_of(a.text);
    const auto right = grams_of(b.text);
    std::vector<std::uint64_t> both;
    std::set_intersection(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(both));
    const auto all = left.size() + right.size() - both.size();
    similarity = similarity_percent(left, right);
    return 100 * both.size() >= std::size_t{percent} * all;
}

// The normal form of a text, in scratch that the next call takes again.
const normal_form& normal_of(std::string_view text)
{
    static thread_local normal_form normal;
    normalise(text, normal);
    return normal;
}

repeat_state::said said_of(const message& value, const normal_form& normal)
{
    repeat_state::said made;
    made.sender = value.sender;
    made.id = value.id;
    made.text =
        normal.text.size() > compared_bytes_max ? normal.text.substr(0, compared_bytes_max) : normal.text;
    const auto grams = grams_of(made.text);
    made.grams = static_cast<std::uint32_t>(grams.size());
    made.signature = signature_of(grams);
    return made;
}

// Greeting, closing, acknowledgement …: the message is nothing but phrases of one of these lists, or nothing
// but emoji.
bool wholly_of(const rules::repeat_detector& detect, const moment& now, const normal_form& normal)
{
    return characters_wholly_of(now.value.text, normal, {}) ||
           std::any_of(detect.except.begin(), detect.except.end(), [&](rules::list_index list) {
               const auto hits = now.facts.of(hit::origin::list, list);
               return hits.first != hits.second &&
                      characters_wholly_of(now.value.text, normal, hits).has_value();
           });
}

void keep_last(std::vector<repeat_state::said>& said, repeat_state::said one, std::uint32_t window)
{
    const auto same = [&](const repeat_state::said& other) { return other.sender == one.sender; };
    if (std::count_if(said.begin(), said.end(), same) >= static_cast<std::ptrdiff_t>(window))
        said.erase(std::find_if(said.begin(), said.end(), same));
    said.push_back(std::move(one));
}

} // namespace

void see_repeat(judgement& judge, rules::rule_index index, repeat_state& state, const moment& now)
{
    const auto& one = judge.rule(index);
    const auto& detect = std::get<rules::repeat_detector>(one.detect);
    if (now.value.kind != rules::kind::text || now.value.text.empty())
        return;
    if (now.value.role == rules::role::customer)
        hear_customer(detect, state, now.value);
    if (!judge.admits(one, now.value, people))
        return;
    const auto charged = charged_for(now.value, judge.holder());
    judge.applied(one, charged);
    if (auto found = find_repeat(detect, state, now))
        judge.fire(index, {now.value.id, now.value.ts}, charged, now.value.ts, std::move(*found));
}

void hear_customer(const rules::repeat_detector& detect, repeat_state& state, const message& value)
{
    auto said = said_of(value, normal_of(value.text));
    said.sender.clear();
    std::uint32_t similarity = 0;
    state.asked_again =
        said.grams > 0 && std::any_of(state.customer.begin(), state.customer.end(), [&](const auto& before) {
            return alike(before, said, detect.similarity_percent, similarity);
        });
    keep_last(state.customer, std::move(said), detect.window);
}

std::optional<receipt>
find_repeat(const rules::repeat_detector& detect, repeat_state& state, const moment& now)
{
    if (now.facts.characters < detect.characters_min)
        return std::nullopt;
    const auto& normal = normal_of(now.value.text);
    if (wholly_of(detect, now, normal))
        return std::nullopt;
    if (now.value.role != rules::role::customer && std::exchange(state.asked_again, false))
        return std::nullopt; // one answer to the question asked again, not whatever follows it
    auto said = said_of(now.value, normal);
    if (said.grams == 0)
        return std::nullopt;
    receipt made;
    made.similarity = 0;
    for (const auto& before : state.agents) {
        std::uint32_t similarity = 0;
        if (before.sender != said.sender || !alike(before, said, detect.similarity_percent, similarity))
            continue;
        made.messages.push_back(before.id);
        said.count = std::max(said.count, before.count + 1);
        made.similarity = std::max(*made.similarity, similarity);
    }
    made.messages.emplace_back(now.value.id);
    made.count = said.count;
    keep_last(state.agents, std::move(said), detect.window);
    return *made.count >= detect.count ? std::optional(std::move(made)) : std::nullopt;
}

std::vector<std::uint64_t> grams_of(std::string_view normal)
{
    std::vector<std::uint64_t> grams;
    std::uint64_t previous = 0;
    std::size_t points = 0;
    for (std::size_t at = 0; at < normal.size();) {
        const auto lead = static_cast<unsigned char>(normal[at]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        std::uint64_t point = length == 1 ? lead : lead & (0xFFu >> (length + 1));
        for (std::size_t next = 1; next < length && at + next < normal.size(); ++next)
            point = (point << 6) | (static_cast<unsigned char>(normal[at + next]) & 0x3Fu);
        at += length;
        if (++points > 1)
            grams.push_back((previous << 32) | point);
        previous = point;
    }
    if (points == 1)
        grams.push_back(previous);
    std::sort(grams.begin(), grams.end());
    grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
    return grams;
}

std::uint32_t similarity_percent(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b)
{
    std::vector<std::uint64_t> both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    const auto all = a.size() + b.size() - both.size();
    return all == 0 ? 100 : static_cast<std::uint32_t>(100 * both.size() / all);
}

} // namespace chatqc::engine
