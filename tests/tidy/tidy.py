#!/usr/bin/env python3
"""Holds what no compiler holds: DESIGN.md's include directions, PLATFORM.md's coroutine traps, STYLE.md's shapes.

tidy.py ROOT [CHECK…] [--suites NAME…]
                          runs the checks named (default: all); exit status 1 and one line a finding. NAMEs are the
                          test suites that CMake registered; without them only the shape of suites is checked
tidy.py --list            names them
tidy.py --self-test       shows on small samples that each check can fail and can pass
"""

import sys

import checks_structure
import checks_style
from source import read_tree

CHECKS = {
    "include_directions": checks_structure.include_directions,
    "include_owners": checks_structure.include_owners,
    "purity": checks_structure.purity,
    "coroutines": checks_structure.coroutines,
    "machine_paths": checks_structure.machine_paths,
    "file_size": checks_style.file_size,
    "function_size": checks_style.function_size,
    "headers": checks_style.headers,
    "names": checks_style.names,
    "suites": checks_style.suites,
}


def run(root, names, registered):
    sources = read_tree(root)
    if not any(source.is_cpp for source in sources):
        print(f"tidy: no sources under {root}")
        return 2
    found = 0
    for name in names:
        more = {"registered": registered} if name == "suites" else {}
        for source, line, sentence in CHECKS[name](sources, **more):
            print(f"{source.path}:{line}: {name}: {sentence}")
            found += 1
    print(f"{len(sources)} files, {len(names)} checks, {found} findings")
    return 1 if found else 0


def main(arguments):
    if arguments == ["--list"]:
        print("\n".join(CHECKS))
        return 0
    if arguments == ["--self-test"]:
        import self_test

        return self_test.run(CHECKS)
    registered = None
    if "--suites" in arguments:
        at = arguments.index("--suites")
        arguments, registered = arguments[:at], arguments[at + 1 :]
    unknown = [name for name in arguments[1:] if name not in CHECKS]
    if not arguments or unknown:
        print(__doc__, "unknown check:" if unknown else "", *unknown)
        return 2
    return run(arguments[0], arguments[1:] or list(CHECKS), registered)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
