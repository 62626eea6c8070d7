// Work that may take long and must not stand in anybody's way.
#pragma once

#include <functional>

namespace chatqc::app {

// Does it on a thread of its own with little claim to the processor, and waits for it. Throws what it throws.
void work_in_background(const std::function<void()>& work);

} // namespace chatqc::app
