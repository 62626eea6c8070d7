#include "tests/app/pipeline_lab.h"

#include "app/database_cache.h"
#include "connectors/codec/decode.h"
#include "rules/checker.h"
#include "storage/database.h"
#include "storage/keys.h"
#include "tests/support/seed.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <tuple>

namespace chatqc::test {

const std::string_view small_pack = R"(pack: small
language: 1
lists:
  bad: {phrases: [笨蛋]}
rules:
  - id: attitude.bad
    name: {zh: 词, en: word}
    category: attitude
    level: minor
    points: -1
    count: per_hit
    detect:
      phrase: {list: bad}
  - id: timeliness.reply
    name: {zh: 回复, en: reply}
    category: timeliness
    level: minor
    points: -1
    detect:
      response: {limit: 60s}
)";

engine::unit_log make_units(std::string_view pack)
{
    const rules::check_result checked = rules::check({{"small", {{"pack.yaml", std::string{pack}}}}});
    REQUIRE(checked.rules);
    std::vector<engine::pattern_error> errors;
    engine::unit_log units;
    units.activate(
        {}, engine::make_unit(checked.rules, std::make_shared<const engine::zone_tables>(), nullptr, errors)
    );
    return units;
}

std::vector<std::string> make_messages(std::uint64_t seed)
{
    test::random random{seed};
    std::vector<std::string> lines;
    std::int64_t ts = 1'736'157'600'000; // 2025-01-06 10:00, within working hours without zones
    for (int n = 0; n < 600; ++n) {
        ts += random.between(0, 20'000);
        // An agent has the last word, or the session would stay open for a day.
        const bool last = n % 20 == 19;
        const bool customer = !last && random.chance(50);
        const auto conversation = static_cast<std::uint64_t>(n) / 20 + (last ? 0 : random.below(4));
        lines.push_back(
            R"({"id":"m)" + std::to_string(n) + R"(","conversation":"c)" + std::to_string(conversation) +
            R"(","ts":)" + std::to_string(ts) +
            (customer ? R"(,"role":"customer","text":"在吗","shop":"s1")"
                      : R"(,"role":"agent","sender":"ann","text":")" +
                            std::string{random.chance(20) ? "笨蛋" : "您好"} + '"') +
            '}'
        );
    }
    return lines;
}

std::string settled_json(std::vector<engine::verdict> verdicts)
{
    std::sort(verdicts.begin(), verdicts.end(), [](const engine::verdict& a, const engine::verdict& b) {
        return std::tie(a.decided_at, a.id) < std::tie(b.decided_at, b.id);
    });
    std::string out;
    for (const auto& one : verdicts) {
        engine::append_json(out, one, engine::verdict_view::settled);
        out += '\n';
    }
    return out;
}

void ack_counter::durable(std::vector<connectors::frame_result>&& frames)
{
    const std::lock_guard lock{guard_};
    frames_ += frames.size();
    changed_.notify_all();
}

void ack_counter::wait_for(std::size_t frames)
{
    std::unique_lock lock{guard_};
    changed_.wait(lock, [&] { return frames_ >= frames; });
}

storage::options store_in(const std::filesystem::path& path, bool read_only)
{
    return {.path = path.string(), .read_only = read_only};
}

void live_once(const std::filesystem::path& path, const std::vector<std::string>& messages, const life& how)
{
    auto stored = storage::store::open(store_in(path));
    REQUIRE(stored);
    app::pipeline flow{
        {.shards = how.shards, .limits = {}}, **stored.value, how.units, [] { return engine::time_point{}; }};
    ack_counter acks;
    flow.connect(&acks, [](auto&&) {});
    flow.start();
    const auto tenant = flow.tenant("default");
    const auto source = flow.open_source(tenant, how.source, true);
    connectors::message_decoder decoder;
    engine::time_point newest{};
    std::size_t sent = 0;
    const auto send = [&](std::string text) {
        connectors::ingest_frame frame;
        frame.tenant = tenant;
        frame.source = source.id;
        frame.clock.newest = newest;
        text.reserve(text.size() + connectors::decode_limits::padding);
        decoder.decode(text, {.tenant_name = "default", .tenant = tenant, .source = source.id}, frame);
        REQUIRE(frame.refused.empty());
        newest = frame.clock.newest;
        frame.clock.watermark = newest - engine::milliseconds{2000};
        flow.submit(std::move(frame));
        if (++sent % 10 == 0)
            acks.wait_for(sent); // a block holds what comes at once: let there be many
    };
    for (const auto& one : messages) {
        send(one);
        how.meanwhile(flow, sent);
    }
    if (how.end)
        send(R"({"end":true})");
    acks.wait_for(sent);
    flow.stop();
}

