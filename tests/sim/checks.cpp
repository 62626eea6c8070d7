#include "tests/sim/checks.h"

#include "app/feed_items.h"
#include "app/report_build.h"
#include "app/report_json.h"
#include "app/report_store_source.h"
#include "connectors/codec/encode.h"
#include "engine/incident.h"
#include "engine/offline.h"
#include "tests/model/compare.h"
#include "tests/sim/records.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace chatqc::sim {

namespace {

std::string settled_text(std::vector<engine::verdict> verdicts)
{
    std::sort(verdicts.begin(), verdicts.end(), [](const engine::verdict& a, const engine::verdict& b) {
        return std::tie(a.decided_at, a.id) < std::tie(b.decided_at, b.id);
    });
    std::string text;
    for (const auto& one : verdicts) {
        engine::append_json(text, one, engine::verdict_view::settled);
        text += '\n';
    }
    return text;
}

std::string first_difference(std::string_view ours, std::string_view theirs)
{
    while (!ours.empty() || !theirs.empty()) {
        const auto mine = ours.substr(0, ours.find('\n'));
        const auto other = theirs.substr(0, theirs.find('\n'));
        if (mine != other)
            return "\n    stored:    " + std::string{mine} + "\n    reference: " + std::string{other};
        ours.remove_prefix(std::min(ours.size(), mine.size() + 1));
        theirs.remove_prefix(std::min(theirs.size(), other.size() + 1));
    }
    return "";
}

// The plain order, judged without a server.
void judge(engine::offline_run& reference, const stored_records& records)
{
    std::vector<const engine::message*> messages;
    for (const auto& [key, one] : records) {
        if (!one.value.arrival.too_late)
            messages.push_back(&one.value.message);
    }
    std::sort(messages.begin(), messages.end(), [](const auto* a, const auto* b) {
        return std::tie(a->ts, a->seq, a->conversation, a->id) <
               std::tie(b->ts, b->seq, b->conversation, b->id);
    });
    for (const auto* one : messages)
        reference.add(*one);
    reference.end();
}

void check_acknowledged(
    const plan& what,
    const stored_records& records,
    const std::vector<std::unique_ptr<sender>>& senders,
    outcome& out
)
{
    std::set<std::string> words;
    for (const auto& copy : what.copies)
        words.insert(copy.json);
    for (const auto& [key, one] : records) {
        std::string json;
        connectors::append_message_json(json, one.value.message);
        if (!words.contains(json))
            out.failures.push_back("stored, but never sent: " + json);
    }
    for (const auto& copy : what.copies) {
        const auto& about = what.messages[copy.message];
        if (!records.contains({about.conversation, about.id}) &&
            !senders[copy.source]->was_refused(copy.json))
            out.failures.push_back("acknowledged and not stored: " + copy.json);
    }
}

std::vector<std::string> named(const std::vector<app::too_late_message>& listed)
{
    std::vector<std::string> names;
    for (const auto& one : listed)
        names.push_back(
            one.conversation + ' ' + one.id + ' ' + std::to_string(one.ts.time_since_epoch().count())
        );
    return names;
}

// The meaning a second time, without the engine's code.
void check_model(
    const engine::unit_log& units,
    const stored_records& records,
    const std::vector<engine::verdict>& settled,
    outcome& out
)
{
    std::vector<model::activation> active;
    for (const auto& [from, unit] : units.entries())
        active.push_back({from, unit->rules});
    std::vector<model::message> messages;
    for (const auto& [key, one] : records) {
        if (!one.value.arrival.too_late)
            messages.push_back(model::owned(one.value.message));
    }
    const auto expected = model::settle_all(messages, active);
    out.modelled += expected.size();
    const auto differs = model::difference(expected, model::told(settled), plan_begins);
    if (!differs.empty())
        out.failures.push_back("settled otherwise than the model:\n" + differs);
}

void check_reports(
    storage::store& stored,
    const engine::unit_log& units,
    const stored_records& records,
    const engine::offline_run& reference,
    outcome& out
)
{
    app::report_rules rules;
    for (const auto& [from, unit] : units.entries()) {
        rules.sets.push_back(unit->rules);
        rules.zones = unit->zones;
    }
    app::memory_report_source again;
    for (const auto& one : reference.sessions())
        again.sessions.push_back({one.conversation, one.summary});
    again.verdicts = reference.settled();
    again.clocks = stored.sources();
    again.still_open.known = false;
    for (const auto& [key, one] : records) {
        const auto& value = one.value.message;
        if (one.value.arrival.too_late)
            again.late.push_back({key.first, key.second, std::string{value.shop}, {}, value.ts, {}});
    }
    app::store_report_source from_store{stored, 1};
    const auto first = std::chrono::floor<std::chrono::days>(plan_begins).time_since_epoch().count() - 2;
    for (auto day = static_cast<std::int32_t>(first); day < first + 5; ++day) {
        auto ours = app::build_daily_report(from_store, rules, day);
        auto expected = app::build_daily_report(again, rules, day);
        if (!ours || !expected) {
            out.failures.push_back("a report cannot be built");
            continue;
        }
        if (named(ours.value->too_late_listed) != named(expected.value->too_late_listed))
            out.failures.push_back("the report lists other messages as too late than are stored so");
        // Their shops and sources are told by the store alone.
        ours.value->too_late_listed.clear();
        expected.value->too_late_listed.clear();
        const auto theirs = app::report_json(*expected.value);
        if (const auto json = app::report_json(*ours.value); json != theirs)
            out.failures.push_back(
                "the report is not that of what is stored:" + first_difference(json, theirs)
            );
    }
}

std::vector<engine::verdict> settled_of(storage::store& stored)
{
    std::vector<engine::verdict> found;
    (void)stored.scan_verdicts([&](const engine::verdict& one) {
        if (one.status == engine::verdict_status::final_)
            found.push_back(one);
        return true;
    });
    return found;
}

std::vector<engine::incident> incidents_in(storage::store& stored)
{
    storage::incident_query query;
    query.tenant = "default";
    query.newest_first = false;
    std::vector<engine::incident> found;
    do {
        auto page = stored.incidents(query);
        std::move(page.value->incidents.begin(), page.value->incidents.end(), std::back_inserter(found));
        query.cursor = page.value->next;
    } while (!query.cursor.empty());
    return found;
}

// Incidents are those of the settled verdicts.
void check_incidents(
    storage::store& stored, const engine::unit_log& units, const engine::offline_run& reference, outcome& out
)
{
    std::map<std::pair<std::string, std::string>, engine::session_summary> judged;
    for (auto& [conversation, summary] : reference.sessions())
        judged.emplace(std::pair{conversation, summary.session}, summary);
    const auto settled = reference.settled();
    std::vector<engine::dated_verdict> dated;
    for (const auto& one : settled) {
        const auto& session = judged.at({one.conversation, one.session});
        dated.push_back({&one, session.day, units.at(session.started)->rules.get()});
    }
    const auto text_of = [](std::vector<engine::incident> all) {
        std::string text;
        for (auto& one : all) {
            one.verdicts.clear();
            engine::append_json(text, one);
            text += '\n';
        }
        return text;
    };
    const auto found = incidents_in(stored);
    const auto ours = text_of(found);
    const auto expected = text_of(engine::find_incidents(dated));
    if (ours != expected)
        out.failures.push_back("other incidents:" + first_difference(ours, expected));
    out.incidents += found.size();
}

// What the feed has told of verdicts.
class told_verdicts {
public:
    explicit told_verdicts(outcome& out) : out_(out) {}

