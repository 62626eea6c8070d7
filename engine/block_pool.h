// Equal blocks of memory for objects of which a shard has very many and looks at in no order: they lie
// together, and may lie in memory that is lent and better than most. A block that is given back is kept for
// the next object; memory goes with the pool. For one thread at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <span>
#include <utility>
#include <vector>

namespace chatqc::engine {

class block_pool {
public:
    // Memory comes in chunks of this size, at a multiple of it: a huge page of x86-64 and arm64.
    static constexpr std::size_t chunk_bytes = std::size_t{2} << 20;

    // `block_bytes`: at least a pointer's, at most 64 KiB, a multiple of the objects' alignment, which is at
    // most 64.
    explicit block_pool(std::size_t block_bytes);
    // All blocks must have been given back.
    ~block_pool();
    block_pool(const block_pool&) = delete;
    block_pool& operator=(const block_pool&) = delete;

    // Once: takes the next blocks from there. Whole chunks, which must outlive the pool.
    void lend(std::span<std::byte> memory);

    // Throws std::bad_alloc.
    [[nodiscard]] void* take();
    // To the pool that it came from.
    static void give_back(void* block) noexcept;

private:
    struct free_block {
        free_block* next = nullptr;
    };

    struct chunk_head {
        block_pool* home;
    };

    struct chunk_deleter {
        void operator()(std::byte* chunk) const noexcept;
    };

    using chunk = std::unique_ptr<std::byte[], chunk_deleter>;

    static chunk_head* head_of(void* block);
    std::byte* next_chunk();

    std::size_t block_bytes_;
    std::size_t blocks_in_chunk_;
    free_block* free_ = nullptr;
    std::byte* at_ = nullptr; // in the newest chunk, behind its last block that was ever taken
    std::size_t left_ = 0;    // blocks behind it
    std::span<std::byte> lent_;
    std::span<std::byte> lent_left_; // of it, not in use yet
    std::vector<chunk> own_;
};

// Destroys an object and gives its block back.
template <class T> struct into_pool {
    void operator()(T* one) const noexcept
    {
        one->~T();
        block_pool::give_back(one);
    }
};

template <class T> using pooled = std::unique_ptr<T, into_pool<T>>;

// `in` has blocks of sizeof(T), and must outlive the object.
template <class T, class... Arguments> pooled<T> make_pooled(block_pool& in, Arguments&&... arguments)
{
    void* const block = in.take();
    try {
        return pooled<T>{new (block) T(std::forward<Arguments>(arguments)...)};
    } catch (...) {
        block_pool::give_back(block);
        throw;
    }
}

} // namespace chatqc::engine
