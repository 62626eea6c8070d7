// Disguises made on purpose, and the measure of what is still caught.
#include "app/mutate.h"

#include "app/mutate_command.h"
#include "app/pack_check.h"
#include "engine/text/normal_form.h"
#include "tests/support/temp_dir.h"

#include <doctest/doctest.h>

#include <fstream>
#include <set>
#include <sstream>

using namespace chatqc::app;

namespace {

std::set<std::string> some(std::string_view words, disguise_kind kind)
{
    dice chance(7);
    std::set<std::string> all;
    for (int round = 0; round < 400; ++round)
        if (const auto one = disguised(words, kind, chance))
            all.insert(*one);
    return all;
}

std::string pack(const std::string& list)
{
    return "pack: p\nlists: {l: {phrases: [加微信, 私下转账], " + list +
           "}}\n"
           "rules: [{id: r, detect: {phrase: {list: l}}}]\n"
           "tests:\n"
           "  - {name: one, chat: [0s A 您加微信聊], expect: [{rule: r}]}\n"
           "  - {name: two, chat: [0s A 私下转账便宜], expect: [{rule: r}]}\n"
           "  - {name: silent, chat: [0s A 您好], expect: []}\n";
}

struct answer {
    int status;
    std::string text;
};

answer run(const std::string& yaml, bool json, std::uint64_t seed = 1)
{
    const chatqc::test::temp_dir folder;
    std::ofstream(folder / "pack.yaml", std::ios::binary) << yaml;
    mutate_options options;
    options.folders = {folder.path().string()};
    options.how.seed = seed;
    options.json = json;
    std::ostringstream out;
    const int status = run_rules_mutate(options, out);
    return {status, out.str()};
}

} // namespace

TEST_SUITE("app.mutate")
{
    TEST_CASE("each kind of disguise changes words, or finds no hold")
    {
        for (std::size_t kind = 0; kind < disguise_kinds; ++kind) {
            const auto as = static_cast<disguise_kind>(kind);
            CAPTURE(name_of(as));
            CHECK(some("，。", as).empty());
            for (const std::string& one : some("加微信好评V5", as)) {
                CHECK(one != "加微信好评V5");
                CHECK(chatqc::engine::is_valid_utf8(one));
            }
        }
        CHECK(some("微信", disguise_kind::homophone).size() > 20);
        CHECK(some("微信", disguise_kind::pinyin) == std::set<std::string>{"wei信", "weixin", "微xin"});
        CHECK(some("好评", disguise_kind::split) == std::set<std::string>{"好讠平"});
        CHECK(some("好", disguise_kind::shape).contains("女子"));
        CHECK(some("QQ", disguise_kind::letters).contains("扣扣"));
        CHECK(some("vx", disguise_kind::width) == std::set<std::string>{"ｖx", "vｘ", "ｖｘ"});
        CHECK(some("9", disguise_kind::digits).contains("玖"));
        CHECK(some("9", disguise_kind::repeated).empty());
        CHECK(some("微信", disguise_kind::digits).empty());
        CHECK(some("a", disguise_kind::separator).empty());
    }

    TEST_CASE("the same seed gives the same bytes, another gives others")
    {
        const auto first = run(pack("homophones: true"), true);
        CHECK(first.text == run(pack("homophones: true"), true).text);
        CHECK(first.text != run(pack("homophones: true"), true, 2).text);
    }

    TEST_CASE("what a list does not ask for does not count")
    {
        const auto plain = run(pack("homophones: false"), false);
        CHECK(plain.status == 0);
        CHECK(plain.text.find("lists with homophones: 100.0 % of 0 caught") != std::string::npos);
        CHECK(plain.text.find("(") != std::string::npos);
        const auto asked = run(pack("homophones: true, shapes: true, letters: true"), true);
        CHECK(asked.status == 0);
        CHECK(asked.text.find(R"("otherwise":{"tried":0,"caught":0})") != std::string::npos);
        CHECK(asked.text.find(R"("list":"p/l","homophones":true)") != std::string::npos);
        CHECK(run("pack: p\nrules: [{id: a}]\n", true).status == 2);
    }

    TEST_CASE("the built-in packs reach their goals")
    {
        std::ostringstream out;
        mutate_options options;
        options.missed = true;
        for (const char* name : {"builtin:zh-ecommerce", "builtin:en-support"}) {
            options.folders = {name};
            INFO(out.str());
            CHECK(run_rules_mutate(options, out) == 0);
        }
    }
}
