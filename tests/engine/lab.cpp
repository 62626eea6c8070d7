#include "tests/engine/lab.h"

#include "rules/checker.h"
#include "tests/engine/time_zones.h"

#include <doctest/doctest.h>

#include <cstdio>

namespace chatqc::test {

std::shared_ptr<const engine::unit> unit_of(const std::string& yaml)
{
    const auto checked = rules::check({{"lab", {{"pack.yaml", yaml}}}});
    for (const auto& one : checked.diagnostics) {
        if (one.severity() == rules::severity::error)
            FAIL("the lab's rules: " << one.message);
    }
    REQUIRE(checked.rules);
    auto zones = std::make_shared<engine::zone_tables>();
    zones->emplace("Asia/Shanghai", shanghai());
    std::vector<engine::pattern_error> errors;
    auto made = engine::make_unit(checked.rules, std::move(zones), nullptr, errors);
    REQUIRE(made);
    return made;
}

engine::unit_log units_of(const std::string& yaml)
{
    engine::unit_log log;
    log.activate(engine::time_point::min(), unit_of(yaml));
    return log;
}

engine::message lab_message::bind() const
{
    auto bound = value;
    bound.id = id;
    bound.conversation = conversation;
    bound.text = text;
    bound.sender = sender;
    bound.to = to;
    bound.platform = platform;
    bound.shop = shop;
    bound.ref = ref;
    bound.attrs = attrs;
    return bound;
}

engine::time_point start_of(const lab_chat& chat)
{
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    const int read =
        std::sscanf(chat.start.c_str(), "%d-%d-%d %d:%d:%d", &year, &month, &day, &hour, &minute, &second);
    REQUIRE(read == 6);
    return utc(year, static_cast<unsigned>(month), static_cast<unsigned>(day), hour, minute, second) -
           std::chrono::hours{8};
}

std::vector<lab_message> messages_of(const lab_chat& chat)
{
    std::vector<rules::test_message> parsed;
    for (const auto& line : chat.lines) {
        rules::test_message one;
        const auto error = rules::parse_chat_line(line, parsed, one);
        INFO("line: ", line);
        REQUIRE(error == "");
        parsed.push_back(std::move(one));
    }
    std::vector<lab_message> messages;
    for (const auto& one : parsed) {
        lab_message made;
        made.id = "m" + std::to_string(messages.size());
        made.conversation = chat.conversation;
        made.text = one.text;
        made.sender = one.sender;
        made.to = one.to;
        made.platform = chat.platform;
        made.shop = chat.shop;
        if (one.ref)
            made.ref = "m" + std::to_string(*one.ref);
        for (const auto& [key, value] : one.attrs)
            made.attrs += (made.attrs.empty() ? "{\"" : ",\"") + key + "\":\"" + value + "\"";
        if (!made.attrs.empty())
            made.attrs += "}";
        made.value.ts = start_of(chat) + one.at;
        made.value.seq = static_cast<std::int64_t>(messages.size());
        made.value.role = one.role;
        made.value.kind = one.kind;
        made.value.event = one.event;
        messages.push_back(std::move(made));
    }
    return messages;
}

namespace {

std::string seconds(engine::milliseconds value)
{
    const auto ms = value.count();
    return ms % 1000 == 0 ? std::to_string(ms / 1000) + "s" : std::to_string(ms) + "ms";
}

} // namespace

engine::reception
receive_alone(engine::shard& shard, std::uint64_t block, const engine::message& value, const arrival_by& by)
{
    std::string record;
    engine::append_record(record, value, {by.source, {}, false, by.recorded});
    shard.begin(block, record.size());
    return shard.receive(
        {record,
         1,
         by.source,
         engine::hash_conversation(1, value.conversation),
         engine::hash_id(value.id),
         engine::hash_content(value)}
    );
}

std::string line_of(const engine::verdict& made, engine::time_point start)
{
    auto line = seconds(made.decided_at - start) + " " + made.rule + " " +
                (made.agent.empty() ? "-" : made.agent) + " " + made.anchor;
    if (made.receipt.wait && made.receipt.wait->duration)
        line += " wait=" + seconds(*made.receipt.wait->duration);
    if (made.receipt.count)
        line += " count=" + std::to_string(*made.receipt.count);
    if (!made.receipt.spans.empty()) {
        line += " spans=[";
        for (const auto& one : made.receipt.spans)
            line += (line.back() == '[' ? "" : " ") + one.message + ":" + std::to_string(one.begin) + "-" +
                    std::to_string(one.end);
        line += "]";
    }
    return line;
}

std::vector<std::string> judge(const std::string& yaml, const lab_chat& chat)
{
    engine::offline_run run{units_of(yaml), "lab"};
    for (const auto& one : messages_of(chat))
        REQUIRE(run.add(one.bind()) == engine::offline_result::accepted);
    run.end();
    std::vector<std::string> lines;
    for (const auto& made : run.settled())
        lines.push_back(line_of(made, start_of(chat)));
    return lines;
}

} // namespace chatqc::test
