// docs/openapi.yaml against what the connectors serve by themselves; the app's own endpoints are compared by
// its tests.
#include "connectors/http/openapi.h"
#include "tests/connectors/support/test_server.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

using namespace chatqc;
using namespace chatqc::connectors;

TEST_SUITE("connectors.http")
{
    TEST_CASE("openapi: every address the connectors answer by themselves is described")
    {
        std::ifstream file(std::string(CHATQC_SOURCE_DIR) + "/docs/openapi.yaml");
        const std::string yaml{std::istreambuf_iterator<char>(file), {}};
        const std::vector<std::string> described = operations_of_openapi(yaml);
        CHECK(described.size() >= 15);
        test::test_server server;
        for (const std::string& operation : operations_of(server.service.endpoints().rows())) {
            INFO(operation);
            CHECK(std::find(described.begin(), described.end(), operation) != described.end());
        }
    }

    TEST_CASE("openapi: what is only on one side is told")
    {
        const std::string yaml =
            "info:\n  title: x\npaths:\n  /a:\n    get:\n      summary: x\n    post:\n      y: 1\n"
            "  /b/{id}:\n    parameters:\n      - x\n    get:\ncomponents:\n  /c:\n    get:\n";
        CHECK(operations_of_openapi(yaml) == std::vector<std::string>{"GET /a", "GET /b/{id}", "POST /a"});
        const std::vector<endpoint> rows = {
            {"GET", "/a", {}, {}}, {"GET", "/b/{id}", {}, {}}, {"GET", "/d", {}, {}}};
        CHECK(
            compare_with_openapi(yaml, rows) ==
            std::vector<std::string>{"GET /d is not described", "POST /a is not served"}
        );
    }
}
