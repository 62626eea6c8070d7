#include "tests/sim/disk.h"

#include <stdexcept>

namespace chatqc::sim {

namespace {

using storage::result;

// The real store. Where the power goes while it writes, the process goes too.
class faulty_store final : public storage::store {
public:
    faulty_store(std::unique_ptr<storage::store> in, disk& on) : in_(std::move(in)), on_(on) {}

    result<storage::commit_receipt> commit(const storage::commit_batch& batch) override
    {
        if (on_.fails_now())
            return {std::nullopt, {"io_error", "the virtual disk fails"}};
        auto done = alive(in_->commit(batch));
        if (done)
            on_.written();
        return done;
    }

    std::uint64_t next_block() override { return in_->next_block(); }

    result<storage::tenant_id> tenant(std::string_view name) override { return alive(in_->tenant(name)); }

    std::string tenant_name(storage::tenant_id id) override { return in_->tenant_name(id); }

    result<storage::source_id> source(storage::tenant_id of, std::string_view name) override
    {
        return alive(in_->source(of, name));
    }

    std::vector<storage::source_state> sources() override { return in_->sources(); }

    result<bool> put_checkpoint(std::uint64_t journal_from) override
    {
        return alive(in_->put_checkpoint(journal_from));
    }

    std::optional<std::uint64_t> checkpoint() override { return in_->checkpoint(); }

    result<bool> scan_checkpoint(const std::function<bool(std::string_view)>& visit) override
    {
        return in_->scan_checkpoint(visit);
    }

    result<bool> erase_checkpoint() override { return alive(in_->erase_checkpoint()); }

    result<bool> put_unit(const storage::unit& value) override { return alive(in_->put_unit(value)); }

    std::vector<storage::unit> units() override { return in_->units(); }

    result<bool> put_note(std::string_view name, std::string_view value) override
    {
        return alive(in_->put_note(name, value));
    }

    std::optional<std::string> note(std::string_view name) override { return in_->note(name); }

    std::vector<engine::segment> segments(storage::tenant_id of, std::string_view conversation) override
    {
        return in_->segments(of, conversation);
    }

    result<bool> read(const std::vector<engine::position>& where, std::string& out) override
    {
        return in_->read(where, out);
    }

    result<bool>
    scan_journal(std::uint64_t from, const std::function<bool(const storage::journal_block&)>& visit) override
    {
        return in_->scan_journal(from, visit);
    }

    result<bool> scan_sessions(
        storage::tenant_id of,
        std::int32_t from,
        std::int32_t to,
        const std::function<bool(const engine::session_summary&, std::string_view)>& visit
    ) override
    {
        return in_->scan_sessions(of, from, to, visit);
    }

    result<bool>
    scan_segments(storage::tenant_id of, const std::function<bool(engine::segment&&)>& visit) override
    {
        return in_->scan_segments(of, visit);
    }

    bool session_ended(storage::tenant_id of, std::string_view talk, std::string_view session) override
    {
        return in_->session_ended(of, talk, session);
    }

    std::optional<engine::verdict> verdict(std::string_view of, const engine::verdict_id& id) override
    {
        return in_->verdict(of, id);
    }

    std::vector<engine::verdict> verdicts_of(std::string_view of, std::string_view conversation) override
    {
        return in_->verdicts_of(of, conversation);
    }

    result<bool> put_reviews(storage::tenant_id of, const std::vector<storage::review>& values) override
    {
        return in_->put_reviews(of, values);
    }

    std::vector<storage::review> reviews_of(storage::tenant_id of, std::string_view conversation) override
    {
        return in_->reviews_of(of, conversation);
    }

    result<bool>
    scan_reviews(storage::tenant_id of, const std::function<bool(storage::review&&)>& visit) override
    {
        return in_->scan_reviews(of, visit);
    }

    result<storage::verdict_page> query(const storage::verdict_query& what) override
    {
        return in_->query(what);
    }

    std::vector<storage::number_sighting>
    numbers_told(storage::tenant_id tenant, std::uint64_t number, std::size_t limit) override
    {
        return in_->numbers_told(tenant, number, limit);
    }

    result<bool> scan_verdicts(const std::function<bool(const engine::verdict&)>& visit) override
    {
        return in_->scan_verdicts(visit);
    }

    result<bool> scan_marked(const std::function<void(storage::tenant_id, std::string_view)>& visit) override
    {
        return in_->scan_marked(visit);
    }

    std::vector<storage::membership>
    memberships(storage::tenant_id of, std::string_view conversation) override
    {
        return in_->memberships(of, conversation);
    }

    std::vector<engine::incident_member>
    members(storage::tenant_id of, const engine::incident_group& group) override
    {
        return in_->members(of, group);
    }

    result<storage::incident_page> incidents(const storage::incident_query& what) override
    {
        return in_->incidents(what);
    }

    std::vector<storage::feed_entry> feed_after(std::uint64_t position, std::size_t limit) override
    {
        return in_->feed_after(position, limit);
    }

    std::uint64_t last_feed_position() override { return in_->last_feed_position(); }

    std::uint64_t first_feed_position() override { return in_->first_feed_position(); }

    std::vector<storage::dead_letter> dead_letters(std::string_view of, std::size_t limit) override
    {
        return in_->dead_letters(of, limit);
    }

    result<std::uint64_t> expire(const retention& what) override { return alive(in_->expire(what)); }

    figures measure() override { return in_->measure(); }

private:
    template <class T> result<T> alive(result<T>&& done) const
    {
        if (!on_.has_power())
            throw process_died{};
        return std::move(done);
    }

    std::unique_ptr<storage::store> in_;
    disk& on_;
};

} // namespace

disk::disk(std::string folder, std::uint64_t seed) : folder_(std::move(folder)), dice_(seed)
{
    files_->before_each([this](const test::disk_step& what) { return step(what); });
}

test::disk_fault disk::step(const test::disk_step& what)
{
    if (std::this_thread::get_id() != own_)
        return test::disk_fault::none;
    if (steps_++ >= until_cut_) {
        until_cut_ = never;
        lose_power();
        return test::disk_fault::io_error;
    }
    if (steps_ > fails_until_ || what.act == test::disk_act::remove)
        return test::disk_fault::none;
    has_failed_ = true;
    return test::disk_fault::io_error;
}

std::unique_ptr<storage::store> disk::open()
{
    has_failed_ = false;
    storage::options how;
    how.path = folder_;
    how.cache_bytes = 1u << 20;
    how.buffer_bytes_max = 1u << 20;
    how.under = files_;
    auto opened = storage::store::open(how);
    if (!has_power())
        throw process_died{};
    if (!opened)
        throw std::runtime_error{opened.error.message};
    return std::make_unique<faulty_store>(std::move(*opened.value), *this);
}

void disk::forget_plans()
{
    fates_.clear();
    until_cut_ = never;
    fails_until_ = 0;
}

bool disk::fails_now()
{
    const auto fate = fates_.find(++tries_);
    if (fate == fates_.end())
        return false;
    if (fate->second == commit_fate::dies_before)
        throw process_died{};
    has_failed_ = has_failed_ || fate->second == commit_fate::fails;
    return fate->second == commit_fate::fails;
}

void disk::written()
{
    const auto fate = fates_.find(tries_);
    if (fate != fates_.end() && fate->second == commit_fate::dies_after)
        throw process_died{};
}

} // namespace chatqc::sim
