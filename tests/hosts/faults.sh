#!/usr/bin/env bash
# Breaks a training on four hosts of this machine (network.sh) in every way that docs/scale.md tells of, and prints its table: what was done,
# seconds until the last process had ended, mpirun's exit code, what was said, and whether one process goes on to the bits of a whole run.
#   tests/hosts/faults.sh [pattern of faults]        GMMVAE names another gmmvae than the build of this repository
# Fails where the exit code, the number of messages or the bits are not what was promised. Needs Open MPI 4, iproute2; root or user namespaces.
# shellcheck disable=SC2317 # functions are called by names in arguments
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ "${1:-}" = inside ] || exec "$here/network.sh" 4 "$here/faults.sh" inside "$@"
# shellcheck source=tests/hosts/common.sh
. "$here/common.sh"
wanted=${2:-.}
options=("${small[@]}" --epochs 20 --rank-timeout 20)
run=$work/run
broke=0

messages() { # one line of each rank's message, and the first of mpirun's
    sed -n 's/^\[1,\([0-9]*\)\]<stderr>:\(rank [0-9]*: \)\?\([^][ ].*\)/rank \1: \3/p' <(said "$work/log")
    said "$work/log" | grep -v '^\[\|^ ' | grep -m 1 'noticed that\|lost communication\|MPI_ABORT was\|has exited\|not able to' || true
}

told() { # what was done, expected exit code, how many ranks say it (- for any), what becomes of the run
    local code=0 seconds after
    wait "$job" || code=$?
    while [ -n "$(ranks '')" ] || pgrep -x orted >"$work/daemons"; do sleep 0.1; done
    seconds=$(seconds_since "$began")
    after=$("$4") || after="**not as promised**"
    [[ $code == "$2" || ($2 == any && $code != 0) ]] || after+=", **not exit code $2**"
    [ "$3" = - ] || [ "$(messages | grep -o '^rank [0-9]*' | sort -u | wc -l)" = "$3" ] || after+=", **not $3 rank(s) said it**"
    echo "| $1 | $seconds | $code | $(messages | sed 's/|/\\|/g' | paste -sd'~' | sed 's/~/<br>/g') | $after |"
    [[ $after != *"**"* ]] || { broke=1; cat "$work/log" "$work/resumed" >&2; }
}

goes_on() {
    [ ! -e "$run/summary.json" ] || fail "the run was whole already"
    "${gmmvae[@]}" train --resume "$run" --threads 1 >"$work/resumed" 2>&1 || fail "cannot go on: $(cat "$work/resumed")"
    [ "$(summary parametersSha256 "$run")" = "$whole" ] || fail "went on to other bits"
    echo "goes on to the same bits"
}

goes_on_from_the_last_step() {
    [ "$(tail -n 1 "$run/steps.csv" | cut -d, -f2)" = "$("${gmmvae[@]}" inspect "$run" | sed -n 's/^steps  *//p')" ] || fail "steps were lost"
    goes_on | sed 's/goes on/loses no step, &/'
}

goes_on_with_room() {
    rm "$run/filling"
    mount -o remount,size=10m "$run"
    goes_on
}

not_begun() {
    [ ! -e "$run" ] || fail "$run was written"
    echo "nothing was written"
}

does_not_go_on() {
    "${gmmvae[@]}" inspect "$run" >"$work/resumed" 2>&1 || fail "the checkpoint is not whole: $(cat "$work/resumed")"
    echo "the checkpoint is whole"
}

broken() { # what is done, exit code, ranks that say it, a command that does it once a run is under way; what becomes of the run
    [[ $1 =~ $wanted ]] || return 0
    mountpoint -q "$run" || rm -rf "$run"
    : >"$work/log"
    on_hosts 4 train "${options[@]}" --out "$run" --force >"$work/log" 2>&1 &
    job=$!
    wait_for "epoch 2/20" "$work/log" $job
    began=$EPOCHREALTIME
    eval "$4"
    told "$1" "$2" "$3" "${5:-goes_on}"
}

