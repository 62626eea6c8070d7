// What a store's reads throw, as its callers are told of it.
#pragma once

#include "storage/store.h"

#include <optional>

namespace chatqc::storage {

// Runs `work`; what it throws becomes the failure.
template <class T, class Work> result<T> guarded(Work&& work)
{
    try {
        return work();
    } catch (const read_error& error) {
        return {std::nullopt, error.why()};
    }
}

} // namespace chatqc::storage
