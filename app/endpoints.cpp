#include "app/endpoints.h"

#include "app/duty_endpoint.h"
#include "app/endpoint_json.h"
#include "app/endpoint_query.h"
#include "app/endpoint_views.h"
#include "app/leak_notes.h"
#include "app/report_files.h"
#include "app/report_store_source.h"
#include "app/reviews.h"
#include "engine/incident.h"

#include <filesystem>
#include <fstream>
#include <iterator>

namespace chatqc::app {

namespace {

using connectors::endpoint_request;
using connectors::error_response;
using connectors::http_response;

// What the listings of verdicts and incidents have in common; false if something is no such thing.
template <class Query> bool read_listing(const endpoint_request& request, Query& query)
{
    query.rule = request.parameter("rule");
    const auto order = request.parameter("order");
    query.newest_first = order != "oldest";
    return read_page(request, query) && (order.empty() || order == "newest" || order == "oldest");
}

bool read_query(const endpoint_request& request, storage::verdict_query& query)
{
    query.agent = request.parameter("agent");
    query.conversation = request.parameter("conversation");
    query.with_retracted = true;
    const auto level = request.parameter("level");
    query.level = rules::level_of(level);
    return read_listing(request, query) && (level.empty() || query.level);
}

http_response list_verdicts(const endpoint_world& world, const endpoint_request& request)
{
    storage::verdict_query query;
    if (!read_query(request, query))
        return bad_request(
            "from and to are ms since epoch, level is one of minor, moderate, major, critical, order is "
            "newest or oldest, limit is 1 to 1000"
        );
    const auto page = world.stored.query(query);
    if (!page)
        return bad_request(page.error.message);
    const auto rules = world.rules.now();
    leak_notes notes{world.stored, world.flow, *rules, find_tenant(world.stored, request.tenant).value_or(0)};
    json_writer out;
    out.open('{').key("verdicts").open('[');
    for (const auto& one : page.value->verdicts)
        write_verdict(out, one, notes.of(one));
    out.close(']').key("next");
    page.value->next.empty() ? out.null() : out.text(page.value->next);
    return answer(out.close('}').take());
}

http_response list_incidents(const endpoint_world& world, const endpoint_request& request)
{
    storage::incident_query query;
    const auto day = request.parameter("day");
    query.day = engine::day_of(day);
    if (!read_listing(request, query) || (!day.empty() && !query.day))
        return bad_request(
            "from and to are ms since epoch, day is a date, order is newest or oldest, limit is 1 to 1000"
        );
    const auto page = world.stored.incidents(query);
    if (!page)
        return bad_request(page.error.message);
    json_writer out;
    out.open('{').key("incidents").open('[');
    for (const auto& one : page.value->incidents) {
        std::string json;
        engine::append_json(json, one);
        out.raw(json);
    }
    out.close(']').key("next");
    page.value->next.empty() ? out.null() : out.text(page.value->next);
    return answer(out.close('}').take());
}

http_response one_verdict(const endpoint_world& world, const endpoint_request& request)
{
    const auto id = engine::verdict_id_of(request.path.at("id"));
    const auto found = id ? world.stored.verdict(request.tenant, *id) : std::nullopt;
    if (!found)
        return error_response(404, "not_found", "there is no such verdict");
    const auto rules = world.rules.now();
    leak_notes notes{world.stored, world.flow, *rules, find_tenant(world.stored, request.tenant).value_or(0)};
    json_writer out;
    write_verdict(out, *found, notes.of(*found));
    return answer(out.take());
}

http_response one_conversation(const endpoint_world& world, const endpoint_request& request)
{
    const auto rules = world.rules.now();
    auto view = conversation_view(world.stored, world.flow, *rules, request.tenant, request.path.at("id"));
    if (!view)
        return error_response(404, "not_found", "there is no such conversation");
    return answer(std::move(*view));
}

http_response next_to_breach(const endpoint_world& world, const endpoint_request& request)
{
    const auto limit = number_of(request, "limit", 100, 1, 1000);
    if (!limit)
        return bad_request("limit is 1 to 1000");
    return answer(
        breach_view(world.flow, request.tenant, request.parameter("shop"), static_cast<std::size_t>(*limit))
    );
}

http_response status(const endpoint_world& world, const endpoint_request& request)
{
    const auto rules = world.rules.now();
    server_state state{world.version, rules->newest().hash, world.rules.problem(), {}};
    if (rules->newest().default_calendar.is_default)
        state.notes.emplace_back("default_calendar");
    return answer(status_view(world.stored, world.flow, request.tenant, state));
}

http_response list_reviews(const endpoint_world& world, const endpoint_request& request)
{
    const auto conversation = request.parameter("conversation");
    if (conversation.empty())
        return bad_request("conversation is needed");
    json_writer out;
    out.open('{').key("reviews").open('[');
    if (const auto tenant = find_tenant(world.stored, request.tenant)) {
        for (const auto& one : world.stored.reviews_of(*tenant, conversation))
            out.raw(review_json(one));
    }
    return answer(out.close(']').close('}').take());
}

http_response post_reviews(const endpoint_world& world, const endpoint_request& request)
{
    const auto taken = take_reviews(world.stored, request.tenant, request.body, world.flow.now());
    if (!taken)
        return error_response(503, "store_unavailable", taken.error.message);
    json_writer out;
    out.open('{').key("accepted").number(static_cast<std::int64_t>(taken.value->accepted));
    out.key("problems").open('[');
    for (const auto& [line, what] : taken.value->problems)
        out.open('{')
            .key("line")
            .number(static_cast<std::int64_t>(line))
            .key("message")
            .text(what)
            .close('}');
    return answer(out.close(']').close('}').take());
}

http_response reload_rules(const endpoint_world& world, const endpoint_request&)
{
    using kind = reload_outcome::kind;
    const auto done = world.rules.reload(world.flow);
    if (done.what == kind::busy)
        return error_response(409, "reload_running", "the rules are being read already");
    if (done.what == kind::refused)
        return error_response(422, "rules_refused", done.problem);
    json_writer out;
    out.open('{').key("result").text(done.what == kind::activated ? "activated" : "unchanged");
    out.key("unit").text(done.unit);
    if (done.what == kind::activated)
        out.key("active_from").time(done.active_from);
    return answer(out.key("warnings").text(done.warnings).close('}').take());
}

http_response list_dead_letters(const endpoint_world& world, const endpoint_request& request)
{
    const auto limit = number_of(request, "limit", 100, 1, 1000);
    if (!limit)
        return bad_request("limit is 1 to 1000");
    json_writer out;
    out.open('{').key("dead_letters").open('[');
    for (const auto& one : world.stored.dead_letters(request.tenant, static_cast<std::size_t>(*limit))) {
        out.open('{').key("at").time(one.at).key("tenant").text(one.tenant).key("source").text(one.source);
        out.key("code").text(one.code).key("id").text(one.id).key("bytes").text(printable_bytes(one.bytes));
        out.close('}');
    }
    return answer(out.close(']').close('}').take());
}

http_response list_reports(const endpoint_world& world, const endpoint_request& request)
{
    constexpr std::int32_t days_listed = 60;
    const auto tenant = find_tenant(world.stored, request.tenant);
    const auto today = static_cast<std::int32_t>(
        std::chrono::floor<std::chrono::days>(world.flow.now()).time_since_epoch().count()
    );
    json_writer out;
    out.open('{').key("reports").open('[');
    for (std::int32_t day = today + 1; tenant && day > today - days_listed; --day) {
        const auto known = world.reports.published(*tenant, day);
        if (!known)
            continue;
        out.open('{').key("date").text(engine::day_name(day));
        out.key("state")
            .text(known->is_final ? "final" : "provisional")
            .key("revision")
            .number(known->revision);
        out.close('}');
    }
    return answer(out.close(']').close('}').take());
}

connectors::endpoint_handler
report_file(const endpoint_world& world, std::string ending, std::string content_type)
{
    return [world,
            ending = std::move(ending),
            content_type = std::move(content_type)](const endpoint_request& request) {
        const auto day = engine::day_of(request.path.at("date"));
        const auto tenant = find_tenant(world.stored, request.tenant);
        const auto known = day && tenant ? world.reports.published(*tenant, *day) : std::nullopt;
        if (!known)
            return error_response(404, "not_found", "no report is published for this day");
        std::ifstream file{
            std::filesystem::path{known->folder} / report_file_name(*day, ending), std::ios::binary};
        if (!file)
            return error_response(404, "not_found", "the report's file is gone");
        http_response made;
        made.content_type = content_type;
        made.body.assign(std::istreambuf_iterator<char>{file}, {});
        return made;
    };
}

} // namespace

std::vector<connectors::endpoint> make_endpoints(const endpoint_world& world)
{
    using connectors::right;
    const auto with = [world](auto* handler) {
        return [world, handler](const endpoint_request& request) { return handler(world, request); };
    };
    return {
        {"GET", "/v1/verdicts", right::read, with(list_verdicts)},
        {"GET", "/v1/verdicts/{id}", right::read, with(one_verdict)},
        {"GET", "/v1/incidents", right::read, with(list_incidents)},
        {"GET", "/v1/conversations/{id}", right::read, with(one_conversation)},
        {"GET", "/v1/breaches", right::read, with(next_to_breach)},
        {"GET", "/v1/duties", right::read, with(duties_endpoint)},
        {"GET",
         "/v1/rules",
         right::read,
         [world](const endpoint_request&) { return answer(rules_view(*world.rules.now())); }},
        {"GET",
         "/v1/facets",
         right::read,
         [world](const endpoint_request& request) {
             return answer(facets_view(world.stored, request.tenant));
         }},
        {"POST", "/-/reload", right::admin, with(reload_rules)},
        {"GET", "/v1/reviews", right::read, with(list_reviews)},
        {"POST", "/v1/reviews", right::review, with(post_reviews)},
        {"GET", "/v1/dead-letters", right::read, with(list_dead_letters)},
        {"GET", "/v1/status", right::read, with(status)},
        {"GET", "/v1/reports", right::read, with(list_reports)},
        {"GET", "/v1/reports/{date}", right::read, report_file(world, ".html", "text/html; charset=utf-8")},
        {"GET",
         "/v1/reports/{date}.csv",
         right::read,
         report_file(world, "-summary.csv", "text/csv; charset=utf-8")},
        {"GET", "/v1/reports/{date}.json", right::read, report_file(world, ".json", "application/json")},
    };
}

} // namespace chatqc::app
