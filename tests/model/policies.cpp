// Detectors of what must not be said in one message: off_platform and its like. Numbers and links are looked
// for as they are usually written, in ASCII.
#include "tests/model/detectors.h"
#include "tests/model/words.h"

#include <algorithm>
#include <cctype>
#include <string>

namespace chatqc::model {

namespace {

bool is_digit(char one)
{
    return one >= '0' && one <= '9';
}

bool is_word(char one)
{
    return std::isalnum(static_cast<unsigned char>(one)) != 0;
}

// 11 digits from 13 on: together, or as 3, 4 and 4 with one blank or hyphen.
std::vector<found> mobiles(std::string_view text)
{
    std::vector<found> all;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (at > 0 && is_word(text[at - 1]))
            continue;
        for (const std::string_view shape : {"ddddddddddd", "ddd-dddd-dddd"}) {
            bool fits = at + shape.size() <= text.size();
            for (std::size_t each = 0; fits && each < shape.size(); ++each) {
                const char one = text[at + each];
                fits = shape[each] == 'd' ? is_digit(one) : one == '-' || one == ' ';
            }
            const auto end = at + shape.size();
            if (fits && text[at] == '1' && text[at + 1] >= '3' && (end == text.size() || !is_word(text[end])))
                all.push_back({at, end, 0});
        }
    }
    return all;
}

std::vector<found> links(const std::vector<std::string>& allow, std::string_view text)
{
    std::vector<found> all;
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::size_t host = 0;
        for (const std::string_view begin : {"http://", "https://", "www."})
            host = text.substr(at, begin.size()) == begin ? at + (begin == "www." ? 0 : begin.size()) : host;
        if (host == 0 && text.substr(at, 4) != "www.")
            continue;
        host = host == 0 ? at : host;
        auto end = host;
        while (end < text.size() && (is_word(text[end]) || text[end] == '.' || text[end] == '-'))
            ++end;
        const auto name = "." + std::string{text.substr(host, end - host)};
        const bool is_allowed = std::any_of(allow.begin(), allow.end(), [&](const std::string& each) {
            return name.ends_with("." + each);
        });
        while (end < text.size() && text[end] > ' ' && text[end] != '"')
            ++end;
        if (!is_allowed)
            all.push_back({at, end, 0});
        at = end;
    }
    return all;
}

std::vector<found>
all_of(const judging& here, const std::vector<rules::list_index>& lists, std::string_view text)
{
    std::vector<found> all;
    for (const auto list : lists) {
        const auto more = find(*here.in.rules, here.rule, list, text);
        all.insert(all.end(), more.begin(), more.end());
    }
    return all;
}

bool fires(const judging& here, const rules::policy_detector& how, const message& what, std::string_view text)
{
    auto hits = all_of(here, how.lists, text);
    auto about = all_of(here, how.about, text);
    if (how.phones) {
        const auto more = mobiles(text);
        about.insert(about.end(), more.begin(), more.end());
    }
    for (const auto& one : about) {
        for (const auto& other : all_of(here, how.with, text)) {
            const auto from = std::min(one.end, other.end);
            const auto to = std::max(one.begin, other.begin);
            if (from >= to || characters(text.substr(from, to - from)) <= how.apart)
                hits.insert(hits.end(), {one, other});
        }
    }
    if (how.links) {
        const auto more = links(how.allow, text);
        hits.insert(hits.end(), more.begin(), more.end());
    }
    auto innocent_lists = how.innocent;
    for (const auto& each : here.rule.except)
        innocent_lists.push_back(*each.list);
    for (const auto list : innocent_lists) {
        for (const auto& innocent : all_phrases(*here.in.rules, list, text))
            std::erase_if(hits, [&](const found& hit) {
                return innocent.begin < hit.end && hit.begin < innocent.end;
            });
    }
    return !hits.empty() || (how.links && !links(how.allow, what.attrs).empty());
}

} // namespace

void judge(const judging& here, const rules::policy_detector& how)
{
    const bool of_customers = how.what == rules::policy::customer_risk;
    for (auto at = here.in.first; at < here.in.until; ++at) {
        if (!(of_customers ? here.listens_to(at) : here.looks_at(at)))
            continue;
        const auto does = [&](std::string_view text) { return fires(here, how, here.all[at], text); };
        if (does(here.all[at].text))
            here.say(at, here.all[at].ts, here.charged(at, at), {at});
        else if (const auto when = edited_into(here, at, does))
            here.say(at, *when, here.charged(at, at), {at});
    }
}

} // namespace chatqc::model
