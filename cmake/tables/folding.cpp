#include "folding.h"

#include "own_lists.h"
#include "own_shapes.h"

#include <algorithm>

namespace chatqc::tables {
namespace {

using engine::fold_class;

// A longer image would make the normal form longer than the text; such characters stay as they are.
constexpr std::size_t image_characters_max = 4;

bool is_dropped_mark(char32_t code, const unicode_character& one)
{
    if (one.category != "Mn" && one.category != "Me") {
        return false;
    }
    // Marks of Indic, Thai, kana and the like carry the vowel: they are letters to us.
    const bool variation = (code >= 0xFE00 && code <= 0xFE0F) || code >= 0xE0100;
    const bool general = code < 0x0900 || (code >= 0x1AB0 && code <= 0x1AFF) ||
                         (code >= 0x1DC0 && code <= 0x1DFF) || (code >= 0x20D0 && code <= 0x20FF) ||
                         (code >= 0xFE20 && code <= 0xFE2F);
    return variation || general;
}

class folder {
public:
    folder(const unicode_data& data, const conversions& han) : data_(data), han_(han) {}

    decision operator()(char32_t code) const
    {
        if (const auto own = own_symbols().find(code); own != own_symbols().end()) {
            return {own->second.as, {own->second.to}};
        }
        const auto* one = find(code);
        if (one != nullptr &&
            (one->category == "Cc" || one->category == "Cf" || is_dropped_mark(code, *one))) {
            return {fold_class::vanish, {}};
        }
        if (one != nullptr && one->category == "Zs") {
            return {fold_class::blank, {U' '}};
        }
        const code_points image = letters_of(code);
        if (!image.empty()) {
            return letters(code, image);
        }
        return symbol_by_category(code, one);
    }

private:
    const unicode_character* find(char32_t code) const
    {
        const auto found = data_.characters.find(code);
        return found == data_.characters.end() ? nullptr : &found->second;
    }

    // Full compatibility decomposition, unless it would tear off marks that we keep.
    code_points decompose(char32_t code) const
    {
        const auto* one = find(code);
        if (one == nullptr || one->decomposition.empty() || one->decomposition_kind == "fraction") {
            return {code};
        }
        code_points whole;
        for (const char32_t part : one->decomposition) {
            const auto* mark = find(part);
            if (mark != nullptr && mark->category == "Mn" && !is_dropped_mark(part, *mark) &&
                one->decomposition_kind.empty()) {
                return {code};
            }
            whole += decompose(part);
        }
        return whole;
    }

    // One step of folding a letter, digit or ideograph; its own image if there is nothing to do.
    code_points step(char32_t code) const
    {
        if (const auto own = own_letters().find(code); own != own_letters().end()) {
            return {own->second};
        }
        if (const auto folded = data_.case_folding.find(code); folded != data_.case_folding.end()) {
            return folded->second;
        }
        if (const auto radical = data_.radicals.find(code); radical != data_.radicals.end()) {
            return {radical->second};
        }
        if (const auto* one = find(code); one != nullptr) {
            if (one->digit >= 0) {
                return {U'0' + static_cast<char32_t>(one->digit)};
            }
            if (one->category == "No" && one->decomposition.empty() && one->number >= 10) {
                const std::string digits = std::to_string(one->number);
                return {digits.begin(), digits.end()};
            }
            if (const char32_t plain = plain_latin(one->name); plain != 0) {
                return {plain};
            }
        }
        return {ideograph(code)};
    }

    // ł is an l and ʟ is an l, though Unicode does not decompose them: their names say so.
    static char32_t plain_latin(const std::string& name)
    {
        constexpr std::string_view small = "LATIN SMALL LETTER ";
        constexpr std::string_view small_capital = "LATIN LETTER SMALL CAPITAL ";
        char letter = 0;
        if (name.starts_with(small) && name.compare(small.size() + 1, 6, " WITH ") == 0) {
            letter = name[small.size()];
        } else if (name.starts_with(small_capital) && name.size() == small_capital.size() + 1) {
            letter = name[small_capital.size()];
        }
        return letter >= 'A' && letter <= 'Z' ? static_cast<char32_t>(letter - 'A' + 'a') : 0;
    }

