#include "tests/app/report_samples.h"

#include <algorithm>

namespace chatqc::test {

namespace {

using rules::category;
using rules::level;

rules::rule
make_rule(std::string id, std::string zh, std::string en, category in, level severity, std::int32_t points)
{
    rules::rule result;
    result.id = std::move(id);
    result.name_zh = std::move(zh);
    result.name_en = std::move(en);
    result.in = in;
    result.severity = severity;
    result.points = points;
    return result;
}

rules::clock_profile make_profile(std::string name, int limit_s, bool disputed)
{
    rules::clock_profile result;
    result.name = std::move(name);
    if (limit_s > 0) {
        result.limit = std::chrono::seconds{limit_s};
    } else {
        result.unanswered = rules::unanswered_as::capped;
    }
    result.disputed = disputed;
    return result;
}

void add_taobao_day(sample_day_source& day)
{
    auto& clean = day.add_session("tb-001", "云裳旗舰店", "taobao", 11, 9, 12);
    day.add_agent(clean, "云裳:小夏", 6);
    day.add_round(clean, "internal", "云裳:小夏", 0, 8);
    day.add_round(clean, "taobao_3min", "云裳:小夏", 0, 8);
    day.add_round(clean, "taobao_avg", "云裳:小夏", 0, 8);
    day.add_round(clean, "internal", "云裳:小夏", 90, 37);

    auto& slow = day.add_session("tb-002", "云裳旗舰店", "taobao", 11, 10, 30);
    day.add_agent(slow, "云裳:王强", 5);
    slow.tags = {"logistics"};
    day.add_round(slow, "internal", "云裳:王强", 0, 305);
    day.add_round(slow, "taobao_3min", "云裳:王强", 0, 305);
    day.add_round(slow, "taobao_avg", "云裳:王强", 0, 305);
    day.add_round(slow, "internal", "云裳:王强", 900, std::nullopt);
    day.add_verdict(day.last(), "response.first", "云裳:王强", 30).receipt.wait.emplace().round = "m1";
    day.add_verdict(day.last(), "response.slow", "云裳:王强", 180).receipt.wait.emplace().round = "m1";
    day.add_verdict(day.last(), "nudge.triple", "云裳:王强", 400);
    day.add_verdict(day.last(), "nudge.triple", "云裳:王强", 500);
    day.add_verdict(day.last(), "kpi.taobao_3min", "云裳:王强", 180);
    day.add_verdict(day.last(), "privacy.leak", "云裳:王强", 600).review_required = true;

    auto& rude = day.add_session("tb-003", "云裳旗舰店", "taobao", 11, 14, 5);
    day.add_agent(rude, "云裳:王强", 9);
    rude.tags = {"complaint", "logistics"};
    day.add_agent(rude, "云裳:小夏", 2);
    day.add_round(rude, "internal", "云裳:王强", 0, 64);
    for (int second : {60, 120, 180}) {
        day.add_verdict(day.last(), "attitude.rude", "云裳:王强", second);
    }
    day.add_verdict(day.last(), "praise", "云裳:小夏", 240);
    day.add_verdict(day.last(), "trial.rule", "云裳:小夏", 250).mode = rules::mode::shadow;
    day.add_verdict(day.last(), "attitude.rude", "云裳:小夏", 260).status = engine::verdict_status::retracted;
}

void add_other_shops(sample_day_source& day)
{
    auto& bribe = day.add_session("jd-100", "极光数码", "jd", 11, 20, 0);
    day.add_agent(bribe, "jd_zhou", 4);
    day.add_round(bribe, "internal", "jd_zhou", 0, 12);
    day.add_round(bribe, "jd_first30", "jd_zhou", 0, 12, 30);
    day.add_verdict(day.last(), "compliance.review_bribe", "jd_zhou", 300);

    auto& fine = day.add_session("jd-101", "极光数码", "jd", 11, 21, 0);
    day.add_agent(fine, "jd_zhou", 3);
    fine.tags = {"logistics"};
    day.add_round(fine, "internal", "jd_zhou", 0, 25);

    auto& lost = day.add_session("dy-7", "=SUM(A1:A9) <小店>", "douyin", 11, 22, 50);
    day.add_round(lost, "internal", "", 0, std::nullopt);
    day.add_round(lost, "douyin_3min", "", 0, std::nullopt);
    day.add_verdict(day.last(), "response.unanswered", "", 1800);

    // Began the evening before; its second question came after midnight.
    auto& night = day.add_session("tb-000", "云裳旗舰店", "taobao", 10, 23, 50);
    day.add_agent(night, "云裳:小夏", 3);
    day.add_round(night, "internal", "云裳:小夏", 0, 100);
    day.add_round(night, "internal", "云裳:小夏", 900, 50);
    day.add_verdict(day.last(), "attitude.rude", "云裳:小夏", 1000);
}

} // namespace

engine::time_point shanghai(int day, int hour, int minute, int second)
{
    using namespace std::chrono;
    return sys_days{year{2025} / November / day} + hours{hour - 8} + minutes{minute} + seconds{second};
}

app::report_rules sample_rules()
{
    auto set = std::make_shared<rules::rule_set>();
    set->hash = "0123456789abcdef";
    set->profiles = {
        make_profile("internal", 180, false),
        make_profile("taobao_3min", 180, false),
        make_profile("taobao_avg", 0, false),
        make_profile("jd_first30", 30, false),
        make_profile("douyin_3min", 180, true)};
    set->tags = {{"logistics", "物流", "Logistics"}, {"complaint", "投诉", "Complaint"}};
    auto& rules = set->rules;
    rules = {
        make_rule("attitude.rude", "不文明用语", "Rude words", category::attitude, level::major, -10),
        make_rule(
            "compliance.review_bribe", "好评返现", "Paid reviews", category::compliance, level::critical, -50
        ),
        make_rule(
            "kpi.taobao_3min",
            "三分钟回复率（淘宝）",
            "3-minute replies (Taobao)",
            category::timeliness,
            level::minor,
            0
        ),
        make_rule("nudge.triple", "三连发催单", "Triple nudge", category::sales, level::moderate, -5),
        make_rule("praise", "顾客表扬", "Praised by the customer", category::attitude, level::minor, 2),
        make_rule("privacy.leak", "泄露隐私", "Privacy leak", category::compliance, level::major, -20),
        make_rule(
            "response.first", "首次响应超时", "Slow first response", category::timeliness, level::minor, -2
        ),
        make_rule("response.slow", "回复超时", "Slow response", category::timeliness, level::moderate, -5),
        make_rule("response.unanswered", "未回复", "Unanswered", category::timeliness, level::major, -8),
        make_rule("trial.rule", "试运行规则", "Rule on trial", category::standards, level::minor, -1)};
    const auto rule = [&rules](std::string_view id) -> rules::rule& {
        return *std::find_if(rules.begin(), rules.end(), [id](const auto& each) { return each.id == id; });
    };
    rule("attitude.rude").count = rules::count_as::per_hit;
    rule("attitude.rude").cap = -25;
    rule("privacy.leak").review_required = true;
    rule("kpi.taobao_3min").detect =
        rules::response_detector{1, false, std::chrono::seconds{180}, std::nullopt};
    for (const char* id : {"response.first", "response.slow", "response.unanswered"}) {
        rule(id).charge_once = "wait";
        rule(id).detect = rules::response_detector{};
    }
    rules::shop_settings known;
    known.shop = "云裳旗舰店";
    known.hours.emplace().is_default = false;
    set->shops = {known};
    auto zones = std::make_shared<engine::zone_tables>();
    zones->emplace("Asia/Shanghai", engine::zone_table{{{engine::time_point{}, std::chrono::hours{8}}}});
    return {{set}, zones};
}

engine::session_summary& sample_day_source::add_session(
    std::string conversation, std::string shop, std::string platform, int day, int hour, int minute
)
{
    engine::session_summary made;
    made.session = conversation + "-m1";
    made.started = shanghai(day, hour, minute);
    made.ended = made.started + std::chrono::hours{1};
    made.platform = std::move(platform);
    made.shop = std::move(shop);
    made.unit = "0123456789abcdef";
    made.day = sample_day - 11 + day;
    made.opened_by_customer = true;
    made.customer_messages = 4;
    sessions.push_back({std::move(conversation), std::move(made)});
    return sessions.back().summary;
}

void sample_day_source::add_agent(engine::session_summary& to, std::string agent, std::uint32_t messages)
{
    const unsigned all = (1u << rules::category_count) - 1;
    to.agents.push_back({std::move(agent), messages, static_cast<std::uint8_t>(all), messages * 10});
    to.agent_messages += messages;
}

void sample_day_source::add_round(
    engine::session_summary& to,
    std::string profile,
    std::string agent,
    int after_s,
    std::optional<int> seconds,
    int limit_s
)
{
    engine::round_record made;
    made.first = std::none_of(to.rounds.begin(), to.rounds.end(), [&](const auto& each) {
        return each.profile == profile;
    });
    made.profile = std::move(profile);
    made.agent = std::move(agent);
    made.opened = to.started + std::chrono::seconds{after_s};
    made.outcome = seconds ? engine::round_outcome::answered : engine::round_outcome::unanswered;
    made.duration = std::chrono::seconds{seconds.value_or(600)};
    made.in_time = seconds && *seconds <= limit_s;
    made.day = static_cast<std::int32_t>(
        std::chrono::floor<std::chrono::days>(made.opened + std::chrono::hours{8}).time_since_epoch().count()
    );
    to.rounds.push_back(std::move(made));
}

engine::verdict&
sample_day_source::add_verdict(const session& of, std::string rule, std::string agent, int after_s)
{
    engine::verdict made;
    const auto serial = static_cast<std::uint8_t>(verdicts.size() + 1);
    made.id.fill(0);
    made.id[15] = serial;
    made.tenant = name;
    made.conversation = of.conversation;
    made.session = of.summary.session;
    made.shop = of.summary.shop;
    made.agent = std::move(agent);
    made.status = engine::verdict_status::final_;
    made.decided_at = of.summary.started + std::chrono::seconds{after_s};
    static const app::report_rules known = sample_rules();
    for (const rules::rule& each : known.newest().rules) {
        if (each.id == rule) {
            made.points = each.points;
            made.category = each.in;
            made.level = each.severity;
        }
    }
    made.rule = std::move(rule);
    return verdicts.emplace_back(std::move(made));
}

sample_day_source sample_source()
{
    sample_day_source day;
    add_taobao_day(day);
    add_other_shops(day);
    day.late = {
        {"tb-009", "m77", "云裳旗舰店", "gateway-1", shanghai(11, 12), {}},
        {"x", "y", "", "s", shanghai(12, 12), {}}};
    return day;
}

} // namespace chatqc::test
