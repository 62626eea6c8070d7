#!/usr/bin/env bash
# Builds chatqc and runs it with demo traffic: deploy/run.sh [--no-demo] [--listen HOST:PORT] [options of chatqc serve]
#   --no-demo   the bare server, data in ./data; otherwise data in ./data-demo under the tenant `demo`
# Ctrl-C stops everything; what was acknowledged stays. On a bare Debian 12 it installs what the build needs first.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

demo=true listen=127.0.0.1:8080 pass_on=()
while (($#)); do
    case $1 in
        --no-demo) demo=false ;;
        --listen) listen=${2:?--listen needs HOST:PORT}; shift ;;
        --listen=*) listen=${1#*=} ;;
        -h | --help) sed -n '2,4s/^# //p' "$0"; exit 0 ;;
        *) pass_on+=("$1") ;;
    esac
    shift
done
host=${listen%:*} port=${listen##*:}
if [[ $host == "$listen" || -z $host || ! $port =~ ^[0-9]+$ || $port == 0 ]]; then
    echo "run.sh: --listen $listen: expected HOST:PORT with a port of its own" >&2
    exit 2
fi

build() {
    deploy/install.sh build
    mkdir -p build/logs
    export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1 # one cache serves checkouts in different folders
    echo "building (the first time takes some minutes; log in build/logs/run.log) …"
    if ! {
        cmake --preset release -DCHATQC_BUILD_TESTS=OFF --log-level=WARNING &&
            cmake --build --preset release --target chatqc_app chatqc_demo
    } >build/logs/run.log 2>&1; then
        tail -n 60 build/logs/run.log >&2
        exit 1
    fi
}

chatqc=build/release/app/chatqc
chatqc_demo=build/release/bench/chatqc_demo
server='' generator='' sender=''

# The live traffic first, so that nothing is cut in the middle; then the server drains.
stop() {
    trap - EXIT INT TERM
    kill $generator 2>/dev/null || true
    if [[ -n $sender ]]; then
        local waited
        for ((waited = 0; waited < 20; waited++)); do
            kill -0 "$sender" 2>/dev/null || break
            sleep 0.1
        done
        kill -KILL "$sender" 2>/dev/null || true
    fi
    if [[ -n $server ]]; then
        kill -TERM "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || status=$?
    fi
    exit "${status:-0}"
}

is_ready() {
    local answer
    exec 3<>"/dev/tcp/$host/$port" || return 1
    printf 'GET /readyz HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n' "$listen" >&3
    read -r -t 2 answer <&3 || true
    exec 3>&-
    [[ ${answer-} == "HTTP/1.1 200"* ]]
} 2>/dev/null

wait_until_ready() {
    local waited
    for ((waited = 0; waited < 300; waited++)); do
        is_ready && return
        kill -0 "$server" 2>/dev/null || { wait "$server" || exit $?; exit 1; }
        sleep 0.2
    done
    echo "run.sh: no answer from http://$listen/readyz" >&2
    exit 1
}

print_address() {
    echo
    echo "  chatqc runs: http://$listen/   (Ctrl-C stops it)"
    if [[ -n ${SSH_CONNECTION-} ]]; then
        local here
        read -r _ _ here _ <<<"$SSH_CONNECTION"
        echo "  from your own machine first: ssh -L $port:$host:$port ${USER:-$(id -un)}@$here"
    fi
    echo
}

send() { # NAME option…: messages from standard input; replaces the shell
    exec "$chatqc" send - --to "ws://$listen/v1/ingest" --source "$@" >/dev/null
}

# Yesterday in China as recorded history, once a day; a second time would only bring duplicates.
preload_yesterday() {
    local day note
    day=$(date -u -d "@$(($(date +%s) + 8 * 3600 - 24 * 3600))" +%F)
    note=data-demo/history-$day.loaded
    [[ -e $note ]] && return
    echo "loading the demo's yesterday ($day) …"
    "$chatqc_demo" history --day "$day" --seed 1 | send demo-history && touch "$note"
}

build
trap stop EXIT INT TERM
if $demo; then
    mkdir -p data-demo
    "$chatqc" serve --listen "$listen" --tenant demo --data ./data-demo "${pass_on[@]}" &
else
    "$chatqc" serve --listen "$listen" "${pass_on[@]}" &
fi
server=$!
wait_until_ready
print_address
if $demo; then
    preload_yesterday || echo "run.sh: yesterday could not be loaded" >&2
    exec {live}< <(exec "$chatqc_demo" live --seed "$(date +%s)" --rate 4)
    generator=$!
    send demo-live --live <&"$live" 2>build/logs/demo-live.log &
    sender=$!
    exec {live}<&-
fi
status=0
wait "$server" || status=$?
