// What a list may ask for beyond the normal form: what sounds alike, looks alike, stands for it in letters.
#include "engine/match/disguises.h"
#include "tests/engine/match_support.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

using namespace chatqc::engine;
using chatqc::engine::test::hits_in;
using chatqc::engine::test::render;

namespace {

void check(match_source::list list, std::string_view text, std::string_view expected)
{
    match_source source;
    source.lists.push_back(std::move(list));
    CAPTURE(text);
    CHECK(render(hits_in(source, text), text) == expected);
}

void check_sound(const std::string& phrase, std::string_view text, std::string_view expected)
{
    CAPTURE(phrase);
    check({{phrase}, false, true, false, false}, text, expected);
}

void check_shape(const std::string& phrase, std::string_view text, std::string_view expected)
{
    CAPTURE(phrase);
    check({{phrase}, false, false, true, false}, text, expected);
}

void check_letters(const std::string& phrase, std::string_view text, std::string_view expected)
{
    CAPTURE(phrase);
    check({{phrase}, false, false, false, true}, text, expected);
}

} // namespace

TEST_SUITE("engine.match.disguises")
{
    TEST_CASE("nothing of it unless the list asks")
    {
        check({{"微信", "好评"}}, "薇信 徽信 vx weixin 女子评", "");
    }

    TEST_CASE("what sounds alike")
    {
        check_sound("微信", "加薇信", "薇信*");
        check_sound("微信", "威信", "威信*");
        check_sound("微信", "薇芯", "薇芯*");
        check_sound("微信", "微信", "微信");
        check_sound("微信", "薇-信", "薇-信*");
        check_sound("微信", "薇😊信，", "薇😊信*");
        check_sound("微信", "薇，信", "");
        check_sound("好评返现", "好平犯贱", "");
        check_sound("好评返现", "好平反线", "好平反线*");
        check_sound("好评返现", "毫瓶烦闲", "毫瓶烦闲*");
        check_sound("加微信", "家为新", "家为新*");
        check_sound("加V信", "家v芯", "家v芯*");
        check_sound("重量", "崇量", "崇量*");
        check_sound("重量", "种量", "");
        check_sound("私下转账", "似夏转帐", "似夏转帐*");
        check_sound("傻子", "剎子", "剎子*");
        check_sound("重量", "仲量", "仲量*");
        check_sound("谢谢", "榭谢", "榭谢*");
        check_sound("微信支付", "WX", "");
        check_sound("滚", "棍", "");
        check_sound("vx", "vx", "vx");
        check_sound("微信", "\uE123\uE124", "");
    }

    TEST_CASE("words of their own that sound like a short phrase are not taken for it")
    {
        check_sound("微信", "因为新款到了", "");
        check_sound("微信", "维新", "");
        check_sound("加微", "价位合适", "");
        check_sound("好评", "手机号平时打不通", "");
        check_sound("加个微", "商品价格为准", "");
    }

    TEST_CASE("what looks alike, and what is taken apart into words")
    {
        check_shape("微信", "加徽信", "徽信*");
        check_shape("好评", "女子评", "女子评*");
        check_shape("好评", "女子讠平", "女子讠平*");
        check_shape("好评", "女子坪", "女子坪*");
        check_shape("未发货", "末发货", "末发货*");
        check_shape("好评", "好瓶", "");
        check_shape("好", "女子", "女子*");
    }

    TEST_CASE("letters and words for words")
    {
        check_letters("微信", "加V信", "V信*");
        check_letters("加微信", "加vx吧", "加vx*");
        check_letters("加微信", "+v信", "+v信*");
        check_letters("加微信", "jiaweixin", "jiaweixin*");
        check_letters("微信", "wei信", "wei信*");
        check_letters("加我们微信", "jiawo们weixin", "jiawo们weixin*");
        check_letters("加我们微信", "jia我们wei-xin", "jia我们wei-xin*");
        check_letters("加我们微信", "jia wo men wei xin", "jia wo men wei xin*");
        check_letters("加我们微信", "jia 我们 weixin", "");
        check_letters("加微信", "家wei信", "");
        check_letters("微信", "vweixin", "");
        check_letters("微信", "we ixin", "");
        check_letters("公共", "gonggong", "gonggong*");
        check_letters("公共", "gonggonga", "");
        check_letters("谢谢", "xie谢", "xie谢*");
        check_letters("重量", "chong量", "chong量*");
        check_letters("滚", "gun", "gun*");
        check_letters("傻b", "shab", "shab*");
        check_letters("微信", "vxworks", "");
        check_letters("加QQ", "加扣扣", "加扣扣*");
        check_letters("加扣扣", "加q-q", "加q-q*");
        check_letters("好评返现", "hp返现", "hp返现*");
        check_letters("message me", "msg me", "msg me*");
        check_letters("text you", "txt u", "txt u*");
        check_letters("youth", "uth", "");
    }

    TEST_CASE("together")
    {
        const match_source::list all{{"加微信", "好评"}, false, true, true, true};
        check(all, "家V芯", "家V芯*");
        check(all, "女子评", "女子评*");
        check(all, "好ping", "好ping*");
        check(all, "家wei心", "家wei心*");
        check(all, "加weixin吧", "加weixin*");
        check(all, "加微信", "加微信");
    }

    TEST_CASE("other writings: fewest changes first, none twice, bounded")
    {
        const auto one = other_writings("微信", way_of_writing::letters);
        CHECK(std::find(one.begin(), one.end(), "vx") != one.end());
        CHECK(std::find(one.begin(), one.end(), "weixin") != one.end());
        CHECK(other_writings("abc", way_of_writing::letters).empty());
        CHECK(other_writings("abc", way_of_writing::shapes).empty());
        const auto many = other_writings("加微信好评返现加微信好评返现", way_of_writing::letters);
        CHECK(many.size() == writings_max);
        auto sorted = many;
        std::sort(sorted.begin(), sorted.end());
        CHECK(std::unique(sorted.begin(), sorted.end()) == sorted.end());
        CHECK(std::find(many.begin(), many.end(), "加微信好评返现加微信好评返现") == many.end());
    }

    TEST_CASE("sounds keep every byte where it is")
    {
        for (const std::string text : {"微信vx", "重重加", "谢\U00020000微信"}) {
            for (const std::string& form : sound_forms(text)) {
                CHECK(form.size() == text.size());
            }
        }
        const auto heavy = sound_forms("重量");
        CHECK(heavy.size() >= 2);
        CHECK(heavy[0] != heavy[1]);
        CHECK(sound_forms("微v").empty());
        CHECK(sound_forms("行行行行行").size() <= 32);
        CHECK(sound_forms("行行行行行").size() >= 8);
    }
}
