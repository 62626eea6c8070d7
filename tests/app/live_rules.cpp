// Rules that change while a server runs (SPEC §4 "Packs in the log"), without sockets.
#include "app/live_rules.h"

#include "app/database_cache.h"
#include "tests/app/pipeline_lab.h"

#include <doctest/doctest.h>

#include <fstream>

using namespace chatqc;
using namespace chatqc::test;
using kind = app::reload_outcome::kind;

namespace {

std::string with(std::string text, const std::string& what, const std::string& instead)
{
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), instead);
}

// A pipeline on an empty store, judging by a folder whose pack can be written anew.
class reload_lab {
public:
    reload_lab() : stored_(std::move(*storage::store::open(store_in(folder_ / "data")).value))
    {
        std::filesystem::create_directory(folder_ / "pack");
        write(std::string{small_pack});
        const app::live_rules::setup how{
            {(folder_ / "pack").string()},
            std::make_shared<app::file_database_cache>((folder_ / "cache").string())};
        rules.emplace(how, app::load_units(*stored_, how.folders, {now, {}}, how.cache));
        flow_.emplace(app::pipeline_options{}, *stored_, rules->log(), [this] { return now; });
        flow_->start();
    }

    ~reload_lab() { flow_->stop(); }

    void write(const std::string& pack) const { std::ofstream{folder_ / "pack/pack.yaml"} << pack; }

    app::reload_outcome reload() { return rules->reload(*flow_); }

    storage::store& stored() { return *stored_; }

    app::pipeline& flow() { return *flow_; }

    engine::time_point now = instant(0);
    std::optional<app::live_rules> rules;

private:
    temp_dir folder_;
    std::unique_ptr<storage::store> stored_;
    std::optional<app::pipeline> flow_;
};

} // namespace

TEST_SUITE("app.live_rules")
{
    TEST_CASE("good packs become active now, and two at one moment one after the other")
    {
        reload_lab lab;
        const auto first = lab.rules->now()->newest().hash;
        CHECK(lab.reload().what == kind::unchanged);
        lab.now = instant(60);
        lab.write(with(std::string{small_pack}, "60s", "30s"));
        const auto done = lab.reload();
        CHECK(done.what == kind::activated);
        CHECK(done.active_from == instant(60));
        CHECK(done.unit == lab.rules->now()->newest().hash);
        lab.write(std::string{small_pack});
        const auto back = lab.reload();
        CHECK(back.unit == first);
        CHECK(back.active_from == instant(60) + engine::milliseconds{1});
        REQUIRE(lab.stored().units().size() == 3);
        CHECK(lab.stored().units()[1].hash == done.unit);
        CHECK(lab.stored().units()[2].hash == first);
        CHECK(lab.rules->totals().activated == 2);
        CHECK(lab.rules->totals().activated_at == instant(60));
    }

    TEST_CASE("bad packs leave those before, and say why until good ones come")
    {
        reload_lab lab;
        const auto before = lab.rules->now();
        lab.write(with(std::string{small_pack}, "list: bad", "list: worse"));
        const auto refused = lab.reload();
        CHECK(refused.what == kind::refused);
        CHECK(refused.unit == before->newest().hash);
        CHECK(refused.problem.find("worse") != std::string::npos);
        CHECK(lab.rules->problem() == refused.problem);
        CHECK(!lab.rules->totals().last_was_good);
        CHECK(lab.stored().units().size() == 1);
        CHECK(lab.rules->now() == before);
        lab.write(std::string{small_pack});
        CHECK(lab.reload().what == kind::unchanged);
        CHECK(lab.rules->problem().empty());
        CHECK(lab.rules->totals().last_was_good);
        CHECK(lab.rules->totals().refused == 1);
    }

    TEST_CASE("a test that is red keeps packs out that would judge the same")
    {
        reload_lab lab;
        lab.write(std::string{small_pack} + R"(tests:
  - name: never so
    chat: [0s agent 您好]
    expect: [{rule: attitude.bad, at: 0s}]
)");
        CHECK(lab.reload().problem.find("never so") != std::string::npos);
    }

    TEST_CASE("a changed file is seen once it has come to rest, and once")
    {
        reload_lab lab;
        CHECK(!lab.rules->have_settled_changes());
        lab.write(with(std::string{small_pack}, "60s", "5min"));
        CHECK(!lab.rules->have_settled_changes()); // may still be written
        CHECK(lab.rules->have_settled_changes());
        CHECK(lab.reload().what == kind::activated);
        CHECK(!lab.rules->have_settled_changes());
        lab.write("pack: [");
        CHECK(!lab.rules->have_settled_changes());
        CHECK(lab.rules->have_settled_changes());
        CHECK(lab.reload().what == kind::refused);
        CHECK(!lab.rules->have_settled_changes()); // what was refused is not tried again as it is
    }
}
