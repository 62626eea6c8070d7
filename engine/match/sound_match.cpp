#include "engine/match/sound_match.h"

#include "engine/match/phrase_match.h"
#include "engine/text/utf8.h"

#include <algorithm>
#include <vector>

namespace chatqc::engine {
namespace {

char32_t code_at(std::string_view text, std::size_t at)
{
    return decode(text.data() + at, text.data() + text.size()).code;
}

bool sound_alike(char32_t one, char32_t other)
{
    const auto of_one = syllables_of(one);
    return std::any_of(of_one.begin(), of_one.end(), [other](std::uint16_t each) {
        return is_read_as(other, each);
    });
}

// How far what is written for a phrase, syllable by syllable, may be a disguise.
struct likeness {
    std::size_t syllables = 0;
    std::size_t in_letters = 0; // of those
    std::size_t changed = 0;    // other characters of the same sound
    std::size_t ordinary = 0;   // of those: everyday characters of another tone
};

// Words of their own sound like short phrases: 因为新款 holds wei xin, 价位 is jia wei, 价格为 jia ge wei.
// Who disguises takes a character that stands out, or letters; the everyday ones among words mean themselves.
bool is_disguise(const likeness& found)
{
    const std::size_t evidence = found.syllables - found.ordinary;
    return found.in_letters > 0 || (found.changed > 0 && evidence >= (found.syllables < 3 ? 2U : 1U));
}

// A phrase laid on what sounds like it.
class hearing {
public:
    hearing(const sought& phrase, const normal_form& normal, const sound_form& sounds, std::uint32_t begin)
        : phrase_(phrase), normal_(normal), sounds_(sounds), begin_(begin)
    {
    }

    // Nothing if something there is not what the list asks for.
    [[nodiscard]] std::optional<likeness> compare() const
    {
        likeness found;
        auto in_letters = sounds_.spelled_from(begin_);
        auto demand = phrase_.demands.begin();
        for (std::uint32_t at = 0; at < phrase_.text.size(); at += length(at), ++demand) {
            const char32_t wanted = code_at(phrase_.normal, at);
            if (is_here(in_letters, at)) {
                if (!phrase_.letters || demand->run > 1 || !is_read_as(wanted, in_letters++->syllable)) {
                    return std::nullopt;
                }
                ++found.syllables;
                ++found.in_letters;
                continue;
            }
            const char32_t code = code_at(normal_.text, sounds_.in_normal(begin_ + at));
            const auto sound = sound_of(code);
            found.syllables += sound.syllable != 0 ? 1U : 0U;
            if (code != wanted) {
                // A text may hold the code of a syllable itself.
                if (!phrase_.homophones || !sound_alike(code, wanted)) {
                    return std::nullopt;
                }
                ++found.changed;
                found.ordinary += sound.is_everyday && sound.tone != sound_of(wanted).tone ? 1U : 0U;
            }
        }
        return found;
    }

    // What the phrase demands of each character, where letters stand for some of its own; `last` becomes the
    // last of those.
    [[nodiscard]] std::vector<demanded> demands(std::size_t& last) const
    {
        std::vector<demanded> all;
        auto wanted = phrase_.demands.begin();
        auto in_letters = sounds_.spelled_from(begin_);
        for (std::uint32_t at = 0; at < phrase_.text.size(); at += length(at), ++wanted) {
            if (!is_here(in_letters, at)) {
                all.push_back(*wanted);
                last = normal_.character_at(sounds_.in_normal(begin_ + at));
                continue;
            }
            for (std::size_t letter = in_letters->first; letter <= in_letters->last; ++letter) {
                if (!all.empty() && letter == last) {
                    ++all.back().run;
                } else {
                    const bool is_first = letter == in_letters->first;
                    all.push_back({1, is_first ? wanted->before : gap::none, !is_first});
                }
            }
            last = in_letters->last;
            ++in_letters;
        }
        return all;
    }

private:
    using spelled = std::vector<sound_form::spelled>::const_iterator;

    [[nodiscard]] std::uint32_t length(std::uint32_t at) const
    {
        return decode(phrase_.text.data() + at, phrase_.text.data() + phrase_.text.size()).length;
    }

    [[nodiscard]] bool is_here(spelled one, std::uint32_t at) const
    {
        return one != sounds_.in_letters.end() && one->at == begin_ + at;
    }

    const sought& phrase_;
    const normal_form& normal_;
    const sound_form& sounds_;
    std::uint32_t begin_;
};

} // namespace

std::optional<hit> match_by_sound(
    const sought& phrase,
    const normal_form& normal,
    const sound_form& sounds,
    std::string_view original,
    std::uint32_t end
)
{
    const auto size = static_cast<std::uint32_t>(phrase.text.size());
    // A long phrase was found by its last bytes only.
    if (end < size || std::string_view(sounds.text).substr(end - size, size) != phrase.text) {
        return std::nullopt;
    }
    const hearing heard(phrase, normal, sounds, end - size);
    const auto found = heard.compare();
    if (!found || !is_disguise(*found)) {
        return std::nullopt;
    }
    std::size_t last = 0;
    const auto demands = heard.demands(last);
    sought as_heard = phrase;
    as_heard.demands = demands;
    return match_at(as_heard, normal, original, last);
}

} // namespace chatqc::engine
