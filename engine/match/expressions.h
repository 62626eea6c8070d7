// Expressions: Hyperscan says whether one matches, RE2 then says where. Internal to engine/match; the only
// place that includes re2.h.
#pragma once

#include "engine/match/hyperscan.h"
#include "engine/match/matcher.h"
#include "engine/match/readable.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace chatqc::engine {

class expression_set {
public:
    expression_set();
    ~expression_set();
    expression_set(expression_set&&) noexcept;
    expression_set& operator=(expression_set&&) noexcept;

    // Those of these numbers. Appends what is wrong to `errors`; then the set is not to be used.
    void compile(
        const match_source& source,
        const std::vector<std::uint32_t>& numbers,
        database_cache* cache,
        std::vector<pattern_error>& errors
    );

    // Null if there is no expression.
    [[nodiscard]] const hs_database* database() const { return database_.get(); }

    // Appends the leftmost, non-overlapping hits of the expression that is `id` in the database, in the text
    // as sent, except those that overlap a hit from `own` on; first the plain ones, then those with hidden
    // words.
    void find_as_sent(std::uint32_t id, std::string_view text, std::size_t own, std::vector<hit>& hits) const;

    // Likewise in its normal form.
    void find_in_normal(
        std::uint32_t id,
        std::string_view text,
        const normal_form& normal,
        std::size_t own,
        std::vector<hit>& hits
    ) const;

    // Likewise in the normal form as it is read, for letters in disguise; `readable` is of `normal`.
    void find_in_readable(
        std::uint32_t id,
        std::string_view text,
        const normal_form& normal,
        const readable_form& readable,
        std::size_t own,
        std::vector<hit>& hits
    ) const;

private:
    struct look {
        std::unique_ptr<re2::RE2> plain;
        std::unique_ptr<re2::RE2> hidden; // with its words in disguise; null where it asks for nothing
    };

    template <typename placing>
    void find(
        std::uint32_t id, std::string_view text, std::size_t own, const placing& place, std::vector<hit>& hits
    ) const;

    database_handle database_; // of what is hidden where an expression asks for it
    std::vector<look> looks_;
    std::vector<std::uint32_t> numbers_; // in the source
};

} // namespace chatqc::engine
