#include "app/pipeline/huge_memory.h"

#include "engine/block_pool.h"

#include <cassert>
#include <cstdint>
#include <new>
#include <sys/mman.h>

namespace chatqc::app {

huge_memory::huge_memory(std::size_t bytes)
{
    constexpr auto page = engine::block_pool::chunk_bytes;
    assert(bytes % page == 0);
    const auto length = bytes + page; // wherever it begins, so many whole pages lie in it
    void* const got = mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (got == MAP_FAILED)
        throw std::bad_alloc{};
    mapped_ = {static_cast<std::byte*>(got), length};
    const auto into_page = reinterpret_cast<std::uintptr_t>(got) % page;
    bytes_ = mapped_.subspan((page - into_page) % page, bytes);
    // Hints: where the system does not know them, pages are small, or come when they are first used.
    (void)madvise(bytes_.data(), bytes, MADV_HUGEPAGE);
    (void)madvise(bytes_.data(), bytes, MADV_POPULATE_WRITE);
}

huge_memory::~huge_memory()
{
    munmap(mapped_.data(), mapped_.size());
}

} // namespace chatqc::app
