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

} // namespace chatqc::storage
