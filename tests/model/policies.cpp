// Detectors of what must not be said: off_platform and its like, privacy_leak. Numbers and links are looked
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

// A number of a person; `phrase` says what it is: 0 a mobile, 1 an identity, 2 a bank card.
struct number : found {
    std::string digits;
};

bool is_mobile(const std::string& digits)
{
    return digits.size() == 11 && digits >= "13" && digits < "2";
}

bool is_identity(const std::string& digits)
{
    static const std::vector<int> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2, 1};
    if (digits.size() != weights.size())
        return false;
    int sum = 0;
    for (std::size_t each = 0; each < weights.size(); ++each)
        sum += weights[each] * (digits[each] == 'x' ? 10 : digits[each] - '0');
    return sum % 11 == 1;
}

bool is_card(const std::string& digits)
{
    if (digits.size() < 16 || digits.size() > 19 || digits < "3" || digits >= "7" || digits.back() == 'x')
        return false;
    int sum = 0;
    bool doubles = false;
    for (auto each = digits.rbegin(); each != digits.rend(); ++each, doubles = !doubles) {
        const int value = (*each - '0') * (doubles ? 2 : 1);
        sum += value / 10 + value % 10;
    }
    return sum % 10 == 0;
}

// Together, or in parts with one blank or hyphen between; no letter and no digit touches them.
std::vector<number> numbers(std::string_view text)
{
    static const std::vector<std::string> shapes{
        "ddddddddddd",
        "ddd-dddd-dddd",
        "dddddddddddddddddx",
        "dddddddddddddddd",
        "ddddddddddddddddd",
        "dddddddddddddddddd",
        "ddddddddddddddddddd",
        "dddd-dddd-dddd-dddd",
        "dddd-dddd-dddd-dddd-d",
        "dddd-dddd-dddd-dddd-dd",
        "dddd-dddd-dddd-dddd-ddd"};
    std::vector<number> all;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (at > 0 && is_word(text[at - 1]))
            continue;
        for (const auto& shape : shapes) {
            const auto end = at + shape.size();
            if (end > text.size() || (end < text.size() && is_word(text[end])))
                continue;
            number made{{at, end, 0}, {}};
            bool fits = true;
            for (std::size_t each = 0; each < shape.size(); ++each) {
                const char one = text[at + each];
                fits = fits && (shape[each] == 'd'   ? is_digit(one)
                                : shape[each] == 'x' ? one == 'x' || one == 'X'
                                                     : one == '-' || one == ' ');
                if (shape[each] != '-')
                    made.digits += static_cast<char>(std::tolower(static_cast<unsigned char>(one)));
            }
            made.phrase = is_identity(made.digits) ? 1u : is_card(made.digits) ? 2u : 0u;
            if (fits && (made.phrase != 0 || is_mobile(made.digits)))
                all.push_back(made);
        }
    }
    return all;
}

// Full-width digits as ASCII ones, each with where it stood.
std::string in_ascii(std::string_view text, std::vector<std::size_t>& places)
{
    std::string made;
    for (std::size_t at = 0; at < text.size();) {
        constexpr std::string_view full = "\uFF10"; // and the nine behind it
        const bool is_full = text.substr(at, 2) == full.substr(0, 2) && at + 2 < text.size() &&
                             static_cast<unsigned char>(text[at + 2]) >= 0x90 &&
                             static_cast<unsigned char>(text[at + 2]) <= 0x99;
        places.push_back(at);
        made +=
            is_full ? static_cast<char>('0' + (static_cast<unsigned char>(text[at + 2]) - 0x90)) : text[at];
        at += is_full ? 3 : 1;
    }
    places.push_back(text.size());
    return made;
}

