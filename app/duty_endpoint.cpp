#include "app/duty_endpoint.h"

#include "app/duty_list.h"
#include "app/endpoint_query.h"
#include "app/report_store_source.h"

namespace chatqc::app {

namespace {

// What was due earlier is listed if asked for by `from`.
constexpr std::chrono::hours due_back{30 * 24};

// `state`, repeated or with commas; false if one is none.
bool read_states(const connectors::endpoint_request& request, std::vector<duty_state>& states)
{
    for (const auto& [name, value] : request.query) {
        if (name != "state")
            continue;
        for (std::string_view rest = value; !rest.empty();) {
            const auto word = rest.substr(0, rest.find(','));
            const auto state = duty_state_of(word);
            if (!state)
                return false;
            states.push_back(*state);
            rest.remove_prefix(std::min(word.size() + 1, rest.size()));
        }
    }
    return true;
}

bool read_query(const connectors::endpoint_request& request, duty_query& query)
{
    query.agent = request.parameter("agent");
    return read_page(request, query) && read_states(request, query.states);
}

} // namespace

connectors::http_response
duties_endpoint(const endpoint_world& world, const connectors::endpoint_request& request)
{
    duty_query query;
    if (!read_query(request, query))
        return bad_request(
            "from and to are ms since epoch, state is of open, overdue, kept, kept_late, settled, limit is 1 "
            "to 1000"
        );
    std::vector<storage::source_state> clocks;
    for (const auto& one : world.flow.sources())
        clocks.push_back(one.state);
    const auto tenant = find_tenant(world.stored, request.tenant).value_or(0);
    const auto now = newest_time(clocks, tenant);
    if (!query.from)
        query.from = now - due_back;
    const auto rules = world.rules.now();
    const duty_source source{
        world.stored, *rules, std::move(clocks), events_beside(world.stored, world.flow, tenant)};
    const auto page = list_duties(source, query);
    if (!page)
        return bad_request(page.error.message);
    json_writer out;
    out.open('{').key("now").time(now).key("duties").open('[');
    for (const auto& one : page.value->duties)
        write_duty(out, one);
    out.close(']').key("next");
    page.value->next.empty() ? out.null() : out.text(page.value->next);
    return answer(out.close('}').take());
}

} // namespace chatqc::app
