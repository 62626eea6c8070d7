#include "engine/conversation/facts.h"

#include <algorithm>

namespace chatqc::engine {

namespace {

constexpr std::uint32_t acknowledgement_characters_max = 8;

struct byte_range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
};

// `[微笑]` and `#E-s21`; masks such as `[数字x]` stand for words and are none. At most 10 code points inside.
std::vector<byte_range> emoji_codes(std::string_view text)
{
    std::vector<byte_range> found;
    if (text.find('[') == std::string_view::npos && text.find('#') == std::string_view::npos)
        return found;
    constexpr std::size_t code_bytes_max = 32;
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::size_t end = 0;
        if (text[at] == '[') {
            const auto close = text.find(']', at);
            if (close != std::string_view::npos && close - at <= code_bytes_max && text[close - 1] != 'x' &&
                close > at + 1)
                end = close + 1;
        } else if (text.substr(at, 3) == "#E-") {
            end = at + 3;
            while (end < text.size() &&
                   std::string_view{"0123456789abcdefghijklmnopqrstuvwxyz"}.find(text[end]) !=
                       std::string_view::npos)
                ++end;
        }
        if (end > at) {
            found.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(end)});
            at = end - 1;
        }
    }
    return found;
}

// Letters, digits and Han; what the normal form keeps of punctuation is ASCII.
bool is_word(std::string_view character)
{
    const auto first = static_cast<unsigned char>(character.front());
    return first >= 0x80 || (first >= '0' && first <= '9') || (first >= 'a' && first <= 'z');
}

bool overlaps(const hit* begin, const hit* end, std::uint32_t from, std::uint32_t to)
{
    return std::any_of(begin, end, [&](const hit& one) { return one.begin < to && from < one.end; });
}

// Goes through the characters of a text that are neither emoji (codes), blanks nor punctuation, until `visit`
// says no. Whether it never did.
template <class Visit> bool each_word(std::string_view text, const normal_form& normal, Visit visit)
{
    const auto codes = emoji_codes(text);
    return std::all_of(normal.characters.begin(), normal.characters.end(), [&](const auto& one) {
        const auto inside = [&](const byte_range& code) {
            return code.begin <= one.original && one.original < code.end;
        };
        return !is_word(std::string_view{normal.text}.substr(one.begin, 1)) ||
               std::any_of(codes.begin(), codes.end(), inside) || visit(one);
    });
}

} // namespace

std::optional<std::uint32_t>
characters_wholly_of(std::string_view text, const normal_form& normal, std::pair<const hit*, const hit*> hits)
{
    std::uint32_t characters = 0;
    const bool wholly = each_word(text, normal, [&](const auto& one) {
        characters += one.run;
        return overlaps(hits.first, hits.second, one.original, one.original_end);
    });
    return wholly ? std::optional{characters} : std::nullopt;
}

bool is_one_of(std::string_view text, const normal_form& normal, std::pair<const hit*, const hit*> hits)
{
    for (const auto* one = hits.first; one != hits.second; ++one)
        if (characters_wholly_of(text, normal, {one, one + 1}))
            return true;
    return false;
}

std::uint32_t characters_outside(
    std::string_view text,
    const normal_form& normal,
    const std::vector<std::pair<const hit*, const hit*>>& hits
)
{
    std::uint32_t characters = 0;
    each_word(text, normal, [&](const auto& one) {
        const auto covers = [&](const auto& each) {
            return overlaps(each.first, each.second, one.original, one.original_end);
        };
        characters += std::none_of(hits.begin(), hits.end(), covers) ? one.run : 0u;
        return true;
    });
    return characters;
}

std::pair<const hit*, const hit*> message_facts::of(hit::origin from, std::uint32_t source) const
{
    const auto before = [](const hit& one, std::pair<hit::origin, std::uint32_t> key) {
        return std::pair{one.from, one.source} < key;
    };
    const auto key = std::pair{from, source};
    const auto* first = hits.data();
    const auto* last = first + hits.size();
    const auto* begin = std::lower_bound(first, last, key, before);
    const auto* end = begin;
    while (end != last && end->from == from && end->source == source)
        ++end;
    return {begin, end};
}

fact_finder::fact_finder(std::shared_ptr<const unit> judged_by)
    : unit_(std::move(judged_by)), scanner_(unit_->match->get())
{
}

message_facts fact_finder::find(const message& value)
{
    message_facts facts;
    facts.judged_by = unit_.get();
    if (value.text.empty()) {
        facts.bare_acknowledgement = value.kind == rules::kind::text;
        return facts;
    }
    scanner_.scan(value.text, facts.hits);
    facts.characters = static_cast<std::uint32_t>(count_characters(value.text));

    const auto& rules = *unit_->rules;
    const bool has_question =
        value.text.find('?') != std::string_view::npos || value.text.find("\uFF1F") != std::string_view::npos;
    const auto any_of_list = [&](const std::optional<rules::list_index>& list) {
        if (!list)
            return false;
        const auto [begin, end] = facts.of(hit::origin::list, *list);
        return begin != end;
    };
    facts.approved = rules.approved &&
                     is_one_of(value.text, scanner_.normal(), facts.of(hit::origin::list, *rules.approved));
    facts.asks_or_waits = has_question || any_of_list(rules.asks) || any_of_list(rules.wait);
    const bool can_acknowledge = value.role == rules::role::customer && value.kind == rules::kind::text &&
                                 !has_question && facts.characters <= 64;
    if (can_acknowledge) {
        const auto acks = rules.ack ? facts.of(hit::origin::list, *rules.ack)
                                    : std::pair<const hit*, const hit*>{nullptr, nullptr};
        const auto characters = characters_wholly_of(value.text, scanner_.normal(), acks);
        facts.bare_acknowledgement = characters && *characters <= acknowledgement_characters_max;
    }
    return facts;
}

message_facts fact_finders::find(const std::shared_ptr<const unit>& judged_by, const message& value)
{
    return finders_.try_emplace(judged_by.get(), judged_by).first->second.find(value);
}

void fact_finders::let_go(const std::function<bool(const unit&)>& is_needed)
{
    std::erase_if(finders_, [&](const auto& each) { return !is_needed(*each.first); });
}

} // namespace chatqc::engine
