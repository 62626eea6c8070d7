#include "engine/text/links.h"

#include <doctest/doctest.h>

using chatqc::engine::emoji_code_length;
using chatqc::engine::link_length;

namespace {

void check_link(std::string_view text, std::string_view link)
{
    CAPTURE(text);
    CHECK(text.substr(0, link_length(text)) == link);
}

void check_code(std::string_view text, std::string_view code)
{
    CAPTURE(text);
    CHECK(text.substr(0, emoji_code_length(text)) == code);
}

} // namespace

TEST_SUITE("engine.text.links")
{
    TEST_CASE("a link ends before blanks, quotes and other scripts")
    {
        check_link("http://a.cn/x?y=1&z=2 b", "http://a.cn/x?y=1&z=2");
        check_link("https://a.cn，好", "https://a.cn");
        check_link("https://a.cn\"b", "https://a.cn");
        check_link("WWW.A.CN<br>", "WWW.A.CN");
        check_link("http://", "");
        check_link("http://-", "");
        check_link("www.", "");
        check_link("ww.a", "");
        check_link("ftp://a", "");
        check_link("", "");
    }

    TEST_CASE("emoji codes")
    {
        check_code("#E-s21", "#E-s21");
        check_code("#e-j02好", "#e-j02");
        check_code("#E-s12345", "#E-s1234");
        check_code("#E-s", "");
        check_code("#E-21", "");
        check_code("E-s21", "");
    }
}
