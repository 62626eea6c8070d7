#!/usr/bin/env bash
# The long forms of the random tests, for as long as is given: simulation, the same over the built-in packs, model, power
# losses, kills under load, kill points, fuzzing. Every failure is kept with its seed in build/long/. Ends with one line a
# form, as in docs/reliability.md.
#   tests/long.sh [MINUTES [FORM...]]      120 without a number; needs what tests/run.sh has built. TMPDIR=/dev/shm is
# quicker. With forms: these alone, each with its share of the time, so that several can be run beside one another.
# shellcheck disable=SC2317 # the forms are called by name
set -euo pipefail
cd "$(dirname "$0")/.."

minutes=${1:-120}
wanted=" ${*:2} "
release=build/release/tests
logs=build/long
mkdir -p "$logs"
declare -A done_of failed_of
forms=()

# form NAME PERCENT: calls the function NAME with 1, 2, … until its share of the time is over. It sets `runs`.
form() {
    local name=$1 share=$(($2 * minutes * 60 / 100)) from=$SECONDS number=0 log
    [[ $wanted == *[!\ ]* && $wanted != *" $name "* ]] && return
    forms+=("$name")
    done_of[$name]=0
    failed_of[$name]=0
    while ((SECONDS - from < share)); do
        number=$((number + 1))
        log=$logs/$name-$number.log
        if "$name" "$number" >"$log" 2>&1; then
            rm "$log"
        else
            failed_of[$name]=$((failed_of[$name] + 1))
            echo "$name: number $number failed: $log"
        fi
        done_of[$name]=$((done_of[$name] + runs))
    done
    echo "$name: ${done_of[$name]} in $((SECONDS - from)) s, ${failed_of[$name]} portions with failures"
}

simulation() {
    runs=500
    CHATQC_SEEDS=$((1000 + ($1 - 1) * runs + 1))-$((1000 + $1 * runs)) "$release"/sim/chatqc_test_sim --test-suite=sim.runs
}

built_in_packs() {
    runs=200
    CHATQC_SEEDS=$((1000 + ($1 - 1) * runs + 1))-$((1000 + $1 * runs)) "$release"/sim/chatqc_test_sim --test-suite=sim.packs
}

model() {
    runs=2000
    CHATQC_SEEDS=$((100000 + ($1 - 1) * runs + 1))-$((100000 + $1 * runs)) \
        "$release"/model/chatqc_test_model_engine --test-suite='model.engine,model.disorder'
}

power() {
    runs=100
    CHATQC_SEED=$1 CHATQC_POWER_LOSSES=$runs "$release"/storage/chatqc_test_storage --test-suite=storage.power_loss
}

kills() {
    runs=142 # five cases of twenty, six of seven with activations between
    SEED=$1 CHATQC=build/release/app/chatqc node tests/e2e/crash.mjs
}

kill_points() {
    runs=1
    SEED=$1 CHATQC="$release"/faulty/chatqc_faulty node tests/e2e/kill_points.mjs
}

fuzz() {
    runs=1
    local target name status=0
    for target in build/fuzz/tests/fuzz/chatqc_fuzz_*; do
        name=${target##*chatqc_fuzz_}
        mkdir -p "$logs/corpus/$name"
        "$target" -max_total_time=60 -timeout=10 -rss_limit_mb=1500 -artifact_prefix="$logs/" \
            "$logs/corpus/$name" "tests/fuzz/corpus/$name" || status=1
    done
    return "$status"
}

form simulation 30
form built_in_packs 5
form model 10
form power 10
form kills 20
form kill_points 5
form fuzz 20

status=0
for name in "${forms[@]}"; do
    printf '| %s | %d | %d |\n' "$name" "${done_of[$name]}" "${failed_of[$name]}"
    ((failed_of[$name] == 0)) || status=1
done
exit $status
