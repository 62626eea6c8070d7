#include "tests/model/session.h"

#include "tests/model/words.h"

#include <algorithm>
#include <optional>
#include <utility>

namespace chatqc::model {

namespace {

constexpr std::chrono::hours session_length_max{72};
constexpr std::chrono::hours wait_length_max{24};
constexpr int session_messages_max = 5'000;

const rules::rule_set* active_at(const std::vector<activation>& units, instant start)
{
    const rules::rule_set* active = units.front().rules.get();
    for (const auto& each : units)
        active = each.from <= start ? each.rules.get() : active;
    return active;
}

// How long a rule may wait for what must not come, waits for replies apart.
milliseconds timer_of(const rules::detector& detect)
{
    milliseconds longest{0};
    if (const auto* promise = std::get_if<rules::promise_detector>(&detect))
        return promise->within;
    if (const auto* nudge = std::get_if<rules::nudge_before_answer_detector>(&detect))
        return nudge->within;
    if (const auto* reply = std::get_if<rules::perfunctory_detector>(&detect))
        return reply->within;
    if (const auto* trap = std::get_if<rules::bot_trap_detector>(&detect))
        return trap->within;
    if (const auto* missed = std::get_if<rules::missed_followup_detector>(&detect))
        return std::max(missed->within, missed->silent);
    if (const auto* expression = std::get_if<rules::expression_detector>(&detect)) {
        for (const auto& one : expression->alternatives) {
            for (const auto index : one.absent) {
                for (const auto& to : expression->conditions[index].relations) {
                    if (to.kind == rules::relation_kind::after || to.kind == rules::relation_kind::around)
                        longest = std::max(longest, to.within);
                }
            }
        }
    }
    return longest;
}

// The shop's entry goes before the platform's, key by key.
void apply_settings(session& to)
{
    std::optional<milliseconds> gap, reopen;
    const auto take = [&](const rules::shop_settings& from) {
        gap = gap ? gap : from.session_gap;
        reopen = reopen ? reopen : from.reopen_gap;
        if (to.calendar == nullptr && from.hours)
            to.calendar = &*from.hours;
    };
    for (const auto& each : to.rules->shops) {
        if (!each.shop.empty() && each.shop == to.shop &&
            (each.platform.empty() || each.platform == to.platform))
            take(each);
    }
    for (const auto& each : to.rules->shops) {
        if (each.shop.empty() && each.platform == to.platform)
            take(each);
    }
    to.gap = gap.value_or(std::chrono::minutes{30});
    for (const auto& each : to.rules->rules) // never below the longest timer of a live rule that holds here
        to.gap = each.mode == rules::mode::live && holds_in(each.scope, to)
                     ? std::max(to.gap, timer_of(each.detect))
                     : to.gap;
    to.reopen = reopen.value_or(milliseconds{0});
    if (to.calendar == nullptr)
        to.calendar = &to.rules->default_calendar;
}

// What decides when a session ends.
struct clock {
    instant started{};
    instant last{};                 // its last message
    instant freed{};                // when the customer was blocked: no wait holds it since then
    std::optional<instant> waiting; // since when a round of `internal` is open
    std::optional<instant> closed;  // when a close will end it

