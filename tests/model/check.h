// One seed from beginning to end: random chats and units, the engine and the model over them, and what
// differs, on a chat that was made short.
#pragma once

#include "tests/model/chats.h"
#include "tests/model/disorder.h"

#include <string>

namespace chatqc::model {

// What differs is shortened, which takes a while, or told as it is.
enum class shortening : std::uint8_t { off, on };

// Empty where both settle on the same. In plain order, as a file would have it.
std::string check_in_order(std::uint64_t seed, const chat_options& options, shortening how = shortening::on);
// However the messages arrive; edits and recalls are among them.
std::string
check_in_disorder(std::uint64_t seed, const disorder_options& way, shortening how = shortening::on);

} // namespace chatqc::model
