// What lies under the store instead of this machine's own files: a disk that fails, dawdles or loses its
// power. The product has none; tests bring theirs.
#pragma once

#include <memory>

namespace rocksdb {
class FileSystem;
}

namespace chatqc::storage {

class disk {
public:
    virtual ~disk() = default;
    [[nodiscard]] virtual std::shared_ptr<rocksdb::FileSystem> files() = 0;
};

// Under every store that is given no other; the product's is nothing. Its definition stands alone, so that a
// test binary links another one (tests/faulty).
std::shared_ptr<disk> disk_of_process();

} // namespace chatqc::storage
