// Detectors of what customers have to go through: made_to_repeat, handover, transfer_quality, bot_trap.
#include "tests/model/detectors.h"
#include "tests/model/words.h"

#include <algorithm>
#include <map>
#include <string>

namespace chatqc::model {

namespace {

bool is_customers(const message& what)
{
    return is_speech(what) && what.role == rules::role::customer;
}

template <class Is> bool any_between(const judging& here, std::size_t from, std::size_t until, Is is)
{
    for (auto at = from; at < until; ++at) {
        if (is(here.all[at]))
            return true;
    }
    return false;
}

bool is_question(const judging& here, const rules::made_to_repeat_detector& how, const message& what)
{
    const auto urges = [&](rules::list_index list) { return holds(*here.in.rules, list, what.text); };
    return is_customers(what) && what.kind == rules::kind::text &&
           characters(what.text) >= how.characters_min && characters_left(what.text) >= how.characters_min &&
           std::none_of(how.except.begin(), how.except.end(), urges);
}

} // namespace

void judge(const judging& here, const rules::made_to_repeat_detector& how)
{
    const auto is_transfer = [](const message& each) { return each.event == rules::event::transfer; };
    const auto is_reply = [&](const message& each) {
        return is_persons(each) && says_something(here, how.no_answer, each);
    };
    constexpr std::ptrdiff_t questions_max = 20;
    std::vector<std::size_t> asked;
    for (auto at = here.in.first; at < here.in.until; ++at) {
        const auto& what = here.all[at];
        const bool asks = is_question(here, how, what);
        const bool complains = how.list && is_customers(what) && !here.hits(*how.list, what).empty();
        if (here.listens_to(at) && complains) {
            here.say(at, what.ts, here.charged(at, at), {at});
            here.require_review();
        } else if (here.listens_to(at) && asks) {
            const auto recent = asked.end() - std::min(questions_max, std::ssize(asked));
            const auto repeated =
                std::find_if(asked.rbegin(), std::make_reverse_iterator(recent), [&](std::size_t one) {
                    const bool moved = any_between(here, one, at, is_transfer);
                    const bool counts =
                        how.after_transfer ? moved : !moved && any_between(here, one, at, is_reply);
                    return counts && is_alike(here.all[one].text, what.text, how.similarity_percent);
                });
            if (repeated != std::make_reverse_iterator(recent))
                here.say(at, what.ts, here.charged(at, at), {*repeated, at});
        }
        if (asks)
            asked.push_back(at);
    }
}

void judge(const judging& here, const rules::transfer_quality_detector& how)
{
    std::vector<std::size_t> found;
    for (auto at = here.in.first; at < here.in.until; ++at) {
        const auto& what = here.all[at];
        if (what.event != rules::event::transfer || is_blameless(what) ||
            !here.judges_wait(at, at, here.charged(at, at)))
            continue;
        found.push_back(at);
        if (found.size() > how.most)
            return here.say(at, what.ts, here.charged(at, at), found);
    }
}

void judge(const judging& here, const rules::bot_trap_detector& how)
{
    std::map<std::string, std::size_t> said; // by the bot's text: behind the customer's message it followed
    std::optional<std::size_t> last;
    std::vector<std::size_t> told;
    std::optional<std::size_t> request;
    const auto expire = [&](instant now, bool at_end) {
        if (!request || (!at_end && here.all[*request].ts + how.within >= now))
            return;
        here.say(*request, std::min(here.all[*request].ts + how.within, here.in.end), "", {*request});
        told.push_back(*request);
        request.reset();
    };
    for (auto at = here.in.first; at < here.in.until; ++at) {
        const auto& what = here.all[at];
        expire(what.ts, false);
        if (is_customers(what)) {
            last = at;
            if (!here.listens_to(at))
                continue;
            if (!request && !here.hits(how.list, what).empty())
                request = at;
        }
        if (is_persons(what)) {
            request.reset();
            said.clear();
        }
        if (!how.same_text || !is_speech(what) || what.role != rules::role::bot ||
            what.kind != rules::kind::text)
            continue;
        const auto before = said.find(normal_text(what.text));
        const bool again = before != said.end() && last && before->second < *last + 1;
        said[normal_text(what.text)] = last ? *last + 1 : 0;
        if (!again || !here.listens_to(*last) || std::count(told.begin(), told.end(), *last) > 0)
            continue;
        here.say(*last, what.ts, "", {*last, at});
        told.push_back(*last);
        request.reset();
    }
    expire(here.in.end, true);
}

} // namespace chatqc::model
