#include "engine/text/sounds.h"

#include "engine/text/utf8.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <span>

namespace chatqc::engine {
namespace {

std::span<const further_sound> further_of(char32_t code)
{
    const std::span all(further_sounds, further_sound_count);
    const auto is_before = [](const further_sound& one, char32_t than) { return one.code < than; };
    const auto begin = std::lower_bound(all.begin(), all.end(), code, is_before);
    auto end = begin;
    while (end != all.end() && end->code == code) {
        ++end;
    }
    return {begin, end};
}

} // namespace

std::vector<std::uint16_t> syllables_of(char32_t code)
{
    std::vector<std::uint16_t> all;
    if (const auto usual = sound_of(code); usual.syllable != 0) {
        all.push_back(usual.syllable);
        for (const further_sound& one : further_of(code)) {
            all.push_back(one.syllable);
        }
    }
    return all;
}

bool is_read_as(char32_t code, std::uint16_t syllable)
{
    const auto further = further_of(code);
    return syllable != 0 &&
           (sound_of(code).syllable == syllable ||
            std::any_of(further.begin(), further.end(), [syllable](const further_sound& one) {
                return one.syllable == syllable;
            }));
}

const std::vector<std::uint16_t>& usual_beside(std::uint16_t syllable)
{
    static const auto made = [] {
        std::vector<std::vector<std::uint16_t>> all(syllable_count);
        for (const further_sound& one : std::span(further_sounds, further_sound_count)) {
            if (const auto usual = sound_of(one.code); usual.is_common) {
                all[one.syllable].push_back(usual.syllable);
            }
        }
        for (auto& each : all) {
            std::sort(each.begin(), each.end());
            each.erase(std::unique(each.begin(), each.end()), each.end());
        }
        return all;
    }();
    return made[syllable];
}

namespace {

constexpr std::size_t syllable_letters_min = 2; // a, e, o alone are letters
constexpr std::size_t syllable_letters_max = 6; // zhuang

bool is_letter(char one)
{
    return one >= 'a' && one <= 'z';
}

// Five bits a letter.
std::uint32_t packed(std::uint32_t so_far, char letter)
{
    return so_far << 5U | static_cast<std::uint32_t>(letter - 'a' + 1);
}

// Syllables by their letters. Open addressing; at most half full, or a search would not end.
class syllable_table {
public:
    syllable_table()
    {
        for (std::uint16_t number = 1; number < syllable_count; ++number) {
            const std::string_view letters = syllable_letters[number];
            std::uint32_t key = 0;
            for (const char each : letters) {
                key = packed(key, each);
            }
            // hm, ng and their like are sounds of their own, but no word is spelled with them.
            const bool has_vowel = letters.find_first_of("aeiouv") != std::string_view::npos;
            if (has_vowel && letters.size() >= syllable_letters_min &&
                letters.size() <= syllable_letters_max) {
                slots_[slot_of(key)] = {key, number};
            }
        }
    }

    // 0 if there is none.
    [[nodiscard]] std::uint16_t find(std::uint32_t key) const { return slots_[slot_of(key)].number; }

private:
    static constexpr std::size_t slot_bits = 10;

    struct slot {
        std::uint32_t key = 0;
        std::uint16_t number = 0;
    };

    // Where the key is, or would be put.
    [[nodiscard]] std::size_t slot_of(std::uint32_t key) const
    {
        std::size_t at = key * 0x9E3779B1U >> (32U - slot_bits);
        while (slots_[at].key != 0 && slots_[at].key != key) {
            at = (at + 1) % slots_.size();
        }
        return at;
    }

    std::array<slot, std::size_t{1} << slot_bits> slots_{};
};

static_assert(syllables_max <= 512, "the table is at most half full");

// Reads one word of letters as syllables.
class speller {
public:
    // Every syllable ends like this.
    static bool may_end(char last) { return std::strchr("aeiouvngr", last) != nullptr; }

    bool read(std::string_view letters)
    {
        letters_ = letters;
        dead_ends_ = 0;
        count_ = 0;
        return may_end(letters.back()) && read_from(0);
    }

    [[nodiscard]] std::span<const std::uint16_t> syllables() const { return std::span(found_).first(count_); }

private:
    bool read_from(std::size_t at)
    {
        if (at == letters_.size()) {
            return true;
        }
        if ((dead_ends_ >> at & 1U) != 0) {
            return false;
        }
        std::array<std::uint16_t, syllable_letters_max + 1> by_length{};
        std::uint32_t key = 0;
        const std::size_t most = std::min(syllable_letters_max, letters_.size() - at);
        for (std::size_t length = 1; length <= most; ++length) {
            key = packed(key, letters_[at + length - 1]);
            by_length[length] = length < syllable_letters_min ? 0 : table().find(key);
        }
        for (std::size_t length = most; length >= syllable_letters_min; --length) {
            if (by_length[length] != 0) {
                found_[count_++] = by_length[length];
                if (read_from(at + length)) {
                    return true;
                }
                --count_;
            }
        }
        dead_ends_ |= std::uint64_t{1} << at;
        return false;
    }

