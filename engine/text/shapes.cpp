#include "engine/text/shapes.h"

#include <algorithm>
#include <span>
#include <utility>

namespace chatqc::engine {

std::optional<char32_t> joined(char32_t left, char32_t right)
{
    const std::span all(joined_halves, joined_halves_count);
    const auto found = std::lower_bound(
        all.begin(),
        all.end(),
        std::pair(left, right),
        [](const halves& one, const auto& wanted) { return std::pair(one.left, one.right) < wanted; }
    );
    if (found == all.end() || found->left != left || found->right != right) {
        return std::nullopt;
    }
    return found->whole;
}

std::optional<std::pair<char32_t, char32_t>> ordinary_halves_of(char32_t whole)
{
    const std::span all(ordinary_halves, ordinary_halves_count);
    const auto found = std::lower_bound(all.begin(), all.end(), whole, [](const halves& one, char32_t code) {
        return one.whole < code;
    });
    if (found == all.end() || found->whole != whole) {
        return std::nullopt;
    }
    return std::pair(found->left, found->right);
}

std::vector<char32_t> look_alikes_of(char32_t code)
{
    std::vector<char32_t> all;
    for (const look_alike& pair : std::span(look_alikes, look_alike_count)) {
        if (pair.one == code) {
            all.push_back(pair.other);
        } else if (pair.other == code) {
            all.push_back(pair.one);
        }
    }
    return all;
}

} // namespace chatqc::engine
