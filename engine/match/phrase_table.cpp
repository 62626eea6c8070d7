#include "engine/match/phrase_table.h"

#include "engine/match/disguises.h"
#include "engine/text/fold.h"
#include "engine/text/utf8.h"

#include <boost/unordered/unordered_flat_set.hpp>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace chatqc::engine {
namespace {

// A phrase with longer runs is looked for only with its runs unbroken.
constexpr std::size_t spread_characters_max = 64;
// Of more runs all are broken or none.
constexpr std::size_t spread_runs_max = 3;

std::string lower(std::string_view written)
{
    std::string text(written);
    for (char& one : text) {
        one = one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one;
    }
    return text;
}

// The last bytes of `text` that make its literal, whole characters only.
std::string_view literal_of(std::string_view text)
{
    if (text.size() <= phrase_table::literal_bytes_max) {
        return text;
    }
    std::size_t from = text.size() - phrase_table::literal_bytes_max;
    while (from < text.size() && (static_cast<unsigned char>(text[from]) & 0xC0U) == 0x80U) {
        ++from;
    }
    return text.substr(from);
}

enum class look { normal, as_sent, both };

struct classes {
    bool symbol = false; // dropped in some places and kept in others, or lost
    bool vanish = false;
    bool blank = false;
};

classes classes_in(std::string_view text)
{
    classes found;
    const char* const end = text.data() + text.size();
    for (const char* at = text.data(); at != end;) {
        const auto [code, length] = decode(at, end);
        const fold_class as = fold(code).as;
        found.symbol |=
            as == fold_class::separator || as == fold_class::weak_separator || as == fold_class::emoji;
        found.vanish |= as == fold_class::vanish;
        found.blank |= as == fold_class::blank;
        at += length;
    }
    return found;
}

// A phrase whose edges the normal form loses (c++, 好评👍) would be found where it does not stand; one with
// symbols inside is written differently inside a link. Letters, digits, ideographs and punctuation fold
// everywhere alike.
look where_to_look(std::string_view phrase, const normal_form& normal)
{
    if (normal.characters.empty()) {
        return look::as_sent;
    }
    const auto before = phrase.substr(0, normal.characters.front().original);
    const auto after = phrase.substr(normal.characters.back().original_end);
    const classes leading = classes_in(before);
    const classes trailing = classes_in(after);
    if (leading.symbol || trailing.symbol) {
        return look::as_sent;
    }
    const classes all = classes_in(phrase);
    const bool everywhere_alike = !all.symbol && !all.vanish && !leading.blank && !trailing.blank;
    return everywhere_alike ? look::normal : look::both;
}

} // namespace

class phrase_table_builder {
public:
    explicit phrase_table_builder(std::size_t expected)
        : ids_(expected, literal_hash{&table_.literals_}, same_literal{&table_.literals_})
    {
        table_.memory_ = std::make_unique<std::pmr::monotonic_buffer_resource>();
        // Some phrases are looked for in more than one way; what is reserved and not used costs nothing.
        literal_of_phrase_.reserve(2 * expected);
        table_.literals_.reserve(2 * expected);
        table_.phrases_.reserve(2 * expected);
    }

    phrase_table_builder(const phrase_table_builder&) = delete;
    phrase_table_builder& operator=(const phrase_table_builder&) = delete;

    void
    add(sought one, std::string_view text, std::string_view written, const std::vector<demanded>& demands)
    {
        one.normal = keep(one.normal);
        one.text = keep(text);
        one.written = written == text ? one.text : keep(written);
        one.demands = keep(demands);
        table_.phrases_.push_back(one);
        literal_of_phrase_.push_back(id_of(literal_of(one.text)));
    }

    phrase_table finish()
    {
        if (table_.phrases_.empty()) {
            return std::move(table_);
        }
        table_.first_.assign(table_.literals_.size() + 1, 0);
        for (const std::uint32_t literal : literal_of_phrase_) {
            ++table_.first_[literal + 1];
        }
        std::partial_sum(table_.first_.begin(), table_.first_.end(), table_.first_.begin());
        if (!std::is_sorted(literal_of_phrase_.begin(), literal_of_phrase_.end())) {
            group();
        }
        return std::move(table_);
    }

private:
    // Literals by their ids, compared by their texts: few bytes an entry, because large tables wait for
    // memory.
    struct literal_hash {
        const std::vector<std::string_view>* of;

