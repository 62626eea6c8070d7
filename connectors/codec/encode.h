// Messages → JSON as in SPEC §2, for `export messages` and the conversation view. Reading
// them lies in decode.h, the server's answers in answers.h.
#pragma once

#include "engine/message.h"

#include <string>
#include <string_view>

namespace chatqc::connectors {

// One object; decoding it gives the same message. `more` is put before the closing brace as it is: members,
// each with a comma in front ("" or `,"too_late":true`).
void append_message_json(std::string& out, const engine::message& value, std::string_view more = {});

} // namespace chatqc::connectors
