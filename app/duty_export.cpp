#include "app/duty_export.h"

#include "app/duty_list.h"
#include "app/report_store_source.h"
#include "app/units.h"

#include <map>
#include <utility>

namespace chatqc::app {

namespace {

constexpr std::size_t page_duties = 1000;

// What the journal tells of conversations with duties, by tenant. Open conversations stand nowhere else.
class told_in_journal {
public:
    explicit told_in_journal(storage::store& stored) : stored_(stored)
    {
        for (const auto& source : stored.sources())
            tenant_of_[source.id] = source.tenant;
    }

    storage::result<bool> want(engine::tenant_id tenant)
    {
        storage::verdict_query query;
        query.tenant = stored_.tenant_name(tenant);
        query.by_due = true;
        query.limit = page_duties;
        do {
            auto page = stored_.query(query);
            if (!page)
                return {std::nullopt, std::move(page.error)};
            for (auto& one : page.value->verdicts)
                told_[{tenant, std::move(one.conversation)}];
            query.cursor = std::move(page.value->next);
        } while (!query.cursor.empty());
        return {true, {}};
    }

    storage::result<bool> read(const damage_sink& unreadable)
    {
        bool is_whole = true;
        auto done = stored_.scan_readable(
            0,
            [&](const storage::journal_block& block) {
                take(block.bytes());
                return true;
            },
            [&](const storage::journal_damage& range) {
                is_whole = false;
                unreadable(range.sentence());
            }
        );
        return done ? storage::result<bool>{is_whole, {}} : done;
    }

    [[nodiscard]] event_reader of(engine::tenant_id tenant) const
    {
        return [this, tenant](const wanted_events& wanted) {
            std::map<std::string, std::vector<told_event>> found;
            for (const auto& [name, since] : wanted)
                found.emplace(name, told_.at({tenant, name}));
            return found;
        };
    }

private:
    void take(std::string_view records)
    {
        std::size_t consumed = 0;
        for (; const auto read = engine::read_record(records, consumed); records.remove_prefix(consumed)) {
            if (read->message.kind != rules::kind::event)
                continue;
            const auto wanted =
                told_.find({tenant_of_[read->arrival.source], std::string{read->message.conversation}});
            if (wanted != told_.end())
                append_events(wanted->second, records.substr(0, consumed));
        }
    }

    storage::store& stored_;
    std::map<engine::source_id, engine::tenant_id> tenant_of_;
    std::map<std::pair<engine::tenant_id, std::string>, std::vector<told_event>> told_;
};

storage::result<bool> print_duties(const duty_source& from, const std::string& tenant, const row_sink& sink)
{
    duty_query query;
    query.tenant = tenant;
    query.limit = page_duties;
    do {
        auto page = list_duties(from, query);
        if (!page)
            return {std::nullopt, std::move(page.error)};
        for (const auto& one : page.value->duties) {
            json_writer line;
            write_duty(line, one);
            sink(line.take() + "\n");
        }
        query.cursor = std::move(page.value->next);
    } while (!query.cursor.empty());
    return {true, {}};
}

} // namespace

storage::result<bool> export_duties(
    storage::store& from, const export_options& options, const row_sink& sink, const damage_sink& unreadable
)
{
    const auto rules = load_report_rules(from);
    if (!rules)
        return {std::nullopt, rules.error};
    auto tenants = tenants_of(from);
    std::erase_if(tenants, [&](engine::tenant_id one) {
        return !options.tenant.empty() && options.tenant != from.tenant_name(one);
    });
    told_in_journal told{from};
    for (const auto one : tenants)
        if (auto done = told.want(one); !done)
            return done;
    auto whole = told.read(unreadable);
    for (const auto one : tenants) {
        if (!whole)
            break;
        const duty_source source{from, *rules.value, from.sources(), told.of(one)};
        if (auto done = print_duties(source, from.tenant_name(one), sink); !done)
            return done;
    }
    return whole;
}

} // namespace chatqc::app
