#include "storage/guarded.h"
#include "storage/incident_rows.h"
#include "storage/rocks_store.h"

namespace chatqc::storage {

result<bool>
rocks_store::scan_marked(const std::function<void(tenant_id tenant, std::string_view conversation)>& visit)
{
    return guarded<bool>([&]() -> result<bool> {
        for (const tenant_id tenant : names_.tenants()) {
            scan_marks(*in_, tenant, visit);
        }
        return {true, {}};
    });
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
    return guarded<incident_page>([&]() -> result<incident_page> {
        return {list_incidents(*in_, names_, what), {}};
    });
}

} // namespace chatqc::storage
