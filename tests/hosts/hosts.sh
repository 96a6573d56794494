#!/usr/bin/env bash
# Trains on four hosts of this machine (network.sh) over TCP: the bits of one process; a process that is silent, a host that is cut off,
# and the run gone on with.
#   tests/hosts/hosts.sh        GMMVAE names another gmmvae than the build of this repository
# Prints what it finds and fails where that is not what docs/scale.md promises. Needs Open MPI 4, iproute2; root or user namespaces.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
[ "${1:-}" = inside ] || exec "$here/network.sh" 4 "$here/hosts.sh" inside
# shellcheck source=tests/hosts/common.sh
. "$here/common.sh"

tell() { # name, folder
    echo "$1: parametersSha256 $(summary parametersSha256 "$2"), $(summary samplesPerSecond "$2" | awk '{ printf "%.0f", $1 / 64 }') steps/s"
}

"${gmmvae[@]}" train "${small[@]}" --steps 300 --out "$work/1" >"$work/log" 2>&1 || fail "one process: $(cat "$work/log")"
tell "1 process" "$work/1"
for count in 2 4; do
    for order in tree fast; do
        (on_hosts $count train "${small[@]}" --steps 300 --reduce $order --out "$work/$count-$order") >"$work/log" 2>&1 || fail "$count hosts: $(cat "$work/log")"
        tell "$count hosts, $order" "$work/$count-$order"
    done
    [ "$(summary parametersSha256 "$work/$count-tree")" = "$(summary parametersSha256 "$work/1")" ] || fail "$count hosts came to other bits than one process"
done

# Processes of one host share memory, and one of each host exchanges what they have added up.
(on_hosts 2x2 train "${small[@]}" --steps 300 --out "$work/2x2") >"$work/log" 2>&1 || fail "2 hosts with 2 processes: $(cat "$work/log")"
tell "2 hosts with 2 processes each" "$work/2x2"
[ "$(summary parametersSha256 "$work/2x2")" = "$(summary parametersSha256 "$work/1")" ] || fail "2 hosts with 2 processes each came to other bits than one process"

"${gmmvae[@]}" train "${small[@]}" --epochs 20 --out "$work/whole" >"$work/log" 2>&1 || fail "one process: $(cat "$work/log")"

interrupted() { # what is done, a command that does it, then options: begins a run, waits for its end, and tells of it
    local what=$1 fault=$2 code=0 job began
    : >"$work/log"
    on_hosts 4 train "${small[@]}" --epochs 20 "${@:3}" >"$work/log" 2>&1 &
    job=$!
    wait_for "epoch 2/20" "$work/log" $job
    began=$EPOCHREALTIME
    eval "$fault"
    wait $job || code=$?
    while [ -n "$(ranks '')" ]; do sleep 0.1; done
    echo "$what: all ended after $(seconds_since "$began") s with exit code $code and said:"
    said "$work/log" | sed 's/^/    /'
    [ $code != 0 ] || fail "$what: ended with 0"
}

# shellcheck disable=SC2016 # evaluated by the function
interrupted "a process stopped" 'kill -STOP "$(ranks 1)"' --rank-timeout 10 --out "$work/stopped"
[ "$(grep -c 'No answer from the other processes within 10 s' "$work/log")" = 1 ] || fail "the silence was not told once"

interrupted "host4 cut off" 'ip link set cable4 down' --out "$work/cut"
[ "$(grep -c 'lost communication' "$work/log")" = 1 ] || fail "the lost host was not told once"
[ ! -e "$work/cut/summary.json" ] || fail "the run was whole before the host was cut off"
"${gmmvae[@]}" inspect "$work/cut" >"$work/log" 2>&1 || fail "the checkpoint is not whole: $(cat "$work/log")"

(on_hosts 2 train --resume "$work/cut" --threads 1) >"$work/log" 2>&1 || fail "2 hosts: $(cat "$work/log")"
[ "$(summary parametersSha256 "$work/cut")" = "$(summary parametersSha256 "$work/whole")" ] || fail "the resumed run came to other bits"
tell "gone on with by 2 hosts, the bits of a whole run" "$work/cut"
