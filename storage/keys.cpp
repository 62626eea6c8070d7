#include "storage/keys.h"

#include <algorithm>

namespace chatqc::storage {

namespace {

constexpr char escaped_nul = '\xff';
constexpr char text_end = '\x01';
constexpr std::uint64_t sign64 = std::uint64_t{1} << 63;
constexpr std::uint32_t sign32 = std::uint32_t{1} << 31;

template <class Number> void append_big_endian(std::string& key, Number value)
{
    char bytes[sizeof(Number)];
    for (std::size_t i = 0; i < sizeof bytes; ++i) {
        bytes[i] = static_cast<char>(static_cast<unsigned char>(value >> (8 * (sizeof bytes - 1 - i))));
    }
    key.append(bytes, sizeof bytes);
}

std::uint64_t big_endian(std::string_view bytes)
{
    std::uint64_t value = 0;
    for (const char c : bytes) {
        value = (value << 8) | static_cast<unsigned char>(c);
    }
    return value;
}

} // namespace

void append_key_u32(std::string& key, std::uint32_t value)
{
    append_big_endian(key, value);
}

void append_key_u64(std::string& key, std::uint64_t value)
{
    append_big_endian(key, value);
}

void append_key_i32(std::string& key, std::int32_t value)
{
    append_big_endian(key, static_cast<std::uint32_t>(value) ^ sign32);
}

void append_key_i64(std::string& key, std::int64_t value)
{
    append_big_endian(key, static_cast<std::uint64_t>(value) ^ sign64);
}

void append_key_time(std::string& key, time_point value)
{
    append_key_i64(key, value.time_since_epoch().count());
}

void append_key_text(std::string& key, std::string_view text)
{
    std::size_t plain = 0;
    for (std::size_t nul = text.find('\0'); nul != std::string_view::npos; nul = text.find('\0', plain)) {
        key.append(text.substr(plain, nul + 1 - plain));
        key.push_back(escaped_nul);
        plain = nul + 1;
    }
    key.append(text.substr(plain));
    key.push_back('\0');
    key.push_back(text_end);
}

void append_key_id(std::string& key, const engine::verdict_id& id)
{
    for (const std::uint8_t byte : id) {
        key.push_back(static_cast<char>(byte));
    }
}

std::string_view key_reader::take(std::size_t bytes)
{
    if (left_.size() < bytes) {
        ok_ = false;
        left_ = {};
        return {};
    }
    const std::string_view taken = left_.substr(0, bytes);
    left_.remove_prefix(bytes);
    return taken;
}

std::uint32_t key_reader::u32()
{
    return static_cast<std::uint32_t>(big_endian(take(4)));
}

std::uint64_t key_reader::u64()
{
    return big_endian(take(8));
}

std::int32_t key_reader::i32()
{
    return static_cast<std::int32_t>(u32() ^ sign32);
}

std::int64_t key_reader::i64()
{
    return static_cast<std::int64_t>(u64() ^ sign64);
}

time_point key_reader::time()
{
    return time_point(engine::milliseconds(i64()));
}

std::string key_reader::text()
{
    std::string text;
    for (;;) {
        const std::size_t nul = left_.find('\0');
        if (nul == std::string_view::npos || nul + 1 == left_.size()) {
            take(left_.size() + 1);
            return {};
        }
        text.append(take(nul));
        const char mark = take(2)[1];
        if (mark == text_end) {
            return text;
        }
        if (mark != escaped_nul) {
            take(left_.size() + 1);
            return {};
        }
        text.push_back('\0');
    }
}

engine::verdict_id key_reader::id()
{
    engine::verdict_id id{};
    const std::string_view bytes = take(id.size());
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        id[i] = static_cast<std::uint8_t>(bytes[i]);
    }
    return id;
}

std::string after_prefix(std::string prefix)
{
    while (!prefix.empty()) {
        const auto last = static_cast<unsigned char>(prefix.back());
        if (last != 0xff) {
            prefix.back() = static_cast<char>(last + 1);
            return prefix;
        }
        prefix.pop_back();
    }
    return prefix;
}

std::size_t named_prefix_bytes(std::string_view key)
{
    constexpr std::size_t tenant_bytes = 4;
    for (std::size_t nul = key.find('\0', std::min(key.size(), tenant_bytes)); nul < key.size();
         nul = key.find('\0', nul + 2)) {
        if (nul + 1 < key.size() && key[nul + 1] == text_end) {
            return nul + 2;
        }
    }
    return 0;
}

std::string journal_key(std::uint64_t block, std::uint32_t piece)
{
    std::string key;
    append_key_u64(key, block);
    append_key_u32(key, piece);
    return key;
}

