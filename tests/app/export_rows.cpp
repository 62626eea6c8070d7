#include "app/export_rows.h"

#include "app/export_command.h"
#include "app/printable.h"
#include "storage/database.h"
#include "storage/keys.h"
#include "tests/storage/samples.h"
#include "tests/support/printed.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

using namespace chatqc;
using namespace chatqc::app;

namespace {

using rows = storage::result<bool> (*)(storage::store&, const export_options&, const row_sink&);

storage::result<bool>
whole_messages(storage::store& from, const export_options& options, const row_sink& sink)
{
    return export_messages(from, options, sink, [](std::string_view what) { FAIL(what); });
}

std::string exported(storage::store& from, rows what, const export_options& options = {})
{
    std::string text;
    REQUIRE(what(from, options, [&](std::string_view line) { text += line; }));
    return text;
}

std::size_t count(const std::string& text, const std::string& part)
{
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
        ++found;
    }
    return found;
}

void add_message(
    storage::journal_block& to,
    const std::string& id,
    const std::string& text,
    engine::source_id source,
    bool too_late = false
)
{
    engine::message value;
    value.id = id;
    value.conversation = "c1";
    value.ts = test::at(test::day_start);
    value.text = text;
    engine::append_record(to.records, value, {source, test::at(test::day_start), too_late, false});
    ++to.messages;
}

// Two tenants, each with a source.
void fill_messages(storage::store& store)
{
    storage::commit_batch batch;
    for (const char* name : {"default", "other"}) {
        storage::source_state source;
        source.tenant = *store.tenant(name).value;
        source.name = name;
        source.id = *store.source(source.tenant, name).value;
        batch.sources.push_back(source);
    }
    storage::journal_block block;
    block.sequence = store.next_block();
    add_message(block, "b", "=1+1", batch.sources[0].id);
    add_message(block, "a", "亲", batch.sources[1].id);
    add_message(block, "late", "x", batch.sources[0].id, true);
    batch.blocks.push_back(block);
    test::commit(store, batch);
}

std::string ids_in(const std::string& ndjson)
{
    std::string ids;
    std::istringstream lines{ndjson};
    for (std::string line; std::getline(lines, line);) {
        ids += line.substr(7, line.find('"', 7) - 7) + ' ';
    }
    return ids;
}

} // namespace

TEST_SUITE("app.export")
{
    TEST_CASE("messages as they arrived, without what came too late")
    {
        const test::temp_dir folder;
        const auto store = test::open_store(folder);
        fill_messages(*store);
        CHECK(ids_in(exported(*store, &whole_messages)) == "b a ");
        CHECK(ids_in(exported(*store, &whole_messages, {.too_late = true})) == "b a late ");
        CHECK(ids_in(exported(*store, &whole_messages, {.tenant = "other"})) == "a ");
        CHECK(ids_in(exported(*store, &whole_messages, {.tenant = "nobody"})) == "");
        const std::string csv = exported(*store, &whole_messages, {.format = export_format::csv});
        CHECK(csv.starts_with("\xEF\xBB\xBFtenant,ts,"));
        CHECK(count(csv, "\r\n") == 3);
        CHECK(count(csv, ",'=1+1,") == 1); // no formula for a spreadsheet
        CHECK(count(csv, "other,") == 1);
    }

    TEST_CASE("settled verdicts are the final ones of ended sessions, in order")
    {
        const test::temp_dir folder;
        const auto store = test::open_store(folder);
        using status = engine::verdict_status;
        storage::commit_batch batch = test::batch_of(
            {{.anchor = "m3", .decided = test::day_start + 2},
             {.anchor = "m2", .decided = test::day_start + 1},
             {.anchor = "m4", .status = status::provisional},
             {.anchor = "m5", .status = status::retracted},
             {.conversation = "c2", .anchor = "m6"}}
        );
        batch.segments.push_back(test::write_of(test::segment_of({})));
        test::commit(*store, batch);
        const std::string settled = exported(*store, &export_verdicts, {.settled = true});
        CHECK(count(settled, "\n") == 2);
        CHECK(settled.find("\"m2\"") < settled.find("\"m3\""));
        CHECK(count(settled, "revision") == 0);
        const std::string all = exported(*store, &export_verdicts);
        CHECK(count(all, "\n") == 5);
        CHECK(count(exported(*store, &export_verdicts, {.tenant = "other"}), "\n") == 0);
        CHECK(count(exported(*store, &export_verdicts, {.format = export_format::csv}), "\r\n") == 6);
    }

    TEST_CASE("what is damaged is told and left out, the rest is there")
    {
        const test::temp_dir folder;
        auto store = test::open_store(folder);
        storage::commit_batch batch;
        for (std::uint64_t number = 1; number <= 3; ++number) {
            batch.blocks.push_back(test::sample_block(number, {{.id = std::to_string(number)}}).block);
        }
        test::commit(*store, batch);
        store.reset();
        {
            const auto below = storage::database::open(test::options_of(folder));
            REQUIRE(below);
            storage::write_set changes(**below.value);
            changes.put(storage::family::journal, storage::journal_key(2, 0), "nonsense");
            REQUIRE((*below.value)->write(changes));
        }
        const std::string out = (folder / "out.ndjson").string();
        int status = 0;
        const auto said = test::printed_by([&] {
            status = run_export_messages({.data = test::options_of(folder).path, .out = out});
        });
        CHECK(status == 1);
        CHECK(said.err.find("journal block 2 (1 messages) cannot be read: ") != std::string::npos);
        std::ostringstream text;
        text << std::ifstream{out}.rdbuf();
        CHECK(ids_in(text.str()) == "1 3 ");
    }

    TEST_CASE("a store in use can be read; one that is not there is bad input")
    {
        const test::temp_dir folder;
        const auto store = test::open_store(folder);
        fill_messages(*store);
        const std::string out = (folder / "out.ndjson").string();
        CHECK(run_export_messages({.data = test::options_of(folder).path, .out = out}) == 0);
        std::ostringstream text;
        text << std::ifstream{out}.rdbuf();
        CHECK(ids_in(text.str()) == "b a ");
        CHECK(run_export_messages({.data = (folder / "nothing").string()}) == 2);
        CHECK(run_export_messages({.data = test::options_of(folder).path, .out = "no/such/folder/out"}) == 2);
        CHECK(run_dead_letters_list({.data = test::options_of(folder).path}) == 0);
    }
}

TEST_SUITE("app.printable")
{
    TEST_CASE("bytes from anywhere")
    {
        CHECK(clean_utf8("a亲😀\xFF\xE4\xBA") == "a亲😀\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
        CHECK(clean_utf8("\xED\xA0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"); // a surrogate
        CHECK(clean_utf8("\xC0\x80") == "\xEF\xBF\xBD\xEF\xBF\xBD");                 // overlong
        CHECK(printable("a\x1b[31m\n亲\x7F\xC2\x9B", 20) == "a [31m 亲  ");
        CHECK(printable("亲亲亲", 2) == "亲亲…");
        CHECK(printable("亲亲", 2) == "亲亲");
    }
}
