// Detectors of what a question gets for an answer, and of what comes unasked: nudge_before_answer,
// perfunctory, late_contact, missed_followup.
#include "tests/model/detectors.h"
#include "tests/model/hours.h"
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
    return !here.hits(list, what).empty();
}

bool answers(const judging& here, const rules::nudge_before_answer_detector& how, const message& what)
{
    auto lists = how.no_answer;
    lists.push_back(how.list);
    const bool nudges = what.kind == rules::kind::text && is_nudge(here, how.list, what);
    return nudges ? characters_beside(*here.in.rules, lists, what.text) > how.other_max
                  : says_something(here, lists, what);
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
    const auto asks = [&](const message& what) {
        return is_speech(what) && what.role == rules::role::customer &&
               (has_question_mark(what.text) || says_something(here, how.no_question, what));
    };
    for (const auto& one : answered_rounds(here)) {
        const auto from = here.all.begin() + static_cast<std::ptrdiff_t>(one.question);
        if (std::none_of(from, here.all.begin() + static_cast<std::ptrdiff_t>(one.until), asks))
            continue;
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

void judge(const judging& here, const rules::late_contact_detector& how)
{
    constexpr std::size_t answer_min = 10; // beside a promise
    auto lists = how.no_answer;
    if (how.promises)
        lists.push_back(*how.promises);
    const auto answered = answered_rounds(here);
    std::optional<std::size_t> heard;
    bool owes = false;
    for (auto at = here.in.before; at < here.in.until; ++at) {
        const auto& what = here.all[at];
        const bool is_agents = what.role == rules::role::agent || what.role == rules::role::assist;
        const bool comes = what.event == rules::event::open || what.event == rules::event::queue;
        if (comes ? !is_agents : is_speech(what) && what.role == rules::role::customer)
            heard = at;
        if (at < here.in.first || !is_persons(what))
            continue;
        const bool owed = owes;
        const bool promises = holds(*here.in.rules, how.promises, what.text);
        const bool is_answer = promises && what.kind == rules::kind::text
                                   ? characters_beside(*here.in.rules, lists, what.text) >= answer_min
                                   : says_something(here, lists, what);
        owes = !is_answer && (owed || promises);
        const bool ends_wait =
            std::any_of(answered.begin(), answered.end(), [&](const round& one) { return one.until == at; });
        const bool is_expected = owed || ends_wait || (heard && what.ts - here.all[*heard].ts <= how.silence);
        if (here.looks_at(at) && !is_expected && is_within(how.hours, *here.in.calendar, what.ts))
            return here.say(at, what.ts, what.sender, {at});
    }
}

void judge(const judging& here, const rules::missed_followup_detector& how)
{
    for (auto at = here.in.first; at < here.in.until; ++at) {
        if (!here.listens_to(at))
            continue;
        const auto is_order = [](const line& each) {
            return each.event == rules::event::order_placed || each.event == rules::event::order_paid;
        };
        const auto from = here.all.begin() + static_cast<std::ptrdiff_t>(here.in.first);
        if (std::any_of(from, here.all.begin() + static_cast<std::ptrdiff_t>(at), is_order))
            return;
        std::optional<instant> deadline;
        bool is_over = false; // somebody spoke, ordered or followed up in time
        for (auto next = at + 1; next < here.in.until && !is_over; ++next) {
            const auto& what = here.all[next];
            if (deadline && what.ts > *deadline)
                break;
            is_over = is_order(what) || (is_speech(what) && what.role == rules::role::customer) ||
                      (is_persons(what) && is_nudge(here, how.list, what));
            if (!is_over && !deadline && is_persons(what) && says_something(here, how.no_answer, what))
                deadline = std::max(here.all[at].ts + how.within, what.ts + how.silent);
        }
        if (is_over || !deadline)
            continue;
        const auto decided = std::min(*deadline, here.in.end);
        here.say(at, decided, holder_after(here.all, here.in, last_until(here.all, here.in, decided)), {at});
    }
}

} // namespace chatqc::model
