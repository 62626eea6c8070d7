// Expressions and sequences: every way to choose the hits is tried, with the whole session known.
#include "tests/model/hits.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

namespace chatqc::model {

namespace {

using rules::distance_unit;
using rules::relation_kind;

// Conditions that must hit and conditions that must not.
struct way {
    std::set<std::uint32_t> needed, absent;
};

std::vector<way> ways_of(const rules::term& term, bool negated);

// Every choice of `count` of the terms from `first` on, in the order in which they are written.
std::vector<way>
choices(const std::vector<rules::term>& terms, std::size_t first, std::size_t count, bool negated)
{
    if (count == 0)
        return {way{}};
    std::vector<way> all;
    for (std::size_t taken = first; taken + count <= terms.size(); ++taken) {
        for (const auto& one : ways_of(terms[taken], negated)) {
            for (auto more : choices(terms, taken + 1, count - 1, negated)) {
                more.needed.insert(one.needed.begin(), one.needed.end());
                more.absent.insert(one.absent.begin(), one.absent.end());
                all.push_back(std::move(more));
            }
        }
    }
    return all;
}

std::vector<way> ways_of(const rules::term& term, bool negated)
{
    const auto size = term.of.size();
    std::size_t count = 1;
    switch (term.what) {
    case rules::term::kind::condition:
        return {negated ? way{{}, {term.condition}} : way{{term.condition}, {}}};
    case rules::term::kind::negated:
        return ways_of(term.of.front(), !negated);
    case rules::term::kind::all:
        count = size;
        break;
    case rules::term::kind::any:
        break;
    case rules::term::kind::at_least:
        count = term.at_least;
        break;
    }
    return choices(term.of, 0, negated ? size + 1 - count : count, negated);
}

// What brings a decision; of one instant in this order.
enum class cause { message, timer, end };

// When something is known, and the last message seen by then.
struct decision {
    instant at{};
    std::size_t seen = 0;
    cause by = cause::message;

    friend auto operator<=>(const decision&, const decision&) = default;
};

struct made_true {
    std::size_t anchor = 0;
    decision when;
    std::vector<std::size_t> evidence;
    bool disguised = false; // it is not true by what is written plainly
};

// One expression in messages [begin, until) of a session. `instead` stands for the text of its only message.
class reading {
public:
    reading(
        const judging& here,
        const rules::expression_detector& how,
        std::size_t begin,
        std::size_t until,
        const std::string* instead = nullptr
    )
        : here_(here), how_(how), seen_(here, how, begin, until, instead)
    {
    }

    // By anchor, the earliest decision, and of those the first way.
    [[nodiscard]] std::map<std::size_t, made_true> all()
    {
        const auto plain = all_of(seeing::what_is_plain);
        auto found = all_of(seeing::everything);
        for (auto& [anchor, one] : found) {
            const auto same = plain.find(anchor);
            one.disguised = same == plain.end() || one.when < same->second.when;
        }
        return found;
    }

private:
    std::map<std::size_t, made_true> all_of(seeing sees)
    {
        sees_ = sees;
        std::map<std::size_t, made_true> found;
        for (const auto& one : ways_of(how_.holds, false))
            try_way(one, found);
        return found;
    }

    using chosen = std::map<std::uint32_t, hit>;

    [[nodiscard]] const rules::condition& condition(std::uint32_t index) const
    {
        return how_.conditions[index];
    }

    // Whether `own` stands to `other` as the relation of condition `index` says.
    [[nodiscard]] bool
    stands(std::uint32_t index, const rules::relation& to, const hit& other, const hit& own) const
    {
        if (to.kind == relation_kind::near || to.unit == distance_unit::characters) {
            const auto gap = own.from >= other.to   ? own.from - other.to
                             : other.from >= own.to ? other.from - own.to
                                                    : 0;
            const bool in_place = to.kind == relation_kind::before  ? own.to <= other.from
                                  : to.kind == relation_kind::after ? own.from >= other.to
                                                                    : true;
            return own.at == other.at &&
                   (to.unit != distance_unit::characters || (in_place && gap <= to.count));
        }
        if ((to.kind == relation_kind::before && own.at >= other.at) ||
            (to.kind == relation_kind::after && own.at <= other.at))
            return false;
        if (to.unit == distance_unit::time)
            return std::chrono::abs(here_.all[own.at].ts - here_.all[other.at].ts) <= to.within;
        if (to.unit == distance_unit::any || own.at == other.at)
            return true;
        // The messages it looks at from one to the other, its own included, the other's not.
        std::size_t between = 0;
        for (const auto at : seen_.looked(index))
            between += (own.at > other.at ? at > other.at && at <= own.at : at < other.at && at >= own.at);
        return between <= to.count;
    }

