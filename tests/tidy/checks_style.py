"""Checks of shape: sizes, headers, names, test suites."""

import re

FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 70
CONTROL = re.compile(r"\b(?:if|for|while|switch|catch|do|else|try)\b[^{}]*$")
FUNCTION = re.compile(r"\)\s*(?:const\b|noexcept(?:\([^)]*\))?|override\b|final\b|mutable\b|&&?|->[^{};]*|:[^{};?]*)*\s*$")
TYPE = re.compile(r"\b(?:namespace|class|struct|union|enum)\b[^()]*$")
SIZED = (".h", ".cpp", ".py", ".sh", ".ts", ".tsx", ".mjs", ".cmake")


def file_size(sources):
    for source in sources:
        if source.path.endswith(SIZED) and len(source.lines) > FILE_LINES_MAX:
            yield source, FILE_LINES_MAX, f"{len(source.lines)} lines; more than {FILE_LINES_MAX}: split by meaning"


def function_size(sources):
    for source in sources:
        if not source.is_cpp or source.folder == "build":
            continue
        for begin, end in functions(source.code):
            first, last = source.line_of(begin), source.line_of(end)
            if last - first + 1 > FUNCTION_LINES_MAX:
                yield source, first, f"a function of {last - first + 1} lines; more than {FUNCTION_LINES_MAX}"


def functions(code):
    """Offsets (of the opening and the closing brace) of every function and lambda body; test suites and their cases
    are no functions."""
    stack = []
    start = 0  # where the text that may name the next block begins
    for match in re.finditer(r"[;{}]", code):
        at, char = match.start(), match.group(0)
        if char == "{":
            head = re.sub(r"^\s*#[^\n]*$", "", code[start:at], flags=re.M)
            stack.append((at, _is_function(head)))
            start = at + 1
        elif char == "}":
            if stack:
                begin, is_function = stack.pop()
                if is_function:
                    yield begin, at
            start = at + 1
        else:
            start = at + 1


def _is_function(head):
    if re.search(r"\bTEST_SUITE\s*\(", head) or TYPE.search(head):
        return False
    return bool(FUNCTION.search(head)) and not CONTROL.search(head.strip())


def headers(sources):
    """A header starts with a sentence on what lives in it, then #pragma once."""
    for source in sources:
        if not source.is_header:
            continue
        comment = []
        for line in source.lines:
            if not line.startswith("//"):
                break
            comment.append(line[2:].strip())
        sentence = " ".join(comment)
        if not re.match(r"[A-Z\"'`].*[.:;](\s|$)", sentence):
            yield source, 1, "a header starts with a sentence: what lives here and what does not"
        if "#pragma once" not in source.lines:
            yield source, 1, "no #pragma once"


def names(sources):
    for source in sources:
        if not source.is_cpp:
            continue
        # The exceptions are names that Asio and Beast look for.
        for match in re.finditer(r"(?<![.:>\w])get_(?!(?:executor|lowest_layer|allocator)\b)\w+\s*\(", source.code):
            yield source, source.line_of(match.start()), "no get_: a function says what it gives"
        for match in re.finditer(r"\b(?:class|struct|enum class|enum)\s+(\w*[A-Z]\w*)\s*(?:final\s*)?[:{]", source.code):
            yield source, source.line_of(match.start()), f"{match.group(1)}: types are snake_case"
        if source.is_header and source.folder != "tests":
            for match in re.finditer(r"^\s*using namespace\b(?!.*literals)", source.code, flags=re.M):
                yield source, source.line_of(match.start()), "no using namespace in a header"


SUITE = re.compile(r'\bTEST_SUITE\s*\(\s*"([^"]*)"\s*\)\s*\{')
CASE = re.compile(r"\b(?:TEST_CASE|TEST_CASE_TEMPLATE|TEST_CASE_FIXTURE|SCENARIO)\s*\(")


def suites(sources, registered=None):
    """Every case stands in a suite; with the names that CMake registered: every suite is registered, and none that is
    registered is missing."""
    seen = set()
    for source in sources:
        if source.folder != "tests" or not source.path.endswith(".cpp"):
            continue
        spans = []
        for match in SUITE.finditer(source.text):
            name, line = match.group(1), source.line_of(match.start())
            spans.append((match.end(), _closing(source.code, match.end() - 1)))
            matching = [suite for suite in registered or [] if name.startswith(suite)]
            seen.update(matching)
            if registered is not None and not matching:
                yield source, line, f'suite "{name}" is handed to no chatqc_test(… SUITES …)'
            if not re.match(r"[a-z_]+(\.[a-z0-9_]+)+$", name):
                yield source, line, f'suite "{name}": folder.topic, snake_case'
        for match in CASE.finditer(source.code):
            if not any(begin <= match.start() < end for begin, end in spans):
                yield source, source.line_of(match.start()), "a test case outside a suite is run by no ctest"
    for suite in sorted(set(registered or []) - seen):
        yield sources[0], 1, f'no TEST_SUITE for the registered "{suite}"'


def _closing(code, opening):
    depth = 0
    for match in re.finditer(r"[{}]", code[opening:]):
        depth += 1 if match.group(0) == "{" else -1
        if depth == 0:
            return opening + match.start()
    return len(code)
