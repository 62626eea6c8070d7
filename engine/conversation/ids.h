// The ids a conversation has seen, for the duplicate check (SPEC §3): 64-bit hashes of id and content.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace chatqc::engine {

class id_index {
public:
    struct entry {
        std::uint64_t id_hash = 0;
        std::uint64_t content_hash = 0;
        bool too_late = false; // stored, not judged: a copy in time is judged after all
    };

    [[nodiscard]] const entry* find(std::uint64_t id_hash) const;
    // Adds, or replaces the entry of the same id.
    void put(const entry& value);

    void prefetch() const { __builtin_prefetch(few_.data()); }

    [[nodiscard]] std::size_t size() const { return few_.size() + many_.size(); }

private:
    // A linear look is faster up to about this many; longer conversations get a map.
    static constexpr std::size_t few_max = 48;

    std::vector<entry> few_;
    boost::unordered_flat_map<std::uint64_t, entry> many_;
};

} // namespace chatqc::engine
