#include "storage/disk.h"

namespace chatqc::storage {

std::shared_ptr<disk> disk_of_process()
{
    return nullptr;
}

} // namespace chatqc::storage
