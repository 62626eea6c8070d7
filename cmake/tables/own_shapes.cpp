#include "own_shapes.h"

#include <array>
#include <string_view>

namespace chatqc::tables {
namespace {

// A component and, in pairs, the other half and the whole.
struct row {
    char32_t component;
    std::u32string_view halves;
};

// The component comes first.
constexpr std::array leading{
    row{U'亻',
        U"尔你也他介价言信主住立位可何专传中仲故做共供直值昔借呆保更便建健弟低象像王任义仪"
        U"乍作木休本体衣依青倩古估谷俗半伴牛件又仅分份寸付弗佛吏使列例到倒隹催门们壬任山仙"
        U"白伯右佑火伙"},
    row{U'讠',
        U"平评舌话青请兑说吾语射谢正证式试果课殳设丁订十计己记人认上让义议仑论方访午许斥诉"
        U"司词吴误周调炎谈隹谁京谅乍诈只识亥该羊详成诚旬询卖读永咏寺诗"},
    row{U'氵',
        U"肖消先洗青清主注去法可河工江每海气汽由油羊洋曷渴显湿票漂林淋胡湖罙深农浓充流少沙"
        U"又汉舌活"},
    row{U'扌',
        U"丁打立拉巴把安按是提非排隹推奂换妾接受授广扩召招卜扑斤折止扯戈找旦担包抱合拾军挥"
        U"京掠白拍由抽皮披发拨"},
    row{U'纟', U"工红勺约及级吉结合给色绝且组止织从纵冬终录绿帛绵会绘圣经青绩扁编卖续己纪"},
    row{U'彳', U"艮很主往聿律寺待余徐正征走徒育彻回徊"},
    row{U'钅', U"戋钱同铜艮银丁钉失铁昔错童钟肖销十针"},
    row{U'饣', U"反饭我饿并饼官馆交饺欠饮包饱"},
    row{U'忄', U"夬快曼慢青情白怕每悔不怀生性董懂亡忙昔惜京惊合恰"},
    row{U'犭', U"句狗苗猫者猪良狼王狂由犹"},
    row{U'礻', U"申神畐福且祖兄祝土社见视"},
    row{U'衤', U"刀初由袖皮被寸衬果裸卜补谷裕"},
    row{U'冫', U"令冷夬决水冰中冲隹准京凉咸减东冻"},
    row{U'阝', U"付附日阳月阴可阿东陈艮限方防车阵人队余除完院"},
    row{U'辶',
        U"反返关送不还井进文这斤近云运大达尺迟先选艮退舌适甬通束速寸过力边元远兆逃首道周週"
        U"米迷告造车连"}};

// The component comes second.
constexpr std::array trailing{
    row{U'刂', U"另别禾利贝则冈刚至到舌刮木刊半判害割"},
    row{U'阝', U"者都君郎由邮咅部关郑交郊良郎牙邪"},
    row{U'攵', U"丩收己改方放正政古故孝教苟敬每敏"},
    row{U'彡', U"开形景影采彩"},
    row{U'卩', U"艮即去却"},
    row{U'辶', U"反返关送不还井进文这斤近云运大达尺迟先选艮退舌适甬通束速寸过力边元远兆逃"}};

// Left half, right half, whole: words of their own, or near them.
constexpr std::u32string_view ordinary_halves =
    U"女子好木目相木子李口巴吧口马吗口那哪口合哈口阿啊口乞吃口昌唱口加咖王元玩"
    U"王见现王里理日月明日寸时日青晴月半胖月巴肥火少炒火包炮石马码石皮破禾口和"
    U"禾斗科禾中种米青精贝才财贝反贩贝者赌车专转车仑轮足包跑足各路马主驻马也驰"
    U"弓长张弓虽强古月胡京尤就又见观又欠欢金戋钱言平评言舌话言青请言兑说人尔你"
    U"女也她女马妈土也地土不坏木几机木反板木又权木主柱木娄楼人言信力口加禾火秋"
    U"女未妹女且姐田各略巾白帕立占站青争静虫合蛤鱼羊鲜矢口知舌甘甜舌辛辞身寸射"
    U"目艮眼耳又取豆页头山夆峰走己起走干赶工力功且力助至刀到另刀别禾刀利良月朗"
    U"月月朋木木林";

// Pairs; each may stand for the other.
constexpr std::u32string_view look_alikes =
    U"微徽信倌未末己已已巳人入日曰土士大太大犬天夭千干干于贝见免兔乌鸟兵乒乓乒"
    U"茶荼毫亳晴睛幸辛拔拨戊戌戌戍侯候钓钩辩辨治冶冷泠凤风哀衷衰衷刺剌壁璧祟崇"
    U"佘余勿匆旦且目自申甲由甲田由王玉主王木本休体竟竞票栗爪瓜折拆材村问间各备"
    U"好奵评坪评怦现视现规红纡包句退遐差羞支枝账帐帐怅付附扣抇扣叩下卞卡下号亏"
    U"电甩话活活括品晶删册测则评抨最蕞第弟顶项级极价阶钱线交文元无无天直真真直"
    U"官宫贵责货贷拍柏抓扒快块";

shapes make_shapes()
{
    shapes made;
    for (const row& one : leading) {
        made.components.insert(one.component);
        for (std::size_t at = 0; at + 1 < one.halves.size(); at += 2) {
            made.whole_of[{one.component, one.halves[at]}] = one.halves[at + 1];
        }
    }
    for (const row& one : trailing) {
        made.components.insert(one.component);
        for (std::size_t at = 0; at + 1 < one.halves.size(); at += 2) {
            made.whole_of[{one.halves[at], one.component}] = one.halves[at + 1];
        }
    }
    for (std::size_t at = 0; at + 2 < ordinary_halves.size(); at += 3) {
        made.halves_of[ordinary_halves[at + 2]] = {ordinary_halves[at], ordinary_halves[at + 1]};
    }
    for (std::size_t at = 0; at + 1 < look_alikes.size(); at += 2) {
        made.alike.emplace_back(look_alikes[at], look_alikes[at + 1]);
    }
    return made;
}

} // namespace

const shapes& own_shapes()
{
    static const shapes made = make_shapes();
    return made;
}

} // namespace chatqc::tables
