"""Checks of what may stand where: include directions, purity of the core, coroutine traps, machine paths."""

import re

# What each folder may include of the project (DESIGN.md): one direction, each to its left.
ALLOWED = {
    "rules": {"rules"},
    "engine": {"rules", "engine"},
    "storage": {"rules", "engine", "storage"},
    "connectors": {"rules", "engine", "connectors"},
    "app": {"rules", "engine", "storage", "connectors", "web", "app"},
}
PRODUCT = set(ALLOWED)
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def includes(source):
    for number, line in enumerate(source.lines, 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1) == '"', match.group(2)


def include_directions(sources):
    for source in sources:
        if source.folder not in PRODUCT or not source.is_cpp:
            continue
        for number, own, target in includes(source):
            top = target.split("/")[0]
            if own and "/" not in target:
                yield source, number, f'"{target}": write the path from the project\'s root'
            elif own and top not in ALLOWED[source.folder]:
                yield source, number, f"{source.folder} must not include {top}"


def _uses(sources, prefix):
    for source in sources:
        if source.folder not in PRODUCT or not source.is_cpp:
            continue
        lines = [number for number, _, target in includes(source) if target.startswith(prefix)]
        if lines:
            yield source, lines[0]


def include_owners(sources):
    """Each foreign library is known to one place."""
    for source, line in _uses(sources, "rocksdb/"):
        if source.folder != "storage" or source.is_header:
            yield source, line, "only storage/*.cpp includes RocksDB"
    for prefix in ("hs/", "hs.h", "hs_"):
        for source, line in _uses(sources, prefix):
            if not source.path.startswith("engine/match/"):
                yield source, line, "only engine/match includes Hyperscan"
    for prefix in ("yaml-cpp/", "prometheus/"):
        for source, line in list(_uses(sources, prefix))[1:]:
            yield source, line, f"only one file includes {prefix[:-1]}"
    for prefix in ("boost/beast/websocket.hpp", "boost/beast/websocket/stream", "yaml-cpp/", "prometheus/", "hs/", "re2/", "CLI/"):
        for source, line in _uses(sources, prefix):
            if source.is_header:
                yield source, line, f"{prefix.rstrip('/')} stays out of headers"


IMPURE_HEADERS = set(
    "fstream filesystem iostream thread mutex shared_mutex condition_variable future stop_token semaphore barrier latch"
    " ctime time.h unistd.h fcntl.h netdb.h pthread.h csignal signal.h".split()
)
IMPURE_PREFIXES = ("sys/", "arpa/", "netinet/", "boost/asio", "boost/beast", "spdlog/")
CLOCK = re.compile(r"::now\s*\(|\bclock_gettime\s*\(|\bstd::time\s*\(|\brandom_device\b")


def purity(sources):
    """rules and engine open no file, socket, clock or thread; storage reads no clock."""
    for source in sources:
        if source.folder not in ("rules", "engine", "storage") or not source.is_cpp:
            continue
        if source.folder != "storage":
            for number, own, target in includes(source):
                if not own and (target in IMPURE_HEADERS or target.startswith(IMPURE_PREFIXES)):
                    yield source, number, f"<{target}>: {source.folder} knows no file, socket, clock or thread"
        for match in CLOCK.finditer(source.code):
            yield source, source.line_of(match.start()), "time and randomness are given to it, never asked for"


STATEMENT = re.compile(r"[^;{}]*\bco_await\b")
CAPTURE = re.compile(r"(?<![\w\])])\[\s*[^\]\s][^\]]*\]\s*(?:\(|\{|mutable\b)")


def coroutines(sources):
    """g++ 12 destroys twice: a capturing lambda inside an expression with co_await, and co_await (c ? a : b)."""
    for source in sources:
        if not source.is_cpp:
            continue
        for match in re.finditer(r"\bco_await\b", source.code):
            statement, begin = _statement(source.code, match.start())
            line = source.line_of(match.start())
            if CAPTURE.search(statement):
                yield source, line, "a capturing lambda in a statement with co_await: name it first"
            if re.match(r"co_await\s*\([^;]*\?[^;]*:", source.code[match.start() :].split(";")[0]):
                yield source, line, "co_await of a conditional: use if"
            if re.search(r"\)\s*(\|\||&&)\s*co_await\b|co_await\s*\([^;]*\)\s*(\|\||&&)\s*\w+\.async_", statement):
                yield source, line, "no awaitable operators"
        for number, _, target in includes(source):
            if "awaitable_operators" in target:
                yield source, number, "no awaitable operators (Asio 1.26 frees their handler too early)"


def _statement(code, at):
    """The statement around `at`, whole lambdas inside it included."""
    begin = max(code.rfind(c, 0, at) for c in ";{}") + 1
    depth = 0
    end = at
    while end < len(code):
        if code[end] in "({[":
            depth += 1
        elif code[end] in ")}]":
            depth -= 1
            if depth < -8:
                break
        elif code[end] == ";" and depth <= 0:
            break
        end += 1
    return code[begin:end], begin


# Spelled in two parts, so that this line does not find itself.
MACHINE = re.compile(r"(?<![\w.:/])/(?:" + "work|home|root|Users" + r")/[\w.]")


def machine_paths(sources):
    for source in sources:
        for number, line in enumerate(source.lines, 1):
            if MACHINE.search(line):
                yield source, number, "a path of one machine"
