#include "app/endpoint_views.h"

#include "app/leak_notes.h"
#include "app/report_store_source.h"
#include "connectors/codec/encode.h"
#include "engine/text/normal_form.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace chatqc::app {

namespace {

struct session_line {
    std::string session;
    engine::time_point started{};
    std::optional<engine::time_point> ended;
    std::vector<std::string> tags;
};

void ask_soon(pipeline& flow, const std::function<void(unsigned shard, engine::shard&)>& what)
{
    if (!flow.ask_soon(what))
        throw connectors::backend_unavailable{"the shards wait for the disk"};
}

// Where all messages of a conversation lie, and its sessions.
std::vector<engine::position> positions_of(
    storage::store& stored,
    pipeline& flow,
    engine::tenant_id tenant,
    const std::string& name,
    std::vector<session_line>& sessions
)
{
    std::vector<engine::position> where;
    std::optional<engine::begun_session> open;
    flow.ask_settled([&](unsigned, engine::shard& shard) {
        const auto unended = shard.open_positions(tenant, name);
        where.insert(where.end(), unended.begin(), unended.end());
        if (auto session = shard.open_session(tenant, name))
            open = std::move(session);
    });
    for (const auto& row : stored.segments(tenant, name)) {
        if (row.session)
            sessions.push_back(
                {row.session->session, row.session->started, row.session->ended, row.session->tags}
            );
        for (const auto& kept : row.messages)
            where.push_back(kept.where);
    }
    const auto has_ended_since = [&](const session_line& one) { return open && one.session == open->id; };
    if (open && std::none_of(sessions.begin(), sessions.end(), has_ended_since))
        sessions.push_back({std::move(open->id), open->started, std::nullopt, std::move(open->tags)});
    std::sort(where.begin(), where.end());
    where.erase(std::unique(where.begin(), where.end()), where.end());
    return where;
}

void write_messages(json_writer& out, std::string_view bytes)
{
    std::vector<engine::record> records;
    while (!bytes.empty()) {
        std::size_t consumed = 0;
        const auto read = engine::read_record(bytes, consumed);
        if (!read)
            break;
        records.push_back(*read);
        bytes.remove_prefix(consumed);
    }
    std::sort(records.begin(), records.end(), [](const engine::record& a, const engine::record& b) {
        return std::tie(a.message.ts, a.message.seq, a.message.id) <
               std::tie(b.message.ts, b.message.seq, b.message.id);
    });
    out.open('[');
    for (const auto& one : records) {
        std::string json;
        connectors::append_message_json(json, one.message, one.arrival.too_late ? ",\"too_late\":true" : "");
        out.raw(json);
    }
    out.close(']');
}

} // namespace

void write_verdict(
    json_writer& out, const engine::verdict& value, const std::vector<storage::number_sighting>& seen_with
)
{
    std::string json;
    engine::append_json(json, value, engine::verdict_view::full);
    if (!seen_with.empty()) {
        json_writer notes;
        notes.open('[');
        for (const auto& one : seen_with)
            notes.open('{').key("conversation").text(one.conversation).key("at").time(one.at).close('}');
        json.back() = ','; // in the place of the closing brace
        json += "\"seen_with\":" + notes.close(']').take() + "}";
    }
    out.raw(json);
}

std::optional<std::string> conversation_view(
    storage::store& stored,
    pipeline& flow,
    const report_rules& rules,
    std::string_view tenant_name,
    const std::string& name
)
{
    const auto tenant = find_tenant(stored, tenant_name);
    if (!tenant)
        return std::nullopt;
    std::vector<session_line> sessions;
    const auto where = positions_of(stored, flow, *tenant, name, sessions);
    if (where.empty())
        return std::nullopt;
    std::string bytes;
    for (const auto& at : where)
        (void)stored.read({at}, bytes); // what has expired, or is not on disk yet, is left out
    json_writer out;
    out.open('{').key("conversation").text(name).key("messages");
    write_messages(out, bytes);
    out.key("verdicts").open('[');
    leak_notes notes{stored, flow, rules, *tenant};
    for (const auto& one : stored.verdicts_of(tenant_name, name))
        write_verdict(out, one, notes.of(one));
    out.close(']').key("sessions").open('[');
    for (const auto& one : sessions) {
        out.open('{').key("session").text(one.session).key("started").time(one.started).key("ended");
        one.ended ? out.time(*one.ended) : out.null();
        out.key("tags").open('[');
        for (const auto& tag : one.tags)
            out.text(tag);
        out.close(']').close('}');
    }
    return out.close(']').close('}').take();
}

std::string breach_view(pipeline& flow, std::string_view tenant, std::string_view shop, std::size_t limit)
{
    std::vector<engine::open_wait> waits;
    ask_soon(flow, [&](unsigned, engine::shard& shard) {
        const auto found = shard.waits(tenant, shop, limit);
        waits.insert(waits.end(), found.begin(), found.end());
    });
    std::sort(waits.begin(), waits.end(), [](const engine::open_wait& a, const engine::open_wait& b) {
        return std::tie(a.deadline, a.conversation, a.rule) < std::tie(b.deadline, b.conversation, b.rule);
    });
    waits.resize(std::min(waits.size(), limit));
    const auto now = flow.now();
    json_writer out;
    out.open('{').key("now").time(now).key("rounds").open('[');
    for (const auto& one : waits) {
        const bool late = one.late || one.deadline < now;
        const bool warned = one.warns && *one.warns <= now;
        out.open('{').key("conversation").text(one.conversation).key("shop").text(one.shop);
        out.key("agent").text(one.agent).key("rule").text(one.rule).key("profile").text(one.profile);
        out.key("opened").time(one.opened).key("deadline").time(one.deadline);
        out.key("left_ms").number((one.deadline - now).count());
        out.key("state").text(late ? "late" : warned ? "warn" : "open").close('}');
    }
    return out.close(']').close('}').take();
}

