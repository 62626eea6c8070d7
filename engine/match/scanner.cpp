#include "engine/match/implementation.h"
#include "engine/match/matcher.h"
#include "engine/match/phrase_match.h"
#include "engine/match/sound_match.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace chatqc::engine {

struct scanner::state {
    std::shared_ptr<const engine::matcher> matcher;
    scratch_handle scratch;
    normal_form normal;
    sound_form sounds;      // the normal form as it sounds
    readable_form readable; // … and as it is read, if it is read otherwise
    bool is_readable_made = false;
    bool has_readable = false;
    std::vector<raw_match> matches; // of one scan
};

namespace {

auto order_of(const hit& one)
{
    return std::tuple(one.from, one.source, one.begin, one.end, one.phrase, one.disguised);
}

auto group_of(const hit& one)
{
    return std::tuple(one.from, one.source, one.phrase);
}

using hits_iterator = std::vector<hit>::iterator;

// A phrase that stands in the text as sent needs no second, disguised hit on the same bytes.
hits_iterator drop_overlapped(hits_iterator first, hits_iterator last)
{
    if (std::none_of(first, last, [](const hit& one) { return one.disguised; })) {
        return last;
    }
    const auto by_group = [](const hit& one, const hit& other) {
        return std::tuple(group_of(one), one.disguised, one.begin, one.end) <
               std::tuple(group_of(other), other.disguised, other.begin, other.end);
    };
    std::sort(first, last, by_group);
    hits_iterator kept = first;
    hits_iterator plain =
        first; // [plain, plain_end): the undisguised hits of the group at hand, already among the kept
    hits_iterator plain_end = first;
    for (hits_iterator one = first; one != last; ++one) {
        if (plain == plain_end || group_of(*plain) != group_of(*one)) {
            plain = kept;
            plain_end = kept;
        }
        if (!one->disguised) {
            *kept++ = *one;
            plain_end = kept;
            continue;
        }
        // All spans of a phrase as sent have one length, so their ends are sorted as their begins are.
        const auto over =
            std::partition_point(plain, plain_end, [&](const hit& other) { return other.end <= one->begin; });
        if (over == plain_end || over->begin >= one->end) {
            *kept++ = *one;
        }
    }
    return kept;
}

} // namespace

scanner::scanner(std::shared_ptr<const matcher> matcher) : state_(std::make_unique<state>())
{
    state_->matcher = std::move(matcher);
    const auto& with = state_->matcher->internals();
    const auto grow = [this](const hs_database* one) {
        if (one != nullptr) {
            grow_scratch(state_->scratch, *one);
        }
    };
    grow(with.normal.get());
    grow(with.as_sent.get());
    grow(with.sounds.get());
    grow(with.sought.database());
    grow(with.voiding.database());
}

scanner::~scanner() = default;
scanner::scanner(scanner&&) noexcept = default;
scanner& scanner::operator=(scanner&&) noexcept = default;

const normal_form& scanner::normal() const
{
    return state_->normal;
}

namespace {

template <typename verify>
void scan_phrases(
    const hs_database* with,
    const phrase_table& table,
    hs_scratch* in,
    std::string_view text,
    std::vector<raw_match>& matches,
    const verify& match,
    std::vector<hit>& hits
)
{
    if (with == nullptr) {
        return;
    }
    matches.clear();
    scan_block(*with, *in, text, matches);
    for (const raw_match& one : matches) {
        for (const sought& phrase : table.behind(one.pattern)) {
            if (const auto found = match(phrase, one.end)) {
                hits.push_back(*found);
            }
        }
    }
}

} // namespace

