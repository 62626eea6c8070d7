#include "storage/incident_rows.h"
#include "storage/rocks_store.h"

namespace chatqc::storage {

result<bool>
rocks_store::scan_marked(const std::function<void(tenant_id tenant, std::string_view conversation)>& visit)
{
    try {
        for (const tenant_id tenant : names_.tenants()) {
            scan_marks(*in_, tenant, visit);
        }
        return {true, {}};
    } catch (const read_error& error) {
        return {std::nullopt, error.why()};
    }
}

std::vector<membership> rocks_store::memberships(tenant_id tenant, std::string_view conversation)
{
    return read_memberships(*in_, tenant, conversation);
}

std::vector<engine::incident_member>
rocks_store::members(tenant_id tenant, const engine::incident_group& group)
{
    return read_members(*in_, tenant, group);
}

result<incident_page> rocks_store::incidents(const incident_query& what)
{
    try {
        return {list_incidents(*in_, names_, what), {}};
    } catch (const read_error& error) {
        return {std::nullopt, error.why()};
    }
}

} // namespace chatqc::storage
