// Detectors of what a question gets for an answer: nudge_before_answer, perfunctory.
#include "tests/model/detectors.h"
#include "tests/model/rounds.h"
#include "tests/model/words.h"

#include <algorithm>

namespace chatqc::model {

namespace {

// Whether some message of the wait that ends at `one.until` holds a phrase.
bool asks_with(const judging& here, const round& one, std::optional<rules::list_index> list)
{
    for (auto at = one.question; at < one.until; ++at) {
        const auto& what = here.all[at];
        if (is_speech(what) && what.role == rules::role::customer && holds(*here.in.rules, list, what.text))
            return true;
    }
    return false;
}

// Answered rounds of `internal`.
std::vector<round> answered_rounds(const judging& here)
{
    auto all = rounds_of(here.all, here.in, here.in.rules->profiles[0]);
    std::erase_if(all, [](const round& one) { return one.how != outcome::answered; });
    return all;
}

// The time is up `within` after the message, or when the session ends; nothing if one of those between, of an
// agent, `ends` it.
template <class Ends>
std::optional<instant> unless_followed(const judging& here, std::size_t at, milliseconds within, Ends ends)
{
    const auto deadline = here.all[at].ts + within;
    for (auto next = at + 1; next < here.in.until && here.all[next].ts <= deadline; ++next) {
        if (is_persons(here.all[next]) && ends(here.all[next]))
            return std::nullopt;
    }
    return std::min(deadline, here.in.end);
}

bool is_nudge(const judging& here, rules::list_index list, const message& what)
{
    return !find(*here.in.rules, here.rule, list, what.text).empty();
}

bool answers(const judging& here, const rules::nudge_before_answer_detector& how, const message& what)
{
    if (what.kind != rules::kind::text)
        return what.kind != rules::kind::emoji;
    auto lists = how.no_answer;
    lists.push_back(how.list);
    return characters_beside(*here.in.rules, lists, what.text) >
           (is_nudge(here, how.list, what) ? how.other_max : 0);
}

} // namespace

void judge(const judging& here, const rules::nudge_before_answer_detector& how)
{
    if (here.all[here.in.first].role != rules::role::customer)
        return;
    for (const auto& one : answered_rounds(here)) {
        const auto& what = here.all[one.until];
        const bool is_first = std::none_of(
            here.all.begin() + static_cast<std::ptrdiff_t>(here.in.first),
            here.all.begin() + static_cast<std::ptrdiff_t>(one.until),
            [](const line& each) { return is_persons(each); }
        );
        if (!here.looks_at(one.until) || !is_nudge(here, how.list, what) || answers(here, how, what) ||
            asks_with(here, one, how.unless_asked) || (how.at_door && !is_first))
            continue;
        const auto is_answer = [&](const message& each) { return answers(here, how, each); };
        if (const auto decided = unless_followed(here, one.until, how.within, is_answer))
            here.say(one.until, *decided, what.sender, {one.question, one.until});
    }
}

void judge(const judging& here, const rules::perfunctory_detector& how)
{
    for (const auto& one : answered_rounds(here)) {
        const auto& what = here.all[one.until];
        const auto characters = characters_left(what.text);
        if (!here.looks_at(one.until) || what.kind != rules::kind::text || characters == 0 ||
            characters > how.characters_max || characters_beside(*here.in.rules, {how.list}, what.text) > 0 ||
            asks_with(here, one, how.yes_no))
            continue;
        const auto is_more = [](const message&) { return true; };
        if (const auto decided = unless_followed(here, one.until, how.within, is_more))
            here.say(one.until, *decided, what.sender, {one.question, one.until});
    }
}

} // namespace chatqc::model
