#include "storage/keys.h"

namespace chatqc::storage {

namespace {

void append_place(std::string& key, time_point at, const engine::verdict_id& id)
{
    append_key_time(key, at);
    append_key_id(key, id);
}

} // namespace

std::string incident_rows_key(tenant_id tenant, incident_row kind)
{
    std::string key = tenant_key(tenant);
    key.push_back(static_cast<char>(kind));
    return key;
}

std::string incident_conversation_key(tenant_id tenant, incident_row kind, std::string_view conversation)
{
    std::string key = incident_rows_key(tenant, kind);
    append_key_text(key, conversation);
    return key;
}

std::string incident_group_key(tenant_id tenant, const engine::incident_group& group)
{
    std::string key = incident_rows_key(tenant, incident_row::member);
    append_key_i32(key, group.day);
    append_key_text(key, group.rule);
    append_key_text(key, group.rule_hash);
    append_key_text(key, group.key);
    return key;
}

std::string incident_member_key(
    tenant_id tenant, const engine::incident_group& group, const engine::incident_member& member
)
{
    std::string key = incident_group_key(tenant, group);
    append_place(key, member.decided_at, member.id);
    return key;
}

std::string incident_key(tenant_id tenant, time_point opened, const engine::verdict_id& id)
{
    std::string key = incident_rows_key(tenant, incident_row::incident);
    append_place(key, opened, id);
    return key;
}

} // namespace chatqc::storage
