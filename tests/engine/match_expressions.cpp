#include "tests/engine/match_support.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace chatqc::engine;
using chatqc::engine::test::hits_in;
using chatqc::engine::test::render;

namespace {

void check(const std::string& expression, std::string_view text, std::string_view expected)
{
    match_source source;
    source.expressions.push_back(expression);
    CAPTURE(expression);
    CAPTURE(text);
    CHECK(render(hits_in(source, text), text) == expected);
}

// Where the expression asks for look-alikes and abbreviations.
void check_hidden(const std::string& expression, std::string_view text, std::string_view expected)
{
    match_source source;
    source.expressions = {expression};
    source.hidden = {{true, true}};
    CAPTURE(expression);
    CAPTURE(text);
    CHECK(render(hits_in(source, text), text) == expected);
}

void check_refused(const std::string& expression, std::string_view part_of_message)
{
    match_source source;
    source.expressions = {"微信", expression};
    std::vector<pattern_error> errors;
    CAPTURE(expression);
    CHECK(matcher::compile(source, nullptr, errors) == nullptr);
    REQUIRE(errors.size() == 1);
    CHECK(errors[0].expression == 1);
    CAPTURE(errors[0].message);
    CHECK(errors[0].message.find(part_of_message) != std::string::npos);
}

} // namespace