odd() { # what is done, exit code, ranks that say it, what becomes of the run, options of all, those of rank 2 where they are others; its program
    [[ $1 =~ $wanted ]] || return 0
    rm -rf "$run"
    local -a all one
    read -ra all <<<"train ${options[*]:2} --out $run $5"
    read -ra one <<<"${7:-${gmmvae[*]}} train ${options[*]:2} --out $run ${6:-$5}"
    began=$EPOCHREALTIME
    mpi --host host1,host2 -n 2 "${gmmvae[@]}" "${all[@]}" : --host host3 -n 1 "${one[@]}" : --host host4 -n 1 "${gmmvae[@]}" "${all[@]}" >"$work/log" 2>&1 &
    job=$!
    told "$1" "$2" "$3" "$4"
}

table() { # a file of 2,000 rows of two columns in two groups; a command that changes it
    awk 'BEGIN { srand(1); print "a,b"; for (i = 0; i < 2000; i++) print rand() + i % 2 * 5 "," rand() - i % 2 * 3 }' | sed "$2" >"$1"
}

"${gmmvae[@]}" train "${options[@]}" --out "$work/whole" >"$work/log" 2>&1 || fail "one process: $(cat "$work/log")"
whole=$(summary parametersSha256 "$work/whole")
echo "| what is done | seconds | exit code | what is said | afterwards |"
echo "|---|---|---|---|---|"

# shellcheck disable=SC2016 # commands are evaluated once the run is under way
{
    broken "rank 1 killed" 137 0 'kill -KILL "$(ranks 1)"'
    broken "rank 0, which writes, killed" 137 0 'kill -KILL "$(ranks 0)"'
    broken "rank 1 stopped for ever" 1 1 'kill -STOP "$(ranks 1)"'
    broken "rank 0 stopped for ever" 1 - 'kill -STOP "$(ranks 0)"'
    broken "host4 cut off" any 0 'ip link set cable4 down'
    ip link set cable4 up
    broken "host1, mpirun's, cut off" any - 'ip link set cable1 down'
    ip link set cable1 up
    broken "the daemon of host4 killed" any - 'kill -KILL $(pgrep -x orted | tail -n 1)'
    broken "mpirun killed" 137 - 'kill -KILL $job'
    broken "Ctrl-C" 1 - 'kill -INT $job' goes_on_from_the_last_step
    broken "SIGTERM to mpirun" 1 - 'kill -TERM $job' goes_on_from_the_last_step
    broken "SIGTERM to rank 1 alone" 130 1 'kill -TERM "$(ranks 1)"' goes_on_from_the_last_step
}
rm -rf "$run" && mkdir "$run" && mount -t tmpfs -o size=160k none "$run"
broken "the disk of rank 0 full" 4 1 "head -c 1M /dev/zero >$run/filling 2>&1 || true" goes_on_with_room
umount "$run"

table "$work/data.csv" ''
table "$work/nan.csv" '1000s/,.*/,nan/'
table "$work/other.csv" '1000s/,/,1/'
odd "rank 2 has no data" 4 1 not_begun "--data $work/data.csv" "--data $work/none.csv"
odd "one value of rank 2's data is another" 3 1 not_begun "--data $work/data.csv" "--data $work/other.csv"
odd "one value of rank 2's data is NaN" 3 1 not_begun "--data $work/data.csv" "--data $work/nan.csv"
odd "rank 2 has another learning rate" 3 1 not_begun "--data line" "--data line --learning-rate 0.002"
odd "a wrong option" 2 1 not_begun "--data line --clusters 0"
odd "an option that does not exist" 2 1 not_begun "--data line --clumps 3"
other=$work/other
mkdir "$other" && cp "$(dirname "${gmmvae[-1]}")"/*.{dll,json} "$other"
LC_ALL=C sed -i 's/\([0-9]\.[0-9]\.[0-9]\)+[0-9a-f]/\1+x/' "$other/GmmVae.Facade.dll"
odd "rank 2 has another version" 3 1 not_begun "--data line" "--data line" "${gmmvae[*]::${#gmmvae[@]}-1} $other/gmmvae.dll"
odd "numbers overflow" 1 1 does_not_go_on "--learning-rate 1e10 --data $work/data.csv"
exit $broke
