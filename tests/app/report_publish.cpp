#include "app/report_build.h"
#include "app/report_command.h"
#include "app/report_files.h"
#include "app/report_json.h"
#include "app/report_publisher.h"
#include "tests/app/report_samples.h"
#include "tests/support/temp_dir.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

using namespace chatqc;
using namespace std::chrono_literals;

namespace {

std::unique_ptr<storage::store> open_store(const std::filesystem::path& path)
{
    auto opened = storage::store::open({path.string(), false, 8u << 20});
    REQUIRE_MESSAGE(opened, opened.error.message);
    return std::move(*opened.value);
}

// Commits the sample day under tenant "default", with one source that is as far as `watermark`.
void fill(storage::store& stored, const test::sample_day_source& day, engine::time_point watermark)
{
    storage::commit_batch batch;
    const auto tenant = stored.tenant("default");
    const auto source = stored.source(*tenant.value, "gateway");
    for (const auto& each : day.sessions) {
        storage::segment_write write;
        write.tenant = *tenant.value;
        write.conversation = each.conversation;
        engine::segment segment;
        segment.tenant = write.tenant;
        segment.conversation = each.conversation;
        segment.first = {each.summary.started, 0, each.summary.session};
        segment.session = each.summary;
        segment.until = each.summary.ended;
        write.put.push_back(std::move(segment));
        batch.segments.push_back(std::move(write));
    }
    for (const auto& each : day.verdicts) {
        batch.verdicts.push_back({each});
    }
    storage::source_state clock;
    clock.id = *source.value;
    clock.tenant = *tenant.value;
    clock.name = "gateway";
    clock.ended = false;
    clock.newest = clock.watermark = watermark;
    for (const auto& each : day.sessions) {
        clock.shops.emplace_back(each.summary.shop, watermark);
    }
    batch.sources.push_back(clock);
    REQUIRE(stored.commit(batch));
}

// A journal block of one message.
storage::journal_block block_of(
    storage::store& stored,
    storage::source_id source,
    std::string_view id,
    engine::time_point ts,
    bool too_late,
    engine::time_point arrived
)
{
    engine::message message;
    message.id = id;
    message.conversation = "tb-009";
    message.shop = "云裳旗舰店";
    message.text = "hello";
    message.ts = ts;
    storage::journal_block block;
    block.sequence = stored.next_block();
    block.messages = 1;
    block.arrived = arrived;
    engine::append_record(block.records, message, {source, arrived, too_late, false});
    return block;
}

std::string read_all(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

class desk {
public:
    explicit desk(storage::store& stored, std::string folder)
        : publisher(
              stored,
              options(std::move(folder)),
              [] { return test::sample_rules(); },
              [this](storage::tenant_id) {
                  return knows_open ? std::optional(app::engine_view{clocks, {true, {}}}) : std::nullopt;
              }
          )
    {
    }

    static app::report_publisher_options options(std::string folder)
    {
        app::report_publisher_options result;
        result.folder = std::move(folder);
        return result;
    }

    bool knows_open = false;
    std::vector<storage::source_state> clocks;
    app::report_publisher publisher;
};

// Options of `report daily` for the sample day, whose store is made in `folder`.
app::report_daily_options of_sample_day(const test::temp_dir& folder)
{
    fill(*open_store(folder / "store"), test::sample_source(), test::shanghai(16, 0));
    app::report_daily_options options;
    options.data = (folder / "store").string();
    options.date = "2025-11-11";
    return options;
}

storage::result<app::report_rules> load_rules(storage::store&)
{
    return {test::sample_rules(), {}};
}

} // namespace

TEST_SUITE("app.report.publish")
{
    TEST_CASE("yesterday's report appears at its hour, once, over restarts too")
    {
        const test::temp_dir folder;
        auto stored = open_store(folder / "store");
        fill(*stored, test::sample_source(), test::shanghai(16, 0));
        const std::string reports = (folder / "reports").string();
        {
            desk first(*stored, reports);
            const auto before = first.publisher.run(test::shanghai(11, 7, 30));
            REQUIRE(before.size() == 1);
            CHECK(before[0].day == test::sample_day - 1);
            CHECK(first.publisher.run(test::shanghai(12, 7, 29, 59)).empty());
            const auto written = first.publisher.run(test::shanghai(12, 7, 30));
            REQUIRE(written.size() == 1);
            CHECK(written[0].problem.empty());
            CHECK(written[0].day == test::sample_day);
            CHECK(written[0].revision == 1);
            CHECK(written[0].is_final);
            CHECK(written[0].folder == reports + "/2025-11-11/default");
            CHECK(first.publisher.run(test::shanghai(12, 7, 31)).empty());
            CHECK(first.publisher.run(test::shanghai(12, 20)).empty());
        }
        desk second(*stored, reports);
        CHECK(second.publisher.run(test::shanghai(12, 21)).empty());
        CHECK(second.publisher.published(1, test::sample_day)->revision == 1);
        CHECK_FALSE(second.publisher.published(1, test::sample_day + 1).has_value());
        for (const char* ending :
             {".html",
              ".json",
              "-summary.csv",
              "-profiles.csv",
              "-rules.csv",
              "-scenes.csv",
              "-deductions.csv"}) {
            CAPTURE(ending);
            CHECK(std::filesystem::exists(
                folder / ("reports/2025-11-11/default/" + app::report_file_name(test::sample_day, ending))
            ));
        }
    }

    TEST_CASE("the first time yesterday's report does not wait for its hour")
    {
        const test::temp_dir folder;
        auto stored = open_store(folder / "store");
        fill(*stored, test::sample_source(), test::shanghai(16, 0));
        desk at(*stored, (folder / "reports").string());
        const auto written = at.publisher.run(test::shanghai(12, 0));
        REQUIRE(written.size() == 2);
        CHECK(written[0].day == test::sample_day - 1);
        CHECK(written[1].day == test::sample_day);
    }

    TEST_CASE("days without a session have a report only where the shop was at work lately")
    {
        const test::temp_dir folder;
        auto stored = open_store(folder / "store");
        fill(*stored, test::sample_source(), test::shanghai(16, 0));
        desk at(*stored, (folder / "reports").string());
        CHECK(at.publisher.run(test::shanghai(12, 8)).size() == 2);
        const auto empty = at.publisher.run(test::shanghai(15, 8));
        REQUIRE(empty.size() == 1);
        CHECK(empty[0].day == test::sample_day + 3);
        CHECK(at.publisher.run(test::shanghai(28, 8)).empty());
    }

    TEST_CASE("provisional at its hour whatever the sources do, final once they have passed")
    {
        const test::temp_dir folder;
        auto stored = open_store(folder / "store");
        fill(*stored, test::sample_source(), test::shanghai(11, 22));
        desk at(*stored, (folder / "reports").string());
        const auto first = at.publisher.publish(1, test::sample_day);
        REQUIRE(first);
        CHECK_FALSE(first->is_final);
        CHECK(
            read_all(folder / "reports/2025-11-11/default/daily-2025-11-11.json").find("gateway") !=
            std::string::npos
        );
        CHECK_FALSE(at.publisher.publish(1, test::sample_day).has_value());
        at.knows_open = true; // the engine says: passed, and nothing open
        at.clocks = stored->sources();
        at.clocks[0].watermark = test::shanghai(12, 0);
        const auto settled = at.publisher.publish(1, test::sample_day);
        REQUIRE(settled);
        CHECK(settled->is_final);
        CHECK(settled->revision == 1);
    }

    TEST_CASE("a final report whose figures change is restated, and the earlier one kept")
    {
        const test::temp_dir folder;
        auto stored = open_store(folder / "store");
        auto day = test::sample_source();
        fill(*stored, day, test::shanghai(16, 0));
        desk at(*stored, (folder / "reports").string());
        REQUIRE(at.publisher.publish(1, test::sample_day));
        storage::commit_batch change;
        day.verdicts[2].status = engine::verdict_status::retracted;
        day.verdicts[2].revision = 1;
        change.verdicts.push_back({day.verdicts[2]});
        REQUIRE(stored->commit(change));
        const auto restated = at.publisher.publish(1, test::sample_day);
        REQUIRE(restated);
        CHECK(restated->revision == 2);
        CHECK(std::filesystem::exists(folder / "reports/2025-11-11/default/daily-2025-11-11.r1.json"));
        CHECK(
            read_all(folder / "reports/2025-11-11/default/daily-2025-11-11.json").find("\"revision\":2") !=
            std::string::npos
        );
        CHECK_FALSE(at.publisher.publish(1, test::sample_day).has_value());
    }

    TEST_CASE("a folder that cannot be written is told, and tried again")
    {
        const test::temp_dir folder;
        auto stored = open_store(folder / "store");
        fill(*stored, test::sample_source(), test::shanghai(16, 0));
        std::ofstream(folder / "reports") << "a file";
        desk at(*stored, (folder / "reports").string());
        const auto failed = at.publisher.publish(1, test::sample_day);
        REQUIRE(failed);
        CHECK_FALSE(failed->problem.empty());
        CHECK_FALSE(at.publisher.published(1, test::sample_day).has_value());
        std::filesystem::remove(folder / "reports");
        CHECK(at.publisher.publish(1, test::sample_day)->problem.empty());
    }

    TEST_CASE("the store as a source: same report as from memory, and messages that came too late")
    {
        const test::temp_dir folder;
        auto stored = open_store(folder / "store");
        auto day = test::sample_source();
        fill(*stored, day, test::shanghai(16, 0));
        storage::commit_batch batch;
        const auto source = *stored->source(1, "gateway").value;
        batch.blocks.push_back(
            block_of(*stored, source, "m1", test::shanghai(11, 9), false, test::shanghai(11, 9))
        );
        for (int hour = 0; hour < 40; ++hour) { // a journal with days before and after
            batch.blocks.push_back(block_of(
                *stored,
                source,
                "n" + std::to_string(hour),
                test::shanghai(11, 9) + std::chrono::hours{hour},
                false,
                test::shanghai(11, 9) + std::chrono::hours{hour}
            ));
        }
        batch.blocks.push_back(
            block_of(*stored, source, "m77", test::shanghai(11, 12), true, test::shanghai(13, 1))
        );
        batch.blocks.push_back(
            block_of(*stored, source, "m77", test::shanghai(11, 12), true, test::shanghai(13, 2))
        );
        batch.blocks.push_back(
            block_of(*stored, source, "other day", test::shanghai(12, 0), true, test::shanghai(13, 3))
        );
        batch.blocks.push_back(
            block_of(*stored, source, "judged", test::shanghai(11, 13), true, test::shanghai(13, 4))
        );
        storage::segment_write judged;
        judged.tenant = 1;
        judged.conversation = "tb-009";
        engine::segment segment;
        segment.tenant = 1;
        segment.conversation = "tb-009";
        segment.first = {test::shanghai(11, 13), 0, "judged"};
        segment.messages.push_back({{1, 0}, engine::hash_id("judged"), 1, source, false});
        judged.put.push_back(segment);
        batch.segments.push_back(judged);
        REQUIRE(stored->commit(batch));
        app::store_report_source from_store(*stored, 1);
        const auto report = app::build_daily_report(from_store, test::sample_rules(), test::sample_day);
        REQUIRE(report);
        CHECK(report.value->too_late == 1);
        day.clocks = stored->sources();
        day.still_open.known = false;
        const auto expected = app::build_daily_report(day, test::sample_rules(), test::sample_day);
        REQUIRE(expected);
        auto plain = *report.value;
        auto memory = *expected.value;
        plain.too_late_listed.clear();
        memory.too_late_listed.clear();
        CHECK(app::report_json(plain) == app::report_json(memory));
    }
}

TEST_SUITE("app.report.command")
{
    TEST_CASE("report daily works on a past day of a read-only store")
    {
        const test::temp_dir folder;
        app::report_daily_options options = of_sample_day(folder);
        options.out = (folder / "out").string();
        std::ostringstream out, errors;
        CHECK(app::run_report_daily(options, load_rules, out, errors) == 0);
        CHECK(errors.str().empty());
        CHECK(out.str().find("sessions 6") != std::string::npos);
        CHECK(std::filesystem::exists(folder / "out/daily-2025-11-11.html"));

        options.json = true;
        options.out.clear();
        std::ostringstream json;
        CHECK(app::run_report_daily(options, load_rules, json, errors) == 0);
        CHECK(json.str() == read_all(folder / "out/daily-2025-11-11.json"));

        options.date = "2025-11-09"; // a day without anything is a report too
        CHECK(app::run_report_daily(options, load_rules, out, errors) == 0);
        CHECK(errors.str().empty());
    }

    TEST_CASE("bad options and unreadable stores exit with 2 and a sentence")
    {
        const test::temp_dir folder;
        const app::report_daily_options good = of_sample_day(folder);
        const auto check = [](const app::report_daily_options& options, std::string_view told) {
            std::ostringstream out, errors;
            CHECK(app::run_report_daily(options, load_rules, out, errors) == 2);
            CHECK(errors.str().find(told) != std::string::npos);
            CHECK(out.str().empty());
        };
        auto wrong = good;
        wrong.date = "11.11.2025";
        check(wrong, "11.11.2025");
        wrong = good;
        wrong.language = "fr";
        check(wrong, "fr");
        wrong = good;
        wrong.tenant = "nobody";
        check(wrong, "nobody");
        wrong = good;
        wrong.data = (folder / "nothing here").string();
        check(wrong, "nothing here");
        wrong = good;
        std::ofstream(folder / "taken") << "a file";
        wrong.out = (folder / "taken").string();
        check(wrong, "taken");
    }
}