    void try_way(const way& one, std::map<std::size_t, made_true>& found) const
    {
        std::vector<std::uint32_t> in_order;
        line_up(one, std::nullopt, in_order);
        choose(one, in_order, 0, {}, found);
    }

    // Of several choices the first counts in this order: each condition, then what stands to it.
    void line_up(const way& one, std::optional<std::uint32_t> of, std::vector<std::uint32_t>& to) const
    {
        const auto local = std::find_if(one.needed.begin(), one.needed.end(), [&](std::uint32_t each) {
            return is_local(each);
        });
        const auto stands_to = [&](std::uint32_t each) -> std::optional<std::uint32_t> {
            if (!condition(each).relations.empty())
                return condition(each).relations.front().of;
            return is_local(each) && each != *local ? std::optional(*local) : std::nullopt;
        };
        for (const bool related : {false, true}) {
            for (const auto each : one.needed) {
                if (stands_to(each) != of || condition(each).relations.empty() == related)
                    continue;
                to.push_back(each);
                line_up(one, each, to);
            }
        }
    }

    void choose(
        const way& one,
        const std::vector<std::uint32_t>& needed,
        std::size_t next,
        const chosen& so_far,
        std::map<std::size_t, made_true>& found
    ) const
    {
        if (next == needed.size()) {
            judge_choice(one, so_far, found);
            return;
        }
        for (const auto& each : seen_.hits(needed[next])) {
            if (each.disguised && sees_ == seeing::what_is_plain)
                continue;
            auto more = so_far;
            more[needed[next]] = each;
            if (fits(more))
                choose(one, needed, next + 1, more, found);
        }
    }

    // What is chosen so far stands to each other as it must, on one message where nothing is said.
    [[nodiscard]] bool fits(const chosen& hits) const
    {
        std::optional<std::size_t> shared;
        for (const auto& [index, own] : hits) {
            for (const auto& to : condition(index).relations) {
                const auto other = hits.find(to.of);
                if (other != hits.end() && !stands(index, to, other->second, own))
                    return false;
            }
            if (!is_local(index))
                continue;
            if (shared && *shared != own.at)
                return false;
            shared = own.at;
        }
        return true;
    }

    [[nodiscard]] bool is_local(std::uint32_t index) const
    {
        return !condition(index).range && condition(index).relations.empty();
    }

    void judge_choice(const way& one, const chosen& hits, std::map<std::size_t, made_true>& found) const
    {
        made_true made;
        for (const auto& [index, each] : hits) {
            made.anchor = std::max(made.anchor, each.at);
            made.evidence.push_back(each.at);
        }
        made.when = by_message(made.anchor);
        for (const auto& [index, each] : hits) {
            const auto& range = condition(index).range;
            if (range && (range->from < 0 || range->to < -1))
                made.when = end();
        }
        for (const auto index : one.absent) {
            if (!is_absent(index, hits))
                return;
            if (const auto known = known_absent(index, hits))
                made.when = std::max(made.when, *known);
        }
        const auto [place, is_new] = found.try_emplace(made.anchor, made);
        if (!is_new && made.when < place->second.when)
            place->second = made;
    }

    [[nodiscard]] bool is_absent(std::uint32_t index, const chosen& hits) const
    {
        return std::none_of(seen_.hits(index).begin(), seen_.hits(index).end(), [&](const hit& own) {
            if (is_local(index))
                return own.at == local_message(hits);
            const auto& relations = condition(index).relations;
            return std::all_of(relations.begin(), relations.end(), [&](const rules::relation& to) {
                return stands(index, to, hits.at(to.of), own);
            });
        });
    }

    [[nodiscard]] std::size_t local_message(const chosen& hits) const
    {
        const auto local =
            std::find_if(hits.begin(), hits.end(), [&](const auto& each) { return is_local(each.first); });
        return local->second.at;
    }

