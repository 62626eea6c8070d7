// What disguises cost ordinary messages: agents' messages of real traffic, with lists of our own. Skipped
// where the traffic is not there.
#include "tests/engine/match_support.h"
#include "tests/support/shared_data.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

using namespace chatqc::engine;

namespace {

// The value of a field of one line of JSON, its escapes left as they are.
std::string field_of(const std::string& line, const std::string& name)
{
    auto at = line.find('"' + name + '"');
    at = at == std::string::npos ? at : line.find('"', line.find(':', at));
    if (at == std::string::npos) {
        return {};
    }
    auto end = ++at;
    while (end < line.size() && line[end] != '"') {
        end += line[end] == '\\' ? 2U : 1U;
    }
    return line.substr(at, end - at);
}

std::vector<std::string> agent_messages()
{
    std::vector<std::string> messages;
    for (const char* name :
         {"wire/zh_day.ndjson",
          "dialogues/ecd_taobao_edc.jsonl",
          "dialogues/ecd_taobao_sample.jsonl",
          "dialogues/jddc18_agent_turns.jsonl",
          "dialogues/jddc_chat.jsonl",
          "dialogues/jddc_dev.jsonl",
          "dialogues/crosswoz_val.jsonl"}) {
        const auto path = chatqc::test::shared_data(name);
        if (!path) {
            return {};
        }
        std::ifstream file(*path);
        for (std::string line; std::getline(file, line);) {
            if (const auto role = field_of(line, "role"); role == "agent" || role == "assist") {
                messages.push_back(field_of(line, "text"));
            }
        }
    }
    return messages;
}

// Lists a shop would have: each with everything that a list can ask for.
match_source lists(bool in_disguise)
{
    match_source source;
    for (const std::vector<std::string>& phrases : std::vector<std::vector<std::string>>{
             {"微信",
              "加微信",
              "加我微信",
              "微信号",
              "加微",
              "加好友",
              "私聊",
              "加群",
              "QQ",
              "加QQ",
              "扣扣",
              "支付宝",
              "私下转账",
              "私下交易",
              "线下交易",
              "手机号",
              "留个电话"},
             {"好评",
              "五星好评",
              "好评返现",
              "返现",
              "红包",
              "晒图",
              "追评",
              "好评截图",
              "给好评",
              "返您红包",
              "给您返现"},
             {"差评", "删差评", "改评价", "删除评价", "修改差评"},
             {"抓紧下单",
              "赶紧拍",
              "抓紧拍",
              "赶紧下单",
              "尽快付款",
              "现在下单",
              "马上下单",
              "库存不多",
              "快没货了",
              "手慢无",
              "最后一天",
              "拍下吧",
              "付款吧",
              "还在吗",
              "考虑好了吗",
              "明天涨价"},
             {"垃圾", "傻逼", "滚蛋", "骗子", "神经病", "有病", "白痴", "去死", "活该", "穷鬼"},
             {"验证码", "身份证", "银行卡", "密码"}}) {
        source.lists.push_back({phrases, false, in_disguise, in_disguise, in_disguise});
    }
    return source;
}

} // namespace

TEST_SUITE("engine.match.ordinary")
{
    TEST_CASE("of ordinary agent messages at most 0.05 % gain a hit by what lists may ask for")
    {
        const auto messages = agent_messages();
        if (messages.empty()) {
            return;
        }
        const auto asked = lists(true);
        scanner plain(chatqc::engine::test::make_matcher(lists(false)));
        scanner disguised(chatqc::engine::test::make_matcher(asked));
        std::size_t gained = 0;
        std::string seen;
        std::vector<hit> hits;
        for (const std::string& text : messages) {
            hits.clear();
            plain.scan(text, hits);
            const bool by_itself =
                std::any_of(hits.begin(), hits.end(), [](const hit& one) { return !one.disguised; });
            hits.clear();
            disguised.scan(text, hits);
            if (!hits.empty() && !by_itself) {
                ++gained;
                for (const hit& one : hits) {
                    seen += asked.lists[one.source].phrases[one.phrase] + " <- " +
                            text.substr(one.begin, one.end - one.begin) + "   in " + text + "\n";
                }
            }
        }
        MESSAGE(gained, " of ", messages.size(), " messages gain a hit:\n", seen);
        CHECK(gained * 10000 <= messages.size() * 5);
    }
}
