// An open conversation after a restart, until something needs its state: the checkpoint's row as it is
// stored. It answers what needs no judging; for everything else the shard wakes it (conversation::wake).
#pragma once

#include "engine/checkpoint_row.h"
#include "engine/conversation/ids.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::engine {

class dormant {
public:
    // Null if the row is damaged or of another version.
    static std::unique_ptr<dormant> read(std::string_view row);

    [[nodiscard]] tenant_id tenant() const { return tenant_; }

    [[nodiscard]] std::string_view name() const;
    [[nodiscard]] checkpoint_row_front front() const;
    [[nodiscard]] checkpoint_row row() const;

    // As it is stored.
    [[nodiscard]] const std::string& bytes() const { return bytes_; }

    [[nodiscard]] time_point next_event() const { return next_; }

    // Its unit is no longer the one that judges its session: what it says of the future is void.
    void misjudged() { next_ = time_point::min(); }

    // What is known of a message with this id, if it is one of the open ones; ended sessions may know more.
    [[nodiscard]] std::optional<known_message> known(std::uint64_t id_hash) const;
    [[nodiscard]] std::vector<stored_message> messages() const;
    [[nodiscard]] std::optional<std::uint64_t> oldest_block() const;

private:
    dormant(std::string_view row, const checkpoint_row_front& front);

    std::string bytes_;
    time_point next_;
    tenant_id tenant_;
    std::uint32_t name_begin_; // in bytes_
    std::uint32_t name_bytes_;
    std::uint32_t front_bytes_;
};

} // namespace chatqc::engine