    void add(const engine::verdict& value, const std::string& json)
    {
        // What is provisional has no revisions yet: it may change, and change back.
        const bool is_provisional = value.status == engine::verdict_status::provisional;
        const bool is_known = is_provisional ? newest_[value.id] == json : !revisions_.insert(json).second;
        if (is_known)
            out_.failures.push_back("told twice: " + json);
        newest_[value.id] = json;
    }

    void compare(storage::store& stored) const
    {
        for (const auto& [id, json] : newest_) {
            const auto one = stored.verdict("default", id);
            std::string ours;
            if (one)
                engine::append_json(ours, *one, engine::verdict_view::full);
            if (ours != json)
                out_.failures.push_back(
                    "the sum of revisions is not what is stored: " + json + " and " + ours
                );
        }
    }

private:
    outcome& out_;
    std::set<std::string> revisions_;
    std::map<engine::verdict_id, std::string> newest_;
};

// What the feed has told of incidents. One may change and change back, and come again once it has gone.
class told_incidents {
public:
    explicit told_incidents(outcome& out) : out_(out) {}

    void add(const storage::incident_change& change)
    {
        const auto& id = change.value.id;
        const auto known = standing_.find(id);
        const bool is_new = change.what == storage::incident_event::appeared;
        if (is_new != (known == standing_.end()))
            out_.failures.push_back("incident " + engine::to_hex(id) + " is told once too often");
        if (change.what == storage::incident_event::changed && known != standing_.end() &&
            known->second == change.value)
            out_.failures.push_back("incident " + engine::to_hex(id) + " is told twice");
        if (change.what == storage::incident_event::gone)
            standing_.erase(id);
        else
            standing_[id] = change.value;
    }

