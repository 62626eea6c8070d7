// Duties: what has become of promises with a time, listed by the server and by `chatqc export duties` alike.
#include "app/duty_export.h"
#include "app/duty_list.h"
#include "app/reviews.h"
#include "app/server.h"
#include "tests/app/pipeline_lab.h"

#include <doctest/doctest.h>
#include <simdjson.h>

#include <sstream>

using namespace chatqc;
using namespace chatqc::test;

namespace {

constexpr std::string_view duties_pack = R"(pack: duties
language: 1
rules:
  - id: ship
    name: {zh: 发货, en: shipping}
    category: professionalism
    level: minor
    detect:
      promise_ledger:
        any: [发货]
        settled_by: [{event: status, attrs: {status: [shipped, delivered], parcels: 2}}, order_paid]
  - id: refund
    name: {zh: 退款, en: refund}
    category: professionalism
    level: minor
    detect: {promise_ledger: {any: [退款], settled_by: [{event: status, attrs: {status: refunded}}]}}
  - id: call
    name: {zh: 回电, en: call}
    category: professionalism
    level: minor
    detect: {promise_ledger: {any: [回电]}}
)";

constexpr std::int64_t hour = 3600;

std::string event_line(
    const std::string& conversation,
    const std::string& id,
    std::int64_t second,
    const std::string& event,
    const std::string& more = ""
)
{
    return R"({"id":")" + id + R"(","conversation":")" + conversation + R"(","ts":)" +
           std::to_string(instant(second).time_since_epoch().count()) +
           R"(,"role":"system","kind":"event","event":")" + event + "\"" + more + "}";
}

std::string status_line(
    const std::string& conversation,
    const std::string& id,
    std::int64_t second,
    const std::string& attrs = R"("status":"shipped","parcels":2)"
)
{
    return event_line(conversation, id, second, "status", ",\"attrs\":{" + attrs + "}");
}

// Time passes for everybody.
std::string later(std::int64_t second)
{
    return customer_line("other", "later" + std::to_string(second), second);
}

const std::string promise = agent_line("c1", "p1", 0, "亲，48小时内发货");

// "rule state event", one a line.
std::string summary_of(const std::string& lines)
{
    std::ostringstream out;
    simdjson::dom::parser parser;
    std::istringstream in{lines};
    for (std::string line; std::getline(in, line);) {
        const auto one = parser.parse(line);
        std::string_view event;
        if (one["kept_by"]["message"].get(event) != simdjson::SUCCESS)
            event = "-";
        out << std::string_view{one["verdict"]["rule"]} << ' ' << std::string_view{one["state"]} << ' '
            << event << '\n';
    }
    return out.str();
}

class duties_lab {
public:
    explicit duties_lab(const std::vector<std::string>& messages, life how = {})
    {
        made_.live(messages, std::move(how));
    }

    std::string exported()
    {
        std::string all;
        made_.change([&](storage::store& stored) {
            const auto done = app::export_duties(
                stored, {}, [&](std::string_view line) { all += line; }, [](std::string_view) {}
            );
            REQUIRE(done);
            CHECK(*done.value);
        });
        return all;
    }

    // Whatever the server answers, as lines; `next` is that of the last page.
    std::string served(const std::vector<std::pair<std::string, std::string>>& query = {})
    {
        app::serve_options options;
        options.data = made_.path().string();
        options.listen = "127.0.0.1:0";
        options.report_time = "";
        options.rules = {made_.folder_of(duties_pack)};
        app::server server{options, [] { return instant(0); }};
        REQUIRE(server.start() == "");
        const auto found = server.endpoints().find("GET", "/v1/duties").found;
        REQUIRE(found != nullptr);
        std::string lines;
        for (next.clear();;) {
            connectors::endpoint_request request;
            request.tenant = "default";
            request.query = query;
            if (!next.empty())
                request.query.emplace_back("cursor", next);
            const auto answered = found->handler(request);
            status = answered.status;
            simdjson::dom::parser parser;
            const auto body = parser.parse(answered.body);
            simdjson::dom::array duties;
            if (body["duties"].get(duties) != simdjson::SUCCESS)
                break;
            ++pages;
            for (const auto one : duties)
                lines += simdjson::minify(one) + "\n";
            std::string_view more;
            if (body["next"].get(more) != simdjson::SUCCESS)
                break;
            next = more;
        }
        server.stop();
        server.run();
        return lines;
    }

