// The token file and the metrics page, without sockets.
#include "connectors/metrics.h"
#include "connectors/net/url.h"
#include "connectors/tokens.h"

#include <doctest/doctest.h>

#include <thread>

using namespace chatqc::connectors;

TEST_SUITE("connectors.tokens")
{
    TEST_CASE("the hash is SHA-256")
    {
        CHECK(token_hash("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    TEST_CASE("a token file: comments, blank lines, rights")
    {
        const token_file file = parse_tokens(
            "# tokens of the test\n\n" + token_hash("a") + " shop-a read,ingest # both\r\n  " +
            token_hash("b") + "\tshop-b\tadmin\n" + token_hash("c") + " shop-a review\n"
        );
        CHECK(file.errors.empty());
        REQUIRE(file.by_hash.size() == 3);
        const principal& a = file.by_hash.at(token_hash("a"));
        CHECK(a.tenant == "shop-a");
        CHECK(a.may(right::read));
        CHECK(a.may(right::ingest));
        CHECK_FALSE(a.may(right::admin));
        CHECK_FALSE(a.may(right::review));
        CHECK(file.by_hash.at(token_hash("b")).may(right::ingest));
        CHECK(file.by_hash.at(token_hash("b")).may(right::review));
        CHECK(file.by_hash.at(token_hash("c")).may(right::review));
        CHECK_FALSE(file.by_hash.at(token_hash("c")).may(right::read));
    }

    TEST_CASE("every mistake of a file is named with its line, all at once")
    {
        const token_file file = parse_tokens(
            "abc shop read\n" + token_hash("a") + "\n" + token_hash("a") + " shop fly\n" + token_hash("a") +
            " shop read more\n" + token_hash("b") + " shop read\n" + token_hash("b") + " shop read\n" +
            token_hash("c") + " sh/op read\n" + token_hash("d") + " shop\n"
        );
        REQUIRE(file.errors.size() == 7);
        CHECK(file.errors[0].starts_with("line 1: "));
        CHECK(file.errors[4].starts_with("line 6: this token stands twice"));
    }

    TEST_CASE("without a file: this machine only, as the configured tenant, everything allowed")
    {
        access_policy policy;
        policy.tenant = "demo";
        const access_result here = check_access(policy, "", true, right::admin);
        CHECK(here.what == access::granted);
        CHECK(here.who.tenant == "demo");
        CHECK(check_access(policy, "", false, right::read).what == access::forbidden);
        CHECK(check_access(policy, "", false, right::none).what == access::granted);
    }

    TEST_CASE("with a file this machine needs a token as well")
    {
        access_policy policy;
        policy.tokens = parse_tokens(token_hash("secret") + " shop read\n");
        CHECK(check_access(policy, "", true, right::read).what == access::unauthorized);
        CHECK(check_access(policy, "Bearer secret", false, right::read).what == access::granted);
        CHECK(check_access(policy, "bearer secret", false, right::read).what == access::granted);
        CHECK(check_access(policy, "Basic secret", false, right::read).what == access::unauthorized);
        CHECK(check_access(policy, "Bearer ", false, right::read).what == access::unauthorized);
        CHECK(check_access(policy, "Bearer secre", false, right::read).what == access::unauthorized);
        CHECK(check_access(policy, "Bearer secret", false, right::ingest).what == access::forbidden);
        CHECK(check_access(policy, "", false, right::none).what == access::granted);
    }
}

TEST_SUITE("connectors.http")
{
    TEST_CASE("metrics: the page, from several threads")
    {
        metrics all;
        counter c = all.make_counter("things_total", "Things.", {{"kind", "a"}});
        gauge g = all.make_gauge("level", "Level.");
        histogram h = all.make_histogram("wait_seconds", "Wait.", {0.1, 1});
        std::thread other([&] {
            for (int i = 0; i < 1000; ++i) {
                c.add();
            }
        });
        for (int i = 0; i < 1000; ++i) {
            c.add(2);
        }
        other.join();
        g.set(1.5);
        g.add(1);
        h.observe(0.5);
        bool asked = false;
        all.before_page([&] { asked = true; });
        const std::string page = all.page();
        CHECK(asked);
        CHECK(page.find("chatqc_things_total{kind=\"a\"} 3000") != std::string::npos);
        CHECK(page.find("chatqc_level 2.5") != std::string::npos);
        CHECK(page.find("chatqc_wait_seconds_bucket{le=\"1\"} 1") != std::string::npos);
        CHECK(page.find("# HELP chatqc_things_total Things.") != std::string::npos);
    }

    TEST_CASE("metrics: the same name and labels are the same metric")
    {
        metrics all;
        all.make_counter("x_total", "X.").add();
        all.make_counter("x_total", "X, said otherwise.").add();
        CHECK(all.page().find("chatqc_x_total 2") != std::string::npos);
    }

    TEST_CASE("metrics: labels from outside are capped")
    {
        metrics all;
        capped_counters shops(all, "hits_total", "Hits.", "shop", 2);
        for (const std::string shop : {"a", "b", "c", "d", "a"}) {
            shops.add(shop);
        }
        const std::string page = all.page();
        CHECK(page.find("shop=\"a\"} 2") != std::string::npos);
        CHECK(page.find("shop=\"other\"} 2") != std::string::npos);
        CHECK(page.find("shop=\"c\"") == std::string::npos);
    }

    TEST_CASE("addresses of servers")
    {
        CHECK(parse_address("ws://127.0.0.1:8080/v1/ingest")->path == "/v1/ingest");
        CHECK(parse_address("ws://127.0.0.1:8080")->port == "8080");
        CHECK(parse_address("http://host/x")->port == "80");
        CHECK(parse_address("host:99")->host == "host");
        CHECK(parse_address("[::1]:99/")->host == "::1");
        for (const std::string bad :
             {"", "host", "wss://host", "ws://", "ws://a b:1", "ws://u@h:1", "h:port", "[::1"}) {
            INFO(bad);
            CHECK_FALSE(parse_address(bad));
        }
    }

    TEST_CASE("percent and query")
    {
        CHECK(percent_decoded("a%20b+c", false) == "a b+c");
        CHECK(percent_decoded("a%20b+c", true) == "a b c");
        CHECK_FALSE(percent_decoded("%2", false));
        CHECK_FALSE(percent_decoded("%g0", false));
        CHECK(percent_encoded("desk/1 \xe5") == "desk%2F1%20%E5");
        const auto query = parse_query("a=1&&b&c=%26&a=2");
        REQUIRE(query);
        CHECK(query->size() == 4);
        CHECK((*query)[1].second.empty());
        CHECK((*query)[2].second == "&");
    }
}
