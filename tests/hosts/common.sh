#!/usr/bin/env bash
# What hosts.sh and faults.sh share, for sourcing inside network.sh: mpirun from host1 over TCP, and what is asked of a run.
set -euo pipefail
read -ra gmmvae <<<"${GMMVAE:-dotnet $here/../../artifacts/bin/GmmVae.Cli/release/gmmvae.dll}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Silence of a host is noticed after 2 + 3 seconds. Hosts share this machine's cores, so nothing is bound and who waits yields.
launch=(
    mpirun --allow-run-as-root --tag-output --bind-to none --mca mpi_yield_when_idle 1
    --mca plm_rsh_agent "$here/on.sh" --mca oob_tcp_if_include eth0
    --mca oob_tcp_keepalive_time 2 --mca oob_tcp_keepalive_intvl 1 --mca oob_tcp_keepalive_probes 3
    --mca btl 'tcp,self' --mca btl_tcp_if_include eth0
)
# shellcheck disable=SC2034 # for those who source this
small=(--preset report --data line --shards 4 --batch 64 --threads 1 --checkpoint-every 5 --hidden 8 --prior-hidden 8 --latent 2)

mpi() { # what mpirun is told, then a program
    exec "$here/on.sh" host1 "${launch[@]}" "$@"
}

on_hosts() { # as each_host, with a command of gmmvae
    each_host "$1" "${gmmvae[@]}" "${@:2}"
}

each_host() { # so many hosts, or hosts x processes of each such as 2x2, then a program
    local hosts=${1%x*} each=1
    [ "$1" = "$hosts" ] || each=${1#*x}
    mpi --host "$(seq -s , -f "host%g:$each" "$hosts")" -n $((hosts * each)) "${@:2}"
}

summary() { # a field of the summary of a run
    sed -n "s/^ *\"$1\": \"\?\([^\",]*\).*/\1/p" "$2/summary.json"
}

ranks() { # the processes of this rank, or with '' of all
    local file
    for file in /proc/[0-9]*/environ; do
        if tr '\0' '\n' 2>/dev/null <"$file" | grep -q "^OMPI_COMM_WORLD_RANK=$1"; then basename "${file%/environ}"; fi
    done
}

wait_for() { # a text, in a file that a job writes
    until grep -q "$1" "$2"; do
        kill -0 "$3" 2>/dev/null || fail "ended before '$1': $(cat "$2")"
        sleep 0.05
    done
}

said() { # what ranks and mpirun said, without progress, rulers, and a race between mpirun and its launch agents
    grep -av 'epoch [0-9]*/\|WARNING collapse\|^-*$\|Warning: setpgid' "$1" || true
}

seconds_since() { echo "$1 $EPOCHREALTIME" | awk '{ printf "%.1f", $2 - $1 }'; }

fail() {
    echo "FAILED: $*" >&2
    exit 1
}
