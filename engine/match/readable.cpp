#include "engine/match/readable.h"

#include "engine/text/fold.h"

#include <algorithm>

namespace chatqc::engine {
namespace {

// Runs from here on are emphasis; twice is spelling.
constexpr std::uint16_t emphasis_run_min = 3;

bool is_latin(char one)
{
    return is_latin_or_digit(static_cast<unsigned char>(one)) && static_cast<unsigned char>(one) < 0x80;
}

} // namespace

bool has_disguised_latin(const normal_form& normal, std::string_view original)
{
    bool after_latin = false;
    for (const auto& one : normal.characters) {
        const bool is_here = is_latin(normal.text[one.begin]);
        if (is_here) {
            const bool is_plain = is_latin(original[one.original]);
            const bool is_drawn_apart =
                after_latin && (one.before == gap::separator || one.before == gap::emoji);
            const bool is_emphasis = one.run >= emphasis_run_min;
            if (!is_plain || is_drawn_apart || is_emphasis) {
                return true;
            }
        }
        after_latin = is_here;
    }
    return false;
}

void write_readable(const normal_form& normal, readable_form& out)
{
    out.text.clear();
    out.characters.clear();
    for (std::size_t at = 0; at < normal.characters.size(); ++at) {
        const auto& one = normal.characters[at];
        const auto end =
            at + 1 < normal.characters.size() ? normal.characters[at + 1].begin : normal.text.size();
        if (one.before == gap::space) {
            out.text += ' ';
        }
        for (int copies = one.run == 2 ? 2 : 1; copies > 0; --copies) {
            out.text.append(normal.text, one.begin, end - one.begin);
        }
        out.characters.resize(out.text.size(), static_cast<std::uint32_t>(at));
    }
}

} // namespace chatqc::engine
