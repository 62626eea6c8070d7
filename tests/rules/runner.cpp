// `chatqc rules check` and `rules test` as a user meets them: exit status and words.
#include "app/rules_command.h"
#include "tests/support/temp_dir.h"

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>

namespace chatqc {
namespace {

struct answer {
    int status;
    std::string text;
};

answer check(const std::vector<std::string>& folders, bool json = false)
{
    std::ostringstream out;
    const int status = app::run_rules_check(folders, json, out);
    return {status, out.str()};
}

answer run(const std::vector<std::string>& folders, bool json = false)
{
    std::ostringstream out;
    const int status = app::run_rules_test(folders, json, out);
    return {status, out.str()};
}

void write(const std::filesystem::path& path, const std::string& text)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
}

const std::string rules = "pack: p\n"
                          "lists: {nudge: {phrases: [抓紧]}}\n"
                          "rules:\n"
                          "  - {id: nudge, points: -5, detect: {phrase: {list: nudge}}}\n"
                          "  - {id: wait, detect: {response: {limit: 180s}}}\n";

// What the runner says of one test, without its first line and the figures at the end.
std::string failures(const std::string& test)
{
    const test::temp_dir folder;
    write(folder / "pack.yaml", rules);
    write(folder / "a.test.yaml", "tests:\n  - " + test + "\n");
    const answer got = run({folder.path().string()});
    CHECK(got.status == (got.text.find("FAILED") == std::string::npos ? 0 : 1));
    const std::size_t first = got.text.find('\n');
    const std::size_t last = got.text.find("\n1 test: ");
    return last == std::string::npos ? "" : got.text.substr(first + 1, last - first);
}

} // namespace

TEST_SUITE("rules.runner")
{
    TEST_CASE("the packs that ship are clean and green")
    {
        CHECK(check({}).status == 0);
        CHECK(check({"builtin:zh-ecommerce", "builtin:en-support"}).text.substr(0, 12) == "ok: 2 packs,");
        for (const std::vector<std::string>& folders :
             {std::vector<std::string>{},
              {"builtin:en-support"},
              {"builtin:zh-ecommerce", "builtin:en-support"}}) {
            const answer got = run(folders);
            INFO(got.text);
            CHECK(got.status == 0);
        }
    }

    TEST_CASE("what the language can say: every row of every pack of tests/packs")
    {
        const auto root = std::filesystem::path(CHATQC_SOURCE_DIR) / "tests" / "packs";
        for (const auto& each : std::filesystem::directory_iterator(root)) {
            const answer got = run({each.path().string()});
            INFO(got.text);
            CHECK(got.status == 0);
        }
    }

    TEST_CASE("a folder is read with its folders, without hidden files")
    {
        const test::temp_dir folder;
        write(folder / "pack.yaml", "pack: p\nlists: {l: {file: lists/words.txt}}\n");
        write(folder / "lists" / "words.txt", "抓紧\n");
        write(folder / "rules.d" / "a.yaml", "rules: [{id: a, detect: {phrase: {list: l}}}]\n");
        write(folder / ".hidden.yaml", "nonsense");
        write(folder / "pack.yaml~", "nonsense");
        const answer got = check({folder.path().string()});
        INFO(got.text);
        CHECK(got.status == 0);
        CHECK(got.text.substr(0, 38) == "ok: 1 pack, 1 rule, 1 list, 0 tests, h");
    }

    TEST_CASE("everything wrong is told at once, expressions and zones too")
    {
        const test::temp_dir folder;
        write(
            folder / "pack.yaml",
            "pack: p\n"
            "calendar: {zone: Asia/Peking}\n"
            "rules:\n"
            "  - {id: a, level: high, detect: {pattern: {regex: '(?=a)b'}}}\n"
        );
        const answer got = check({folder.path().string()});
        CHECK(got.status == 1);
        CHECK(
            got.text.find("pack.yaml:4:20: error: `high` is not known here [bad_value]") != std::string::npos
        );
        CHECK(
            got.text.find("pack.yaml:2:18: error: there is no time zone `Asia/Peking` [unknown_zone]") !=
            std::string::npos
        );
        CHECK(got.text.find("[bad_pattern]") != std::string::npos);
        CHECK(got.text.find("3 errors, 0 warnings") != std::string::npos);
        CHECK(run({folder.path().string()}).status == 2);
        CHECK(check({folder.path().string()}, true).text.substr(0, 12) == "{\"ok\":false,");
    }

    TEST_CASE("what is not there")
    {
        const test::temp_dir folder;
        CHECK(check({(folder / "none").string()}).status == 2);
        CHECK(run({(folder / "none").string()}).status == 2);
        CHECK(check({"builtin:none"}).status == 2);
        CHECK(check({folder.path().string()}).status == 1); // a folder without a pack
    }

    TEST_CASE("a failure says what was expected and what came")
    {
        CHECK(
            failures("{name: t, chat: [0s A 抓紧], expect: [{rule: nudge, at: 0s, points: -5, agent: A}]}") ==
            ""
        );
        CHECK(
            failures("{name: t, chat: [0s A 抓紧], expect: [{rule: nudge, at: 1s}]}") ==
            "  line 2: expected nudge at 1s, got nudge at 0s (charged to A, -5 points)\n"
            "  line 2: expected no more of nudge, got nudge at 0s (charged to A, -5 points)\n"
        );
        CHECK(
            failures("{name: t, chat: [0s A 好], expect: [{rule: nudge}]}") ==
            "  line 2: expected nudge, got nothing\n"
        );
        CHECK(
            failures("{name: t, chat: [0s A 抓紧], expect: []}") ==
            "  line 2: expected no more of nudge, got nudge at 0s (charged to A, -5 points)\n"
        );
        CHECK(
            failures("{name: t, chat: [0s A 抓紧, 200s customer 抓紧], expect: [{rule: wait}]}")
                .find("nudge") == std::string::npos
        );
        CHECK(
            failures("{name: t, chat: [0s customer->A 在吗, 20s A 在], rounds: {of: 2, in_time: 1, "
                     "durations: [10s]}, sessions: 2}") ==
            "  line 2: internal: rounds: expected 2, got 1\n"
            "  line 2: internal: expected durations [10s], got [20s]\n"
            "  line 2: expected 2 sessions, got 1\n"
        );
    }

    TEST_CASE("exact expectations choose before loose ones")
    {
        CHECK(
            failures(
                "{name: t, chat: [0s A 抓紧, 10s B 抓紧], expect: [{rule: nudge}, {rule: nudge, at: 0s}]}"
            ) == ""
        );
        CHECK(failures("{name: t, chat: [0s A 抓紧, 10s B 抓紧], expect: [{rule: nudge}]}") != "");
    }

    TEST_CASE("JSON names the test and its place")
    {
        const test::temp_dir folder;
        write(folder / "pack.yaml", rules);
        write(folder / "a.test.yaml", "tests:\n  - {name: t, chat: [0s A 抓紧], expect: []}\n");
        const answer got = run({folder.path().string()}, true);
        CHECK(got.status == 1);
        CHECK(got.text.find("\"ok\":false,\"tests\":1,\"failed\":[{\"name\":\"t\"") != std::string::npos);
        CHECK(
            got.text.find(
                "a.test.yaml\",\"line\":2,\"failures\":[{\"line\":2,\"message\":\"expected no more of nudge"
            ) != std::string::npos
        );
    }
}

} // namespace chatqc
