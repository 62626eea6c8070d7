#include "bench/demo_cast.h"

namespace chatqc::bench {

namespace {

//   name                  reply s   slow forgets curt rude nudges strays promises repeats
constexpr demo_agent home[] = {
    {"云杉家居旗舰店:小溪", 6, 20, 1, 0, 2, 0, 1, 0, 1, 0},
    {"云杉家居旗舰店:阿宁", 12, 45, 6, 2, 15, 1, 4, 1, 3, 2},
    {"云杉家居旗舰店:大川", 25, 110, 18, 6, 45, 5, 3, 0, 4, 6},
};
constexpr demo_agent beauty[] = {
    {"青禾美妆专营店:桃子", 5, 18, 1, 0, 4, 0, 18, 1, 6, 2},
    {"青禾美妆专营店:麦麦", 10, 40, 5, 2, 20, 1, 8, 10, 5, 3},
};
constexpr demo_agent digital[] = {
    {"极光数码自营店-01", 8, 25, 2, 0, 5, 0, 2, 0, 2, 1},
    {"极光数码自营店-02", 20, 80, 12, 4, 30, 10, 2, 2, 6, 5},
    {"极光数码自营店-03", 9, 30, 3, 1, 10, 0, 5, 1, 2, 8},
};
constexpr demo_agent infant[] = {
    {"小鹿母婴:客服一号", 7, 28, 2, 1, 8, 0, 3, 1, 3, 1},
    {"小鹿母婴:客服二号", 15, 60, 10, 3, 35, 2, 6, 4, 8, 3},
};
constexpr demo_agent outfitters[] = {
    {"harbor.maya", 10, 35, 2, 1, 5, 0, 1, 0, 1, 1},
    {"harbor.dean", 30, 120, 15, 5, 40, 8, 3, 5, 5, 3},
};

constexpr demo_agent loom[] = {
    {"larch.ines", 8, 28, 2, 0, 8, 0, 10, 1, 2, 1},
    {"larch.tom", 18, 70, 8, 3, 25, 2, 5, 2, 8, 6},
};

constexpr demo_shop zh_shops[] = {
    {"taobao", "云杉家居旗舰店", demo_language::zh, 34, true, false, home},
    {"pdd", "青禾美妆专营店", demo_language::zh, 26, true, false, beauty},
    {"jd", "极光数码自营店", demo_language::zh, 23, false, true, digital},
    {"douyin", "小鹿母婴", demo_language::zh, 17, true, false, infant},
};
constexpr demo_shop en_shops[] = {
    {"web", "Harbor Outfitters", demo_language::en, 60, false, true, outfitters},
    {"web", "Larch & Loom", demo_language::en, 40, true, false, loom},
};

} // namespace

std::span<const demo_shop> demo_cast(demo_language language)
{
    if (language == demo_language::en) {
        return en_shops;
    }
    return zh_shops;
}

} // namespace chatqc::bench
