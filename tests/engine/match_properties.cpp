// The matcher against the naive one, on random text with phrases cut from it.
#include "engine/match/phrase_match.h"
#include "engine/match/readable.h"
#include "tests/engine/match_naive.h"
#include "tests/engine/match_support.h"
#include "tests/engine/text_samples.h"
#include "tests/support/seed.h"
#include "tests/support/shared_data.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

using namespace chatqc::engine;
using chatqc::engine::test::cut;
using chatqc::engine::test::naive_find;
using chatqc::engine::test::naive_hits;
using chatqc::engine::test::random_text;

namespace {

std::vector<match_source::list>
random_lists(chatqc::test::random& random, const std::vector<std::string>& texts)
{
    std::vector<match_source::list> lists(1 + random.below(3));
    for (auto& list : lists) {
        list.whole_word = random.chance(30);
        list.homophones = random.chance(30);
        list.shapes = random.chance(30);
        list.letters = random.chance(30);
        for (auto left = 1 + random.below(8); left > 0; --left) {
            const std::string& text = texts[random.below(texts.size())];
            if (!text.empty()) {
                list.phrases.push_back(cut(random, text, 5));
            }
        }
    }
    return lists;
}

std::string write(const std::vector<hit>& hits, std::string_view text)
{
    std::string written;
    for (const hit& one : hits) {
        written += "\n  " + std::to_string(one.source) + "." + std::to_string(one.phrase) + " [" +
                   std::to_string(one.begin) + "," + std::to_string(one.end) + ") " +
                   std::string(text.substr(one.begin, one.end - one.begin)) +
                   (one.disguised ? " disguised" : "");
    }
    return written;
}

// Whatever stands literally in the text as sent is found, unless an edge of it is half a character of the
// text: a hit covers exactly it, or, for one repeated character, its run.
bool is_covered(const std::vector<hit>& hits, hit wanted, bool is_one_run)
{
    return std::any_of(hits.begin(), hits.end(), [&](const hit& one) {
        const bool same = one.source == wanted.source && one.phrase == wanted.phrase;
        return same && (is_one_run || (one.begin == wanted.begin && one.end == wanted.end && !one.disguised));
    });
}

bool is_one_run(const std::string& phrase)
{
    normal_form normal;
    normalise(phrase, normal);
    return normal.characters.size() == 1;
}

void require_law(
    const std::vector<match_source::list>& lists, std::string_view text, const std::vector<hit>& hits
)
{
    normal_form normal;
    normalise(text, normal);
    for (std::uint32_t list = 0; list < lists.size(); ++list) {
        for (std::uint32_t phrase = 0; !lists[list].whole_word && phrase < lists[list].phrases.size();
             ++phrase) {
            const std::string& written = lists[list].phrases[phrase];
            for (const std::size_t begin : naive_find(written, text)) {
                const std::size_t end = begin + written.size();
                if (cuts_character(normal, static_cast<std::uint32_t>(begin)) ||
                    cuts_character(normal, static_cast<std::uint32_t>(end))) {
                    continue;
                }
                const hit wanted{
                    hit::origin::list,
                    list,
                    phrase,
                    static_cast<std::uint32_t>(begin),
                    static_cast<std::uint32_t>(begin + written.size()),
                    false};
                CAPTURE(written);
                REQUIRE(is_covered(hits, wanted, is_one_run(written)));
            }
        }
    }
}

// Up to `lines_max` lines that are neither empty nor comments.
std::vector<std::string> lines_of(const std::filesystem::path& path, std::size_t lines_max)
{
    std::vector<std::string> lines;
    std::ifstream file(path);
    for (std::string line; lines.size() < lines_max && std::getline(file, line);) {
        if (!line.empty() && line.front() != '#') {
            lines.push_back(line);
        }
    }
    return lines;
}

} // namespace