    char32_t ideograph(char32_t code) const
    {
        if (const auto found = han_.simplified.find(code); found != han_.simplified.end()) {
            return found->second;
        }
        if (is_ordinary_simplified(code)) {
            return code;
        }
        for (const auto* variants : {&han_.hong_kong, &han_.taiwan}) {
            if (const auto found = variants->find(code); found != variants->end()) {
                const auto again = han_.simplified.find(found->second);
                return again == han_.simplified.end() ? found->second : again->second;
            }
        }
        return code;
    }

    // The letters, digits and ideographs that `code` stands for: decomposed and folded until nothing changes;
    // without marks, brackets and dots around them. Empty if it is a symbol.
    code_points letters_of(char32_t code) const
    {
        code_points image{code};
        for (int round = 0; round < 8; ++round) {
            code_points next;
            for (const char32_t part : image) {
                const code_points stepped = step(part);
                for (const char32_t one : stepped) {
                    next += decompose(one);
                }
            }
            if (next == image) {
                break;
            }
            image = next;
        }
        std::erase_if(image, [this](char32_t part) { return !is_letter(part); });
        return image;
    }

    bool is_letter(char32_t code) const
    {
        if (own_symbols().contains(code)) {
            return false;
        }
        const auto* one = find(code);
        if (one == nullptr) {
            return !is_pictograph(code); // ideographs, Hangul, private use, unassigned
        }
        const char group = one->category.front();
        return group == 'L' || group == 'N' || (group == 'M' && !is_dropped_mark(code, *one)) || group == 'C';
    }

    static bool is_pictograph(char32_t code) { return code >= 0x1F000 && code <= 0x1FAFF; }

    static decision letters(char32_t code, const code_points& image)
    {
        if (image.size() == 1 && own_shapes().components.contains(image.front())) {
            return {fold_class::component, image};
        }
        const auto is_digit = [](char32_t one) { return one >= U'0' && one <= U'9'; };
        const bool too_long = image.size() > 1 && (image.size() > image_characters_max ||
                                                   to_utf8(image).size() > to_utf8({code}).size());
        if (too_long || image == code_points{code}) {
            return {is_digit(code) ? fold_class::digit : fold_class::core, {}};
        }
        return {
            std::all_of(image.begin(), image.end(), is_digit) ? fold_class::digit : fold_class::core, image};
    }

    decision symbol_by_category(char32_t code, const unicode_character* one) const
    {
        // Full-width forms and the like take the class of what they are a form of.
        if (const code_points plain = decompose(code); !plain.empty() && plain.front() != code) {
            for (const char32_t part : plain) {
                if (const auto own = own_symbols().find(part);
                    own != own_symbols().end() && own->second.as != fold_class::blank) {
                    return {own->second.as, {own->second.to}};
                }
            }
            if (plain.size() == 1) {
                decision made = symbol_by_category(plain.front(), find(plain.front()));
                if (made.to.empty()) {
                    made.to = plain;
                }
                return made;
            }
        }
        const std::string category = one == nullptr ? "So" : one->category;
        const bool arrow = code >= 0x2190 && code <= 0x21FF;
        if (category == "So" || arrow) {
            return {fold_class::emoji, {}};
        }
        if (category == "Pd" || category == "Pc" || category == "Sk") {
            return {is_pictograph(code) ? fold_class::emoji : fold_class::separator, {}};
        }
        return {fold_class::kept, {}}; // punctuation of other scripts, brackets, currency, mathematics
    }

    const unicode_data& data_;
    const conversions& han_;
};

} // namespace

std::map<char32_t, decision> decide(const unicode_data& data, const conversions& han)
{
    const folder fold(data, han);
    std::map<char32_t, decision> decisions;
    const decision nothing{};
    for (char32_t code = 0; code <= 0x10FFFF; ++code) {
        if (code >= 0xD800 && code <= 0xDFFF) {
            continue;
        }
        decision made = fold(code);
        if (made.to == code_points{code}) {
            made.to.clear();
        }
        if (!(made == nothing)) {
            decisions.emplace(code, std::move(made));
        }
    }
    return decisions;
}

} // namespace chatqc::tables
