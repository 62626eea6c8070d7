// A writer in a process of its own that is killed, or runs out of room, in the middle of its commits. The
// process is this binary again, told by the environment what to do.
#include "tests/storage/samples.h"
#include "tests/support/seed.h"

#include <csignal>
#include <cstdlib>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace chatqc;
using namespace chatqc::test;

namespace {

constexpr const char* path_variable = "CHATQC_TEST_CRASH_STORE";
constexpr const char* mode_variable = "CHATQC_TEST_CRASH_MODE";
constexpr std::int64_t messages_in_block = 20;

// Commit n: a block, an ended session, two revisions of one verdict, the source's clock.
storage::commit_batch batch_number(storage::store& store, std::uint64_t number)
{
    std::vector<sample_message> messages;
    for (std::int64_t i = 0; i < messages_in_block; ++i) {
        messages.push_back({.id = std::to_string(number) + "." + std::to_string(i), .padding = 3000});
    }
    const sample_block block(store.next_block(), messages);
    const std::string name = std::to_string(number);
    const sample_verdict verdict{.conversation = name, .anchor = name};
    sample_verdict revised = verdict;
    revised.revision = 1;
    storage::commit_batch batch = batch_of({verdict, revised});
    batch.blocks = {block.block};
    batch.segments.push_back(write_of(segment_of({.conversation = name, .places = block.places})));
    storage::source_state clock = store.sources().at(0);
    clock.newest = at(static_cast<std::int64_t>(number));
    batch.sources = {clock};
    return batch;
}

// The number of the last commit in a store, from the source's clock.
std::uint64_t newest_commit(storage::store& store)
{
    const auto sources = store.sources();
    return sources.empty() ? 0 : static_cast<std::uint64_t>(sources[0].newest.time_since_epoch().count());
}

void say(const std::string& line)
{
    if (write(STDOUT_FILENO, line.data(), line.size()) < 0) {
        std::_Exit(3);
    }
}

// Commits until it fails or someone kills it; says what was acknowledged.
void write_until_the_end(const std::string& path)
{
    auto opened = storage::store::open({.path = path});
    if (!opened || !(*opened.value)->source(1, "s")) {
        std::_Exit(4);
    }
    storage::store& store = **opened.value;
    for (std::uint64_t number = newest_commit(store) + 1;; ++number) {
        const storage::commit_batch batch = batch_number(store, number);
        const auto done = store.commit(batch);
        if (!done) {
            const bool is_hidden = store.verdicts_of("default", std::to_string(number)).empty() &&
                                   store.segments(1, std::to_string(number)).empty() &&
                                   store.last_feed_position() == 2 * (number - 1);
            const auto again = store.commit(batch);
            say("! " + done.error.code + (is_hidden ? " hidden" : " seen") + (again ? " again" : " refused") +
                "\n");
            std::_Exit(0);
        }
        say(std::to_string(number) + "\n");
    }
}

// The other process and what it said.
class writer_process {
public:
    writer_process(const std::string& path, const std::string& mode)
    {
        int ends[2] = {};
        REQUIRE(pipe(ends) == 0);
        id_ = fork();
        REQUIRE(id_ >= 0);
        if (id_ == 0) {
            setenv(path_variable, path.c_str(), 1);
            setenv(mode_variable, mode.c_str(), 1);
            dup2(ends[1], STDOUT_FILENO);
            close(ends[0]);
            close(ends[1]);
            execl("/proc/self/exe", "chatqc_test_storage", "--test-case=the other process", nullptr);
            std::_Exit(5);
        }
        close(ends[1]);
        said_ = ends[0];
    }

    ~writer_process()
    {
        kill(id_, SIGKILL);
        waitpid(id_, nullptr, 0);
        close(said_);
    }

    writer_process(const writer_process&) = delete;
    writer_process& operator=(const writer_process&) = delete;

