#include "emit_forms.h"

#include "engine/text/fold.h"
#include "engine/text/sounds.h"

#include <algorithm>
#include <initializer_list>
#include <ostream>
#include <set>
#include <stdexcept>
#include <utility>

namespace chatqc::tables {
namespace {

using engine::han_first;
using engine::han_last;
using engine::sound_entry;

// How many of the most used ideographs are everyday ones: they mean themselves wherever they stand (为, 位,
// 号).
constexpr std::size_t everyday_count = 1500;
constexpr std::uint32_t common_uses_min = 10;
// A further reading counts if it is at least this share of the ideograph's uses.
constexpr std::uint32_t further_reading_percent = 5;

std::uint32_t uses_of(const std::vector<reading>& all)
{
    std::uint32_t uses = 0;
    for (const reading& one : all) {
        uses += one.uses;
    }
    return uses;
}

std::set<char32_t> everyday(const readings& how_read)
{
    std::vector<std::pair<std::uint32_t, char32_t>> by_use;
    for (const auto& [ideograph, all] : how_read) {
        by_use.emplace_back(uses_of(all), ideograph);
    }
    std::sort(by_use.rbegin(), by_use.rend());
    std::set<char32_t> most;
    for (std::size_t at = 0; at < std::min(everyday_count, by_use.size()); ++at) {
        most.insert(by_use[at].second);
    }
    return most;
}

bool is_in_table(char32_t ideograph)
{
    return ideograph >= han_first && ideograph <= han_last;
}

std::map<std::string, std::uint16_t> number_syllables(const readings& how_read)
{
    std::map<std::string, std::uint16_t> numbers;
    for (const auto& [ideograph, all] : how_read) {
        for (const reading& one : all) {
            numbers.emplace(one.syllable, 0);
        }
    }
    std::uint16_t next = 0;
    for (auto& [syllable, number] : numbers) {
        number = ++next;
    }
    if (next > engine::syllables_max) {
        throw std::runtime_error("more syllables than an entry has room for");
    }
    return numbers;
}

void begin(std::ostream& out, const char* header)
{
    out << "// Made by cmake/tables at build time.\n#include \"" << header
        << "\"\nnamespace chatqc::engine {\n";
}

void code(std::ostream& out, char32_t one)
{
    out << "U'\\U" << std::hex;
    out.width(8);
    out.fill('0');
    out << static_cast<std::uint32_t>(one) << std::dec << '\'';
}

} // namespace

void emit(const readings& how_read, std::ostream& out)
{
    const auto numbers = number_syllables(how_read);
    const auto most_used = everyday(how_read);
    begin(out, "engine/text/sounds.h");
    out << "const std::uint16_t sound_entries[] = {";
    for (char32_t ideograph = han_first; ideograph <= han_last; ++ideograph) {
        sound_entry entry;
        if (const auto found = how_read.find(ideograph); found != how_read.end()) {
            const reading& first = found->second.front();
            const bool is_common = first.uses >= common_uses_min;
            entry = {numbers.at(first.syllable), first.tone, is_common, most_used.contains(ideograph)};
        }
        out << (ideograph % 24 == 0 ? "\n" : "") << pack_sound(entry) << "U,";
    }
    out << "};\nconst further_sound further_sounds[] = {\n";
    std::size_t further = 0;
    for (const auto& [ideograph, all] : how_read) {
        for (std::size_t at = 1; is_in_table(ideograph) && at < all.size(); ++at) {
            if (all[at].uses * 100 >= uses_of(all) * further_reading_percent) {
                out << '{';
                code(out, ideograph);
                out << ", " << numbers.at(all[at].syllable) << "},\n";
                ++further;
            }
        }
    }
    out << "};\nconst std::size_t further_sound_count = " << further
        << ";\nconst char* const syllable_letters[] = {\"\"";
    for (const auto& [syllable, number] : numbers) {
        out << ",\"" << syllable << '"';
    }
    out << "};\nconst std::size_t syllable_count = " << numbers.size() + 1
        << ";\n} // namespace chatqc::engine\n";
}

void emit(const shapes& looks, std::ostream& out)
{
    begin(out, "engine/text/shapes.h");
    const auto row = [&out](std::initializer_list<char32_t> values) {
        const char* before = "{";
        for (const char32_t each : values) {
            out << std::exchange(before, ",");
            code(out, each);
        }
        out << "},\n";
    };
    out << "const halves joined_halves[] = {\n";
    for (const auto& [both, whole] : looks.whole_of) {
        row({both.first, both.second, whole});
    }
    out << "};\nconst std::size_t joined_halves_count = " << looks.whole_of.size()
        << ";\nconst halves ordinary_halves[] = {\n";
    for (const auto& [whole, both] : looks.halves_of) {
        row({both.first, both.second, whole});
    }
    out << "};\nconst std::size_t ordinary_halves_count = " << looks.halves_of.size()
        << ";\nconst look_alike look_alikes[] = {\n";
    for (const auto& [one, other] : looks.alike) {
        row({one, other});
    }
    out << "};\nconst std::size_t look_alike_count = " << looks.alike.size()
        << ";\n} // namespace chatqc::engine\n";
}

} // namespace chatqc::tables
