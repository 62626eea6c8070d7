#include "engine/conversation/dormant.h"

#include "engine/binary.h"

#include <algorithm>
#include <cassert>

namespace chatqc::engine {

std::unique_ptr<dormant> dormant::read(std::string_view row)
{
    const auto front = read_checkpoint_row_front(row);
    return std::unique_ptr<dormant>(front ? new dormant(row, *front) : nullptr);
}

dormant::dormant(std::string_view row, const checkpoint_row_front& front)
    : bytes_(row),
      next_(front.next),
      tenant_(front.tenant),
      name_begin_(static_cast<std::uint32_t>(front.conversation.data() - row.data())),
      name_bytes_(static_cast<std::uint32_t>(front.conversation.size())),
      front_bytes_(static_cast<std::uint32_t>(front.bytes))
{
}

std::string_view dormant::name() const
{
    return std::string_view{bytes_}.substr(name_begin_, name_bytes_);
}

checkpoint_row_front dormant::front() const
{
    return front_of_sound_row(bytes_);
}

checkpoint_row dormant::row() const
{
    auto found = read_checkpoint_row(bytes_);
    assert(found && "its checksum was right, so it is what was written");
    return std::move(*found);
}

std::vector<stored_message> dormant::messages() const
{
    binary_reader in(std::string_view{bytes_}.substr(front_bytes_));
    return read_messages(in);
}

std::optional<known_message> dormant::known(std::uint64_t id_hash) const
{
    std::optional<known_message> found;
    for (const auto& one : messages()) {
        // Of two with one id the one in time stands.
        if (one.id_hash == id_hash && (!found || found->too_late))
            found = known_message{one.content_hash, one.too_late};
    }
    return found;
}

std::optional<std::uint64_t> dormant::oldest_block() const
{
    std::optional<std::uint64_t> oldest;
    for (const auto& one : messages())
        oldest = std::min(oldest.value_or(one.where.block), one.where.block);
    return oldest;
}

} // namespace chatqc::engine
