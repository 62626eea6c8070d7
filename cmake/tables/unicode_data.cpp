#include "unicode_data.h"

#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace chatqc::tables {
namespace {

std::ifstream open(const std::string& path)
{
    std::ifstream file(path);
    if (!file) {
        throw std::runtime_error("cannot read " + path);
    }
    return file;
}

std::vector<std::string> split(const std::string& line, char by)
{
    std::vector<std::string> parts;
    std::istringstream stream(line);
    for (std::string part; std::getline(stream, part, by);) {
        const auto first = part.find_first_not_of(' ');
        const auto last = part.find_last_not_of(" \r");
        parts.push_back(first == std::string::npos ? "" : part.substr(first, last - first + 1));
    }
    return parts;
}

// A line of a property file without its comment, in fields; empty for lines without content.
std::vector<std::string> fields_of(const std::string& line)
{
    const std::string content = line.substr(0, line.find('#'));
    return content.find(';') == std::string::npos ? std::vector<std::string>{} : split(content, ';');
}

char32_t from_hex(const std::string& digits)
{
    return static_cast<char32_t>(std::stoul(digits, nullptr, 16));
}

code_points sequence_of(const std::string& field)
{
    code_points sequence;
    for (const std::string& part : split(field, ' ')) {
        if (!part.empty()) {
            sequence.push_back(from_hex(part));
        }
    }
    return sequence;
}

int integer_or_none(const std::string& field)
{
    const bool is_integer = !field.empty() && field.find_first_not_of("0123456789") == std::string::npos;
    return is_integer && field.size() < 4 ? std::stoi(field) : -1;
}

void read_decomposition(std::string field, unicode_character& into)
{
    if (!field.empty() && field.front() == '<') {
        const auto close = field.find('>');
        into.decomposition_kind = field.substr(1, close - 1);
        field.erase(0, close + 1);
    }
    into.decomposition = sequence_of(field);
}

void read_characters(const std::string& path, unicode_data& into)
{
    auto file = open(path);
    for (std::string line; std::getline(file, line);) {
        const auto fields = split(line, ';');
        if (fields.size() < 9 || fields[1].find(", First>") != std::string::npos ||
            fields[1].find(", Last>") != std::string::npos) {
            continue;
        }
        unicode_character one;
        one.name = fields[1];
        one.category = fields[2];
        read_decomposition(fields[5], one);
        one.digit = integer_or_none(fields[7]);
        one.number = integer_or_none(fields[8]);
        into.characters.emplace(from_hex(fields[0]), std::move(one));
    }
}

void read_case_folding(const std::string& path, unicode_data& into)
{
    auto file = open(path);
    for (std::string line; std::getline(file, line);) {
        const auto fields = fields_of(line);
        if (fields.size() < 3) {
            continue;
        }
        if (fields[1] == "C" || fields[1] == "S") {
            into.case_folding[from_hex(fields[0])] = sequence_of(fields[2]);
        } else if (fields[1] == "F") {
            into.case_folding.try_emplace(from_hex(fields[0]), sequence_of(fields[2]));
        }
    }
}

void read_radicals(const std::string& path, unicode_data& into)
{
    auto file = open(path);
    for (std::string line; std::getline(file, line);) {
        const auto fields = fields_of(line);
        if (fields.size() < 2) {
            continue;
        }
        const auto dots = fields[0].find("..");
        const char32_t first = from_hex(fields[0].substr(0, dots));
        const char32_t last = dots == std::string::npos ? first : from_hex(fields[0].substr(dots + 2));
        for (char32_t radical = first; radical <= last; ++radical) {
            into.radicals[radical] = from_hex(fields[1]);
        }
    }
}

} // namespace

unicode_data read_unicode_data(const std::string& folder)
{
    unicode_data data;
    read_characters(folder + "/UnicodeData.txt", data);
    read_case_folding(folder + "/CaseFolding.txt", data);
    read_radicals(folder + "/EquivalentUnifiedIdeograph.txt", data);
    return data;
}

code_points ideographs()
{
    // The unified ideographs and their extensions A–G.
    constexpr std::array<std::pair<char32_t, char32_t>, 5> ranges{
        {{0x3400, 0x4DBF}, {0x4E00, 0x9FFF}, {0x20000, 0x2A6DF}, {0x2A700, 0x2EBE0}, {0x30000, 0x3134A}}};
    code_points all;
    for (const auto& [first, last] : ranges) {
        for (char32_t code = first; code <= last; ++code) {
            all.push_back(code);
        }
    }
    return all;
}

std::map<char32_t, char32_t> read_conversion(const std::string& path)
{
    std::map<char32_t, char32_t> changed;
    auto file = open(path);
    for (const char32_t question : ideographs()) {
        std::string line;
        if (!std::getline(file, line)) {
            throw std::runtime_error(path + " has fewer lines than there are ideographs");
        }
        const code_points answer = from_utf8(line);
        if (answer.size() == 1 && answer.front() != question) {
            changed[question] = answer.front();
        }
    }
    return changed;
}

code_points from_utf8(const std::string& text)
{
    code_points result;
    for (std::size_t at = 0; at < text.size();) {
        const auto byte = static_cast<unsigned char>(text[at]);
        const std::size_t length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
        if (at + length > text.size()) {
            throw std::runtime_error("text that is not UTF-8");
        }
        auto code = static_cast<char32_t>(length == 1 ? byte : byte & (0x7FU >> length));
        for (std::size_t next = 1; next < length; ++next) {
            code = (code << 6U) | (static_cast<unsigned char>(text[at + next]) & 0x3FU);
        }
        result.push_back(code);
        at += length;
    }
    return result;
}

std::string to_utf8(const code_points& text)
{
    std::string bytes;
    const auto add = [&bytes](std::uint32_t byte) { bytes.push_back(static_cast<char>(byte)); };
    for (const char32_t code : text) {
        const auto value = static_cast<std::uint32_t>(code);
        if (value < 0x80) {
            add(value);
        } else if (value < 0x800) {
            add(0xC0U | (value >> 6U));
            add(0x80U | (value & 0x3FU));
        } else if (value < 0x10000) {
            add(0xE0U | (value >> 12U));
            add(0x80U | ((value >> 6U) & 0x3FU));
            add(0x80U | (value & 0x3FU));
        } else {
            add(0xF0U | (value >> 18U));
            add(0x80U | ((value >> 12U) & 0x3FU));
            add(0x80U | ((value >> 6U) & 0x3FU));
            add(0x80U | (value & 0x3FU));
        }
    }
    return bytes;
}

} // namespace chatqc::tables
