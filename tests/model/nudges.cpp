// Detectors of nudges that look over sessions: nudge_alike, nudge_pacing, nudge_after_paid, empty_nudge.
#include "tests/model/detectors.h"
#include "tests/model/hours.h"
#include "tests/model/words.h"

#include <algorithm>

namespace chatqc::model {

namespace {

constexpr std::chrono::hours reach{7 * 24};

// The sessions up to this one, each with what its own unit makes of the rule: its judging and detector.
template <class Detector, class Visit> void each_session_so_far(const judging& here, Visit visit)
{
    for (const auto& in : here.sessions) {
        for (const auto& rule : in.rules->rules) {
            const auto* how = std::get_if<Detector>(&rule.detect);
            if (rule.id == here.rule.id && how != nullptr)
                visit(judging{here.all, here.sessions, in, rule, here.out}, *how);
        }
        if (in.first == here.in.first)
            return;
    }
}

// Messages of the judged session that nudge.
std::vector<std::size_t> nudges(const judging& here, rules::list_index list)
{
    std::vector<std::size_t> found;
    for (auto at = here.in.first; at < here.in.until; ++at) {
        const auto& what = here.all[at];
        if (what.role != rules::role::customer && here.looks_at(at) && !here.hits(list, what).empty())
            found.push_back(at);
    }
    return found;
}

// A nudge that would be none but for words in disguise.
bool is_hidden(const judging& here, rules::list_index list, std::size_t at)
{
    const auto hits = here.hits(list, here.all[at]);
    return std::all_of(hits.begin(), hits.end(), [](const found& hit) { return hit.disguised; });
}

bool has(const std::vector<std::size_t>& some, std::size_t one)
{
    return std::find(some.begin(), some.end(), one) != some.end();
}

bool is_customers(const message& what)
{
    return is_speech(what) && what.role == rules::role::customer;
}

// The customer's last message before; nothing if there is none.
std::optional<std::size_t> heard_before(const chat& all, std::size_t at)
{
    while (at-- > 0) {
        if (is_customers(all[at]))
            return at;
    }
    return std::nullopt;
}

// Whether the earlier one is of the same silence, and not too long ago.
bool reaches(const chat& all, std::size_t earlier, std::size_t at)
{
    const auto heard = heard_before(all, at);
    return all[earlier].ts >= all[at].ts - reach && (!heard || *heard < earlier);
}

// `chosen`, and behind it the first of these that make so many alike to each other; nothing if there are
// none.
std::vector<std::size_t> alike(
    const chat& all,
    const std::vector<std::size_t>& nudges,
    const rules::nudge_alike_detector& how,
    const std::vector<std::size_t>& chosen
)
{
    if (chosen.size() == how.count)
        return chosen;
    for (const auto each : nudges) {
        const bool is_next = each != chosen.front() && (chosen.size() == 1 || each > chosen.back());
        if (!is_next || !std::all_of(chosen.begin(), chosen.end(), [&](std::size_t other) {
                return is_alike(all[each].text, all[other].text, how.similarity_percent);
            }))
            continue;
        auto more = chosen;
        more.push_back(each);
        if (auto found = alike(all, nudges, how, more); !found.empty())
            return found;
    }
    return {};
}

} // namespace

void judge(const judging& here, const rules::nudge_alike_detector&)
{
    std::vector<std::size_t> all_nudges, fired, hidden;
    each_session_so_far<rules::nudge_alike_detector>(here, [&](const judging& then, const auto& how) {
        for (const auto at : nudges(then, how.list)) {
            const auto of_silence = [&](const std::vector<std::size_t>& from) {
                std::vector<std::size_t> left;
                std::copy_if(from.begin(), from.end(), std::back_inserter(left), [&](std::size_t each) {
                    return reaches(here.all, each, at);
                });
                return left;
            };
            all_nudges.push_back(at);
            if (is_hidden(then, how.list, at))
                hidden.push_back(at);
            const auto found = alike(here.all, of_silence(all_nudges), how, {at});
            if (!of_silence(fired).empty() || found.empty())
                continue;
            fired.push_back(at);
            if (then.in.first != here.in.first)
                continue;
            here.say(at, here.all[at].ts, here.charged(at, at), found);
            if (std::any_of(found.begin(), found.end(), [&](auto each) { return has(hidden, each); }))
                here.raise();
        }
    });
}

namespace {

// The last payment before `at` that no new order has followed, if it is not too long ago.
std::optional<std::size_t> paid_before(const chat& all, std::size_t at)
{
    for (auto back = at; back-- > 0;) {
        if (all[back].event == rules::event::order_placed)
            return std::nullopt;
        if (all[back].event == rules::event::order_paid)
            return all[back].ts >= all[at].ts - reach ? std::optional{back} : std::nullopt;
    }
    return std::nullopt;
}

bool is_paid_between(const chat& all, std::size_t from, std::size_t until)
{
    return std::any_of(
        all.begin() + static_cast<std::ptrdiff_t>(from),
        all.begin() + static_cast<std::ptrdiff_t>(until),
        [](const message& each) { return each.event == rules::event::order_paid; }
    );
}

} // namespace

void judge(const judging& here, const rules::nudge_pacing_detector&)
{
    std::vector<std::size_t> earlier, hidden;
    each_session_so_far<rules::nudge_pacing_detector>(here, [&](const judging& then, const auto& how) {
        for (const auto at : nudges(then, how.list)) {
            if (paid_before(here.all, at))
                continue;
            const auto now = here.all[at].ts;
            const auto heard = heard_before(here.all, at);
            const auto counted = [&](seeing sees) {
                std::vector<std::size_t> some;
                for (const auto each : earlier) {
                    if (reaches(here.all, each, at) && !is_paid_between(here.all, each, at) &&
                        (sees == seeing::everything || !has(hidden, each)))
                        some.push_back(each);
                }
                return some;
            };
            const auto is_too_soon = [&](const std::vector<std::size_t>& before) {
                const auto count = before.size();
                if (count > 0 && now - here.all[before.back()].ts < how.apart)
                    return true;
                if (count >= how.minima.size())
                    return shop_day(*then.in.calendar, now) <=
                           shop_day(*then.in.calendar, here.all[before.back()].ts);
                return heard && here.all[*heard].ts >= now - reach &&
                       now - here.all[*heard].ts < how.minima[count] - how.tolerance;
            };
            const auto before = counted(seeing::everything);
            const bool shows_itself = !is_hidden(then, how.list, at);
            if (is_too_soon(before) && then.in.first == here.in.first) {
                here.say(
                    at,
                    now,
                    here.charged(at, at),
                    before.empty() ? std::vector{at} : std::vector{before.back(), at}
                );
                if (!shows_itself || !is_too_soon(counted(seeing::what_is_plain)))
                    here.raise();
            }
            earlier.push_back(at);
            if (!shows_itself)
                hidden.push_back(at);
        }
    });
}

void judge(const judging& here, const rules::nudge_after_paid_detector& how)
{
    for (const auto at : nudges(here, how.list)) {
        if (!paid_before(here.all, at))
            continue;
        here.say(at, here.all[at].ts, here.charged(at, at), {at});
        if (is_hidden(here, how.list, at))
            here.raise();
    }
}

void judge(const judging& here, const rules::empty_nudge_detector&)
{
    std::vector<std::size_t> all_nudges, hidden,
        excused; // excused: offers something, or the rule has fired there
    each_session_so_far<rules::empty_nudge_detector>(here, [&](const judging& then, const auto& how) {
        const auto own = nudges(then, how.list);
        for (std::size_t each = 0; each < own.size(); ++each) {
            const auto at = own[each];
            all_nudges.push_back(at);
            if (is_hidden(then, how.list, at))
                hidden.push_back(at);
            const auto& set = *then.in.rules;
            if (std::any_of(how.benefits.begin(), how.benefits.end(), [&](auto list) {
                    return holds(set, list, here.all[at].text);
                }))
                excused.push_back(at);
            const auto ends = std::find_if(
                here.all.begin() + static_cast<std::ptrdiff_t>(at),
                here.all.begin() + static_cast<std::ptrdiff_t>(then.in.until),
                [](const line& what) { return is_customers(what); }
            );
            const auto silent_until = static_cast<std::size_t>(ends - here.all.begin());
            if (each + 1 < own.size() && own[each + 1] < silent_until)
                continue; // it is not the last one
            const auto counts = [&](std::size_t one) { return reaches(here.all, one, at); };
            if (std::count_if(all_nudges.begin(), all_nudges.end(), counts) < std::ptrdiff_t{how.count} ||
                std::any_of(excused.begin(), excused.end(), counts))
                continue;
            excused.push_back(at);
            if (then.in.first != here.in.first)
                continue;
            std::vector<std::size_t> evidence;
            std::copy_if(all_nudges.begin(), all_nudges.end(), std::back_inserter(evidence), counts);
            const bool is_answered = silent_until < then.in.until;
            here.say(
                at, is_answered ? here.all[silent_until].ts : then.in.end, here.charged(at, at), evidence
            );
            if (std::count_if(evidence.begin(), evidence.end(), [&](auto nudge) {
                    return !has(hidden, nudge);
                }) < std::ptrdiff_t{how.count})
                here.raise();
        }
    });
}

} // namespace chatqc::model
