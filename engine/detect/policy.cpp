#include "engine/detect/policy.h"

#include "engine/detect/content.h"
#include "engine/detect/innocence.h"
#include "engine/detect/substance.h"
#include "engine/text/links.h"
#include "engine/text/numbers.h"

#include <algorithm>
#include <iterator>

namespace chatqc::engine {

namespace {

char lower(char one)
{
    return one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one;
}

// The host of a link: what stands between the scheme and a port, path or question.
std::string host_of(std::string_view link)
{
    if (const auto scheme = link.find("://"); scheme != std::string_view::npos)
        link.remove_prefix(scheme + 3);
    link = link.substr(0, link.find_first_of("/:?#"));
    std::string host;
    std::transform(link.begin(), link.end(), std::back_inserter(host), lower);
    return host;
}

bool is_below(std::string_view host, std::string_view domain)
{
    return host == domain || (host.size() > domain.size() && host.ends_with(domain) &&
                              host[host.size() - domain.size() - 1] == '.');
}

// Looks at one message for one rule.
class policy_look {
public:
    policy_look(
        const judgement& judge,
        const rules::rule& one,
        const rules::policy_detector& detect,
        const moment& now
    )
        : judge_(judge), one_(one), detect_(detect), now_(now)
    {
    }

    std::optional<receipt> look()
    {
        for (const auto list : detect_.lists)
            add(phrases(list));
        for (const auto pattern : detect_.patterns)
            add(pattern_spans(judge_, one_, pattern, now_));
        if (detect_.links)
            add(links_in(now_.value.text));
        std::erase_if(spans_, [&](const span& each) { return is_innocent(each); });
        const bool in_card = detect_.links && !links_in(now_.value.attrs).empty();
        is_plain_ = in_card || !are_disguised(spans_);
        add_pairs();
        if (spans_.empty() && !in_card)
            return std::nullopt;
        order_spans(spans_);
        receipt made;
        made.messages.emplace_back(now_.value.id);
        made.spans = std::move(spans_);
        made.evasion = !is_plain_;
        return made;
    }

private:
    void add(std::vector<span> more)
    {
        spans_.insert(
            spans_.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end())
        );
    }

    [[nodiscard]] std::vector<span> phrases(rules::list_index list) const
    {
        return list_spans(judge_, one_, list, now_);
    }

    [[nodiscard]] std::vector<span> phrases(const std::vector<rules::list_index>& lists) const
    {
        std::vector<span> all;
        for (const auto list : lists)
            for (auto& each : phrases(list))
                all.push_back(std::move(each));
        return all;
    }

    // Each phrase of `about`, and each number, that has one of `with` near it, and that one.
    void add_pairs()
    {
        auto with = phrases(detect_.with);
        auto about = phrases(detect_.about);
        if (detect_.phones && !with.empty())
            for (const auto& number : find_numbers(normal_of(now_.value.text)))
                if (number.kind == number_kind::phone)
                    about.push_back(span_of(number.begin, number.end));
        // 加 is no hit beside an innocent 微信支付.
        for (auto* spans : {&with, &about})
            std::erase_if(*spans, [&](const span& each) { return is_innocent(each); });
        for (const auto& each : about)
            for (const auto& other : with)
                if (characters_between(now_.value.text, each, other) <= detect_.apart) {
                    is_plain_ = is_plain_ || !(each.disguised || other.disguised);
                    spans_.push_back(each);
                    spans_.push_back(other);
                }
    }

    [[nodiscard]] span span_of(std::size_t begin, std::size_t end) const
    {
        return {
            std::string{now_.value.id},
            static_cast<std::uint32_t>(begin),
            static_cast<std::uint32_t>(end),
            std::string{now_.value.text.substr(begin, end - begin)},
            false};
    }

    [[nodiscard]] std::vector<span> links_in(std::string_view text) const
    {
        std::vector<span> found;
        for (std::size_t at = 0; at < text.size();) {
            const auto length = link_length(text.substr(at));
            if (length == 0) {
                ++at;
                continue;
            }
            const auto host = host_of(text.substr(at, length));
            const auto allows = [&](const std::string& domain) { return is_below(host, domain); };
            if (std::none_of(detect_.allow.begin(), detect_.allow.end(), allows))
                found.push_back(
                    {std::string{now_.value.id},
                     static_cast<std::uint32_t>(at),
                     static_cast<std::uint32_t>(at + length),
                     host,
                     false}
                );
            at += length;
        }
        return found;
    }

    [[nodiscard]] bool is_innocent(const span& one) const
    {
        const auto overlaps = [&](hit::origin from, std::uint32_t source) {
            const auto [begin, end] = now_.facts.of(from, source);
            return std::any_of(begin, end, [&](const hit& each) {
                return each.begin < one.end && one.begin < each.end;
            });
        };
        const auto in_list = [&](rules::list_index each) { return overlaps(hit::origin::list, each); };
        const auto in_pattern = [&](rules::pattern_index each) {
            return overlaps(hit::origin::expression, each);
        };
        return std::any_of(detect_.innocent.begin(), detect_.innocent.end(), in_list) ||
               std::any_of(detect_.innocent_patterns.begin(), detect_.innocent_patterns.end(), in_pattern) ||
               is_excepted(one_, one.begin, one.end, now_.facts);
    }

    const judgement& judge_;
    const rules::rule& one_;
    const rules::policy_detector& detect_;
    const moment& now_;
    std::vector<span> spans_;
    bool is_plain_ = false; // it would be a hit without what is written in disguise
};

} // namespace

std::optional<receipt> detect_policy(
    const judgement& judge, const rules::rule& one, const rules::policy_detector& detect, const moment& now
)
{
    return policy_look{judge, one, detect, now}.look();
}

} // namespace chatqc::engine
