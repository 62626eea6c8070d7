#include "engine/match/disguises.h"

#include "engine/text/fold.h"
#include "engine/text/shapes.h"
#include "engine/text/sounds.h"
#include "engine/text/utf8.h"

#include <algorithm>
#include <array>

namespace chatqc::engine {
namespace {

// Our own: what service chat writes for words that are looked for. Pinyin is not here; it comes from the
// table of sounds.
constexpr std::array letter_list{
    letter_word{"微信", "v信"},     letter_word{"微信", "vx"},     letter_word{"微信", "wx"},
    letter_word{"微信", "微x"},     letter_word{"微信", "wechat"}, letter_word{"微信", "绿泡泡"},
    letter_word{"微", "v"},         letter_word{"加微信", "+vx"},  letter_word{"加微信", "+v信"},
    letter_word{"加微信", "+wx"},   letter_word{"加微信", "➕vx"},  letter_word{"加微信", "➕v信"},
    letter_word{"加微信", "➕微信"}, letter_word{"qq", "扣扣"},     letter_word{"qq", "口口"},
    letter_word{"qq", "秋秋"},      letter_word{"qq", "企鹅"},     letter_word{"扣扣", "qq"},
    letter_word{"扣扣", "口口"},    letter_word{"支付宝", "zfb"},  letter_word{"好评", "hp"},
    letter_word{"红包", "hb"},      letter_word{"拼多多", "pdd"},  letter_word{"验证码", "yzm"},
    letter_word{"身份证", "sfz"},   letter_word{"you", "u"},       letter_word{"your", "ur"},
    letter_word{"are", "r"},        letter_word{"to", "2"},        letter_word{"for", "4"},
    letter_word{"please", "pls"},   letter_word{"thanks", "thx"},  letter_word{"message", "msg"},
    letter_word{"text", "txt"},     letter_word{"whatsapp", "wa"}, letter_word{"telegram", "tg"},
    letter_word{"instagram", "ig"}, letter_word{"facebook", "fb"}};

constexpr std::size_t sound_forms_max = 8;  // of further readings of the phrase itself
constexpr std::size_t heard_forms_max = 32; // with what texts sound like at first

std::string encoded(char32_t code)
{
    char bytes[4];
    return {bytes, encode(code, bytes)};
}

// A phrase is compared as it reads: case, width and script of its characters folded, nothing dropped.
std::string plainly_written(std::string_view phrase)
{
    std::string plain;
    const char* const end = phrase.data() + phrase.size();
    for (const char* at = phrase.data(); at != end;) {
        const auto [code, length] = decode(at, end);
        const folded to = fold(code);
        const bool is_letter = to.as == fold_class::core || to.as == fold_class::digit;
        plain += is_letter && to.count == 1 ? encoded(to.code) : std::string(at, length);
        at += length;
    }
    return plain;
}

// One syllable says nothing.
constexpr std::size_t sounds_min = 2;

// What may be written at one place of a phrase instead of its next `length` bytes.
struct replacement {
    std::size_t length;
    std::string by;
};

void add_letters(std::string_view phrase, std::size_t at, std::vector<replacement>& to)
{
    for (const letter_word& one : letter_words_at(phrase, at)) {
        to.push_back({one.word.size(), std::string(one.written)});
    }
}

void add_pinyin(char32_t code, std::vector<replacement>& to)
{
    for (const std::uint16_t syllable : syllables_of(code)) {
        // Syllables of one letter (啊, 哦) are no disguise.
        if (const std::string_view letters = syllable_letters[syllable]; letters.size() > 1) {
            to.push_back({encoded(code).size(), std::string(letters)});
        }
    }
}

std::size_t sounding_in(std::string_view text)
{
    std::size_t count = 0;
    const char* const end = text.data() + text.size();
    for (const char* at = text.data(); at != end;) {
        const auto [code, length] = decode(at, end);
        count += sound_of(code).syllable != 0 ? 1U : 0U;
        at += length;
    }
    return count;
}

void add_shapes(char32_t code, std::vector<replacement>& to)
{
    const std::size_t length = encoded(code).size();
    if (const auto both = ordinary_halves_of(code)) {
        to.push_back({length, encoded(both->first) + encoded(both->second)});
    }
    for (const char32_t other : look_alikes_of(code)) {
        to.push_back({length, encoded(other)});
    }
}

// The whole phrase in pinyin: jiaweixin.
std::string spelled(std::string_view phrase)
{
    std::string letters;
    const char* const end = phrase.data() + phrase.size();
    for (const char* at = phrase.data(); at != end;) {
        const auto [code, length] = decode(at, end);
        const auto syllable = sound_of(code).syllable;
        letters += syllable == 0 ? std::string(at, length) : syllable_letters[syllable];
        at += length;
    }
    return letters;
}

// Writes a phrase with exactly so many of its places replaced, every combination of them.
class writer {
public:
    writer(std::string_view phrase, way_of_writing by) : phrase_(phrase), at_place_(phrase.size())
    {
        const bool has_sound = sounding_in(phrase) >= sounds_min;
        for (std::size_t at = 0; at < phrase.size();) {
            const auto [code, length] = decode(phrase.data() + at, phrase.data() + phrase.size());
            if (by == way_of_writing::shapes) {
                add_shapes(code, at_place_[at]);
            } else {
                add_letters(phrase, at, at_place_[at]);
                if (!has_sound) {
                    add_pinyin(code, at_place_[at]);
                }
            }
            at += length;
        }
    }

