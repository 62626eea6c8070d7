"""Small samples: for each check, files it must find fault with (and on which line), and files it must let pass."""

from source import Source

HEAD = "// A sample. Nothing else.\n#pragma once\n"
LONG_BODY = "    ++n;\n" * 80

# (check, {path: text}, [expected "path:line"]); for `suites`, "a.b" is registered and none other.
SAMPLES = [
    ("include_directions", {"rules/a.cpp": '#include "engine/message.h"\n'}, ["rules/a.cpp:1"]),
    ("include_directions", {"engine/a.cpp": '#include "storage/store.h"\n'}, ["engine/a.cpp:1"]),
    ("include_directions", {"storage/a.cpp": '\n#include "connectors/x.h"\n'}, ["storage/a.cpp:2"]),
    ("include_directions", {"connectors/a.cpp": '#include "storage/store.h"\n'}, ["connectors/a.cpp:1"]),
    ("include_directions", {"connectors/a.cpp": '#include "app/x.h"\n'}, ["connectors/a.cpp:1"]),
    ("include_directions", {"app/a.cpp": '#include "bench/x.h"\n'}, ["app/a.cpp:1"]),
    ("include_directions", {"engine/a.cpp": '#include "message.h"\n'}, ["engine/a.cpp:1"]),
    ("include_directions", {"app/a.cpp": '#include "storage/store.h"\n', "engine/b.h": '#include "rules/x.h"\n'}, []),
    ("include_owners", {"app/a.cpp": "#include <rocksdb/db.h>\n"}, ["app/a.cpp:1"]),
    ("include_owners", {"storage/a.h": "#include <rocksdb/db.h>\n"}, ["storage/a.h:1"]),
    ("include_owners", {"storage/a.cpp": "#include <rocksdb/db.h>\n"}, []),
    ("include_owners", {"engine/text/a.cpp": "#include <hs/hs.h>\n"}, ["engine/text/a.cpp:1"]),
    ("include_owners", {"engine/match/a.cpp": "#include <hs/hs.h>\n"}, []),
    ("include_owners", {"rules/a.cpp": "#include <yaml-cpp/yaml.h>\n", "rules/b.cpp": ""}, []),
    (
        "include_owners",
        {"rules/a.cpp": "#include <yaml-cpp/yaml.h>\n", "rules/b.cpp": "#include <yaml-cpp/yaml.h>\n"},
        ["rules/b.cpp:1"],
    ),
    ("include_owners", {"connectors/a.h": "#include <boost/beast/websocket.hpp>\n"}, ["connectors/a.h:1"]),
    ("purity", {"engine/a.cpp": "#include <fstream>\n"}, ["engine/a.cpp:1"]),
    ("purity", {"rules/a.cpp": "#include <thread>\n"}, ["rules/a.cpp:1"]),
    ("purity", {"engine/a.cpp": "auto t =\n    std::chrono::system_clock::now();\n"}, ["engine/a.cpp:2"]),
    ("purity", {"storage/a.cpp": "auto t = std::chrono::steady_clock::now();\n"}, ["storage/a.cpp:1"]),
    ("purity", {"app/a.cpp": "#include <fstream>\nauto t = std::chrono::system_clock::now();\n"}, []),
    ("purity", {"engine/a.cpp": "// asks no clock::now() at all\n#include <chrono>\n"}, []),
    ("coroutines", {"app/a.cpp": "co_await f([x] { return x; });\n"}, ["app/a.cpp:1"]),
    ("coroutines", {"app/a.cpp": "co_spawn(co_await this_coro::executor, [x](int) { g(x); h(); }, d);\n"}, ["app/a.cpp:1"]),
    ("coroutines", {"app/a.cpp": "g();\nco_await\n    (c ? f() : g());\n"}, ["app/a.cpp:2"]),
    ("coroutines", {"app/a.cpp": "#include <boost/asio/experimental/awaitable_operators.hpp>\n"}, ["app/a.cpp:1"]),
    ("coroutines", {"app/a.cpp": "auto f = [x] { return x; };\nco_await g(std::move(f));\na[co_await h()] = b[1];\n"}, []),
    ("coroutines", {"app/a.cpp": "co_await f([] { return 1; });\nint n = c ? co_await f() : 0;\n"}, []),
    ("machine_paths", {"docs/a.md": "see /" + "home/me/x\n"}, ["docs/a.md:1"]),
    ("machine_paths", {"docs/a.md": "cd ../shared/data; https://a.example/" + "home/x; ./data\n"}, []),
    ("file_size", {"app/a.cpp": "int a;\n" * 401}, ["app/a.cpp:400"]),
    ("file_size", {"app/a.cpp": "int a;\n" * 400}, []),
    ("function_size", {"app/a.cpp": "int f(int n)\n{\n" + LONG_BODY + "}\n"}, ["app/a.cpp:2"]),
    ("function_size", {"app/a.cpp": "x::x(int n)\n    : n(n)\n{\n" + LONG_BODY + "}\n"}, ["app/a.cpp:3"]),
    ("function_size", {"app/a.cpp": "struct s {\n" + "    int n;\n" * 90 + "};\nint f()\n{\n}\n"}, []),
    ("function_size", {"tests/a.cpp": 'TEST_SUITE("a.b")\n{\n' + 'int f()\n{\n    g();\n}\n' * 20 + "}\n"}, []),
    ("headers", {"app/a.h": "#pragma once\n"}, ["app/a.h:1"]),
    ("headers", {"app/a.h": "// A sample. Nothing else.\n"}, ["app/a.h:1"]),
    ("headers", {"app/a.h": HEAD}, []),
    ("names", {"app/a.h": HEAD + "int get_size();\n"}, ["app/a.h:3"]),
    ("names", {"app/a.cpp": "struct Server {\n};\n"}, ["app/a.cpp:1"]),
    ("names", {"app/a.h": HEAD + "using namespace std;\n"}, ["app/a.h:3"]),
    ("names", {"app/a.cpp": "auto e = socket.get_executor();\nstd::get_if<int>(&v);\nstruct x {\n};\n"}, []),
    ("suites", {"tests/a/a.cpp": 'TEST_CASE("x") {}\n'}, ["tests/a/a.cpp:1", "tests/a/a.cpp:1"]),
    ("suites", {"tests/a/a.cpp": 'int a;\nTEST_SUITE("a.c")\n{\nTEST_CASE("x") {}\n}\n'}, ["tests/a/a.cpp:2", "tests/a/a.cpp:1"]),
    ("suites", {"tests/a/a.cpp": 'TEST_SUITE("a.b")\n{\nTEST_CASE("{") {}\n}\n'}, []),
    ("suites", {"tests/a/a.cpp": 'TEST_SUITE("a.b.c")\n{\n}\nTEST_SUITE("a.bA")\n{\n}\n'}, ["tests/a/a.cpp:4"]),
]


def run(checks):
    failed = 0
    for check, files, expected in SAMPLES:
        sources = [Source(path, text) for path, text in files.items()]
        more = {"registered": ["a.b"]} if check == "suites" else {}
        found = [f"{source.path}:{line}" for source, line, _ in checks[check](sources, **more)]
        if found != expected:
            print(f"{check}: {files}\n  expected {expected}\n  found    {found}")
            failed += 1
    for check in checks:
        if not any(name == check and expected for name, _, expected in SAMPLES):
            print(f"{check}: no sample shows that it can fail")
            failed += 1
    print(f"{len(SAMPLES)} samples, {failed} failed")
    return 1 if failed else 0
