// Memory that is there before it is used: in huge pages where the system has them. A look into it costs no
// walk through page tables, and a rush of messages no page faults.
#pragma once

#include <cstddef>
#include <span>

namespace chatqc::app {

class huge_memory {
public:
    // `bytes`: a multiple of engine::block_pool::chunk_bytes. Throws std::bad_alloc.
    explicit huge_memory(std::size_t bytes);
    ~huge_memory();
    huge_memory(const huge_memory&) = delete;
    huge_memory& operator=(const huge_memory&) = delete;

    // At a multiple of block_pool::chunk_bytes.
    [[nodiscard]] std::span<std::byte> bytes() const { return bytes_; }

private:
    std::span<std::byte> mapped_;
    std::span<std::byte> bytes_;
};

} // namespace chatqc::app