    // The next line without its end; empty once there is none.
    std::string line()
    {
        std::string text;
        char c = 0;
        while (read(said_, &c, 1) == 1 && c != '\n') {
            text.push_back(c);
        }
        return text;
    }

    void kill_now() { kill(id_, SIGKILL); }

private:
    pid_t id_ = 0;
    int said_ = 0;
};

// Everything up to `acknowledged` is there whole, at most one commit more, and nothing else.
void check_store(const std::string& path, std::uint64_t acknowledged)
{
    const auto store = open_store({.path = path});
    const std::uint64_t newest = newest_commit(*store);
    CHECK(newest >= acknowledged);
    CHECK(newest <= acknowledged + 1);
    std::uint64_t blocks = 0;
    std::uint64_t last_block = 0;
    CHECK(store->scan_journal(0, [&](const storage::journal_block& block) {
        ++blocks;
        last_block = block.sequence;
        const auto ids = ids_of(block.records);
        CHECK(ids.size() == messages_in_block);
        CHECK(ids.front() == std::to_string(blocks) + ".0");
        return true;
    }));
    CHECK(blocks == newest);
    CHECK(store->next_block() > last_block);
    CHECK(store->last_feed_position() == 2 * newest);
    CHECK(store->feed_after(0, 100'000).size() == 2 * newest);
    for (std::uint64_t number = 1; number <= newest; ++number) {
        const std::string name = std::to_string(number);
        const auto segments = store->segments(1, name);
        const auto verdicts = store->verdicts_of("default", name);
        REQUIRE(segments.size() == 1);
        REQUIRE(verdicts.size() == 1);
        CHECK(verdicts[0].revision == 1);
        std::string records;
        CHECK(store->read({segments[0].messages.back().where}, records));
        CHECK(ids_of(records) == std::vector{name + "." + std::to_string(messages_in_block - 1)});
    }
    CHECK(store->segments(1, std::to_string(newest + 1)).empty());
    CHECK(store->verdicts_of("default", std::to_string(newest + 1)).empty());
}

} // namespace

TEST_SUITE("storage.recovery.crash")
{
    TEST_CASE("the other process")
    {
        const char* path = std::getenv(path_variable);
        if (path == nullptr) {
            return;
        }
        if (std::string_view(std::getenv(mode_variable)) == "small disk") {
            // Files may not grow: the closest to a full disk that needs no disk of its own.
            constexpr rlim_t file_bytes = 1u << 20;
            const rlimit small = {file_bytes, file_bytes};
            std::signal(SIGXFSZ, SIG_IGN);
            REQUIRE(setrlimit(RLIMIT_FSIZE, &small) == 0);
        }
        write_until_the_end(path);
    }

    TEST_CASE("kill -9 in the middle of commits loses nothing that was acknowledged")
    {
        CHATQC_SEEDED(seed);
        test::random random(seed);
        const temp_dir dir;
        const std::string path = (dir / "store").string();
        std::uint64_t acknowledged = 0;
        for (int round = 0; round < 4; ++round) {
            writer_process writer(path, "kill");
            for (std::uint64_t wanted = 1 + random.below(30); wanted > 0; --wanted) {
                acknowledged = std::stoull(writer.line());
            }
            writer.kill_now();
            for (std::string line = writer.line(); !line.empty(); line = writer.line()) {
                acknowledged = std::stoull(line);
            }
            check_store(path, acknowledged);
        }
    }

    TEST_CASE("where the disk refuses, the commit fails, shows nothing, and what was acknowledged stands")
    {
        const temp_dir dir;
        const std::string path = (dir / "store").string();
        std::uint64_t acknowledged = 0;
        std::string line;
        {
            writer_process writer(path, "small disk");
            for (line = writer.line(); !line.empty() && line[0] != '!'; line = writer.line()) {
                acknowledged = std::stoull(line);
            }
        }
        CHECK(line == "! io_error hidden refused");
        CHECK(acknowledged > 0);
        check_store(path, acknowledged);
    }
}
