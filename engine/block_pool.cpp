#include "engine/block_pool.h"

#include <cassert>
#include <cstdint>
#include <sanitizer/asan_interface.h>

namespace chatqc::engine {

namespace {

constexpr std::size_t head_bytes = 64; // of a chunk, in front of the blocks
constexpr std::align_val_t chunk_alignment{block_pool::chunk_bytes};

} // namespace

block_pool::block_pool(std::size_t block_bytes)
    : block_bytes_(block_bytes), blocks_in_chunk_((chunk_bytes - head_bytes) / block_bytes)
{
    static_assert(sizeof(chunk_head) <= head_bytes);
    assert(block_bytes >= sizeof(free_block) && block_bytes <= chunk_bytes / 32);
}

block_pool::~block_pool()
{
    ASAN_UNPOISON_MEMORY_REGION(lent_.data(), lent_.size());
}

void block_pool::chunk_deleter::operator()(std::byte* chunk) const noexcept
{
    ASAN_UNPOISON_MEMORY_REGION(chunk, chunk_bytes);
    ::operator delete(chunk, chunk_alignment);
}

void block_pool::lend(std::span<std::byte> memory)
{
    assert(memory.size() % chunk_bytes == 0);
    assert(reinterpret_cast<std::uintptr_t>(memory.data()) % chunk_bytes == 0);
    assert(lent_.empty());
    lent_ = lent_left_ = memory;
}

block_pool::chunk_head* block_pool::head_of(void* block)
{
    const auto address = reinterpret_cast<std::uintptr_t>(block);
    return reinterpret_cast<chunk_head*>(address & ~(chunk_bytes - 1));
}

std::byte* block_pool::next_chunk()
{
    if (!lent_left_.empty()) {
        std::byte* const next = lent_left_.data();
        lent_left_ = lent_left_.subspan(chunk_bytes);
        return next;
    }
    own_.emplace_back(static_cast<std::byte*>(::operator new(chunk_bytes, chunk_alignment)));
    return own_.back().get();
}

void* block_pool::take()
{
    if (free_) {
        ASAN_UNPOISON_MEMORY_REGION(free_, block_bytes_);
        return std::exchange(free_, free_->next);
    }
    if (left_ == 0) {
        std::byte* const begin = next_chunk();
        new (begin) chunk_head{this};
        at_ = begin + head_bytes;
        left_ = blocks_in_chunk_;
    }
    --left_;
    return std::exchange(at_, at_ + block_bytes_);
}

void block_pool::give_back(void* block) noexcept
{
    auto& home = *head_of(block)->home;
    home.free_ = new (block) free_block{home.free_};
    ASAN_POISON_MEMORY_REGION(block, home.block_bytes_);
}

} // namespace chatqc::engine