judged_store::judged_store(std::string_view pack)
{
    use(pack);
}

std::string judged_store::folder_of(std::string_view pack)
{
    const auto folder = folder_ / ("pack" + std::to_string(++folders_));
    std::filesystem::create_directories(folder);
    std::ofstream{folder / "pack.yaml"} << pack;
    return folder.string();
}

std::unique_ptr<storage::store> judged_store::open() const
{
    auto stored = storage::store::open(store_in(path()));
    REQUIRE(stored);
    return std::move(*stored.value);
}

app::loaded_units judged_store::load(storage::store& stored, const app::activation& when)
{
    auto units = app::load_units(
        stored, {rules_}, when, std::make_shared<app::file_database_cache>((folder_ / "cache").string())
    );
    REQUIRE(units.problem == "");
    return units;
}

void judged_store::live(const std::vector<std::string>& messages, life how, const app::activation& when)
{
    change([&](storage::store& stored) { how.units = load(stored, when).log; });
    live_once(path(), messages, how);
}

constexpr std::int64_t lab_begins = 1'736'157'600'000; // 2025-01-06 10:00

std::string customer_line(const std::string& conversation, const std::string& id, std::int64_t second)
{
    return R"({"id":")" + id + R"(","conversation":")" + conversation + R"(","ts":)" +
           std::to_string(lab_begins + second * 1000) +
           R"(,"role":"customer","text":"在吗","shop":"s1","to":"ann"})";
}

std::string agent_line(
    const std::string& conversation, const std::string& id, std::int64_t second, const std::string& text
)
{
    return R"({"id":")" + id + R"(","conversation":")" + conversation + R"(","ts":)" +
           std::to_string(lab_begins + second * 1000) + R"(,"role":"agent","sender":"ann","text":")" + text +
           R"("})";
}

engine::time_point instant(std::int64_t second)
{
    return engine::time_point{engine::milliseconds{lab_begins + second * 1000}};
}

void spoil_block_of(const std::filesystem::path& path, const std::string& message)
{
    std::uint64_t block = 0;
    {
        const auto stored = storage::store::open(store_in(path));
        REQUIRE(stored);
        REQUIRE((*stored.value)->scan_journal(0, [&](const storage::journal_block& one) {
            std::size_t consumed = 0;
            for (auto rest = one.bytes(); const auto read = engine::read_record(rest, consumed);
                 rest.remove_prefix(consumed))
                block = read->message.id == message ? one.sequence : block;
            return true;
        }));
    }
    const auto below = storage::database::open(store_in(path));
    REQUIRE(below);
    storage::write_set changes(**below.value);
    changes.put(storage::family::journal, storage::journal_key(block, 0), "nonsense");
    REQUIRE((*below.value)->write(changes));
}

std::string settled_in(const std::filesystem::path& path)
{
    auto stored = storage::store::open(store_in(path));
    REQUIRE(stored);
    std::vector<engine::verdict> found;
    storage::verdict_query query;
    query.tenant = "default";
    query.limit = 1000;
    for (auto page = (*stored.value)->query(query);; page = (*stored.value)->query(query)) {
        REQUIRE(page);
        found.insert(found.end(), page.value->verdicts.begin(), page.value->verdicts.end());
        query.cursor = page.value->next;
        if (query.cursor.empty())
            return settled_json(std::move(found));
    }
}

std::string first_difference(const std::string& got, const std::string& expected)
{
    std::istringstream left{got};
    std::istringstream right{expected};
    for (std::string is, was; left || right;) {
        is.clear();
        was.clear();
        std::getline(left, is);
        std::getline(right, was);
        if (is != was)
            return "got " + is + "\nnot " + was;
    }
    return {};
}

std::unique_ptr<engine::offline_run>
run_offline(const std::vector<std::string>& messages, const engine::unit_log& units)
{
    auto run = std::make_unique<engine::offline_run>(units, "default");
    connectors::message_decoder decoder;
    for (std::string text : messages) {
        connectors::ingest_frame frame;
        text.reserve(text.size() + connectors::decode_limits::padding);
        decoder.decode(text, {}, frame);
        std::size_t consumed = 0;
        run->add(engine::read_record(frame.records, consumed)->message);
    }
    run->end();
    return run;
}

std::string judged_offline(const std::vector<std::string>& messages, const engine::unit_log& units)
{
    return settled_json(run_offline(messages, units)->settled());
}

} // namespace chatqc::test
