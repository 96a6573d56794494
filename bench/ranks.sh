#!/usr/bin/env bash
# What several ranks cost and gain on this machine, which should have nothing else to do:
#   bench/ranks.sh exchange             sums over 2 and 4 ranks by their size: shared memory, and TCP between hosts of tests/hosts
#   bench/ranks.sh steps [rounds=5] [steps=40]    training steps of the report preset without batch norm: one process and two ranks, in rounds
#   bench/ranks.sh predict [options of the bench's ranks --predict]
# Needs Open MPI 4; TCP also iproute2 and root or user namespaces. GMMVAE_DATA names the data, random bytes of MNIST's shape otherwise.
set -euo pipefail
cd "$(dirname "$0")/.."
export TERM=dumb # for mpirun, whose pipes look like a terminal
bench=(dotnet artifacts/bin/GmmVae.Bench/release/GmmVae.Bench.dll)
what=${1:-}
shift || true
[ "$what" = hosts ] || dotnet build bench -c Release -v q --nologo >&2

exchange() {
    local count order
    for count in 2 4; do
        for order in tree fast; do
            echo "shared memory"
            mpirun --allow-run-as-root --oversubscribe --bind-to "$([ "$count" -le "$(nproc)" ] && echo core || echo none)" -n $count "${bench[@]}" ranks --reduce $order
        done
    done
    tests/hosts/network.sh 4 bench/ranks.sh hosts
}

hosts() { # inside network.sh
    local count order here=$PWD/tests/hosts
    # shellcheck source=tests/hosts/common.sh
    . "$here/common.sh"
    for count in 2 4; do
        for order in tree fast; do
            echo "TCP between hosts"
            (each_host $count dotnet "$PWD/${bench[1]}" ranks --reduce $order)
        done
    done | sed 's/^\[[0-9,]*\]<stdout>://'
}

steps() {
    local rounds=${1:-5} steps=${2:-40} work round name
    work=$(mktemp -d)
    # shellcheck disable=SC2064 # the folder of now
    trap "rm -rf '$work'" EXIT
    timed() { # name, global batch, threads, then what starts it
        local name=$1 batch=$2 threads=$3
        shift 3
        "$@" "${bench[@]}" step --no-batch-norm --batch "$batch" --threads "$threads" --steps "$steps" --raw "$work/$name" "${options[@]}" >"$work/log"
    }
    local two=(mpirun --allow-run-as-root --bind-to core -n 2) options=()
    "${bench[@]}" cores
    for ((round = 0; round < rounds; round++)); do
        timed 1x1x128 128 1 env
        timed 1x1x256 256 1 env
        timed 1x2x128 128 2 env
        timed 1x2x256 256 2 env
        for order in tree fast; do
            options=(--reduce "$order")
            timed 2x1x128-$order 128 1 "${two[@]}"
            timed 2x1x256-$order 256 1 "${two[@]}"
            options=()
        done
    done
    "${bench[@]}" cores
    echo "ranks x threads x samples a step   median, ms   samples/s   to 1x1x128"
    for name in 1x1x128 1x1x256 1x2x128 1x2x256 2x1x128-tree 2x1x128-fast 2x1x256-tree 2x1x256-fast; do
        cut -d' ' -f1 "$work/$name" | sort -g | awk -v name=$name '{ x[NR] = $1 } END { split(name, part, /[x-]/); m = x[1 + int((NR - 1) / 2 + 0.5)]; print name, m, 1000 * part[3] / m }'
    done | awk 'NR == 1 { base = $3 } { printf "%-34s %10.2f %11.0f %12.2f\n", $1, $2, $3, $3 / base }'
}

predict() { "${bench[@]}" ranks --predict --no-batch-norm --batch 128 "$@"; }

case $what in
    exchange | hosts | steps | predict) "$what" "$@" ;;
    *) sed -n '2,6s/^# \?//p' "$0" >&2; exit 2 ;;
esac