std::string rules_view(const report_rules& rules)
{
    const auto& newest = rules.newest();
    json_writer out;
    out.open('{').key("hash").text(newest.hash).key("rules").open('[');
    for (const auto& one : newest.rules) {
        out.open('{').key("id").text(one.id).key("pack").text(one.pack).key("name").open('{');
        out.key("zh").text(one.name_zh).key("en").text(one.name_en).close('}').key("why").text(one.why);
        out.key("category").text(rules::name_of(one.in)).key("level").text(rules::name_of(one.severity));
        out.key("points").number(one.points).key("mode").text(rules::name_of(one.mode));
        out.key("review").text(one.review_required ? "required" : "auto");
        if (one.puts)
            out.key("tag").text(newest.tags[*one.puts].name);
        out.close('}');
    }
    out.close(']').key("tags").open('[');
    for (const auto& one : newest.tags) {
        out.open('{').key("tag").text(one.name).key("name").open('{');
        out.key("zh").text(one.name_zh).key("en").text(one.name_en).close('}').close('}');
    }
    out.close(']').key("profiles").open('[');
    for (const auto& one : newest.profiles)
        out.open('{').key("name").text(one.name).key("disputed").boolean(one.disputed).close('}');
    return out.close(']').close('}').take();
}

std::string facets_view(storage::store& stored, std::string_view tenant)
{
    std::set<std::string> shops, agents;
    storage::verdict_query query;
    query.tenant = tenant;
    query.limit = 1000;
    if (const auto page = stored.query(query)) {
        for (const auto& one : page.value->verdicts) {
            if (!one.shop.empty())
                shops.insert(one.shop);
            if (!one.agent.empty())
                agents.insert(one.agent);
        }
    }
    json_writer out;
    const auto list = [&](std::string_view name, const std::set<std::string>& values) {
        out.key(name).open('[');
        for (const auto& one : values)
            out.text(one);
        out.close(']');
    };
    out.open('{');
    list("shops", shops);
    list("agents", agents);
    return out.close('}').take();
}

namespace {

// So far that a wait that is counted by its clock may be judged wrongly.
bool is_far_off(const source_status& one)
{
    constexpr std::chrono::seconds told_from{5};
    return one.connected && one.skew && std::chrono::abs(*one.skew) >= told_from;
}

} // namespace

std::string
status_view(storage::store& stored, pipeline& flow, std::string_view tenant_name, const server_state& state)
{
    const auto tenant = find_tenant(stored, tenant_name);
    std::size_t open = 0;
    ask_soon(flow, [&](unsigned, engine::shard& shard) { open += shard.open_sessions(); });
    const auto totals = flow.totals();
    std::uint64_t refused = 0;
    for (const auto& [code, count] : totals.refused)
        refused += count;
    json_writer out;
    out.open('{').key("version").text(state.version).key("unit").text(state.unit);
    if (!state.rules_problem.empty())
        out.key("rules_problem").text(state.rules_problem);
    out.key("position").number(static_cast<std::int64_t>(stored.last_feed_position()));
    out.key("conversations_open").number(static_cast<std::int64_t>(open)).key("sources").open('[');
    auto sources = flow.sources();
    std::erase_if(sources, [&](const source_status& one) { return !tenant || one.state.tenant != *tenant; });
    for (const auto& one : sources) {
        out.open('{')
            .key("name")
            .text(one.state.name)
            .key("clock")
            .text(one.state.recorded ? "recorded" : "live");
        out.key("newest").time(one.state.newest).key("watermark");
        one.state.watermark == engine::time_point::min() ? out.null() : out.time(one.state.watermark);
        if (one.skew)
            out.key("skew").number(one.skew->count());
        out.key("connected").boolean(one.connected).key("ended").boolean(one.state.ended).close('}');
    }
    out.close(']').key("counters").open('{');
    out.key("accepted").number(static_cast<std::int64_t>(totals.accepted));
    out.key("duplicates").number(static_cast<std::int64_t>(totals.duplicates));
    out.key("refused").number(static_cast<std::int64_t>(refused));
    out.key("too_late").number(static_cast<std::int64_t>(totals.too_late));
    out.key("recomputed").number(static_cast<std::int64_t>(totals.recomputed));
    out.close('}').key("notes").open('[');
    for (const auto& one : state.notes)
        out.text(one);
    if (std::any_of(sources.begin(), sources.end(), is_far_off))
        out.text("source_skew");
    return out.close(']').close('}').take();
}

std::string printable_bytes(std::string_view bytes)
{
    std::string out;
    while (!bytes.empty()) {
        std::size_t length = 1;
        while (length < 4 && length < bytes.size() && !engine::is_valid_utf8(bytes.substr(0, length)))
            ++length;
        if (engine::is_valid_utf8(bytes.substr(0, length))) {
            out += bytes.substr(0, length);
        } else {
            out += "\uFFFD";
            length = 1;
        }
        bytes.remove_prefix(length);
    }
    return out;
}

} // namespace chatqc::app
