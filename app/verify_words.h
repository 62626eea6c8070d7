// What differs between a stored verdict, or a stored session, and the recomputed one: the first difference as
// a sentence that a quality lead understands. No reading, no counting.
#pragma once

#include "engine/segment.h"
#include "engine/verdict.h"

#include <string>

namespace chatqc::app {

// "rule timeliness.reply on message m3 (conversation c1)"
std::string name_in_words(const engine::verdict& value);

// "stored says a reply after 181 s, recomputed a reply after 179 s"; empty if the settled forms are equal.
std::string difference_in_words(const engine::verdict& stored, const engine::verdict& recomputed);
std::string
difference_in_words(const engine::session_summary& stored, const engine::session_summary& recomputed);

} // namespace chatqc::app