void scanner::scan(std::string_view text, std::vector<hit>& hits)
{
    normal_form& normal = state_->normal;
    auto& matches = state_->matches;
    if (text.empty() || !is_valid_utf8(text)) {
        normalise({}, normal);
        return;
    }
    const auto& with = state_->matcher->internals();
    hs_scratch* const scratch = state_->scratch.get();
    const std::size_t known = hits.size();
    normalise(text, normal);
    const auto in_normal = [&](const sought& one, std::uint32_t end) {
        return match_in_normal(one, normal, text, end);
    };
    const auto as_sent = [&](const sought& one, std::uint32_t end) {
        return match_as_sent(one, normal, text, end);
    };
    scan_phrases(with.normal.get(), with.phrases.normal, scratch, normal.text, matches, in_normal, hits);
    scan_phrases(with.as_sent.get(), with.phrases.as_sent, scratch, text, matches, as_sent, hits);
    if (with.sounds != nullptr) {
        sound_form& sounds = state_->sounds;
        write_sounds(normal, sounds);
        const auto by_sound = [&](const sought& one, std::uint32_t end) {
            return match_by_sound(one, normal, sounds, text, end);
        };
        scan_phrases(with.sounds.get(), with.phrases.sounds, scratch, sounds.text, matches, by_sound, hits);
    }
    state_->is_readable_made = false;
    if (with.sought.database() != nullptr) {
        scan_expressions(with.sought, text, hits);
    }
    const auto first_found = hits.begin() + static_cast<std::ptrdiff_t>(known);
    const auto is_voided = [&](const hit& one) { return with.is_voided(one); };
    if (with.voiding.database() != nullptr && std::any_of(first_found, hits.end(), is_voided)) {
        scan_expressions(with.voiding, text, hits);
    }
    if (hits.size() - known > 1) {
        const auto first = hits.begin() + static_cast<std::ptrdiff_t>(known);
        const auto kept = drop_overlapped(first, hits.end());
        std::sort(first, kept, [](const hit& one, const hit& other) {
            return order_of(one) < order_of(other);
        });
        hits.erase(std::unique(first, kept), hits.end());
    }
}

// What of the text is read otherwise than the normal form has it; null if nothing is.
const readable_form* scanner::readable(std::string_view text)
{
    state& now = *state_;
    if (!std::exchange(now.is_readable_made, true)) {
        now.has_readable = now.normal.may_disguise_latin && has_disguised_latin(now.normal, text);
        if (now.has_readable) {
            write_readable(now.normal, text, now.readable);
        }
    }
    return now.has_readable ? &now.readable : nullptr;
}

void scanner::scan_expressions(
    const expression_set& expressions, std::string_view text, std::vector<hit>& hits
)
{
    const normal_form& normal = state_->normal;
    auto& matches = state_->matches;
    // Marks, in `end`, in which of the texts an expression matches.
    constexpr std::uint32_t is_as_sent = 0;
    constexpr std::uint32_t is_in_normal = 1;
    constexpr std::uint32_t is_in_readable = 2;
    const auto mark = [&matches](std::size_t from, std::uint32_t where) {
        for (; from < matches.size(); ++from) {
            matches[from].end = where;
        }
        return matches.size();
    };
    matches.clear();
    scan_block(*expressions.database(), *state_->scratch, text, matches);
    const std::size_t as_sent = mark(0, is_as_sent);
    if (normal.text != text) {
        scan_block(*expressions.database(), *state_->scratch, normal.text, matches);
        mark(as_sent, is_in_normal);
    }
    const readable_form* const read = readable(text);
    if (read != nullptr) {
        const std::size_t known = matches.size();
        scan_block(*expressions.database(), *state_->scratch, read->text, matches);
        mark(known, is_in_readable);
    }
    std::sort(matches.begin(), matches.end());
    std::size_t own = hits.size();
    for (std::size_t at = 0; at < matches.size(); ++at) {
        const raw_match& one = matches[at];
        if (at == 0 || matches[at - 1].pattern != one.pattern) {
            own = hits.size();
        }
        if (one.end == is_as_sent) {
            expressions.find_as_sent(one.pattern, text, own, hits);
        } else if (one.end == is_in_normal) {
            expressions.find_in_normal(one.pattern, text, normal, own, hits);
        } else {
            expressions.find_in_readable(one.pattern, text, normal, *read, own, hits);
        }
    }
}

} // namespace chatqc::engine
