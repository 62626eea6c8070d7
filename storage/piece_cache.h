// Journal pieces as they were unpacked, the most recently used ones: late messages come in the order of their
// time, and the conversations they belong to lie in the same pieces. Safe from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

namespace chatqc::storage {

using shared_piece = std::shared_ptr<const std::string>;

class piece_cache {
public:
    explicit piece_cache(std::size_t bytes_max) : bytes_max_(bytes_max) {}

    // Null if it is not there.
    shared_piece find(std::uint64_t block, std::uint32_t piece);
    // `age` was age() before the piece was read from the store.
    void put(std::uint64_t block, std::uint32_t piece, shared_piece records, std::uint64_t age);
    // What retention has removed must not be read any more, nor be put by one who read it before.
    void clear();
    // How often it was cleared.
    [[nodiscard]] std::uint64_t age() const;

private:
    using key = std::pair<std::uint64_t, std::uint32_t>;

    struct entry {
        shared_piece records;
        std::list<key>::iterator place;
    };

    std::size_t bytes_max_;
    mutable std::mutex guard_;
    std::map<key, entry> pieces_;
    std::list<key> used_; // the latest first
    std::size_t bytes_ = 0;
    std::uint64_t age_ = 0;
};

} // namespace chatqc::storage
