#include "app/pipeline_metrics.h"

#include <memory>

namespace chatqc::app {

namespace {

constexpr std::size_t rules_shown_max = 200; // further rules share the label `other`

// A counter that follows a total kept elsewhere.
class following_counter {
public:
    following_counter(connectors::metrics& page, const std::string& name, const std::string& help)
        : counter_(page.make_counter(name, help))
    {
    }

    void follow(std::uint64_t total)
    {
        if (total > seen_)
            counter_.add(total - seen_);
        seen_ = std::max(seen_, total);
    }

private:
    connectors::counter counter_;
    std::uint64_t seen_ = 0;
};

struct pipeline_page {
    explicit pipeline_page(connectors::metrics& page)
        : accepted(page, "messages_accepted_total", "Messages stored and judged."),
          duplicates(page, "messages_duplicate_total", "Messages that were stored before and dropped."),
          too_late(
              page,
              "messages_too_late_total",
              "Messages stored but not judged: over 24 h late on a live source."
          ),
          recomputed(
              page, "conversations_recomputed_total", "Conversations run again because a message came late."
          ),
          commits(page, "commits_total", "Synced batches written."),
          commit_failures(
              page, "commit_failures_total", "Batches that could not be written and were tried again."
          ),
          reopened(
              page,
              "store_reopened_total",
              "Times the store was closed and opened again because the disk failed."
          ),
          retracted(page, "verdicts_retracted_total", "Verdicts taken back by a later message."),
          refused(page, "messages_refused_total", "Messages refused, by code.", "code", 32),
          verdicts(
              page,
              "verdicts_total",
              "Final verdicts by rule, without later revisions.",
              "rule",
              rules_shown_max
          ),
          incidents(page, "incidents_total", "Incidents that began, by rule.", "rule", rules_shown_max),
          in_flight(page.make_gauge("in_flight_bytes", "Bytes of messages received and not yet durable.")),
          late(page.make_gauge(
              "late_conversations", "Conversations whose late messages are stored and not worked in yet."
          )),
          sources(page.make_gauge("sources_connected", "Sources with a connection.")),
          skew(page.make_gauge(
              "source_skew_seconds_max",
              "Largest estimated distance of a connected live source's clock from ours."
          )),
          disk(page.make_gauge("store_bytes", "Bytes of the store on disk.")),
          damaged(page.make_gauge("store_damaged_blocks", "Blocks of the journal that could not be read.")),
          position(page.make_gauge("feed_position", "Newest position of the live feed.")),
          reloads(page, "rules_reloads_total", "Times the rules were read again, by result.", "result", 3),
          rules_good(page.make_gauge(
              "rules_last_reload_successful",
              "1 if the rules judge that were read last, 0 if they were refused."
          )),
          rules_activated(page.make_gauge(
              "rules_last_activation_timestamp_seconds",
              "When a reload last put other rules in force; 0: not since the start."
          ))
    {
    }

    following_counter accepted, duplicates, too_late, recomputed, commits, commit_failures, reopened,
        retracted;
    connectors::capped_counters refused, verdicts, incidents;
    std::map<std::string, std::uint64_t> refused_seen, verdicts_seen, incidents_seen, reloads_seen;
    connectors::gauge in_flight, late, sources, skew, disk, damaged, position;
    connectors::capped_counters reloads;
    connectors::gauge rules_good, rules_activated;
};

void follow(
    connectors::capped_counters& counters,
    std::map<std::string, std::uint64_t>& seen,
    const std::string& label,
    std::uint64_t total
)
{
    auto& before = seen[label];
    if (total > before)
        counters.add(label, total - before);
    before = std::max(before, total);
}

void refresh(pipeline_page& page, pipeline& flow, storage::store& stored)
{
    const auto totals = flow.totals();
    page.accepted.follow(totals.accepted);
    page.duplicates.follow(totals.duplicates);
    page.too_late.follow(totals.too_late);
    page.recomputed.follow(totals.recomputed);
    page.commits.follow(totals.commits);
    page.commit_failures.follow(totals.commit_failures);
    page.retracted.follow(totals.retracted);
    for (const auto& [code, count] : totals.refused)
        follow(page.refused, page.refused_seen, code, count);
    for (const auto& [rule, count] : totals.incidents)
        follow(page.incidents, page.incidents_seen, rule, count);
    std::map<std::string, std::uint64_t> by_rule;
    for (const auto& [rule_and_level, count] : totals.verdicts)
        by_rule[rule_and_level.first] += count;
    for (const auto& [rule, count] : by_rule)
        follow(page.verdicts, page.verdicts_seen, rule, count);
    page.in_flight.set(static_cast<double>(flow.in_flight_bytes()));
    page.late.set(static_cast<double>(flow.late_conversations()));
    double connected = 0;
    std::chrono::duration<double> skew{0};
    for (const auto& one : flow.sources()) {
        connected += one.connected ? 1 : 0;
        if (one.connected && one.skew)
            skew = std::max<std::chrono::duration<double>>(skew, std::chrono::abs(*one.skew));
    }
    page.sources.set(connected);
    page.skew.set(skew.count());
    const auto store = stored.measure();
    page.disk.set(static_cast<double>(store.bytes_on_disk));
    page.reopened.follow(store.reopened);
    page.damaged.set(static_cast<double>(store.damaged_blocks));
    page.position.set(static_cast<double>(stored.last_feed_position()));
}

void refresh(pipeline_page& page, const reload_totals& totals)
{
    follow(page.reloads, page.reloads_seen, "activated", totals.activated);
    follow(page.reloads, page.reloads_seen, "unchanged", totals.unchanged);
    follow(page.reloads, page.reloads_seen, "refused", totals.refused);
    page.rules_good.set(totals.last_was_good ? 1 : 0);
    page.rules_activated.set(std::chrono::duration<double>(totals.activated_at.time_since_epoch()).count());
}

} // namespace

void expose(connectors::metrics& page, pipeline& flow, storage::store& stored, live_rules& rules)
{
    auto shown = std::make_shared<pipeline_page>(page);
    auto seconds = page.make_histogram(
        "commit_seconds",
        "Time from handing a batch to the store until it is synced.",
        {0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5}
    );
    flow.time_commits([seconds](std::chrono::nanoseconds spent) mutable {
        seconds.observe(std::chrono::duration<double>(spent).count());
    });
    page.before_page([shown, &flow, &stored, &rules] {
        refresh(*shown, flow, stored);
        refresh(*shown, rules.totals());
    });
}

} // namespace chatqc::app
