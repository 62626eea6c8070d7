// What the checkpoint holds of one open conversation: where its messages lie, how far time had come for it,
// and what others ask of it meanwhile. Never its state: that comes about again from the messages.
#pragma once

#include "engine/segment.h"

#include <boost/container/small_vector.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::engine {

// A session that has not ended.
struct begun_session {
    std::string id; // of its first message
    time_point started{};
    std::vector<std::string> tags{}; // on it so far, sorted
};

// One open round that a response rule watches, for the next-to-breach board.
struct open_wait {
    std::string conversation, shop, agent, rule, profile;
    time_point opened{}, deadline{};
    std::optional<time_point> warns;
    bool late = false;
};

using source_list = boost::container::small_vector<source_id, 2>;

struct checkpoint_row {
    tenant_id tenant = 0;
    std::string conversation;
    source_list sources;                 // that sent for it, sorted
    std::string shop;                    // the live sources of which it follows
    time_point came = time_point::min(); // time had come so far: its messages had their turn, and its timers
    time_point next = time_point::max(); // when something happens by itself; min(): work waits for it
    std::optional<begun_session> session;
    std::uint64_t unit = 0;               // hash of the unit's that judges the session
    std::vector<stored_message> messages; // that no segment holds, in order; those not judged behind them
    std::vector<open_wait> waits;
};

// Binary codec, version 1. The bytes carry a checksum.
void append_binary(std::string& out, const checkpoint_row& value);
std::optional<checkpoint_row> read_checkpoint_row(std::string_view bytes);

// A start looks at a million rows: what it needs of each, without memory for the rest. Views into the bytes.
struct checkpoint_row_front {
    tenant_id tenant = 0;
    std::string_view conversation;
    source_list sources;
    std::string_view shop;
    time_point came{};
    time_point next{};
    std::string_view session; // empty: none
    time_point started{};
    std::uint64_t unit = 0;
    bool has_tags = false; // they stand at the end
    std::size_t bytes = 0; // of the front; the messages follow
};

// Nothing if the row is damaged or of another version.
std::optional<checkpoint_row_front> read_checkpoint_row_front(std::string_view bytes);
// Of a row that has been read before.
checkpoint_row_front front_of_sound_row(std::string_view bytes);

// What a batch changes in the checkpoint.
struct checkpoint_row_change {
    tenant_id tenant = 0;
    std::string conversation;
    std::string row; // empty: it goes
};

} // namespace chatqc::engine
