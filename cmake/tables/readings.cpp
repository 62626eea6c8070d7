#include "readings.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace chatqc::tables {
namespace {

// Letters and marks of "lǚ": l, u, diaeresis, caron.
code_points taken_apart(const code_points& text, const unicode_data& data)
{
    code_points parts;
    for (const char32_t code : text) {
        const auto found = data.characters.find(code);
        if (found == data.characters.end() || found->second.decomposition.empty()) {
            parts.push_back(code);
        } else {
            parts += taken_apart(found->second.decomposition, data);
        }
    }
    return parts;
}

reading reading_of(const std::string& written, const unicode_data& data)
{
    constexpr char32_t diaeresis = 0x0308;
    constexpr std::u32string_view tones = U"\u0304\u0301\u030C\u0300";
    reading made;
    made.tone = 5;
    for (const char32_t part : taken_apart(from_utf8(written), data)) {
        if (const auto tone = tones.find(part); tone != std::u32string_view::npos) {
            made.tone = static_cast<std::uint8_t>(tone + 1);
        } else if (part == diaeresis && made.syllable.ends_with('u')) {
            made.syllable.back() = 'v';
        } else if (part >= U'a' && part <= U'z') {
            made.syllable.push_back(static_cast<char>(part));
        }
    }
    return made;
}

void add(std::vector<reading>& to, reading one)
{
    const auto same = std::find_if(to.begin(), to.end(), [&](const reading& other) {
        return other.syllable == one.syllable;
    });
    if (one.syllable.empty()) {
        return;
    }
    if (same == to.end()) {
        to.push_back(std::move(one));
        return;
    }
    // 好 hǎo and hào are one syllable; the tone is that of the more usual one.
    same->tone = one.uses > same->uses ? one.tone : same->tone;
    same->uses += one.uses;
}

// "wèi(3962) wéi(2433)"
std::vector<reading> with_uses(const std::string& field, const unicode_data& data)
{
    std::vector<reading> all;
    std::istringstream words(field);
    for (std::string word; words >> word;) {
        const auto open = word.find('(');
        reading one = reading_of(word.substr(0, open), data);
        one.uses =
            open == std::string::npos ? 0 : static_cast<std::uint32_t>(std::stoul(word.substr(open + 1)));
        add(all, std::move(one));
    }
    std::stable_sort(all.begin(), all.end(), [](const reading& left, const reading& right) {
        return left.uses > right.uses;
    });
    return all;
}

} // namespace

readings read_readings(const std::string& path, const unicode_data& data)
{
    std::ifstream file(path);
    readings usual;
    readings counted;
    for (std::string line; std::getline(file, line);) {
        std::istringstream parts(line);
        std::string code;
        std::string property;
        std::string field;
        if (!line.starts_with("U+") || !std::getline(parts, code, '\t') ||
            !std::getline(parts, property, '\t') || !std::getline(parts, field)) {
            continue;
        }
        const auto ideograph = static_cast<char32_t>(std::stoul(code.substr(2), nullptr, 16));
        if (property == "kHanyuPinlu") {
            counted[ideograph] = with_uses(field, data);
        } else if (property == "kMandarin") {
            add(usual[ideograph], reading_of(field.substr(0, field.find(' ')), data));
        }
    }
    if (usual.empty() || counted.empty()) {
        throw std::runtime_error(path + " has no readings");
    }
    for (auto& [ideograph, all] : counted) {
        usual[ideograph] = std::move(all);
    }
    std::erase_if(usual, [](const auto& one) { return one.second.empty(); });
    return usual;
}

} // namespace chatqc::tables
