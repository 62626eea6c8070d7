// The server's addresses are those that docs/openapi.yaml describes.
#include "app/server.h"
#include "connectors/http/openapi.h"
#include "tests/support/temp_dir.h"

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

using namespace chatqc;

TEST_SUITE("app.server")
{
    TEST_CASE("what is answered is what the OpenAPI file describes")
    {
        const test::temp_dir folder;
        app::serve_options options;
        options.data = (folder / "data").string();
        options.listen = "127.0.0.1:0";
        options.report_time = "";
        app::server server{options, [] { return engine::time_point{std::chrono::hours{24 * 20'000}}; }};
        REQUIRE(server.start() == "");
        CHECK(server.port() != 0);

        std::ifstream file{CHATQC_SOURCE_DIR "/docs/openapi.yaml", std::ios::binary};
        const std::string described{std::istreambuf_iterator<char>{file}, {}};
        const auto differences = connectors::compare_with_openapi(described, server.endpoints().rows());
        for (const auto& difference : differences)
            MESSAGE(difference);
        CHECK(differences.empty());

        server.stop();
        server.run();
    }
}
