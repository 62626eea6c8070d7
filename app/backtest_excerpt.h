// What a backtest's examples show of a message. Reads packed records; knows no figures.
#pragma once

#include "engine/verdict.h"

#include <string>
#include <string_view>

namespace chatqc::app {

// What the message of a verdict's first hit says around it, the hit between 【 and 】; without a hit the
// message it is anchored to, and how long it waited. `records`: packed messages, among them these.
std::string text_around_hit(const engine::verdict& value, std::string_view records);

} // namespace chatqc::app
