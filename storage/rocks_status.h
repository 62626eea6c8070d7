// RocksDB's statuses as our failures.
#pragma once

#include "storage/store.h"

namespace rocksdb {
class Status;
}

namespace chatqc::storage {

// `doing` names the place: "writing a commit", "reading journal".
failure failure_of(const rocksdb::Status& status, std::string_view doing);

} // namespace chatqc::storage
