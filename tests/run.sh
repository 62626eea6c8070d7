#!/usr/bin/env bash
# Installs what the tests need, builds, and runs them all: tests/run.sh [--quick]
#   --quick        only the dev build and its tests
#   CHATQC_WERROR  ON: warnings are errors (CI)
# Each stage writes build/logs/STAGE.log. The last line is "N passed, N failed"; the exit status is 0 only if none
# failed. Safe to run again at once: only what changed is built.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
logs=build/logs
mkdir -p "$logs"
quick=false
case ${1-} in
    '') ;;
    --quick) quick=true ;;
    *) sed -n '2,6s/^# //p' "$0"; exit 2 ;;
esac

passed=0 failed=0

# stage NAME COMMAND…: one line with its time; on failure the end of its log. Adds up what its ctest runs counted.
stage() {
    local name=$1 log=$logs/$1.log start=$SECONDS status=0 count
    shift
    printf '== %s ' "$name"
    "$@" >"$log" 2>&1 || status=$?
    local stage_failed=0 stage_passed=0
    while read -r count; do
        stage_failed=$((stage_failed + ${count% *}))
        stage_passed=$((stage_passed + ${count#* } - ${count% *}))
    done < <(sed -nE 's/^.*tests passed, ([0-9]+) tests? failed out of ([0-9]+)$/\1 \2/p' "$log")
    if ((status != 0 && stage_failed == 0)); then
        stage_failed=1
    fi
    passed=$((passed + stage_passed))
    failed=$((failed + stage_failed))
    printf '%d s: ' $((SECONDS - start))
    if ((status == 0)); then
        ((stage_passed)) && echo "$stage_passed passed" || echo ok
    else
        echo "FAILED ($log)"
        tail -n 80 "$log"
        return 1
    fi
}

configure() { # PRESET [OPTION…]
    cmake --preset "$@" --log-level=WARNING
}

run_tests() { # PRESET ctest options…
    local preset=$1
    shift
    ctest --test-dir "build/$preset" --no-tests=error --output-on-failure -j2 "$@"
}

dev() {
    configure dev -DCHATQC_WERROR="${CHATQC_WERROR:-OFF}" &&
        cmake --build --preset dev &&
        run_tests dev -LE '^(e2e|bench)$'
}

asan() {
    configure asan &&
        cmake --build --preset asan --target chatqc_unit_tests &&
        run_tests asan -LE '^(e2e|bench|tidy|web)$' -E '^sim.canaries$' # found in dev
}

# Only what has threads. Without randomised addresses: g++ 12's TSan knows not every layout of newer kernels.
tsan() {
    local fixed=()
    setarch "$(uname -m)" -R true 2>/dev/null && fixed=(setarch "$(uname -m)" -R)
    configure tsan &&
        cmake --build --preset tsan --target chatqc_threaded_tests &&
        "${fixed[@]}" ctest --test-dir build/tsan --no-tests=error --output-on-failure -j2 \
            -R '^(storage|connectors|app)\.' -LE '^(e2e|bench|tidy|web)$'
}

release() {
    configure release -DCHATQC_BUILD_TESTS=ON -DCHATQC_WERROR="${CHATQC_WERROR:-OFF}" &&
        cmake --build --preset release &&
        ctest --test-dir build/release --no-tests=error --output-on-failure -j1 -LE '^tidy$'
}

fuzz() {
    configure fuzz && cmake --build --preset fuzz && run_tests fuzz -L fuzz
}

shell_scripts() {
    shellcheck --shell=bash .ci/run deploy/*.sh tests/*.sh tests/*/*.sh
}

# The package would start a server; only its checker is wanted.
promtool() {
    command -v promtool >/dev/null || [[ -x build/tools/usr/bin/promtool ]] && return
    mkdir -p build/tools
    (cd build/tools && apt-get download prometheus && dpkg-deb -x prometheus_*.deb . && rm prometheus_*.deb)
}

install() {
    deploy/install.sh build test && promtool
}

PATH=$PWD/build/tools/usr/bin:$PATH
# One cache serves checkouts in different folders.
export PATH CCACHE_MAXSIZE=${CCACHE_MAXSIZE:-5G} CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
if stage install install; then
    stage dev dev
    if ! $quick; then
        stage shellcheck shell_scripts
        stage release release
        stage asan asan
        stage tsan tsan
        stage fuzz fuzz
    fi
fi
echo "$SECONDS s in all"
echo "$passed passed, $failed failed"
((failed == 0))