        std::size_t operator()(std::uint32_t id) const { return boost::hash<std::string_view>{}((*of)[id]); }
    };

    struct same_literal {
        const std::vector<std::string_view>* of;

        bool operator()(std::uint32_t a, std::uint32_t b) const { return (*of)[a] == (*of)[b]; }
    };

    std::uint32_t id_of(std::string_view literal)
    {
        const auto next = static_cast<std::uint32_t>(table_.literals_.size());
        table_.literals_.push_back(literal);
        const auto [known, is_new] = ids_.insert(next);
        if (!is_new) {
            table_.literals_.pop_back();
        }
        return *known;
    }

    // Brings each literal's phrases together, in the order in which they were filed.
    void group()
    {
        std::vector<std::uint32_t> next(table_.first_.begin(), table_.first_.end() - 1);
        auto& goes_to = literal_of_phrase_;
        for (std::uint32_t& one : goes_to) {
            one = next[one]++;
        }
        for (std::uint32_t at = 0; at < goes_to.size(); ++at) {
            while (goes_to[at] != at) {
                std::swap(table_.phrases_[at], table_.phrases_[goes_to[at]]);
                std::swap(goes_to[at], goes_to[goes_to[at]]);
            }
        }
    }

    std::string_view keep(std::string_view text)
    {
        char* const copy = static_cast<char*>(table_.memory_->allocate(text.size(), 1));
        std::copy(text.begin(), text.end(), copy);
        return {copy, text.size()};
    }

    std::span<const demanded> keep(const std::vector<demanded>& demands)
    {
        const auto is_nothing = [](const demanded& one) { return one == demanded{}; };
        if (demands.size() <= nothing_.size() && std::all_of(demands.begin(), demands.end(), is_nothing)) {
            return std::span(nothing_).first(demands.size()); // as of most phrases
        }
        const std::size_t bytes = demands.size() * sizeof(demanded);
        auto* const copy = static_cast<demanded*>(table_.memory_->allocate(bytes, alignof(demanded)));
        std::uninitialized_copy(demands.begin(), demands.end(), copy);
        return {copy, demands.size()};
    }

    static constexpr std::array<demanded, 64> nothing_{}; // demanded of so many characters

    phrase_table table_;
    boost::unordered_flat_set<std::uint32_t, literal_hash, same_literal> ids_;
    std::vector<std::uint32_t> literal_of_phrase_;
};

namespace {

void write_demands(const normal_form& normal, std::vector<demanded>& demands)
{
    demands.clear();
    for (const auto& one : normal.characters) {
        demands.push_back({one.run, one.before});
    }
}

// The same with every copy of some runs a character of its own: 天-天 is 天天 too. Bit n of `runs` speaks of
// the n-th.
std::pair<std::string, std::vector<demanded>> spread(const normal_form& normal, unsigned runs)
{
    std::pair<std::string, std::vector<demanded>> made;
    unsigned bit = 1;
    for (std::size_t at = 0; at < normal.characters.size(); ++at) {
        const auto& one = normal.characters[at];
        const auto end =
            at + 1 < normal.characters.size() ? normal.characters[at + 1].begin : normal.text.size();
        const bool is_spread = one.run > 1 && (runs & bit) != 0;
        bit = one.run > 1 && bit != 0x80000000U ? bit << 1U : bit;
        for (std::uint16_t copy = 0; copy < (is_spread ? one.run : 1); ++copy) {
            made.first.append(normal.text, one.begin, end - one.begin);
            made.second.push_back({is_spread ? std::uint16_t{1} : one.run, copy == 0 ? one.before : gap::none}
            );
        }
    }
    return made;
}

std::size_t copies_in(const normal_form& normal)
{
    std::size_t copies = 0;
    for (const auto& one : normal.characters) {
        copies += one.run;
    }
    return copies;
}

std::size_t runs_in(const normal_form& normal)
{
    const auto is_run = [](const auto& one) { return one.run > 1; };
    const auto count = std::count_if(normal.characters.begin(), normal.characters.end(), is_run);
    return static_cast<std::size_t>(count);
}

} // namespace

