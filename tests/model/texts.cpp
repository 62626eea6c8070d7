// Detectors of texts: phrase, required_phrase, repeat, nudge_burst.
#include "tests/model/detectors.h"
#include "tests/model/words.h"

#include <algorithm>
#include <set>

namespace chatqc::model {

std::optional<std::string_view>
judge_text(const judging& here, std::size_t at, const std::function<bool(std::string_view, seeing)>& fires)
{
    const auto& target = here.all[at];
    const auto is_fired_by = [&](const message& each) {
        const bool edits = each.event == rules::event::edit && each.ref == target.id;
        return edits && each.ts <= target.ts + std::chrono::hours{24} && fires(each.text, seeing::everything);
    };
    const auto* judged = &target;
    if (!fires(target.text, seeing::everything)) {
        const auto edit = std::find_if(here.all.begin(), here.all.end(), is_fired_by);
        if (edit == here.all.end())
            return std::nullopt;
        judged = &*edit;
    }
    here.say(at, judged->ts, here.answerable(at, judged->text), {at});
    if (!fires(judged->text, seeing::what_is_plain))
        here.raise();
    return judged->text;
}

bool fires(
    const judging& here,
    const rules::phrase_detector& how,
    const message& what,
    std::string_view text,
    seeing sees
)
{
    std::set<std::size_t> phrases;
    for (const auto& hit : here.hits(how.list, what, text))
        if (sees == seeing::everything || !hit.disguised)
            phrases.insert(hit.phrase);
    switch (how.quantifier) {
    case rules::phrase_quantifier::any:
        return !phrases.empty();
    case rules::phrase_quantifier::all:
        return phrases.size() == here.in.rules->lists[how.list].phrases.size();
    case rules::phrase_quantifier::at_least:
        return phrases.size() >= how.at_least;
    case rules::phrase_quantifier::none:
        return phrases.empty() && what.kind == rules::kind::text && !here.is_void(text);
    }
    return false;
}

void judge(const judging& here, const rules::phrase_detector& how)
{
    for (std::size_t at = here.in.first; at < here.in.until; ++at) {
        if (!here.looks_at(at))
            continue;
        judge_text(here, at, [&](std::string_view text, seeing sees) {
            return fires(here, how, here.all[at], text, sees);
        });
    }
}

void judge(const judging& here, const rules::required_phrase_detector& how)
{
    if (how.customer_opened && here.all[here.in.first].role != rules::role::customer)
        return;
    std::vector<std::size_t> looked_at;
    for (std::size_t at = here.in.first; at < here.in.until; ++at) {
        if (here.looks_at(at))
            looked_at.push_back(at);
    }
    // The messages of the range, and the events that lie in it: [begin, end) of the session.
    std::size_t begin = here.in.first;
    std::size_t end = here.in.until;
    bool is_full = false; // decided by its Nth message, not by the session's end
    if (how.range == rules::range_kind::first && looked_at.size() >= how.n) {
        looked_at.resize(how.n);
        is_full = true;
    }
    if (how.range == rules::range_kind::last && looked_at.size() >= how.n) {
        looked_at.erase(looked_at.begin(), looked_at.end() - how.n);
        begin = looked_at.front(); // with fewer messages the range is the whole session
    }
    if (how.range == rules::range_kind::nth) {
        if (looked_at.size() < how.n)
            return;
        looked_at = {looked_at[how.n - 1]};
        begin = looked_at.front();
        is_full = true;
    }
    if (looked_at.empty())
        return;
    if (is_full)
        end = looked_at.back() + 1;
    for (const auto at : looked_at) {
        if (holds(*here.in.rules, how.list, here.all[at].text))
            return;
    }
    for (std::size_t at = begin; at < end; ++at) {
        if (how.or_event && here.all[at].event == *how.or_event)
            return;
    }
    const auto anchor = how.range == rules::range_kind::last ? here.in.first : looked_at.back();
    if (is_full)
        here.say(anchor, here.all[anchor].ts, here.charged(anchor, anchor), {anchor});
    else
        here.say(anchor, here.in.end, here.charged(anchor, here.in.until - 1), {anchor});
}

std::vector<std::vector<std::size_t>> repeats(
    const judging& here, const rules::repeat_detector& how, const std::function<bool(std::size_t)>& looks_at
)
{
    struct counted {
        std::size_t at;
        std::uint32_t count;
    };

    std::vector<counted> eligible; // of all senders
    std::vector<std::vector<std::size_t>> found;
    const auto& set = *here.in.rules;
    const auto alike = [&](std::size_t left, std::size_t right) {
        return is_alike(here.all[left].text, here.all[right].text, how.similarity_percent);
    };
    std::vector<std::size_t> asked; // the customer's texts
    bool asked_again = false;       // the last of them is like one before, and is not answered yet
    for (std::size_t at = here.in.first; at < here.in.until; ++at) {
        const auto& what = here.all[at];
        if (what.kind != rules::kind::text)
            continue;
        const bool is_customers = what.role == rules::role::customer;
        if (is_customers) {
            const auto recent = asked.end() - std::min<std::ptrdiff_t>(how.window, std::ssize(asked));
            asked_again = std::any_of(recent, asked.end(), [&](std::size_t one) { return alike(one, at); });
            asked.push_back(at);
        }
        if (!looks_at(at) || characters(what.text) < how.characters_min || characters_left(what.text) == 0 ||
            here.is_approved(what, what.text) ||
            std::any_of(how.except.begin(), how.except.end(), [&](rules::list_index list) {
                return is_made_of(set, list, what.text);
            }))
            continue;
        if (asked_again && !is_customers) { // the same answer to the same question
            asked_again = false;
            continue;
        }
        std::uint32_t count = 1;
        std::uint32_t looked_back = 0;
        std::vector<std::size_t> evidence{at};
        for (auto back = eligible.rbegin(); back != eligible.rend() && looked_back < how.window; ++back) {
            if (here.all[back->at].sender != what.sender)
                continue;
            ++looked_back;
            if (alike(back->at, at)) {
                count = std::max(count, back->count + 1);
                evidence.push_back(back->at);
            }
        }
        eligible.push_back({at, count});
        if (count >= how.count)
            found.push_back(std::move(evidence));
    }
    return found;
}

void judge(const judging& here, const rules::repeat_detector& how)
{
    for (const auto& one : repeats(here, how, [&](std::size_t at) { return here.looks_at(at); }))
        here.say(one.front(), here.all[one.front()].ts, here.charged(one.front(), one.front()), one);
}

void judge(const judging& here, const rules::nudge_burst_detector& how)
{
    std::vector<std::size_t> nudges; // since counting began
    bool has_fired = false;
    const auto since = [&](std::size_t earlier, std::size_t now) {
        return here.all[now].ts - here.all[earlier].ts;
    };
    for (std::size_t at = here.in.first; at < here.in.until; ++at) {
        const auto& what = here.all[at];
        const bool is_customers = what.role == rules::role::customer && is_speech(what);
        const bool is_nudge = here.looks_at(at) && !here.hits(how.list, what).empty();
        if (is_customers || (is_nudge && !nudges.empty() && since(nudges.back(), at) > how.within)) {
            nudges.clear();
            has_fired = false;
        }
        if (!is_nudge || is_customers)
            continue;
        nudges.push_back(at);
        if (has_fired || nudges.size() < how.count)
            continue;
        const std::vector<std::size_t> burst{nudges.end() - how.count, nudges.end()};
        has_fired = since(burst.front(), at) <= how.within;
        if (!has_fired)
            continue;
        here.say(at, what.ts, here.charged(at, at), burst);
        const auto is_hidden = [&](std::size_t each) {
            const auto hits = here.hits(how.list, here.all[each]);
            return std::all_of(hits.begin(), hits.end(), [](const found& hit) { return hit.disguised; });
        };
        if (std::any_of(burst.begin(), burst.end(), is_hidden))
            here.raise();
    }
}

} // namespace chatqc::model