    [[nodiscard]] instant end(const session& in) const
    {
        const auto cut = started + session_length_max;
        if (closed)
            return std::min(*closed, cut);
        // An open round keeps it for a day, but takes nothing from the gap.
        const auto held = waiting ? *waiting + wait_length_max : freed;
        return std::min(std::max(last + in.gap, held), cut);
    }
};

// Finds `until` and `end` of the session that begins at `to.first`.
void find_end(const chat& all, session& to)
{
    const auto started = all[to.first].ts;
    clock time{started, started, started, std::nullopt, std::nullopt};
    int messages = 0;
    for (std::size_t at = to.first;; ++at) {
        to.until = at;
        to.end = time.end(to);
        if (at == all.size() || all[at].ts > to.end)
            return;
        const auto& now = all[at];
        if (is_speech(now) && messages == session_messages_max) { // it is full, and the next begins here
            to.end = now.ts;
            to.ended_by_message = true;
            return;
        }
        if (is_speech(now)) {
            time.last = now.ts;
            time.closed.reset();
            ++messages;
        }
        if (is_persons(now) || now.event == rules::event::blocked) {
            time.waiting.reset();
            time.freed = now.ts;
        } else if (!time.waiting && needs_reply(all, to, at, true)) {
            time.waiting = now.ts;
        }
        if (now.event == rules::event::close && !time.closed)
            time.closed = now.ts + to.reopen;
        if (time.closed && to.reopen == milliseconds{0}) {
            to.until = at + 1;
            to.end = now.ts;
            to.ended_by_message = true;
            return;
        }
    }
}

bool is_acknowledgement(const chat& all, const session& in, std::size_t at)
{
    const auto& text = all[at].text;
    if (all[at].kind != rules::kind::text || has_question_mark(text))
        return false;
    const auto& set = *in.rules;
    if (characters_left(text) > 0) {
        if (!set.ack || characters_left(text) > 8 || !is_made_of(set, *set.ack, text))
            return false;
    }
    for (std::size_t earlier = at; earlier-- > in.first;) {
        const auto& asked = all[earlier].text;
        if (is_persons(all[earlier]))
            return !has_question_mark(asked) && !holds(set, set.asks, asked) && !holds(set, set.wait, asked);
    }
    return true;
}

// Whom the message makes the holder; empty: it does not say.
std::string names_holder(const message& what)
{
    if (what.event == rules::event::assign || what.event == rules::event::transfer)
        return what.to;
    if (what.role == rules::role::customer && is_speech(what))
        return what.to;
    return is_persons(what) ? what.sender : "";
}

} // namespace

bool holds_in(const rules::scope& scope, const session& in)
{
    const auto names = [](const std::vector<std::string>& wanted, const std::string& value) {
        return wanted.empty() || std::find(wanted.begin(), wanted.end(), value) != wanted.end();
    };
    const auto& without = scope.not_shops;
    return names(scope.platforms, in.platform) && names(scope.shops, in.shop) &&
           std::find(without.begin(), without.end(), in.shop) == without.end();
}

bool comes_before(const message& left, const message& right)
{
    return std::tie(left.ts, left.seq, left.id) < std::tie(right.ts, right.seq, right.id);
}

chat in_order(std::vector<message> messages)
{
    std::sort(messages.begin(), messages.end(), comes_before);
    chat all;
    for (auto& each : messages) {
        line next;
        static_cast<message&>(next) = std::move(each);
        const auto inherit = [&](const std::string& own, std::string line::*known) {
            next.*known = !own.empty() || all.empty() ? own : all.back().*known;
        };
        inherit(next.platform, &line::known_platform);
        inherit(next.shop, &line::known_shop);
        inherit(next.group, &line::known_group);
        all.push_back(std::move(next));
    }
    return all;
}

std::vector<session> sessions_of(const chat& all, const std::vector<activation>& units)
{
    std::vector<session> found;
    std::size_t ended = 0;
    for (std::size_t at = 0; at < all.size();) {
        if (!is_speech(all[at])) {
            ++at;
            continue;
        }
        session next;
        next.before = ended;
        next.first = at;
        next.rules = active_at(units, all[at].ts);
        next.platform = all[at].known_platform;
        next.shop = all[at].known_shop;
        apply_settings(next);
        find_end(all, next);
        at = ended = next.until;
        found.push_back(next);
    }
    return found;
}

bool is_speech(const message& what)
{
    return what.kind != rules::kind::event && what.role != rules::role::system;
}

bool is_persons(const message& what)
{
    return is_speech(what) && (what.role == rules::role::agent || what.role == rules::role::assist);
}

bool needs_reply(const chat& all, const session& in, std::size_t at, bool skip)
{
    const auto& what = all[at];
    return what.role == rules::role::customer && what.kind != rules::kind::event &&
           what.kind != rules::kind::emoji && !(skip && is_acknowledgement(all, in, at));
}

std::string holder_after(const chat& all, const session& in, std::size_t at)
{
    for (std::size_t back = at + 1; back-- > in.before;) {
        // Before the session's first message the latest counts that is at most a gap back.
        if (back < in.first && all[back].ts < all[in.first].ts - in.gap)
            return "";
        if (auto holder = names_holder(all[back]); !holder.empty())
            return holder;
    }
    return "";
}

bool moves_holder(const chat& all, const session& in, std::size_t at)
{
    const bool moves = all[at].event == rules::event::assign || all[at].event == rules::event::transfer;
    return moves && !all[at].to.empty() && all[at].to != holder_after(all, in, at - 1);
}

std::size_t last_until(const chat& all, const session& in, instant when)
{
    std::size_t at = in.first;
    while (at + 1 < in.until && all[at + 1].ts <= when)
        ++at;
    return at;
}

} // namespace chatqc::model