namespace {

// Files phrases into the tables, one list after the other.
class filer {
public:
    explicit filer(std::size_t phrases) : normals_(phrases), as_sent_(0), sounds_(0) {}

    // `written` is what hits are compared with; `as` is what is looked for: the same, or another way to write
    // it.
    void file(const sought& one, std::string_view written, const std::string& as)
    {
        normalise(as, normal_);
        const look where = where_to_look(as, normal_);
        if (where != look::normal) {
            as_sent_.add(one, lower(as), written, {});
        }
        if (where == look::as_sent) {
            return;
        }
        each_way([&](const std::string& text, const std::vector<demanded>& demands) {
            normals_.add(one, text, written, demands);
        });
    }

    void file_by_sound(sought one, std::string_view written, const std::string& as)
    {
        normalise(as, normal_);
        if (where_to_look(as, normal_) == look::as_sent) {
            return;
        }
        each_way([&](const std::string& text, const std::vector<demanded>& demands) {
            one.normal = text;
            for (const std::string& sound : sound_forms(text)) {
                sounds_.add(one, sound, written, demands);
            }
        });
    }

    phrase_tables finish() { return {normals_.finish(), as_sent_.finish(), sounds_.finish()}; }

private:
    // The normal form at hand, and where it has runs, again with their copies characters of their own.
    template <typename visit> void each_way(const visit& use)
    {
        write_demands(normal_, demands_);
        use(normal_.text, demands_);
        const std::size_t runs = runs_in(normal_);
        if (copies_in(normal_) > spread_characters_max) {
            return;
        }
        // Every choice of runs; of many only all of them.
        const unsigned all = runs <= spread_runs_max ? (1U << runs) - 1U : ~0U;
        for (unsigned some = runs <= spread_runs_max ? 1U : all; runs > 0 && some <= all; ++some) {
            const auto [text, demands] = spread(normal_, some);
            use(text, demands);
            if (some == all) {
                break;
            }
        }
    }

    phrase_table_builder normals_;
    phrase_table_builder as_sent_;
    phrase_table_builder sounds_;
    normal_form normal_;
    std::vector<demanded> demands_; // of the normal form
};

} // namespace

phrase_tables make_phrase_tables(const std::vector<match_source::list>& lists)
{
    std::size_t phrases = 0;
    for (const match_source::list& from : lists) {
        phrases += from.phrases.size();
    }
    filer tables(phrases);
    const std::vector<std::string> none;
    for (std::uint32_t list = 0; list < lists.size(); ++list) {
        const match_source::list& from = lists[list];
        for (std::uint32_t phrase = 0; phrase < from.phrases.size(); ++phrase) {
            const std::string& written = from.phrases[phrase];
            if (written.empty() || !is_valid_utf8(written)) {
                continue; // the checker refuses them; they can stand nowhere
            }
            sought one;
            one.list = list;
            one.phrase = phrase;
            one.whole_word = from.whole_word;
            tables.file(one, written, written);
            one.homophones = from.homophones;
            one.letters = from.letters;
            if (from.homophones || from.letters) {
                tables.file_by_sound(one, written, written);
            }
            // What is written in letters begins and ends where words do: vx, but not in "vxworks".
            one.whole_word = true;
            for (const std::string& other :
                 from.shapes ? other_writings(written, way_of_writing::shapes) : none) {
                tables.file(one, written, other);
            }
            for (const std::string& other :
                 from.letters ? other_writings(written, way_of_writing::letters) : none) {
                tables.file(one, written, other);
                if (from.homophones) {
                    tables.file_by_sound(one, written, other);
                }
            }
        }
    }
    return tables.finish();
}

} // namespace chatqc::engine
