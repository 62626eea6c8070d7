// What a store tells of itself.
#include "storage/rocks_store.h"

#include <filesystem>

namespace chatqc::storage {

store::figures rocks_store::measure()
{
    figures found;
    try {
        found.journal_blocks = in_->estimated_rows(family::blocks);
    } catch (const read_error&) {
        // Not open at the moment: whoever reads or writes is told.
    }
    found.reopened = in_->reopened();
    {
        const std::lock_guard lock(damage_);
        for (const auto& [first, blocks] : damaged_ranges_) {
            found.damaged_blocks += blocks;
        }
    }
    std::error_code error;
    std::filesystem::directory_iterator file(path_, error);
    // Files come and go meanwhile: what is gone counts nothing.
    for (; !error && file != std::filesystem::directory_iterator(); file.increment(error)) {
        std::error_code gone;
        const std::uint64_t bytes = file->file_size(gone);
        found.bytes_on_disk += gone ? 0 : bytes;
    }
    return found;
}

} // namespace chatqc::storage