std::string block_key(std::uint64_t block)
{
    std::string key;
    append_key_u64(key, block);
    return key;
}

std::string conversation_key(tenant_id tenant, std::string_view conversation)
{
    std::string key;
    append_key_u32(key, tenant);
    append_key_text(key, conversation);
    return key;
}

std::string segment_key(tenant_id tenant, std::string_view conversation, const engine::order_key& first)
{
    std::string key = conversation_key(tenant, conversation);
    append_key_time(key, first.ts);
    append_key_i64(key, first.seq);
    append_key_text(key, first.id);
    return key;
}

std::string session_day_key(tenant_id tenant, std::int32_t day)
{
    std::string key;
    append_key_u32(key, tenant);
    append_key_i32(key, day);
    return key;
}

std::string session_key(const session_place& place)
{
    std::string key;
    key.reserve(place.shop.size() + place.conversation.size() + place.session.size() + 24);
    append_key_u32(key, place.tenant);
    append_key_i32(key, place.day);
    append_key_text(key, place.shop);
    append_key_text(key, place.conversation);
    append_key_time(key, place.started);
    append_key_text(key, place.session);
    return key;
}

std::string tenant_key(tenant_id tenant)
{
    std::string key;
    append_key_u32(key, tenant);
    return key;
}

std::string verdict_key(const verdict_place& place)
{
    std::string key = tenant_key(place.tenant);
    append_key_time(key, place.decided_at);
    append_key_id(key, place.id);
    return key;
}

std::string verdict_id_key(tenant_id tenant, const engine::verdict_id& id)
{
    std::string key = tenant_key(tenant);
    append_key_id(key, id);
    return key;
}

std::string index_prefix(tenant_id tenant, dimension by, std::string_view value)
{
    std::string key;
    key.reserve(value.size() + verdict_place_bytes + 8);
    append_key_u32(key, tenant);
    key.push_back(static_cast<char>(by));
    append_key_text(key, value);
    return key;
}

std::string index_key(const verdict_place& place, dimension by, std::string_view value)
{
    std::string key = index_prefix(place.tenant, by, value);
    append_key_time(key, place.decided_at);
    append_key_id(key, place.id);
    return key;
}

std::string due_key(const verdict_place& due, std::string_view shop)
{
    return index_key(due, dimension::due, shop);
}

std::string number_prefix(tenant_id tenant, std::uint64_t number)
{
    std::string key = tenant_key(tenant);
    key.push_back(static_cast<char>(dimension::number));
    append_key_u64(key, number);
    return key;
}

std::string number_key(tenant_id tenant, const engine::told_number& told, std::string_view conversation)
{
    std::string key = number_prefix(tenant, told.hash);
    append_key_time(key, told.at);
    append_key_text(key, conversation);
    return key;
}

std::size_t index_neighbours_bytes(std::string_view key)
{
    constexpr std::size_t dimension_end = 5;
    if (key.size() < dimension_end) {
        return 0;
    }
    const auto by = static_cast<dimension>(key[dimension_end - 1]);
    const bool few_of_a_name = by == dimension::conversation || by == dimension::number;
    return few_of_a_name ? dimension_end : named_prefix_bytes(key);
}

std::string feed_key(std::uint64_t position)
{
    std::string key;
    append_key_u64(key, position);
    return key;
}

std::string dead_letter_key(tenant_id tenant, std::uint64_t number)
{
    std::string key = tenant_key(tenant);
    append_key_u64(key, number);
    return key;
}

std::string
verdict_reviews_key(tenant_id tenant, std::string_view conversation, const engine::verdict_id& verdict)
{
    std::string key = conversation_key(tenant, conversation);
    append_key_id(key, verdict);
    return key;
}

std::string
review_key(tenant_id tenant, std::string_view conversation, const engine::verdict_id& verdict, time_point at)
{
    std::string key = verdict_reviews_key(tenant, conversation, verdict);
    append_key_time(key, at);
    return key;
}

std::string unit_key(time_point active_from, std::string_view hash)
{
    std::string key;
    append_key_time(key, active_from);
    append_key_text(key, hash);
    return key;
}

std::string meta_format_key()
{
    return "f";
}

std::string meta_checkpoint_key()
{
    return "c";
}

std::string meta_block_floor_key()
{
    return "j";
}

std::string meta_tenant_key(tenant_id tenant)
{
    std::string key(meta_tenants);
    append_key_u32(key, tenant);
    return key;
}

std::string meta_source_key(source_id source)
{
    std::string key(meta_sources);
    append_key_u32(key, source);
    return key;
}

std::string meta_note_key(std::string_view name)
{
    std::string key = "n";
    key.append(name);
    return key;
}

} // namespace chatqc::storage
