#include "engine/incident_record.h"

#include "engine/binary.h"

namespace chatqc::engine {

namespace {

constexpr std::uint8_t version = 1;

} // namespace

void append_binary(std::string& out, const incident& value)
{
    append_byte(out, version);
    for (const auto byte : value.id)
        append_byte(out, byte);
    for (const auto* text :
         {&value.rule, &value.rule_hash, &value.pack, &value.tenant, &value.of, &value.key})
        append_text(out, *text);
    append_byte(out, static_cast<std::uint8_t>(value.level));
    append_byte(out, static_cast<std::uint8_t>(value.mode));
    append_byte(out, static_cast<std::uint8_t>(value.by));
    append_signed(out, value.day);
    for (const auto at : {value.opened, value.first, value.last})
        append_time(out, at);
    append_varint(out, value.count);
}

std::optional<incident> read_incident(std::string_view bytes)
{
    binary_reader in{bytes};
    incident value;
    if (in.byte() != version)
        return std::nullopt;
    for (auto& byte : value.id)
        byte = in.byte();
    for (auto* text : {&value.rule, &value.rule_hash, &value.pack, &value.tenant, &value.of, &value.key})
        *text = in.string();
    value.level = in.enumerator(rules::level::critical);
    value.mode = in.enumerator(rules::mode::off);
    value.by = in.enumerator(rules::incident_key::agent);
    value.day = in.signed32();
    for (auto* at : {&value.opened, &value.first, &value.last})
        *at = in.time();
    value.count = in.varint32();
    return in.finished() ? std::optional{std::move(value)} : std::nullopt;
}

} // namespace chatqc::engine
