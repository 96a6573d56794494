#!/usr/bin/env bash
# Alternates the library's training step and PyTorch's, and prints medians over all rounds and their ratio.
#   bench/compare.sh [rounds=5] [steps=40] [further options of both: --batch 128 --no-batch-norm --model vae]
# Needs python3-torch and libopenblas0-pthread (Debian); PYTHON names another interpreter that has torch.
# OpenBLAS chooses its kernels itself, whatever OPENBLAS_CORETYPE says; CORE=Haswell or another name chooses for it. GMMVAE_DATA names the data.
set -euo pipefail
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
[ -z "${CORE:-}" ] || export OPENBLAS_CORETYPE=$CORE
cd "$(dirname "$0")/.."
rounds=${1:-5} steps=${2:-40}
shift $(($# < 2 ? $# : 2))
python=${PYTHON:-/usr/bin/python3}
dotnet build bench -c Release -v q --nologo >&2
OPENBLAS_VERBOSE=2 "$python" -c "import torch" 2>&1 | sed -n 's/^Core: /OpenBLAS kernels: /p'
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

column() { # file, column, quantile in [0, 1]
    cut -d' ' -f"$2" "$1" | sort -g | awk -v q="$3" '{ x[NR] = $1 } END { print x[1 + int(q * (NR - 1) + 0.5)] }'
}

cores() { dotnet artifacts/bin/GmmVae.Bench/release/GmmVae.Bench.dll cores; }

for threads in 1 2; do
    [ $threads = 1 ] || cores
    for ((round = 0; round < rounds; round++)); do
        dotnet artifacts/bin/GmmVae.Bench/release/GmmVae.Bench.dll step --threads $threads --steps "$steps" \
            --raw "$work/ours.$threads" "$@" >"$work/ours.log"
        "$python" bench/peers/step.py --threads $threads --steps "$steps" --raw "$work/peer.$threads" "$@" >"$work/peer.log"
    done
    [ $threads = 1 ] || cores
    head -n 1 "$work/ours.log" "$work/peer.log" | sed -n 's/, *processor median.*resident/: last round, resident/p'
    for what in "wall-clock median:1:0.5" "wall-clock best:1:0" "processor median:2:0.5"; do
        IFS=: read -r name column quantile <<<"$what"
        awk -v t=$threads -v n="$name" -v a="$(column "$work/ours.$threads" "$column" "$quantile")" \
            -v b="$(column "$work/peer.$threads" "$column" "$quantile")" \
            'BEGIN { printf "%d thread(s), %-18s library %7.2f ms, PyTorch %7.2f ms, ratio %.2f\n", t, n ":", a, b, b / a }'
    done
done
