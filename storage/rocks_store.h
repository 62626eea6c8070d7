// The store over RocksDB: joins the rows into commits and answers. What each kind of row is stands in its own
// file.
#pragma once

#include "storage/database.h"
#include "storage/dead_letter_rows.h"
#include "storage/feed_rows.h"
#include "storage/journal.h"
#include "storage/names.h"

#include <map>
#include <mutex>

namespace chatqc::storage {

class rocks_store final : public store {
public:
    // Throws read_error.
    rocks_store(std::unique_ptr<database> in, std::string path);

    result<commit_receipt> commit(const commit_batch& batch) override;
    std::uint64_t next_block() override;
    result<tenant_id> tenant(std::string_view name) override;
    std::string tenant_name(tenant_id id) override;
    result<source_id> source(tenant_id tenant, std::string_view name) override;
    std::vector<source_state> sources() override;

    result<bool> put_checkpoint(std::uint64_t journal_from) override;
    std::optional<std::uint64_t> checkpoint() override;
    result<bool> scan_checkpoint(const std::function<bool(std::string_view row)>& visit) override;
    result<bool> erase_checkpoint() override;
    result<bool> put_unit(const unit& value) override;
    std::vector<unit> units() override;
    result<bool> put_reviews(tenant_id tenant, const std::vector<review>& values) override;
    result<bool> put_note(std::string_view name, std::string_view value) override;
    std::optional<std::string> note(std::string_view name) override;

    std::vector<engine::segment> segments(tenant_id tenant, std::string_view conversation) override;
    result<bool> read(const std::vector<engine::position>& where, std::string& out) override;
    result<bool>
    scan_journal(std::uint64_t from, const std::function<bool(const journal_block&)>& visit) override;
    result<bool> scan_readable(
        std::uint64_t from,
        const std::function<bool(const journal_block&)>& visit,
        const std::function<void(const journal_damage&)>& damaged
    ) override;
    result<bool> scan_sessions(
        tenant_id tenant,
        std::int32_t from,
        std::int32_t to,
        const std::function<bool(const engine::session_summary&, std::string_view conversation)>& visit
    ) override;
    bool session_ended(tenant_id tenant, std::string_view conversation, std::string_view session) override;
    result<bool>
    scan_segments(tenant_id tenant, const std::function<bool(engine::segment&&)>& visit) override;

    std::optional<engine::verdict> verdict(std::string_view tenant, const engine::verdict_id& id) override;
    std::vector<engine::verdict> verdicts_of(std::string_view tenant, std::string_view conversation) override;
    std::vector<review> reviews_of(tenant_id tenant, std::string_view conversation) override;
    result<bool> scan_reviews(tenant_id tenant, const std::function<bool(review&&)>& visit) override;
    result<verdict_page> query(const verdict_query& what) override;
    std::vector<number_sighting>
    numbers_told(tenant_id tenant, std::uint64_t number, std::size_t limit) override;
    result<bool> scan_verdicts(const std::function<bool(const engine::verdict&)>& visit) override;

    result<bool> scan_marked(const std::function<void(tenant_id tenant, std::string_view conversation)>& visit
    ) override;
    std::vector<membership> memberships(tenant_id tenant, std::string_view conversation) override;
    std::vector<engine::incident_member>
    members(tenant_id tenant, const engine::incident_group& group) override;
    result<incident_page> incidents(const incident_query& what) override;

    std::vector<feed_entry> feed_after(std::uint64_t position, std::size_t limit) override;
    std::uint64_t last_feed_position() override;
    std::uint64_t first_feed_position() override;
    std::vector<storage::dead_letter> dead_letters(std::string_view tenant, std::size_t limit) override;

    result<std::uint64_t> expire(const retention& what) override;
    figures measure() override;

private:
    result<commit_receipt> commit_locked(const commit_batch& batch);

    std::unique_ptr<database> in_;
    std::string path_;
    names names_;
    journal journal_;
    feed_rows feed_;

    std::mutex commits_; // held while rows are read to be replaced
    dead_letter_rows letters_;
    time_point newest_arrival_; // of any block so far: when a verdict was stored

    std::mutex damage_;
    std::map<std::uint64_t, std::uint64_t> damaged_ranges_; // what was found: first block → how many
    std::mutex expiries_;
};

} // namespace chatqc::storage
