#include "engine/detect/nudge_alike.h"

#include "engine/conversation/memory.h"
#include "engine/detect/content.h"
#include "engine/detect/substance.h"
#include "engine/text/similarity.h"
#include "engine/text/utf8.h"

#include <algorithm>

namespace chatqc::engine {

namespace {

// Nudges are short; what long ones share shows at their beginning.
constexpr std::size_t compared_bytes_max = 1024;

// Nudges, by their places in the memory, that are alike to each other.
class alike_nudges {
public:
    alike_nudges(const std::vector<remembered>& items, std::uint32_t percent) : percent_(percent)
    {
        for (const auto& each : items)
            texts_.push_back(comparable(each.text));
    }

    // The first `count` of them, the last item among them; nothing if there are not so many.
    std::vector<std::size_t> with_last(std::size_t count)
    {
        chosen_ = {texts_.size() - 1};
        return texts_.size() >= count && choose(0, count) ? chosen_ : std::vector<std::size_t>{};
    }

    [[nodiscard]] std::uint32_t least_similarity() const { return least_; }

private:
    bool choose(std::size_t from, std::size_t count)
    {
        if (chosen_.size() == count)
            return true;
        for (auto each = from; each + 1 < texts_.size(); ++each) {
            if (!fits(each))
                continue;
            const auto before = least_;
            chosen_.push_back(each);
            for (const auto other : chosen_)
                least_ = std::min(least_, similarity(each, other));
            if (choose(each + 1, count))
                return true;
            chosen_.pop_back();
            least_ = before;
        }
        return false;
    }

    [[nodiscard]] bool fits(std::size_t one) const
    {
        return std::all_of(chosen_.begin(), chosen_.end(), [&](std::size_t other) {
            std::uint32_t similarity = 0;
            return alike(texts_[one], texts_[other], percent_, similarity);
        });
    }

    [[nodiscard]] std::uint32_t similarity(std::size_t one, std::size_t other) const
    {
        std::uint32_t similarity = 0;
        alike(texts_[one], texts_[other], percent_, similarity);
        return similarity;
    }

    std::uint32_t percent_;
    std::uint32_t least_ = 100;
    std::vector<comparable_text> texts_;
    std::vector<std::size_t> chosen_; // the last item, then the others in order
};

} // namespace

void see_nudge_alike(judgement& judge, rules::rule_index index, const moment& now)
{
    const auto& one = judge.rule(index);
    const auto& detect = std::get<rules::nudge_alike_detector>(one.detect);
    const auto charged = applied_to_people(judge, one, now);
    if (!charged)
        return;
    auto spans = list_spans(judge, one, detect.list, now);
    if (spans.empty())
        return;
    auto& memory = judge.memory_of(index, judge.memory().heard, now.value.ts);
    keep(
        memory,
        {.id = std::string{now.value.id},
         .ts = now.value.ts,
         .text = std::string{beginning(normal_of(now.value.text).text, compared_bytes_max)},
         .disguised = are_disguised(spans)}
    );
    // Marked: the rule has fired there.
    const auto fired = [](const remembered& each) { return each.marked; };
    if (std::any_of(memory.items.begin(), memory.items.end(), fired))
        return;
    alike_nudges nudges{memory.items, detect.similarity_percent};
    auto found = nudges.with_last(detect.count);
    if (found.empty())
        return;
    memory.items.back().marked = true;
    std::sort(found.begin(), found.end());
    receipt made;
    for (const auto each : found) {
        made.messages.push_back(memory.items[each].id);
        made.evasion = made.evasion || memory.items[each].disguised;
    }
    made.spans = std::move(spans);
    made.count = detect.count;
    made.similarity = nudges.least_similarity();
    judge.fire(index, {now.value.id, now.value.ts}, *charged, now.value.ts, std::move(made));
}

} // namespace chatqc::engine
