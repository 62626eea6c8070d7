#include "app/export_rows.h"

#include "app/report_store_source.h"
#include "app/report_text.h"
#include "connectors/codec/encode.h"
#include "engine/incident.h"
#include "engine/time/calendar.h"
#include "rules/detectors.h"

#include <date/date.h>

#include <optional>

namespace chatqc::app {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF"; // Excel reads UTF-8 only with it

// One CSV row, cell by cell.
class csv_row {
public:
    csv_row& operator<<(std::string_view cell)
    {
        line_ += (line_.empty() ? "" : ",") + csv_cell(cell);
        return *this;
    }

    csv_row& operator<<(std::int64_t number) { return *this << std::string_view{std::to_string(number)}; }

    csv_row& operator<<(engine::time_point at)
    {
        return *this << std::string_view{date::format("%FT%TZ", at)}; // UTC, milliseconds
    }

    std::string finish() { return std::move(line_) + "\r\n"; }

private:
    std::string line_;
};

std::string message_header()
{
    return std::string{byte_order_mark} + "tenant,ts,seq,conversation,id,role,kind,event,sender,to,customer,"
                                          "platform,shop,group,text,ref,attrs,too_late\r\n";
}

std::string message_row(const engine::record& record, std::string_view tenant)
{
    const engine::message& it = record.message;
    csv_row row;
    row << tenant << it.ts << it.seq << it.conversation << it.id << rules::name_of(it.role)
        << rules::name_of(it.kind);
    row << (it.event == rules::event::none ? std::string_view{} : rules::name_of(it.event));
    row << it.sender << it.to << it.customer << it.platform << it.shop << it.group << it.text << it.ref
        << it.attrs;
    row << std::string_view{record.arrival.too_late ? "1" : ""};
    return row.finish();
}

std::string verdict_header()
{
    return std::string{byte_order_mark} +
           "id,status,rule,level,category,points,mode,review_required,tenant,platform,shop,group,agent,"
           "conversation,"
           "session,anchor,anchor_ts,decided_at,messages,phrases,revision,reason\r\n";
}

std::string verdict_row(const engine::verdict& it)
{
    std::string messages;
    for (const std::string& id : it.receipt.messages) {
        messages += (messages.empty() ? "" : " ") + id;
    }
    std::string phrases;
    for (const engine::span& span : it.receipt.spans) {
        phrases += (phrases.empty() ? "" : " | ") + span.phrase;
    }
    csv_row row;
    row << engine::to_hex(it.id) << engine::name_of(it.status) << it.rule << rules::name_of(it.level)
        << rules::name_of(it.category) << it.points << rules::name_of(it.mode)
        << std::string_view{it.review_required ? "1" : ""} << it.tenant << it.platform << it.shop << it.group
        << it.agent << it.conversation << it.session << it.anchor << it.anchor_ts << it.decided_at << messages
        << phrases << static_cast<std::int64_t>(it.revision) << engine::name_of(it.reason);
    return row.finish();
}

std::string incident_header()
{
    return std::string{byte_order_mark} +
           "id,rule,level,mode,tenant,of,by,key,day,opened,first,last,count,verdicts\r\n";
}

std::string incident_row(const engine::incident& it)
{
    std::string verdicts;
    for (const auto& id : it.verdicts) {
        verdicts += (verdicts.empty() ? "" : " ") + engine::to_hex(id);
    }
    csv_row row;
    row << engine::to_hex(it.id) << it.rule << rules::name_of(it.level) << rules::name_of(it.mode)
        << it.tenant << it.of << rules::name_of(it.by) << it.key << engine::day_name(it.day) << it.opened
        << it.first << it.last << std::int64_t{it.count} << verdicts;
    return row.finish();
}

// Those of its group from its first to its last: within one there is no other.
void read_verdicts(storage::store& from, storage::tenant_id tenant, engine::incident& of)
{
    for (const auto& [decided_at, id] : from.members(tenant, {of.day, of.rule, of.rule_hash, of.key})) {
        if (decided_at >= of.first && decided_at <= of.last) {
            of.verdicts.push_back(id);
        }
    }
}

// Names and numbers of tenants; both ways of asking the store are too slow for every row.
class tenant_names {
public:
    explicit tenant_names(storage::store& from) : from_{from}
    {
        for (const storage::source_state& source : from.sources()) {
            of_source_.emplace(source.id, source.tenant);
        }
    }