    void compare(storage::store& stored) const
    {
        std::map<engine::verdict_id, engine::incident> there;
        for (auto& one : incidents_in(stored))
            there.emplace(one.id, std::move(one));
        if (there != standing_)
            out_.failures.push_back("the sum of what was told of incidents is not what is stored");
    }

private:
    outcome& out_;
    std::map<engine::verdict_id, engine::incident> standing_;
};

} // namespace

std::string settled_in(storage::store& stored)
{
    return settled_text(settled_of(stored));
}

void check_store(
    storage::store& stored,
    const plan& what,
    const engine::unit_log& units,
    const std::vector<std::unique_ptr<sender>>& senders,
    outcome& out
)
{
    const auto records = records_of(stored, out);
    check_acknowledged(what, records, senders, out);
    engine::offline_run reference{units, "default"};
    judge(reference, records);
    const auto verdicts = settled_of(stored);
    if (what.said == traffic::model)
        check_model(units, records, verdicts, out);
    const auto settled = settled_text(verdicts);
    const auto expected = settled_text(reference.settled());
    if (settled != expected)
        out.failures.push_back("settled otherwise:" + first_difference(settled, expected));
    out.verdicts += static_cast<std::uint64_t>(std::count(settled.begin(), settled.end(), '\n'));
    std::set<engine::verdict_id> ids;
    (void)stored.scan_verdicts([&](const engine::verdict& one) {
        if (!ids.insert(one.id).second)
            out.failures.push_back("verdict " + engine::to_hex(one.id) + " is stored twice");
        if (one.status == engine::verdict_status::provisional)
            out.failures.push_back("verdict " + engine::to_hex(one.id) + " is provisional for ever");
        return true;
    });
    check_reports(stored, units, records, reference, out);
    check_incidents(stored, units, reference, out);
}

void check_feed(storage::store& stored, const watcher& told, outcome& out)
{
    if (!told.complaint().empty())
        out.failures.push_back(told.complaint());
    std::uint64_t position = 0;
    told_verdicts verdicts{out};
    told_incidents incidents{out};
    for (const auto& entry : stored.feed_after(0, 1'000'000)) {
        const auto item = app::feed_items_of({entry}).front();
        if (entry.position != position + 1)
            out.failures.push_back(
                "after position " + std::to_string(position) + " the feed has " +
                std::to_string(entry.position)
            );
        if (const auto* verdict = std::get_if<engine::verdict>(&entry.what))
            verdicts.add(*verdict, item.json);
        else
            incidents.add(std::get<storage::incident_change>(entry.what));
        const auto at = static_cast<std::size_t>(position);
        position = entry.position;
        if (at >= told.lines().size() || told.lines()[at].position != position ||
            told.lines()[at].told != item.json) {
            out.failures.push_back(
                "the watcher was not told position " + std::to_string(position) + " in its place"
            );
            return;
        }
    }
    if (told.lines().size() != position)
        out.failures.push_back("the watcher was told more than the feed holds");
    verdicts.compare(stored);
    incidents.compare(stored);
}

} // namespace chatqc::sim
