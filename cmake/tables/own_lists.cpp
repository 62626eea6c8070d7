#include "own_lists.h"

#include <array>
#include <utility>

namespace chatqc::tables {
namespace {

using engine::fold_class;

using symbol_map = std::map<char32_t, symbol>;

void add(symbol_map& map, fold_class as, std::u32string_view symbols)
{
    for (const char32_t code : symbols) {
        map[code] = {as, code};
    }
}

void add(symbol_map& map, fold_class as, std::u32string_view symbols, char32_t to)
{
    for (const char32_t code : symbols) {
        map[code] = {as, to};
    }
}

symbol_map make_symbols()
{
    symbol_map map;
    add(map, fold_class::separator, U"-_.*|/\\^`'\"+=#@§¶†‡");
    add(map, fold_class::separator, U"‐‑‒–−", U'-');
    add(map, fold_class::separator, U"·•‧・∙⋅･", U'.');
    add(map, fold_class::separator, U"‘’‚‛′‵ʹʼ´", U'\'');
    add(map, fold_class::separator, U"″‶", U'"');
    add(map, fold_class::separator, U"∕⁄", U'/');
    add(map, fold_class::separator, U"∗", U'*');
    add(map, fold_class::separator, U"∣¦", U'|');
    // These end a sentence or a clause in service chat as often as they disguise.
    add(map, fold_class::weak_separator, U"~〜～∼", U'~');
    add(map, fold_class::weak_separator, U"—―⸺", U'-');
    add(map, fold_class::kept, U"!,:;?()[]{}<>%&$");
    add(map, fold_class::kept, U"。｡…‥", U'.');
    add(map, fold_class::kept, U"、､", U',');
    add(map, fold_class::kept, U"“”„‟«»「」『』｢｣﹁﹂﹃﹄", U'"');
    add(map, fold_class::kept, U"【〔〖［﹇", U'[');
    add(map, fold_class::kept, U"】〕〗］﹈", U']');
    add(map, fold_class::kept, U"《〈‹", U'<');
    add(map, fold_class::kept, U"》〉›", U'>');
    add(map, fold_class::kept, U"\n\v\f\r\u0085\u2028\u2029", U'\n');
    add(map, fold_class::blank, U"\t \u1160\u115F\u2800\u3164\uFFA0", U' ');
    return map;
}

std::map<char32_t, char32_t> make_letters()
{
    std::map<char32_t, char32_t> map;
    const auto add_pairs = [&map](std::u32string_view from, std::string_view to) {
        for (std::size_t at = 0; at < from.size(); ++at) {
            map[from[at]] = static_cast<char32_t>(to[at]);
        }
    };
    // Both cases of a letter have one image, so that Russian and Greek stay caseless in themselves.
    add_pairs(U"авекмнорстухіјѕԛԝһѵԁӏ", "abekmhopctyxijsqwhvdl");
    add_pairs(U"αβεζηικμνορτυχω", "abeznikuvoptyxw");
    add_pairs(U"ıɑɡɩʟ×∨⋁✕✖✗✘", "iagilxvvxxxx");
    // Numerals of cheques; 一二三 are ordinary words and stay.
    add_pairs(U"零壹贰叁肆伍陆柒捌玖〇", "01234567890");
    map[U'弌'] = U'1';
    map[U'壱'] = U'1';
    map[U'弐'] = U'2';
    // Squared and negative-circled capitals, which have no decomposition.
    for (const char32_t first : {0x1F150U, 0x1F170U}) {
        for (char32_t letter = 0; letter < 26; ++letter) {
            map[first + letter] = U'a' + letter;
        }
    }
    return map;
}

} // namespace

const std::map<char32_t, symbol>& own_symbols()
{
    static const symbol_map map = make_symbols();
    return map;
}

const std::map<char32_t, char32_t>& own_letters()
{
    static const std::map<char32_t, char32_t> map = make_letters();
    return map;
}

bool is_ordinary_simplified(char32_t ideograph)
{
    return ideograph == U'么' || ideograph == U'抬' || ideograph == U'著';
}

} // namespace chatqc::tables
