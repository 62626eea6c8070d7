// What people write, and what phrases are matched on.
#include "tests/engine/text_render.h"

#include <doctest/doctest.h>

using chatqc::engine::test::render;

namespace {

void check(std::string_view input, std::string_view expected)
{
    CAPTURE(input);
    CHECK(render(input) == expected);
}

} // namespace

TEST_SUITE("engine.text.normal")
{
    TEST_CASE("full and half width, case, traditional characters")
    {
        check("ＶＸ", "vx");
        check("ｖｘ：１２３", "vx:123");
        check("WeChat", "wechat");
        check("繁體中文請問發貨", "繁体中文请问发货");
        check("裏面 裡面", "里面␣里面");
        check("衞生 敍述", "卫生␣叙述");
        check("著名 什么", "著名␣什么");
        check("ｶﾀｶﾅ", "カタカナ");
        check("㎏ № ™ ﬁ", "kg␣no␣tm␣fi");
    }

    TEST_CASE("styles of digits and letters")
    {
        check(
            "⑨９9️⃣➈⁹₉🄊",
            "999999"
            "9"
        );
        check("⑩⑪❿", "101110");
        check("零壹贰叁肆伍陆柒捌玖", "0123456789");
        check("零壹貳叄肆伍陸柒捌玖〇", "01234567890");
        check("一二三十百", "一二三十百");
        check("٣५", "35");
        check("½", "½");
        check("Ⓥⓧ 🆅🆇 𝓿𝔁 ᴠx ⓋⓍ", "vx␣vx␣vx␣vx␣vx");
    }

    TEST_CASE("marks and letters that look alike")
    {
        check("café", "cafe");
        check("cafe\u0301", "cafe");
        check("v\u0336x\u0336", "vx");
        check("ŁÓDŹ søt", "lodz␣sot");
        check("вх νχ ∨×", "bx␣vx␣vx");
        check("straße", "stras{2}e");
        check("гд", "гд");
        check("กำลัง", "กำลัง");
        check("⼝⻓", "口长");
    }

    TEST_CASE("runs of one character collapse, digits do not")
    {
        check("谢谢谢", "谢{3}");
        check("天天见", "天{2}见");
        check("hello", "hel{2}o");
        check("Aａa", "a{3}");
        check("1001", "1001");
        check("88888", "88888");
        check("好！！!!", "好!{4}");
        check("谢 谢", "谢␣谢");
        check("谢-谢", "谢¦谢");
        check("嗯……", "嗯.{2}");
    }

    TEST_CASE("halves of a character are one, of both their bytes")
    {
        check("亻尔彳艮好", "你很好");
        check("讠平 讠\u200B平 讠-平", "评␣评␣讠¦平");
        check("者阝君阝", "都郎");
        check("⺅爾 訁平", "你␣评");
        check("反辶现 辶反现", "返现␣返现");
        check("单亻旁", "单亻旁");
        check("亻尔亻尔尔", "你你尔");
        check("反-辶现", "反¦辶现");
        check("反反辶现", "反{2}辶现");
        check("者者阝阝", "者{2}阝{2}");
    }

    TEST_CASE("zero-width characters vanish")
    {
        check("v\u200Bx", "vx");
        check("加\u200D微\uFEFF信\u00AD", "加微信");
        check("\uFE0F微\u2060信", "微信");
        check("", "");
        check("\u200B", "");
    }

    TEST_CASE("symbols of disguise are dropped and leave a mark")
    {
        check("加-微-信", "加¦微¦信");
        check("加·微•信", "加¦微¦信");
        check("加_微|信", "加¦微¦信");
        check("v+x@y#z", "v¦x¦y¦z");
        check("微－信＊号", "微¦信¦号");
        check("don't don’t", "don¦t␣don¦t");
        check("加--微", "加¦微");
        check("- 加", "␣加");
        check("加 - 微", "加␣微");
    }

    TEST_CASE("what ends a clause counts as a blank")
    {
        check("好~评价", "好␣评价");
        check("好～评价", "好␣评价");
        check("好😊评价", "好◦评价");
        check("好 😊评价", "好␣评价");
        check("好👨\u200D👩\u200D👧评价", "好◦评价");
        check("入口——价格", "入口␣价格");
        check("好...评价", "好␣评价");
        check("加 微\u3000信\t号\u00A0吗", "加␣微␣信␣号␣吗");
        check("加🇻🇽微-🇽信", "加◦微◦信");
    }

    TEST_CASE("sentence punctuation stays")
    {
        check("好，评价。", "好,评价.");
        check("好,评价!", "好,评价!");
        check("在吗？？？", "在吗?{3}");
        check("“你”「好」", "\"你\"{2}好\"");
        check("【加】（微）[信]", "[加](微)[信]");
        check("好\n评", "好\n评");
        check("好\r\n评", "好\n{2}评");
        check("好；评：价、", "好;评:价,");
        check("加｡微｡信", "加.微.信");
        check("ok. bye", "ok.␣bye");
        check("ok.", "ok.");
        check("ok.\nbye", "ok.\nbye");
        check("ok.bye", "ok¦bye");
        check("100％ ￥5", "100%␣¥5");
    }

    TEST_CASE("symbols inside numbers and masks stay")
    {
        check("3.5元", "3.5元");
        check("3·5", "3.5");
        check("2025-01-06 10:30", "2025-01-06␣10:30");
        check("138-0013-8000", "138-0013-8000");
        check("1~2天", "1~2天");
        check("号8****0是", "号8*{4}0是");
        check("t***1 a**b", "t*{3}1␣a*{2}b");
        check("w*x", "w¦x");
        check("8 - 0", "8␣0");
        check("3.", "3.");
        check("a.5", "a¦5");
        check("张**先生", "张¦先生");
    }

    TEST_CASE("links, codes and entities")
    {
        check("见http://a-b.com/x_y-z加-微", "见ht{2}p:/{2}a-b.com/x_y-z加¦微");
        check("HTTPS://A.cn/1?q=2", "ht{2}ps:/{2}a.cn/1?q=2");
        check("www.a-b.com。", "w{3}.a-b.com.");
        check("xwww.ab", "xw{3}¦ab");
        check("http:// a", "ht{2}p:␣a");
        check("[微笑]好", "[微笑]好");
        check("好#E-s21vx", "好#e-s21¦vx");
        check("加#E-s21微", "加#e-s21¦微");
        check("好#E-sx", "好¦e¦sx");
        check("[数字x]个 [姓名x]", "[数字x]个␣[姓名x]");
        check("加&nbsp;微", "加&nbsp;微");
        check("加&#24494;信", "加&¦24494;信");
        check("加<br>微", "加<br>微");
    }
}