    static const syllable_table& table()
    {
        static const syllable_table made;
        return made;
    }

    static_assert(spelled_letters_max <= 64, "dead ends are bits");

    std::string_view letters_;
    std::uint64_t dead_ends_ = 0; // by place: nothing can be read from there
    std::array<std::uint16_t, spelled_letters_max / syllable_letters_min> found_{};
    std::size_t count_ = 0;
};

// One pass over a normal form.
class sound_writer {
public:
    sound_writer(const normal_form& normal, sound_form& out) : normal_(normal), out_(out)
    {
        out_.in_letters.clear();
        out_.text.clear();
    }

    void run()
    {
        const char* const end = normal_.text.data() + normal_.text.size();
        for (std::size_t at = 0; at < normal_.characters.size();) {
            const char* const from = normal_.text.data() + normal_.characters[at].begin;
            if (is_letter(*from)) {
                at = word(at);
                continue;
            }
            const auto [code, length] = decode(from, end);
            if (const auto sound = sound_of(code); sound.syllable != 0) {
                put(sound.syllable);
            } else {
                out_.text.append(from, length);
            }
            ++at;
        }
    }

private:
    [[nodiscard]] bool goes_on(std::size_t at) const
    {
        return at < normal_.characters.size() && normal_.characters[at].before == gap::none &&
               is_letter(normal_.text[normal_.characters[at].begin]);
    }

    // Copies of a letter: twice is spelling, more is emphasis.
    [[nodiscard]] std::size_t copies(std::size_t at) const { return normal_.characters[at].run == 2 ? 2 : 1; }

    // The word of letters from character `first` on; returns the character after it.
    std::size_t word(std::size_t first)
    {
        std::size_t count = 0;
        std::size_t after = first;
        do {
            for (auto left = copies(after); left > 0; --left, ++count) {
                if (count < spelled_letters_max) {
                    letters_[count] = normal_.text[normal_.characters[after].begin];
                    character_[count] = static_cast<std::uint32_t>(after);
                }
            }
        } while (goes_on(++after));
        const bool is_read = count >= syllable_letters_min && count <= spelled_letters_max &&
                             speller_.read({letters_.data(), count});
        if (is_read) {
            put_syllables();
        } else {
            const auto begin = normal_.characters[first].begin;
            out_.text.append(normal_.text, begin, begin_of(after) - begin);
        }
        return after;
    }

    void put_syllables()
    {
        std::size_t letter = 0;
        for (const std::uint16_t syllable : speller_.syllables()) {
            const auto first = character_[letter];
            letter += std::strlen(syllable_letters[syllable]);
            const auto last = character_[letter - 1];
            const auto at = static_cast<std::uint32_t>(out_.text.size());
            out_.in_letters.push_back({at, syllable, first, last, begin_of(last + 1)});
            put(syllable);
        }
    }

    void put(std::uint16_t syllable)
    {
        char bytes[4];
        out_.text.append(bytes, encode(syllable_code(syllable), bytes));
    }

    [[nodiscard]] std::uint32_t begin_of(std::size_t character) const
    {
        return character < normal_.characters.size() ? normal_.characters[character].begin
                                                     : static_cast<std::uint32_t>(normal_.text.size());
    }

    const normal_form& normal_;
    sound_form& out_;
    speller speller_;
    std::array<char, spelled_letters_max> letters_{};
    std::array<std::uint32_t, spelled_letters_max> character_{}; // of each letter
};

} // namespace

std::vector<std::uint16_t> spelled_syllables(std::string_view letters)
{
    speller one;
    const bool is_word = letters.size() >= syllable_letters_min && letters.size() <= spelled_letters_max &&
                         std::all_of(letters.begin(), letters.end(), is_letter);
    if (!is_word || !one.read(letters)) {
        return {};
    }
    return {one.syllables().begin(), one.syllables().end()};
}

std::vector<sound_form::spelled>::const_iterator sound_form::spelled_from(std::uint32_t at) const
{
    return std::partition_point(in_letters.begin(), in_letters.end(), [at](const spelled& one) {
        return one.at < at;
    });
}

std::uint32_t sound_form::in_normal(std::uint32_t at) const
{
    const auto next = spelled_from(at);
    return next == in_letters.begin() ? at : next[-1].after + (at - next[-1].at - syllable_code_bytes);
}

void write_sounds(const normal_form& normal, sound_form& out)
{
    sound_writer(normal, out).run();
}

} // namespace chatqc::engine
