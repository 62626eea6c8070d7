// Phrases in messages: what stands as sent, what stands in disguise, and what only looks so.
#include "tests/engine/match_support.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace chatqc::engine;
using chatqc::engine::test::hits_in;
using chatqc::engine::test::render;

namespace {

void check_list(
    const std::vector<std::string>& phrases, bool whole_word, std::string_view text, std::string_view expected
)
{
    match_source source;
    source.lists.push_back({phrases, whole_word});
    CAPTURE(text);
    CHECK(render(hits_in(source, text), text) == expected);
}

void check(const std::string& phrase, std::string_view text, std::string_view expected)
{
    CAPTURE(phrase);
    check_list({phrase}, false, text, expected);
}

void check_word(const std::string& phrase, std::string_view text, std::string_view expected)
{
    CAPTURE(phrase);
    check_list({phrase}, true, text, expected);
}

} // namespace

TEST_SUITE("engine.match.phrases")
{
    TEST_CASE("as sent, with the case of ASCII letters free")
    {
        check("微信", "加微信吗", "微信");
        check("VX", "加vx吗", "vx");
        check("vx", "Vx", "Vx");
        check("微信", "", "");
        check("微信", "微", "");
        check("微信", "信微", "");
        check("hello", "say Hello", "Hello");
        check("微信", "微信，微信", "微信|微信");
        check("bc", "abcd", "bc");
    }

    TEST_CASE("in disguise")
    {
        check("微信", "ｗ微\u200B信", "微\u200B信*");
        check("vx", "ＶＸ", "ＶＸ");
        check("vx", "ⓥⓧ", "ⓥⓧ*");
        check("vx", "vх", "vх*");
        check("微信", "微訊 微信", "微信");
        check("发货", "發貨", "發貨");
        check("發貨", "发货", "发货");
        check("加微信", "加-微-信", "加-微-信*");
        check("加微信", "加微-信", "加微-信*");
        check("加微信", "加_微·信号", "加_微·信*");
        check("加vx", "加v❤️x", "加v❤️x*");
        check("加微信", "加微😀信聊", "加微😀信*");
        check("微信", "微*信", "微*信*");
        check("9折", "⑨折", "⑨折*");
        check("q群", "ｑ群", "ｑ群");
        check("你很好", "亻尔彳艮好", "亻尔彳艮好*");
        check("都到", "者阝至刂了", "者阝至刂*");
        check("好评返现", "好讠平反辶现", "好讠平反辶现*");
        check("好评", "好讠\u200B平", "好讠\u200B平*");
        check("平", "好讠平", "");
        check("你你", "亻尔亻尔", "亻尔亻尔*");
        check("好评", "好\u0301评", "好\u0301评*");
    }

    TEST_CASE("runs: emphasis is not spelling")
    {
        check("谢", "谢谢", "谢");
        check("谢谢", "谢", "");
        check("谢谢", "谢谢谢", "谢谢");
        check("谢谢", "谢 谢", "谢 谢*");
        check("天天", "天", "");
        check("天天见", "天天天见", "天天见");
        check("天见", "天天见", "天见");
        check("天天见", "天见", "");
        check("加微信", "加微微信", "加微微信*");
        check("加微信", "加加微信信", "加微信");
        check("bot", "boot", "");
        check("bot", "booot", "booot*");
        check("boot", "bot", "");
        check("boot", "BOOT", "BOOT");
        check("boot", "booot", "booot*");
        check("hello", "helo", "");
        check("hello", "hellooo", "hello");
        check("vx", "vvxx", "vx");
        check("100", "1000", "100");
        check("10", "100", "10");
        check("天天", "天-天", "天-天*");
        check("boot", "b-o-o-t", "b-o-o-t*");
        check("boot", "b o o t", "b o o t*");
        check("boot", "bo-ot", "bo-ot*");
        check("boot", "bo ot", "");
        check("哈", "哈哈哈哈哈哈", "哈");
    }

    TEST_CASE("blanks glue only what is spread out evenly")
    {
        check("加微信", "加 微 信", "加 微 信*");
        check("加微信", "加 微-信", "加 微-信*");
        check("加微信", "加 微信", "");
        check("加微信", "不加 微信息", "");
        check("加微", "不加 微信息", "");
        check("微信", "加微 信", "微 信*");
        check("vx", "v x", "v x*");
        check("vx", "加v x吧", "v x*");
        check("vx", "tv xbox", "");
        check("vx", "v xbox", "");
        check("好评", "服务好 评价高", "");
        check("好评", "给个好 评", "好 评*");
        check("好评", "很好😊评价一下", "");
        check("好评", "好的~评价一下", "");
        check("加微信", "加😀微😀信", "加😀微😀信*");
        check("免费", "免 费", "免 费*");
        check("加微信", "加　微　信", "加　微　信*");
        check("加微信", "加...微...信", "加...微...信*");
    }

    TEST_CASE("punctuation and line ends glue nothing")
    {
        check("加微信", "加，微，信", "");
        check("加微信", "加｡微｡信", "");
        check("加微信", "加。微信", "");
        check("加微信", "加\n微信", "");
        check("好评", "好！评价", "");
        check("好评", "“好”评", "");
        check("好评", "好(评)", "");
        check("in it", "in. It", "");
    }

    TEST_CASE("codes, masks, links and entities glue nothing")
    {
        check("加微", "加[微笑]", "");
        check("加信", "加[微笑]信", "");
        check("好评", "好#E-s21评", "");
        check("加微", "加&nbsp;微", "");
        check("80", "8****0", "");
        check("号码", "号[数字x]码", "");
        check("ab", "a***b", "");
        check("abcn", "http://a-b.cn", "");
        check("a-b", "http://a-b.cn", "a-b");
        check("微笑", "好[微笑]", "微笑");
        check("数字", "[数字x]", "数字");
        check("cn", "http://a-b.cn", "cn");
        check("vx", "http://v-x.cn", "");
        check("15", "1.5", "");
        check("35", "3-5天", "");
        check("[微笑]", "好[微笑]的", "[微笑]");
        check("8****0", "号8****0是", "8****0");
        check("x]个", "[数字x]个", "x]个");
        check("见http", "见http://a.cn", "见http");
        check("b.cn/x", "http://a-b.cn/x", "b.cn/x");
    }

    TEST_CASE("phrases with blanks and symbols of their own")
    {
        check("call me", "call me", "call me");
        check("call me", "Call  Me", "Call  Me*");
        check("call me", "call-me", "call-me*");
        check("call me", "callme", "");
        check("call me", "call. Me", "");
        check("don't", "dont", "dont*");
        check("don't", "don’t", "don’t*");
        check("don't", "DON'T", "DON'T");
        check("e-mail", "e mail", "e mail*");
        check("e-mail", "email", "email*");
        check("c++", "c++", "c++");
        check("c++", "c", "");
        check("+微", "加+微", "+微");
        check("+微", "微", "");
        check("好评👍", "好评👍", "好评👍");
        check("好评👍", "好评", "");
        check("👎", "差👎", "👎");
        check("--", "a--b", "--");
        check("❤️", "❤️", "❤️");
        check("\u200B", "a\u200Bb", "\u200B");
        check("café", "cafe", "cafe*");
        check("cafe\u0301", "cafe\u0301", "cafe\u0301");
        check("！", "好!", "!");
        check("9️⃣", "9", "9*");
        check("9️⃣", "9️⃣", "9️⃣");
        check(" 微信 ", "加微信", "微信*");
        check(" 微信", "加 微信", " 微信");
    }

    TEST_CASE("whole words")
    {
        check_word("vx", "加vx吗", "vx");
        check_word("vx", "vx", "vx");
        check_word("vx", "avx", "");
        check_word("vx", "vx1", "");
        check_word("vx", "vx_1", "vx");
        check_word("vx", "a-vx", "vx");
        check_word("vx", "ａvx", "");
        check_word("vx", "évx", "");
        check_word("vx", "vvx", "");
        check_word("vx", "vvvvx", "vvvvx*");
        check_word("vx", "vx：abc", "vx");
        check_word("vx", "陆vx", "vx");
        check_word("hello", "helloooo", "helloooo*");
        check_word("hello", "othello", "");
        check_word("微信", "微信abc", "微信");
        check_word("加V", "加Vx", "");
        check_word("加V", "x加V", "加V");
        check_word("c++", "c++11", "c++");
        check_word("c++", "ac++", "");
        check_word("#1", "#12", "");
        check_word("#1", "#1", "#1");
        check_word("vx", "http://a.cn/vx", "vx");
        check_word("vx", "#E-s21vx", "vx");
        check_word("vx", "微vx信", "vx");
    }

    TEST_CASE("parts of one character")
    {
        check("fi", "oﬃce", "ﬃ*");
        check("kg", "5㎏", "㎏*");
        check("g", "5㎏", "㎏*");
        check("10", "⑩", "⑩*");
    }

    TEST_CASE("every phrase of every list, in order")
    {
        match_source source;
        source.lists.push_back({{"微信", "加微信"}, false});
        source.lists.push_back({{"微 信", "微信", "微信"}, false});
        const std::string text = "加微信";
        const std::vector<hit> expected{
            {hit::origin::list, 0, 1, 0, 9, false},
            {hit::origin::list, 0, 0, 3, 9, false},
            {hit::origin::list, 1, 1, 3, 9, false},
            {hit::origin::list, 1, 2, 3, 9, false},
        };
        CHECK(hits_in(source, text) == expected);
    }

    TEST_CASE("long phrases")
    {
        std::string phrase;
        for (int piece = 0; piece < 100; ++piece) {
            phrase += "微信号" + std::to_string(piece);
        }
        check(phrase, "说" + phrase + "完", phrase);
        check(phrase, phrase.substr(3), "");
        check(phrase + "!", phrase + "！", phrase + "！");
        std::string symbols;
        for (int piece = 0; piece < 100; ++piece) {
            symbols += "+a-" + std::to_string(piece);
        }
        check(symbols, "说" + symbols + "完", symbols);
        check(symbols, "说" + symbols.substr(1), "");
    }

    TEST_CASE("invalid UTF-8 gives nothing, and hits are appended")
    {
        match_source source;
        source.lists.push_back({{"微信"}, false});
        scanner one(chatqc::engine::test::make_matcher(source));
        std::vector<hit> hits;
        one.scan("微信\xFF", hits);
        CHECK(hits.empty());
        CHECK(one.normal().characters.empty());
        one.scan("微信", hits);
        one.scan("加微信", hits);
        REQUIRE(hits.size() == 2);
        CHECK(hits[0].begin == 0);
        CHECK(hits[1].begin == 3);
        CHECK(one.normal().text == "加微信");
    }
}