    const std::string& of_source(engine::source_id id)
    {
        const auto source = of_source_.find(id);
        const engine::tenant_id tenant = source == of_source_.end() ? 0 : source->second;
        auto name = names_.find(tenant);
        if (name == names_.end()) {
            name = names_.emplace(tenant, tenant == 0 ? "" : from_.tenant_name(tenant)).first;
        }
        return name->second;
    }

    // Nothing for a tenant the store has never seen.
    std::optional<engine::tenant_id> number(const std::string& name)
    {
        auto known = numbers_.find(name);
        if (known == numbers_.end()) {
            known = numbers_.emplace(name, from_.tenant(name).value).first;
        }
        return known->second;
    }

private:
    storage::store& from_;
    std::map<engine::source_id, engine::tenant_id> of_source_;
    std::map<engine::tenant_id, std::string> names_;
    std::map<std::string, std::optional<engine::tenant_id>> numbers_;
};

bool is_settled(storage::store& from, tenant_names& tenants, const engine::verdict& value)
{
    if (value.status != engine::verdict_status::final_) {
        return false;
    }
    const auto tenant = tenants.number(value.tenant);
    return tenant && from.session_ended(*tenant, value.conversation, value.session);
}

} // namespace

storage::result<bool> export_messages(
    storage::store& from, const export_options& options, const row_sink& sink, const damage_sink& unreadable
)
{
    tenant_names tenants{from};
    const bool as_csv = options.format == export_format::csv;
    if (as_csv) {
        sink(message_header());
    }
    bool is_damaged = false;
    std::string line;
    const auto write_block = [&](const storage::journal_block& block) {
        std::string_view rest = block.records;
        while (!rest.empty()) {
            std::size_t consumed = 0;
            const auto record = engine::read_record(rest, consumed);
            if (!record || consumed == 0) {
                is_damaged = true;
                return false;
            }
            rest.remove_prefix(consumed);
            const std::string& tenant = tenants.of_source(record->arrival.source);
            if ((record->arrival.too_late && !options.too_late) ||
                (!options.tenant.empty() && options.tenant != tenant)) {
                continue;
            }
            line.clear();
            if (as_csv) {
                line = message_row(*record, tenant);
            } else {
                connectors::append_message_json(line, record->message);
                line += '\n';
            }
            sink(line);
        }
        return true;
    };
    bool is_whole = true;
    auto scanned = from.scan_readable(0, write_block, [&](const storage::journal_damage& range) {
        is_whole = false;
        unreadable(range.sentence());
    });
    if (is_damaged) {
        return {{}, {"corruption", "a journal block holds a record that cannot be read"}};
    }
    return scanned ? storage::result<bool>{is_whole, {}} : scanned;
}

storage::result<bool>
export_verdicts(storage::store& from, const export_options& options, const row_sink& sink)
{
    tenant_names tenants{from};
    const bool as_csv = options.format == export_format::csv;
    if (as_csv) {
        sink(verdict_header());
    }
    std::string line;
    return from.scan_verdicts([&](const engine::verdict& value) {
        if (!options.tenant.empty() && options.tenant != value.tenant) {
            return true;
        }
        if (options.settled && !is_settled(from, tenants, value)) {
            return true;
        }
        line.clear();
        if (as_csv) {
            line = verdict_row(value);
        } else {
            const auto view = options.settled ? engine::verdict_view::settled : engine::verdict_view::full;
            engine::append_json(line, value, view);
            line += '\n';
        }
        sink(line);
        return true;
    });
}

storage::result<bool>
export_incidents(storage::store& from, const export_options& options, const row_sink& sink)
{
    const bool as_csv = options.format == export_format::csv;
    if (as_csv) {
        sink(incident_header());
    }
    for (const auto tenant : tenants_of(from)) {
        storage::incident_query query;
        query.tenant = from.tenant_name(tenant);
        query.newest_first = false;
        if (!options.tenant.empty() && options.tenant != query.tenant) {
            continue;
        }
        do {
            auto page = from.incidents(query);
            if (!page) {
                return {std::nullopt, std::move(page.error)};
            }
            for (auto& one : page.value->incidents) {
                read_verdicts(from, tenant, one);
                std::string line;
                if (as_csv) {
                    line = incident_row(one);
                } else {
                    engine::append_json(line, one);
                    line += '\n';
                }
                sink(line);
            }
            query.cursor = std::move(page.value->next);
        } while (!query.cursor.empty());
    }
    return {true, {}};
}

} // namespace chatqc::app
