// Finds street addresses in a text's normal form: a road or an estate with a house number behind it.
#pragma once

#include "engine/text/normal_form.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chatqc::engine {

struct address_span {
    std::uint32_t begin =
        0;                 // bytes of the original text, half-open: from two characters before the road's 路
    std::uint32_t end = 0; // … to the last of its numbers: 中山路12号3栋502室
    bool is_home =
        false; // a house or flat of it is named (栋, 幢, 单元, 室): what ends at 号 is a sight or a shop
    std::string words; // what tells it from others, without flats: 中山路12号
};

// In order. A road is 路, 街, 大道, 巷, 弄, 胡同 or 村, an estate 小区, 花园, 公寓, 大厦 or 苑, with two
// ideographs at least before it and a number right behind it that 号, 弄, 栋, 幢, 座, 单元, 室, 楼 or 层
// follows.
std::vector<address_span> find_addresses(const normal_form& normal);

} // namespace chatqc::engine
