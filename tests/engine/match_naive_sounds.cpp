#include "tests/engine/match_naive_sounds.h"

#include "engine/match/disguises.h"
#include "engine/text/sounds.h"

#include <algorithm>

namespace chatqc::engine::test {

std::vector<unit> units_of(std::string_view original)
{
    normal_form normal;
    sound_form sounds;
    normalise(original, normal);
    write_sounds(normal, sounds);
    std::vector<unit> all;
    std::size_t next = 0;
    for (const auto& one : sounds.in_letters) {
        for (; next < one.first; ++next) {
            all.push_back({next, next, 0});
        }
        all.push_back({one.first, one.last, one.syllable});
        next = one.last + 1;
    }
    for (; next < normal.characters.size(); ++next) {
        all.push_back({next, next, 0});
    }
    return all;
}

namespace {

std::string sound_of_syllable(std::uint16_t syllable)
{
    char bytes[4];
    return {bytes, encode(syllable_code(syllable), bytes)};
}

bool share_a_reading(char32_t one, char32_t other)
{
    const auto of_one = syllables_of(one);
    const auto of_other = syllables_of(other);
    return std::find_first_of(of_one.begin(), of_one.end(), of_other.begin(), of_other.end()) != of_one.end();
}

} // namespace

std::optional<letters> written_by_sound(
    const letters& phrase,
    const match_source::list& list,
    const letters& text,
    const std::vector<unit>& units,
    std::size_t first
)
{
    letters written;
    std::string sound;
    int syllables = 0;
    int changed = 0;
    int ordinary = 0;
    int spelled = 0;
    for (std::size_t at = 0; at < phrase.size(); ++at) {
        const unit& one = units[first + at];
        const char32_t meant = code_of(phrase[at].text);
        if (one.spelled != 0) {
            const auto readings = syllables_of(meant);
            if (!list.letters || phrase[at].copies.size() > 1 ||
                std::find(readings.begin(), readings.end(), one.spelled) == readings.end()) {
                return std::nullopt;
            }
            ++spelled;
            ++syllables;
            sound += sound_of_syllable(one.spelled);
            for (std::size_t each = one.first; each <= one.last; ++each) {
                if (at > 0 && each == units[first + at - 1].last) {
                    written.back().copies.push_back({});
                } else {
                    const bool inside = each != one.first;
                    written.push_back({text[each].text, inside ? gap::none : phrase[at].before, {{}}, inside}
                    );
                }
            }
            continue;
        }
        const char32_t code = code_of(text[one.first].text);
        const auto heard = sound_of(code);
        sound += heard.syllable == 0 ? text[one.first].text : sound_of_syllable(heard.syllable);
        syllables += heard.syllable != 0 ? 1 : 0;
        if (code != meant && !(list.homophones && share_a_reading(code, meant))) {
            return std::nullopt;
        }
        changed += code != meant ? 1 : 0;
        ordinary += code != meant && heard.is_everyday && heard.tone != sound_of(meant).tone ? 1 : 0;
        written.push_back({text[one.first].text, phrase[at].before, phrase[at].copies, false});
    }
    const auto forms = sound_forms(text_of(phrase, 0, phrase.size()));
    const bool is_disguise =
        spelled > 0 || (changed > 0 && (ordinary == 0 || (syllables > 2 && ordinary < syllables)));
    if (!is_disguise || std::find(forms.begin(), forms.end(), sound) == forms.end()) {
        return std::nullopt;
    }
    return written;
}

} // namespace chatqc::engine::test
