#include "engine/text/similarity.h"

#include <algorithm>
#include <bit>
#include <iterator>

namespace chatqc::engine {

namespace {

// Text is cut before its grams are taken: two long texts that agree this far are alike enough for people too.
constexpr std::size_t compared_bytes_max = 4096;

std::uint64_t signature_of(const std::vector<std::uint64_t>& grams)
{
    std::uint64_t bits = 0;
    for (const auto gram : grams)
        bits |= std::uint64_t{1} << ((gram * 0x9E3779B97F4A7C15u) >> 58);
    return bits;
}

// False only if the sets cannot be alike: every bit in which the signatures differ is a gram that one of them
// lacks, and alike sets differ in at most (100 - p) % of their union, which is at most 100 / (100 + p) of
// their summed sizes.
bool may_be_alike(const comparable_text& a, const comparable_text& b, std::uint32_t percent)
{
    const auto differing = static_cast<std::uint64_t>(std::popcount(a.signature ^ b.signature));
    return differing * (100 + percent) <= (100 - percent) * (std::uint64_t{a.grams} + b.grams);
}

} // namespace

comparable_text comparable(std::string_view normal)
{
    comparable_text made;
    made.text = normal.substr(0, compared_bytes_max);
    const auto grams = grams_of(made.text);
    made.grams = static_cast<std::uint32_t>(grams.size());
    made.signature = signature_of(grams);
    return made;
}

bool alike(
    const comparable_text& a, const comparable_text& b, std::uint32_t percent, std::uint32_t& similarity
)
{
    if (!may_be_alike(a, b, percent))
        return false;
    const auto left = grams_of(a.text);
    const auto right = grams_of(b.text);
    std::vector<std::uint64_t> both;
    std::set_intersection(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(both));
    const auto all = left.size() + right.size() - both.size();
    similarity = similarity_percent(left, right);
    return 100 * both.size() >= std::size_t{percent} * all;
}

std::vector<std::uint64_t> grams_of(std::string_view normal)
{
    std::vector<std::uint64_t> grams;
    std::uint64_t previous = 0;
    std::size_t points = 0;
    for (std::size_t at = 0; at < normal.size();) {
        const auto lead = static_cast<unsigned char>(normal[at]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        std::uint64_t point = length == 1 ? lead : lead & (0xFFu >> (length + 1));
        for (std::size_t next = 1; next < length && at + next < normal.size(); ++next)
            point = (point << 6) | (static_cast<unsigned char>(normal[at + next]) & 0x3Fu);
        at += length;
        if (++points > 1)
            grams.push_back((previous << 32) | point);
        previous = point;
    }
    if (points == 1)
        grams.push_back(previous);
    std::sort(grams.begin(), grams.end());
    grams.erase(std::unique(grams.begin(), grams.end()), grams.end());
    return grams;
}

std::uint32_t similarity_percent(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b)
{
    std::vector<std::uint64_t> both;
    std::set_intersection(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(both));
    const auto all = a.size() + b.size() - both.size();
    return all == 0 ? 100 : static_cast<std::uint32_t>(100 * both.size() / all);
}

} // namespace chatqc::engine