// Numbers of persons, and addresses: a road or an estate with a number; `phrase` is 3 of a home, 4 of another
// place.
std::vector<number> told_of_persons(std::string_view given)
{
    std::vector<std::size_t> places;
    const auto text = in_ascii(given, places);
    auto all = numbers(text);
    std::size_t done = 0;
    for (std::size_t at = 6; at < text.size(); ++at) {
        const auto is_ideograph = [&](std::size_t from) { return (text[from] & 0xF0) == 0xE0; };
        const auto behind = [&](std::initializer_list<std::string_view> words, std::size_t from) {
            for (const auto word : words) {
                if (text.compare(from, word.size(), word) == 0)
                    return from + word.size();
            }
            return from;
        };
        const auto behind_number = [&](std::size_t from) {
            auto to = from;
            while (to < text.size() && is_digit(text[to]))
                ++to;
            const auto unit = behind({"号", "弄", "栋", "幢", "座", "单元", "室", "楼", "层"}, to);
            return to > from && to - from < 6 && unit > to ? unit : from;
        };
        const auto place =
            behind({"路", "街", "大道", "巷", "弄", "胡同", "村", "小区", "花园", "公寓", "大厦", "苑"}, at);
        const auto number_end = behind_number(place);
        if (at < done || place == at || number_end == place || !is_ideograph(at - 3) || !is_ideograph(at - 6))
            continue;
        auto end = number_end;
        while (behind_number(end) > end)
            end = behind_number(end);
        const auto whole = text.substr(at - 6, end - (at - 6));
        bool is_home = false;
        for (const char* unit : {"栋", "幢", "单元", "室"}) {
            for (auto stands = whole.find(unit); stands != whole.npos; stands = whole.find(unit, stands + 1))
                is_home = is_home || (stands > 0 && is_digit(whole[stands - 1]));
        }
        all.push_back({{at - 6, end, is_home ? 3u : 4u}, text.substr(at - 6, number_end - (at - 6))});
        done = end;
    }
    for (auto& each : all) {
        each.begin = places[each.begin];
        each.end = places[each.end];
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

std::vector<found> all_of(
    const judging& here,
    const std::vector<rules::list_index>& lists,
    const message& what,
    std::string_view text,
    seeing sees
)
{
    std::vector<found> all;
    for (const auto list : lists) {
        const auto more = here.hits(list, what, text);
        all.insert(all.end(), more.begin(), more.end());
    }
    if (sees == seeing::what_is_plain)
        std::erase_if(all, [](const found& hit) { return hit.disguised; });
    return all;
}

// Those that no innocent phrase overlaps.
std::vector<found>
guilty(const judging& here, const rules::policy_detector& how, std::vector<found> hits, std::string_view text)
{
    auto lists = how.innocent;
    for (const auto& each : here.rule.except)
        if (each.list)
            lists.push_back(*each.list);
    for (const auto list : lists) {
        for (const auto& innocent : all_phrases(*here.in.rules, list, text))
            std::erase_if(hits, [&](const found& hit) {
                return innocent.begin < hit.end && hit.begin < innocent.end;
            });
    }
    return hits;
}

bool fires(
    const judging& here,
    const rules::policy_detector& how,
    const message& what,
    std::string_view text,
    seeing sees
)
{
    if (here.is_void(text))
        return false;
    auto about = all_of(here, how.about, what, text, sees);
    if (how.phones) {
        for (const auto& each : numbers(text)) {
            if (each.phrase == 0)
                about.push_back(each);
        }
    }
    const auto with = guilty(here, how, all_of(here, how.with, what, text, sees), text);
    for (const auto& one : guilty(here, how, about, text)) {
        for (const auto& other : with) {
            const auto from = std::min(one.end, other.end);
            const auto to = std::max(one.begin, other.begin);
            if (from >= to || characters(text.substr(from, to - from)) <= how.apart)
                return true;
        }
    }
    auto hits = all_of(here, how.lists, what, text, sees);
    if (how.links) {
        const auto more = links(how.allow, text);
        hits.insert(hits.end(), more.begin(), more.end());
    }
    return !guilty(here, how, std::move(hits), text).empty() ||
           (how.links && !links(how.allow, what.attrs).empty());
}

} // namespace

void judge(const judging& here, const rules::policy_detector& how)
{
    const bool of_customers = how.what == rules::policy::customer_risk;
    for (auto at = here.in.first; at < here.in.until; ++at) {
        if (!(of_customers ? here.listens_to(at) : here.looks_at(at)))
            continue;
        judge_text(here, at, [&](std::string_view text, seeing sees) {
            return fires(here, how, here.all[at], text, sees);
        });
    }
}

namespace {

bool has(const std::vector<number>& all, const std::string& digits)
{
    return std::any_of(all.begin(), all.end(), [&](const number& each) { return each.digits == digits; });
}

// Whether the customer, a card or an order has told it in the seven days before.
bool is_told(const chat& all, std::size_t at, const std::string& digits)
{
    for (std::size_t back = 0; back < at; ++back) {
        const auto& what = all[back];
        const bool is_card = what.kind == rules::kind::card;
        const bool in_text = is_card || (is_speech(what) && what.role == rules::role::customer);
        const bool in_fields = is_card || what.kind == rules::kind::event;
        if (what.ts >= all[at].ts - std::chrono::hours{7 * 24} &&
            ((in_text && has(told_of_persons(what.text), digits)) ||
             (in_fields && has(told_of_persons(what.attrs), digits))))
            return true;
    }
    return false;
}

} // namespace

void judge(const judging& here, const rules::privacy_leak_detector& how)
{
    const bool wanted[] = {how.phones, how.identities, how.cards, how.addresses, false};
    for (auto at = here.in.first; at < here.in.until; ++at) {
        const auto& what = here.all[at];
        if (what.role == rules::role::customer || !here.looks_at(at))
            continue;
        const auto leaks = [&](const number& each) {
            for (const auto list : how.own_contacts) {
                for (const auto& own : all_phrases(*here.in.rules, list, what.text)) {
                    if (own.begin < each.end && each.begin < own.end)
                        return false;
                }
            }
            for (const auto list : how.context) {
                for (const auto& word : all_phrases(*here.in.rules, list, what.text)) {
                    const auto from = std::min(word.end, each.end);
                    const auto to = std::max(word.begin, each.begin);
                    if (from >= to || characters(what.text.substr(from, to - from)) <= how.apart)
                        return false;
                }
            }
            return wanted[each.phrase] && !is_told(here.all, at, each.digits);
        };
        const auto all = told_of_persons(what.text);
        if (std::any_of(all.begin(), all.end(), leaks))
            here.say(at, what.ts, here.answerable(at, what.text), {at});
    }
}

} // namespace chatqc::model