    void review(const std::string& anchor, const std::string& decision)
    {
        made_.change([&](storage::store& stored) {
            for (const auto& one : stored.verdicts_of("default", "c1")) {
                if (one.anchor != anchor)
                    continue;
                const auto line = R"({"verdict":")" + engine::to_hex(one.id) + R"(","decision":")" +
                                  decision + R"(","reason":"r","by":"lead"})";
                REQUIRE(app::take_reviews(stored, "default", line, instant(0)).value->accepted == 1);
            }
        });
    }

    unsigned status = 0;
    int pages = 0;
    std::string next;

private:
    judged_store made_{duties_pack};
};

// What the export and the server say of it, before and after the end of the source.
void check(const std::vector<std::string>& messages, const std::string& expected)
{
    for (const bool end : {true, false}) {
        CAPTURE(end);
        life how;
        how.end = end;
        duties_lab lab{messages, std::move(how)};
        const auto exported = lab.exported();
        CHECK(summary_of(exported) == expected);
        CHECK(lab.served() == exported);
    }
}

} // namespace

TEST_SUITE("app.duties")
{
    TEST_CASE("a duty is open until it is due, and overdue from then on")
    {
        check({promise, later(48 * hour + 2)}, "ship open -\n");
        check({promise, later(48 * hour + 3)}, "ship overdue -\n");
        check({promise, later(1)}, "ship open -\n");
    }

    TEST_CASE("an event keeps it, in its session or in a later one, in time or late")
    {
        check({promise, status_line("c1", "e1", 60)}, "ship kept e1\n");
        check(
            {promise, agent_line("c1", "r2", 24 * hour), status_line("c1", "e1", 25 * hour)}, "ship kept e1\n"
        );
        check({promise, status_line("c1", "e1", 26 * hour), later(30 * hour)}, "ship kept e1\n");
        check({promise, status_line("c1", "e1", 48 * hour), later(60 * hour)}, "ship kept e1\n");
        check({promise, status_line("c1", "e1", 48 * hour + 1), later(60 * hour)}, "ship kept_late e1\n");
        check({promise, event_line("c1", "e1", 60, "order_paid")}, "ship kept e1\n");
        check({promise, status_line("c1", "e1", 60), status_line("c1", "e2", 120)}, "ship kept e1\n");
    }

    TEST_CASE("what does not settle it")
    {
        const auto last = later(72 * hour);
        const std::string overdue = "ship overdue -\n";
        check({promise, status_line("c1", "e1", 60, R"("status":"packed","parcels":2)"), last}, overdue);
        check({promise, status_line("c1", "e1", 60, R"("status":"shipped","parcels":1)"), last}, overdue);
        check({promise, status_line("c1", "e1", 60, R"("status":"shipped")"), last}, overdue);
        check({promise, event_line("c1", "e1", 60, "status"), last}, overdue);
        check({promise, event_line("c1", "e1", 60, "order_placed"), last}, overdue);
        check({promise, status_line("c2", "e1", 60), last}, overdue);  // of another conversation
        check({status_line("c1", "e1", -60), promise, last}, overdue); // before it was promised
        check(
            {agent_line("c1", "p1", 0, "明天退款"), status_line("c1", "e1", 60), last}, "refund overdue -\n"
        );
        check(
            {agent_line("c1", "p1", 0, "半小时内回电"), status_line("c1", "e1", 60), last}, "call overdue -\n"
        );
    }

    TEST_CASE("an event that arrives late keeps it too")
    {
        check(
            {promise, agent_line("c1", "r2", 24 * hour), later(72 * hour), status_line("c1", "e1", hour)},
            "ship kept e1\n"
        );
    }

    TEST_CASE("a recalled promise stays a duty, and is marked")
    {
        duties_lab lab{{promise, event_line("c1", "x", 60, "recall", R"(,"ref":"p1")"), later(hour)}};
        CHECK(summary_of(lab.exported()) == "ship open -\n");
        CHECK(lab.exported().find(R"("recalled":["p1"])") != std::string::npos);
        CHECK(lab.exported().find(R"("review":"required")") != std::string::npos);
    }

    TEST_CASE("a review settles it, whatever events say")
    {
        for (const std::string decision : {"confirm", "dismiss"}) {
            duties_lab lab{
                {promise,
                 agent_line("c1", "p2", 60, "明天退款"),
                 status_line("c1", "e1", 120),
                 later(90 * hour)}};
            CHECK(summary_of(lab.exported()) == "refund overdue -\nship kept e1\n");
            lab.review("p1", decision);
            lab.review("p2", decision);
            const auto exported = lab.exported();
            CHECK(summary_of(exported) == "refund settled -\nship settled e1\n");
            CHECK(exported.find(R"("decision":")" + decision + '"') != std::string::npos);
            CHECK(lab.served() == exported);
        }
    }

    TEST_CASE("filters, range and pages")
    {
        std::vector<std::string> messages;
        for (int n = 0; n < 5; ++n) {
            const auto name = "c" + std::to_string(n);
            messages.push_back(
                R"({"id":"a","conversation":")" + name + R"(","ts":)" +
                std::to_string(instant(n).time_since_epoch().count()) +
                R"(,"role":"customer","text":"?","shop":")" + (n % 2 == 0 ? "even" : "odd") + "\"}"
            );
            messages.push_back(agent_line(name, "p", n, std::to_string(5 - n) + "小时内发货"));
        }
        messages.push_back(status_line("c4", "e4", 60));
        messages.push_back(later(3 * hour));
        duties_lab lab{messages};
        const auto conversations = [&](const std::vector<std::pair<std::string, std::string>>& query) {
            std::string names;
            simdjson::dom::parser parser;
            std::istringstream in{lab.served(query)};
            for (std::string line; std::getline(in, line);)
                names += std::string_view{parser.parse(line)["verdict"]["conversation"]};
            return names;
        };
        const auto ms = [](std::int64_t second) {
            return std::to_string(instant(second).time_since_epoch().count());
        };
        CHECK(conversations({}) == "c4c3c2c1c0");
        CHECK(conversations({{"shop", "odd"}}) == "c3c1");
        CHECK(conversations({{"shop", "none"}}).empty());
        CHECK(conversations({{"agent", "ann"}}) == "c4c3c2c1c0");
        CHECK(conversations({{"agent", "bob"}}).empty());
        CHECK(conversations({{"state", "open"}}) == "c2c1c0");
        CHECK(conversations({{"state", "overdue,kept"}}) == "c4c3");
        CHECK(conversations({{"state", "overdue"}, {"state", "kept"}}) == "c4c3");
        CHECK(conversations({{"to", ms(2 * hour + 3)}}) == "c4");
        CHECK(conversations({{"from", ms(2 * hour + 3)}, {"to", ms(3 * hour + 3)}}) == "c3c2");
        lab.pages = 0;
        CHECK(conversations({{"limit", "2"}}) == "c4c3c2c1c0");
        CHECK(lab.pages == 3);
        lab.pages = 0;
        CHECK(conversations({{"limit", "1"}, {"state", "open"}, {"shop", "even"}}) == "c2c0");
        CHECK(lab.pages >= 2);
        CHECK(conversations({{"state", "late"}}).empty());
        CHECK(lab.status == 400);
        CHECK(conversations({{"cursor", "zz"}}).empty());
        CHECK(lab.status == 400);
    }

    TEST_CASE("an event that came too late to be judged tells nothing")
    {
        engine::message told;
        told.id = "e1";
        told.kind = rules::kind::event;
        told.event = rules::event::status;
        std::string records;
        engine::append_record(records, told, {.too_late = true});
        engine::append_record(records, told, {});
        told.kind = rules::kind::text;
        engine::append_record(records, told, {});
        std::vector<app::told_event> events;
        app::append_events(events, records);
        CHECK(events.size() == 1);
    }

    TEST_CASE("how far time has come for a shop")
    {
        const auto source = [](bool recorded, bool ended, std::int64_t second, const std::string& shop) {
            storage::source_state made;
            made.tenant = 1;
            made.recorded = recorded;
            made.ended = ended;
            made.watermark = instant(second);
            if (!shop.empty())
                made.shops.emplace_back(shop, instant(second));
            return made;
        };
        const auto time = [](const std::vector<storage::source_state>& clocks) {
            return (app::time_of_shop(clocks, 1, "s1") - instant(0)) / std::chrono::seconds{1};
        };
        CHECK(app::time_of_shop({}, 1, "s1") == engine::time_point{});
        CHECK(time({source(false, false, 50, "s1"), source(false, false, 40, "s1")}) == 40);
        CHECK(time({source(false, false, 50, "s1"), source(false, false, 40, "s2")}) == 50);
        CHECK(time({source(false, false, 50, "s1"), source(true, false, 40, "")}) == 50);
        CHECK(time({source(false, false, 25 * hour, "s1"), source(false, false, 40, "s1")}) == 25 * hour);
        CHECK(time({source(true, false, 50, ""), source(true, false, 40, "")}) == 40);
        CHECK(time({source(true, false, 40, ""), source(true, true, 50, "")}) == 40);
        CHECK(time({source(true, true, 40, ""), source(true, true, 50, "")}) == 50);
        CHECK(time({source(false, false, 50, "s2"), source(false, false, 40, "s3")}) == 40);
        auto other = source(false, false, 99, "s1");
        other.tenant = 2;
        CHECK(time({other, source(false, false, 50, "s1")}) == 50);
        CHECK(app::newest_time({other, source(false, false, 50, "s1")}, 1) == instant(50));
    }
}
