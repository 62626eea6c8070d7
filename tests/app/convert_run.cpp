#include "app/convert.h"
#include "app/convert_mapping.h"
#include "connectors/codec/decode.h"
#include "tests/support/printed.h"
#include "tests/support/temp_dir.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

using namespace chatqc;
using namespace chatqc::app;

namespace {

const std::string plain_map = "conversation: 会话\n"
                              "ts: 时间\n"
                              "role: 身份\n"
                              "role.customer: 买家, 顾客\n"
                              "role.agent: 客服\n"
                              "speaker: 谁\n"
                              "text: 内容\n"
                              "zone: UTC\n";

struct converted {
    int status = 0;
    std::vector<std::string> lines;
};

class converter {
public:
    std::string write(const std::string& name, const std::string& bytes)
    {
        std::ofstream{folder_ / name, std::ios::binary} << bytes;
        return (folder_ / name).string();
    }

    converted run(const std::string& map, const std::string& table)
    {
        options.map = write("map.txt", map);
        options.in = write("table.csv", table);
        options.out = (folder_ / "out.ndjson").string();
        converted result;
        result.status = run_convert(options);
        std::ifstream in{options.out};
        for (std::string line; std::getline(in, line);) {
            result.lines.push_back(line);
        }
        std::filesystem::remove(options.out);
        return result;
    }

    convert_options options;

private:
    test::temp_dir folder_;
};

void check_line(const std::string& map, const std::string& table, const std::string& expected)
{
    const converted result = converter{}.run(map, table);
    CHECK(result.status == 0);
    REQUIRE(result.lines.size() == 1);
    CHECK(result.lines[0] == expected);
}

void check_failed_rows(const std::string& map, const std::string& table, std::size_t written)
{
    const converted result = converter{}.run(map, table);
    CAPTURE(table);
    CHECK(result.status == 1);
    CHECK(result.lines.size() == written);
}

void check_mapping_error(const std::string& map, const std::string& expected)
{
    std::vector<config_error> errors;
    parse_mapping(map, "m", "", errors);
    std::string all;
    for (const config_error& error : errors) {
        all += to_text(error) + '\n';
    }
    CHECK(all == expected);
}

std::string id_in(const std::string& line)
{
    return line.substr(line.find("\"id\":\"") + 6, 32);
}

} // namespace