TEST_SUITE("engine.match.expressions")
{
    TEST_CASE("leftmost spans that do not overlap")
    {
        check("a+", "caaat aa", "aaa|aa");
        check("微信|微", "加微信微", "微信|微");
        check("返.{0,3}元", "返2元返五十元", "返2元|返五十元");
        check("\\d{3}", "1234567", "123|456");
        check("VX", "加vx", "vx");
        check("É", "é", "é");
        check("^加", "加微加", "加");
        check("信$", "信微信", "信");
        check("\\bvx\\b", "vx avx vx1 vx", "vx|vx");
        check("a", "b", "");
        check("a", "", "");
        check("x*a", "bxxa", "xxa");
    }

    TEST_CASE("in disguise too")
    {
        check("加微信", "加-微-信", "加-微-信*");
        check("v\\s?x", "ｖｘ", "ｖｘ");
        check("加.{0,2}微信", "加我薇信加我微·信", "加我微·信*");
        check("1[3-9]\\d{9}", "①38捌888800⑧", "①38捌888800⑧*");
        check("1[3-9]\\d{9}", "1 3 8 8 8 8 8 8 0 0 0", "1 3 8 8 8 8 8 8 0 0 0*");
        check("1[3-9]\\d{9}", "138 8888 8000", "");
        check("加微信", "加 微信", "");
        check("加微信", "不加 微信，加-微-信", "加-微-信*");
        check("tell me your password", "ＴＥＬＬ me your password", "ＴＥＬＬ me your password");
        check("tell me your password", "ok, tell me your pa-ss-word", "tell me your pa-ss-word*");
        check("tell me", "tеll me", "tеll me*");
        check("tell me", "tellll me", "");
        check("tell me", "teeell me", "teeell me*");
        check("vx [a-z0-9]+", "ｖｘ abc", "ｖｘ abc");
        check("can't tell", "I ca-n't tell", "ca-n't tell*");
        check("can't tell", "I ｃan’t tell", "ｃan’t tell*");
        check("I'll .{3}k", "i'll lo*ok", "i'll lo*ok*");
        check("telegram: ?@[a-z_]+", "te|le|gram: @har*bour", "te|le|gram: @har*bour*");
        check("ann.smith@", "ann.sm-ith@mail", "ann.sm-ith*");
        check("wechat", "w.e.c.h.a.t", "w.e.c.h.a.t*");
        check("say ", "s*ay hi", "s*ay*");
        check("email me", "e-mail me, e-ma-il me", "e-mail me*|e-ma-il me*");
        check("email me", "e-mail me", "");
    }

    TEST_CASE("hidden words, where the expression asks for them")
    {
        check("好评.{0,4}返现", "奵评返现", "");
        check_hidden("好评.{0,4}返现", "好评返现", "好评返现");
        check_hidden("好评.{0,4}返现", "奵坪就返现", "奵坪就返现*");
        check_hidden("好评.{0,4}返现", "女子评返现", "女子评返现*");
        check_hidden("好评.{0,4}返现", "hp返现", "hp返现*");
        check_hidden("好评.{0,4}返现", "php返现", "");
        check_hidden("好评?返", "奵返，奵坪返", "奵返*|奵坪返*");
        check_hidden("好评{2}", "hp评", "");
        check_hidden("[好差]评", "奵坪", "奵坪*");
        check_hidden("[^好]评", "好评奵评", "奵评");
        check_hidden("[[:alpha:]好]评", "a评", "a评");
        check_hidden("[]好]评", "]坪", "]坪*");
        check_hidden("\\Q好.\\E评", "好.评奵.评", "好.评");
        check_hidden("\\x{597d}\\p{Han}\\.微", "好评.徽", "好评.徽*");
        check_hidden("加微信", "+vx，加v信", "+vx*|加v信*");
        check_hidden("微信", "微-信，徽-信，微信", "微-信*|徽-信*|微信");
        check_hidden("微信", "加微信号 徽信", "微信|徽信*");
    }

    TEST_CASE("numbers drawn apart")
    {
        check("\\b1[3-9]\\d{9}\\b", "打 138_12_345_6_78 找我", "138_12_345_6_78*");
        check("\\b1[3-9]\\d{9}\\b", "1·38·1·234·5·6·7·8", "1·38·1·234·5·6·7·8*");
        check("\\b1[3-9]\\d{9}\\b", "1*3*8*1*2*345678，", "1*3*8*1*2*345678*");
        check("20250106", "2025-01-06 2025-01-06", "");
        check("1\\d{10}", "1-800-956-4442", "");
        check("3515", "3.5 或 1.5", "");
        check("12345", "1:2:3:4:5", "");
    }

    TEST_CASE("a span of the text as sent hides the one of the normal form")
    {
        check("加.*信", "加-微-信", "加-微-信");
        check("[加-]+微", "加-微", "加-微");
        check("微信", "微信 微-信", "微信|微-信*");
    }

    TEST_CASE("characters are counted, not bytes")
    {
        check("加.微", "加我微", "加我微");
        check("加.{2}微", "加我微", "");
        check("[微薇]信", "薇信", "薇信");
    }

    TEST_CASE("what cannot be used is refused, with the place")
    {
        check_refused("a*", "empty text");
        check_refused("^", "empty text");
        check_refused("\\b", "empty text");
        check_refused("(a|b", "missing )");
        check_refused("(?=a)b", "(?=");
        check_refused("(a)\\1", "\\1");
        check_refused("(a{1,1000}){1,1000}", "repetition");
        check_refused("[^a]{500}b.{500}c", "large");
        check_refused("(([a-z]{1,30}){1,30}){1,30}x", "repetition");
        check_refused("(\\pL{1,900}x){1}", "large");
        check_refused(std::string(5000, 'a'), "4096");
        check_refused("a\xFF", "UTF-8");
        check_refused(std::string("a\0b", 3), "UTF-8");
        check_refused("[", "missing ]");
        for (const char* broken : {"[好", "[^", "\\", "\\Q好", "\\p{", "[[:", "好\\", "(好评"}) {
            match_source source;
            source.expressions = {broken};
            source.hidden = {{true, true}};
            std::vector<pattern_error> errors;
            CAPTURE(broken);
            const bool is_refused = matcher::compile(source, nullptr, errors) == nullptr;
            CHECK(is_refused == !errors.empty());
        }
    }

    TEST_CASE("all refusals at once, in order")
    {
        match_source source;
        // The third passes RE2's bounds and is refused by Hyperscan itself.
        source.expressions = {"a*", "微信", "[^a]{200}b.{200}c", "(", "[^b]{500}b.{500}d"};
        std::vector<pattern_error> errors;
        CHECK(matcher::compile(source, nullptr, errors) == nullptr);
        std::vector<std::size_t> places;
        for (const auto& one : errors) {
            places.push_back(one.expression);
        }
        CHECK(places == std::vector<std::size_t>{0, 2, 3, 4});
    }

    TEST_CASE("hits of several expressions and lists are sorted")
    {
        match_source source;
        source.expressions = {"b", "a"};
        source.lists.push_back({{"b"}, false});
        const std::vector<hit> expected{
            {hit::origin::list, 0, 0, 1, 2, false},
            {hit::origin::expression, 0, 0, 1, 2, false},
            {hit::origin::expression, 1, 0, 0, 1, false},
            {hit::origin::expression, 1, 0, 2, 3, false},
        };
        CHECK(hits_in(source, "aba") == expected);
    }
}