    std::vector<std::string> write(std::string_view first)
    {
        if (first != phrase_) {
            made_.emplace_back(first);
        }
        for (std::size_t changes = 1; changes <= phrase_.size(); ++changes) {
            const std::size_t known = made_.size();
            go_on(0, changes, {});
            if (made_.size() == known || made_.size() >= writings_max) {
                break;
            }
        }
        return std::move(made_);
    }

private:
    void go_on(std::size_t at, std::size_t changes, const std::string& so_far)
    {
        if (made_.size() >= writings_max) {
            return;
        }
        if (at == phrase_.size() || changes == 0) {
            std::string whole = so_far + std::string(phrase_.substr(at));
            const bool is_new = std::find(made_.begin(), made_.end(), whole) == made_.end();
            if (changes == 0 && is_new && whole != phrase_) {
                made_.push_back(std::move(whole));
            }
            return;
        }
        for (const replacement& one : at_place_[at]) {
            go_on(at + one.length, changes - 1, so_far + one.by);
        }
        const auto length = decode(phrase_.data() + at, phrase_.data() + phrase_.size()).length;
        go_on(at + length, changes, so_far + std::string(phrase_.substr(at, length)));
    }

    std::string_view phrase_;
    std::vector<std::vector<replacement>> at_place_; // by byte
    std::vector<std::string> made_;
};

bool is_latin_at(std::string_view text, std::size_t at)
{
    return at < text.size() && is_latin_or_digit(static_cast<unsigned char>(text[at])) &&
           static_cast<unsigned char>(text[at]) < 0x80;
}

} // namespace

std::vector<letter_word> letter_words_at(std::string_view text, std::size_t at)
{
    std::vector<letter_word> found;
    const bool goes_on = at > 0 && is_latin_at(text, at - 1);
    for (const letter_word& one : letter_list) {
        const bool is_latin = is_latin_at(one.word, 0);
        const bool is_cut = is_latin && (goes_on || is_latin_at(text, at + one.word.size()));
        if (text.substr(at).starts_with(one.word) && !is_cut) {
            found.push_back(one);
        }
    }
    return found;
}

std::vector<std::string> other_writings(std::string_view phrase, way_of_writing by)
{
    const std::string plain = plainly_written(phrase);
    return writer(plain, by).write(by == way_of_writing::letters ? spelled(plain) : plain);
}

namespace {

// What each character of a text sounds like: syllables, or itself.
struct heard {
    std::string_view written;
    std::vector<std::uint16_t> syllables;
};

std::vector<heard> heard_in(std::string_view text)
{
    std::vector<heard> all;
    for (std::size_t at = 0; at < text.size();) {
        const auto [code, length] = decode(text.data() + at, text.data() + text.size());
        all.push_back({text.substr(at, length), syllables_of(code)});
        at += length;
    }
    return all;
}

// The text by the usual readings, but for syllable `other` at one place.
std::string with_other(const std::vector<heard>& text, std::size_t place, std::uint16_t other)
{
    std::string form;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto& one = text[at];
        form += one.syllables.empty() ? std::string(one.written)
                                      : encoded(syllable_code(at == place ? other : one.syllables[0]));
    }
    return form;
}

void add_new(std::vector<std::string>& to, std::string form, std::size_t most)
{
    if (to.size() < most && std::find(to.begin(), to.end(), form) == to.end()) {
        to.push_back(std::move(form));
    }
}

} // namespace

std::vector<std::string> sound_forms(std::string_view text)
{
    if (sounding_in(text) < sounds_min) {
        return {};
    }
    const auto all = heard_in(text);
    std::vector<std::string> forms{""};
    for (const heard& one : all) {
        const std::size_t known = forms.size();
        for (std::size_t further = 1; further < one.syllables.size(); ++further) {
            for (std::size_t form = 0; form < known && forms.size() < sound_forms_max; ++form) {
                forms.push_back(forms[form] + encoded(syllable_code(one.syllables[further])));
            }
        }
        for (std::size_t form = 0; form < known; ++form) {
            forms[form] +=
                one.syllables.empty() ? std::string(one.written) : encoded(syllable_code(one.syllables[0]));
        }
    }
    for (std::size_t at = 0; at < all.size(); ++at) {
        for (const std::uint16_t syllable : all[at].syllables) {
            for (const std::uint16_t usual : usual_beside(syllable)) {
                add_new(forms, with_other(all, at, usual), heard_forms_max);
            }
        }
    }
    return forms;
}

} // namespace chatqc::engine