TEST_SUITE("app.convert_run")
{
    TEST_CASE("a row becomes a message")
    {
        check_line(
            plain_map + "id: 编号\nshop: =s1\n",
            "编号,会话,时间,身份,谁,内容\n1,c,2025-11-11 10:10:15,买家,张三,在吗\n",
            R"({"id":"1","conversation":"c","ts":1762855815000,"role":"customer","kind":"text","text":"在吗","shop":"s1","customer":"张三"})"
        );
        check_line(
            plain_map + "id: 编号\n",
            "编号;会话;时间;身份;谁;内容\n1;c;2025-11-11 10:10:15;客服;小美;\"亲，\n在的;\"\"\"\n",
            R"({"id":"1","conversation":"c","ts":1762855815000,"role":"agent","kind":"text","text":"亲，\n在的;\"","sender":"小美"})"
        );
    }

    TEST_CASE("GB18030 is recognised")
    {
        const std::string table =
            "\xBB\xE1\xBB\xB0,\xCA\xB1\xBC\xE4,\xC9\xED\xB7\xDD,\xCB\xAD,\xC4\xDA\xC8\xDD\n"
            "c,2025-11-11 10:10:15,\xBF\xCD\xB7\xFE,A,\xC7\xD7\n";
        const converted result = converter{}.run(plain_map, table);
        CHECK(result.status == 0);
        REQUIRE(result.lines.size() == 1);
        CHECK(result.lines[0].find(R"("text":"亲","sender":"A")") != std::string::npos);
        check_failed_rows(plain_map, table + "c,2025-11-11 10:10:16,\xBF\xCD\xB7\xFE,A,\xC7\xFF\n", 1);
    }

    TEST_CASE("agents by a list of names")
    {
        const std::string map =
            "conversation: c\nts: t\nspeaker: who\ntext: x\nid: i\nagents: 小美, \"a, b\", 旗舰店:*\n";
        const auto role_of = [&](const std::string& who) {
            const converted result = converter{}.run(map, "c,t,who,x,i\nc,1762855815,\"" + who + "\",hi,1\n");
            REQUIRE(result.lines.size() == 1);
            return result.lines[0].find(R"("role":"agent")") != std::string::npos ? "agent" : "customer";
        };
        CHECK(role_of("小美") == std::string{"agent"});
        CHECK(role_of("a, b") == std::string{"agent"});
        CHECK(role_of("旗舰店:小王") == std::string{"agent"});
        CHECK(role_of("小") == std::string{"customer"});
        CHECK(role_of("旗舰店") == std::string{"customer"});
    }

    TEST_CASE("agents from a file beside the mapping")
    {
        converter run;
        run.write("agents.txt", "# our people\n小美\n\n小王 # left in May\n");
        const converted result = run.run(
            "conversation: c\nts: t\nspeaker: who\ntext: x\nagents_file: agents.txt\n",
            "c,t,who,x\nc,1762855815,小王,hi\nc,1762855816,小明,hi\n"
        );
        REQUIRE(result.lines.size() == 2);
        CHECK(result.lines[0].find(R"("role":"agent")") != std::string::npos);
        CHECK(result.lines[1].find(R"("role":"customer")") != std::string::npos);
    }

    TEST_CASE("kinds, events, attributes, joined columns, constants, columns by position")
    {
        check_line(
            "conversation: @1\nts: 日期 + 时刻\nrole: =customer\nkind: 类型\nkind.image: 图片\nkind.else: "
            "text\n"
            "id: i\nattrs.order: 订单\nplatform: =taobao\nto: 客服\nzone: UTC\n",
            "c,日期,时刻,类型,i,订单,客服\nc9,2025-11-11,10:10:15,图片,7,A1,小美\n",
            R"({"id":"7","conversation":"c9","ts":1762855815000,"role":"customer","kind":"image","to":"小美","platform":"taobao","attrs":{"order":"A1"}})"
        );
        check_line(
            "conversation: c\nts: t\nrole: =system\nevent: e\nevent.transfer: 转接\nto: 客服\nid: i\n",
            "c,t,e,客服,i\nc,1762855815,转接,B,7\n",
            R"({"id":"7","conversation":"c","ts":1762855815000,"role":"system","kind":"event","event":"transfer","to":"B"})"
        );
    }

    TEST_CASE("missing ids are stable and seq follows the rows")
    {
        const std::string head = "会话,时间,身份,谁,内容\n";
        const std::string a = "c,2025-11-11 10:10,买家,张三,在吗\n";
        const std::string b = "c,2025-11-11 10:10,客服,小美,在的\n";
        const converted once = converter{}.run(plain_map, head + a + b + a + a);
        REQUIRE(once.lines.size() == 4);
        std::set<std::string> ids;
        for (const std::string& line : once.lines) {
            ids.insert(id_in(line));
        }
        CHECK(ids.size() == 4);
        CHECK(once.lines[0].find("\"seq\"") == std::string::npos);
        CHECK(once.lines[1].find("\"seq\":1,") != std::string::npos);
        CHECK(once.lines[3].find("\"seq\":3,") != std::string::npos);
        CHECK(converter{}.run(plain_map, head + a + b + a + a).lines == once.lines);
        // A table with more before and after gives the same row the same id.
        const converted more = converter{}.run(plain_map, head + "d,2025-11-11 10:09,买家,李,hi\n" + a + b);
        CHECK(more.lines.at(1) == once.lines[0]);
        CHECK(more.lines.at(2) == once.lines[1]);
    }

    TEST_CASE("rows that run backwards keep their order")
    {
        const converted result = converter{}.run(
            plain_map + "rows: newest_first\n",
            "会话,时间,身份,谁,内容\nc,2025-11-11 10:10,客服,小美,second\nc,2025-11-11 "
            "10:10,买家,张三,first\n"
        );
        REQUIRE(result.lines.size() == 2);
        CHECK(result.lines[0].find("\"seq\"") == std::string::npos);
        CHECK(result.lines[1].find("\"seq\":-1,") != std::string::npos);
    }

    TEST_CASE("rows that cannot be used fail one by one")
    {
        const std::string head = "会话,时间,身份,谁,内容\nc,2025-11-11 10:10,买家,张三,ok\n";
        check_failed_rows(plain_map, head + ",2025-11-11 10:10,买家,张三,no conversation\n", 1);
        check_failed_rows(plain_map, head + "c,at noon,买家,张三,x\nc,2025-11-11 10:11,买家,张三,ok\n", 2);
        check_failed_rows(plain_map, head + "c,2025-11-11 10:10,老板,张三,unknown role\n", 1);
        check_failed_rows(plain_map, head + "c,2025-11-11 10:10,客服,,no sender\n", 1);
        check_failed_rows(plain_map, head + "c,2025-11-11 10:10,买家,张三,\n", 1);
        check_failed_rows(plain_map, head + "c,1995-11-11 10:10,买家,张三,too old\n", 1);
        check_failed_rows(plain_map, head + "c,2025-11-11 10:10,买家,张三,x,y\n", 1);
        check_failed_rows(plain_map, head + "c,2025-11-11 10:10,买家,张三,\"open\n", 1);
        check_failed_rows(plain_map, head + std::string(129, 'c') + ",2025-11-11 10:10,买家,张三,x\n", 1);
        check_failed_rows(plain_map, head + "c,2025-11-11 10:10,买家,张三,亲\xE4\xBA\n", 1);
    }

    TEST_CASE("wrong mappings and tables are bad input")
    {
        CHECK(converter{}.run(plain_map, "").status == 2);
        CHECK(
            converter{}.run(plain_map, "会话,时间,身份,内容\nc,1762855815,买家,x\n").status == 2
        ); // no column 谁
        CHECK(converter{}.run(plain_map, "会话,时间,身份,谁,谁,内容\nc,1762855815,买家,x,x,x\n").status == 2);
        CHECK(converter{}.run("conversation: c\n", "c\nx\n").status == 2);
        CHECK(converter{}.run(plain_map + "id: @9\n", "会话,时间,身份,谁,内容\n").status == 2);
        CHECK(
            converter{}
                .run("zone: Mars/Base\n" + plain_map.substr(0, plain_map.find("zone")), "会话\n")
                .status == 2
        );
    }

    TEST_CASE("a preview writes no file")
    {
        converter run;
        run.options.preview = true;
        const converted result =
            run.run(plain_map, "会话,时间,身份,谁,内容\nc,2025-11-11 10:10,买家,张三,ok\n");
        CHECK(result.status == 0);
        CHECK(result.lines.empty());
    }

    TEST_CASE("a preview tells each error once, beside its row or after the rows it shows")
    {
        std::string table = "会话,时间,身份,谁,内容\n";
        for (int row = 2; row <= 15; ++row) {
            const bool is_bad = row == 3 || row >= 12;
            table += is_bad ? "c,at noon,买家,张三,x\n" : "c,2025-11-11 10:10,买家,张三,ok\n";
        }
        converter run;
        run.options.preview = true;
        run.options.errors_shown = 2;
        const test::printed text = test::printed_by([&] { CHECK(run.run(plain_map, table).status == 1); });
        CHECK(text.out.find("row   2: {") == 0);
        CHECK(text.out.find("row   3: ERROR ") != std::string::npos);
        CHECK(text.out.find("row  11: {") != std::string::npos);
        CHECK(text.out.find("row  12") == std::string::npos);
        CHECK(text.err.find("row 12: ") == 0);
        CHECK(text.err.find("row 13: ") != std::string::npos);
        CHECK(text.err.find("row 14: ") == std::string::npos);
        CHECK(text.err.find("\n… and 2 more\n14 rows: 9 messages, 5 failed (") != std::string::npos);
    }

    TEST_CASE("every line is one that the server takes")
    {
        const converted result = converter{}.run(
            plain_map,
            "会话,时间,身份,谁,内容\nc,2025-11-11 10:10,买家,张三,\"tab\there, \\ \x01 </script>\"\n"
        );
        REQUIRE(result.lines.size() == 1);
        connectors::message_decoder decoder;
        const auto read = decoder.decode_line(result.lines[0], {});
        REQUIRE(read.what == connectors::message_decoder::line_result::kind::message);
        CHECK(read.message.text == "tab\there, \\ \x01 </script>");
    }
}

TEST_SUITE("app.convert_mapping")
{
    TEST_CASE("errors name line and key, all at once")
    {
        check_mapping_error(
            "conversation: c\n# a comment\nts t\nrole.boss: x\ntime_format: iso\nfoo: bar\nconversation: "
            "d\ntext:\n",
            "m:3: expected `field: column`\n"
            "m:4: role.boss: there is no such role\n"
            "m:5: time_format: is one of auto, dmy, mdy, epoch_s, epoch_ms, excel\n"
            "m:6: foo: is no field of a message and no setting\n"
            "m:7: conversation: already given\n"
            "m:8: text: has no value\n"
            "m: ts: is missing: which column holds the time?\n"
            "m: role: is missing: give its column, or `speaker` with a list of `agents`\n"
        );
        check_mapping_error(
            "conversation: c\nts: t\nspeaker: s\nagents_file: no/such/file\nagents: a\n",
            "m:4: agents_file: no/such/file cannot be read: No such file or directory\n"
        );
        check_mapping_error("conversation: c\nts: t\nspeaker: s\nagents: a\n", "");
        check_mapping_error("conversation: c # the thread\nts: t\nrole: =agent\nsender: s\n", "");
    }
}