    // When it is known that nothing comes any more where the condition must not hit; nothing: at once.
    [[nodiscard]] std::optional<decision> known_absent(std::uint32_t index, const chosen& hits) const
    {
        const auto& what = condition(index);
        if (what.range)
            return what.range->from > 0 && what.range->to > 0
                       ? nth_looked(index, static_cast<std::size_t>(what.range->to))
                       : end();
        if (what.relations.size() != 1)
            return std::nullopt;
        const auto& to = what.relations.front();
        const auto other = hits.at(to.of).at;
        if (to.kind == relation_kind::near || to.kind == relation_kind::before ||
            to.unit == distance_unit::characters)
            return std::nullopt;
        if (to.unit == distance_unit::any)
            return end();
        if (to.unit == distance_unit::time)
            return by_timer(here_.all[other].ts + to.within);
        const auto& looked = seen_.looked(index);
        const auto seen =
            static_cast<std::size_t>(std::upper_bound(looked.begin(), looked.end(), other) - looked.begin());
        return nth_looked(index, seen + to.count);
    }

    [[nodiscard]] decision nth_looked(std::uint32_t index, std::size_t n) const
    {
        return seen_.looked(index).size() < n ? end() : by_message(seen_.looked(index)[n - 1]);
    }

    [[nodiscard]] decision by_message(std::size_t at) const { return {here_.all[at].ts, at, cause::message}; }

    [[nodiscard]] decision by_timer(instant at) const
    {
        const bool comes_too_late = here_.in.ended_by_message ? at >= here_.in.end : at > here_.in.end;
        return comes_too_late ? end() : decision{at, last_until(here_.all, here_.in, at), cause::timer};
    }

    [[nodiscard]] decision end() const { return {here_.in.end, here_.in.until - 1, cause::end}; }

    const judging& here_;
    const rules::expression_detector& how_;
    seen_by_conditions seen_;
    seeing sees_ = seeing::everything;
};

// Says it of one anchor, if that is in scope. `judged`: the one text that it rests on, if that is all it
// looks at.
bool say(const judging& here, const made_true& one, const std::string* judged = nullptr)
{
    const auto agent = here.charged(one.anchor, one.when.seen);
    if (!here.judges_wait(one.anchor, one.anchor, agent))
        return false;
    here.say(
        one.anchor,
        one.when.at,
        judged != nullptr ? here.answerable(one.anchor, *judged) : agent,
        one.evidence
    );
    if (one.disguised)
        here.raise();
    return true;
}

void judge_sequence(const judging& here, const rules::expression_detector& how)
{
    for (auto begin = here.in.first; begin < here.in.until;) {
        std::vector<made_true> found;
        for (auto& [anchor, one] : reading{here, how, begin, here.in.until}.all())
            found.push_back(std::move(one));
        std::stable_sort(found.begin(), found.end(), [](const made_true& a, const made_true& b) {
            return a.when < b.when;
        });
        const auto first =
            std::find_if(found.begin(), found.end(), [&](const made_true& one) { return say(here, one); });
        if (first == found.end())
            return;
        const bool leaves_last = first->when.by == cause::message && first->anchor < first->when.seen;
        begin = first->when.seen + (leaves_last ? 0 : 1);
    }
}

void judge_message(const judging& here, const rules::expression_detector& how, std::size_t at)
{
    const auto& what = here.all[at];
    if (!is_speech(what))
        return;
    const auto read = [&](const std::string& text) {
        return here.is_void(text) ? decltype(reading{here, how, at, at + 1}.all()){}
                                  : reading{here, how, at, at + 1, &text}.all();
    };
    auto found = read(what.text);
    const auto* judged = &what.text;
    instant decided = what.ts;
    for (const auto& each : here.all) {
        const bool edits = each.event == rules::event::edit && each.ref == what.id;
        if (!found.empty() || !edits || each.ts > what.ts + std::chrono::hours{24})
            continue;
        found = read(each.text);
        judged = &each.text;
        decided = each.ts;
    }
    for (auto& [anchor, one] : found) {
        one.when.at = decided;
        say(here, one, judged);
    }
}

} // namespace

void judge(const judging& here, const rules::expression_detector& how)
{
    if (how.is_sequence)
        return judge_sequence(here, how);
    if (needs_one_message(how)) {
        for (std::size_t at = here.in.first; at < here.in.until; ++at)
            judge_message(here, how, at);
        return;
    }
    for (const auto& [anchor, one] : reading{here, how, here.in.first, here.in.until}.all())
        say(here, one);
}

} // namespace chatqc::model