TEST_SUITE("engine.match.properties")
{
    TEST_CASE("hits are those of the naive matcher, and hold everything that stands as sent")
    {
        CHATQC_SEEDED(seed);
        chatqc::test::random random(seed);
        for (int round = 0; round < 150; ++round) {
            std::vector<std::string> texts;
            for (int text = 0; text < 12; ++text) {
                texts.push_back(random_text(random, 25));
            }
            match_source source;
            source.lists = random_lists(random, texts);
            scanner one(chatqc::engine::test::make_matcher(source));
            std::vector<hit> hits;
            for (const std::string& text : texts) {
                hits.clear();
                one.scan(text, hits);
                CAPTURE(text);
                require_law(source.lists, text, hits);
                const auto expected = naive_hits(source.lists, text);
                if (hits != expected) {
                    std::string phrases;
                    for (const auto& list : source.lists) {
                        phrases += list.whole_word ? "\n whole words" : "\n";
                        phrases += list.homophones ? " homophones" : "";
                        phrases += list.shapes ? " shapes" : "";
                        phrases += list.letters ? " letters" : "";
                        for (const auto& phrase : list.phrases) {
                            phrases += " 〈" + phrase + "〉";
                        }
                    }
                    FAIL(
                        "phrases:",
                        phrases,
                        "\nfound:",
                        write(hits, text),
                        "\nexpected:",
                        write(expected, text)
                    );
                }
            }
        }
    }

    TEST_CASE("what only voids is found beside what it voids, and changes nothing else")
    {
        CHATQC_SEEDED(seed);
        chatqc::test::random random(seed);
        for (int round = 0; round < 60; ++round) {
            const std::string text = random_text(random, 40);
            match_source source;
            source.lists = random_lists(random, {text, "微信好评"});
            source.expressions = {"微信", "好评|[0-9]", "加.{0,6}信", "[a-z]+"};
            scanner plain(chatqc::engine::test::make_matcher(source));
            using use = match_source::use;
            source.uses = {use::sought, use::voids, use::sought_and_voided, use::voids};
            source.lists[0].voided = true;
            scanner sparing(chatqc::engine::test::make_matcher(source));
            std::vector<hit> expected;
            std::vector<hit> found;
            plain.scan(text, expected);
            sparing.scan(text, found);
            const auto is_expression = [](const hit& one) { return one.from == hit::origin::expression; };
            const bool is_any_voided = std::any_of(expected.begin(), expected.end(), [&](const hit& one) {
                return one.source == (is_expression(one) ? 2U : 0U);
            });
            if (!is_any_voided) {
                std::erase_if(expected, [&](const hit& one) {
                    return is_expression(one) && (one.source == 1 || one.source == 3);
                });
            }
            CAPTURE(text);
            REQUIRE(found == expected);
        }
    }

    TEST_CASE("the normal form knows of every text that has Latin letters in disguise")
    {
        CHATQC_SEEDED(seed);
        chatqc::test::random random(seed);
        normal_form normal;
        int disguised = 0;
        for (int round = 0; round < 20'000; ++round) {
            std::string text = random_text(random, 30);
            if (random.chance(30)) {
                text = "1件2" + text.substr(0, text.size() / 2) + "3（4年5月6";
            }
            normalise(text, normal);
            CAPTURE(text);
            if (has_disguised_latin(normal, text)) {
                ++disguised;
                REQUIRE(normal.may_disguise_latin);
            }
        }
        CHECK(disguised > 100);
        normalise("ok，明天发S-M码，电话13800000000", normal);
        CHECK(normal.may_disguise_latin); // a symbol between letters
        normalise("ok，明天发货，电话13800000000，2件", normal);
        CHECK(!normal.may_disguise_latin);
    }

    TEST_CASE("everything that stands in real messages is hit")
    {
        const auto messages = chatqc::test::shared_data("messages/jddc18_mixed_messages.txt");
        const auto phrases = chatqc::test::shared_data("phrases/scale/thuocl_1000.txt");
        if (!messages || !phrases) {
            return;
        }
        match_source source;
        source.lists.emplace_back();
        for (const std::string& line : lines_of(*phrases, 1000)) {
            source.lists[0].phrases.push_back(line.substr(0, line.find('\t')));
        }
        // Words that messages are full of, with glue of their own.
        for (const char* phrase :
             {"您好", "谢谢", "京东", "~", "[数字x]", "的", "5", "...", "——", "？", "#E-s", "app"}) {
            source.lists[0].phrases.emplace_back(phrase);
        }
        scanner one(chatqc::engine::test::make_matcher(source));
        std::vector<hit> hits;
        for (const std::string& text : lines_of(*messages, 1000)) {
            hits.clear();
            one.scan(text, hits);
            CAPTURE(text);
            require_law(source.lists, text, hits);
        }
    }

    TEST_CASE("expressions find what RE2's literal does")
    {
        CHATQC_SEEDED(seed);
        chatqc::test::random random(seed);
        for (int round = 0; round < 60; ++round) {
            const std::string text = random_text(random, 40);
            if (text.empty()) {
                continue;
            }
            // Letters and ideographs only: they need no escapes.
            const std::string phrase =
                std::vector<std::string>{"微信", "加微", "vx", "好评", "谢谢", "返现"}[random.below(6)];
            match_source source;
            source.expressions = {phrase};
            const auto hits = chatqc::engine::test::hits_in(source, text);
            std::size_t next = 0;
            for (const std::size_t begin : naive_find(phrase, text)) {
                if (begin < next) {
                    continue;
                }
                next = begin + phrase.size();
                const hit wanted{
                    hit::origin::expression,
                    0,
                    0,
                    static_cast<std::uint32_t>(begin),
                    static_cast<std::uint32_t>(next),
                    false};
                CAPTURE(text);
                REQUIRE(std::find(hits.begin(), hits.end(), wanted) != hits.end());
            }
        }
    }
}
