#!/usr/bin/env bash
# The library's training step beside PyTorch's: whether both compute the same from the same numbers (bench/peers/agree.py), then both in turns; prints medians over
# all rounds, their ratio, and the speed of the step's matrix products over the whole of it beside what the machine's fused multiply-adds can do.
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
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bench() { dotnet artifacts/bin/GmmVae.Bench/release/GmmVae.Bench.dll "$@"; }

bench agree --output "$work/step" --threads 2 "$@"
"$python" bench/peers/agree.py "$work/step" >"$work/agree.log" || { cat "$work/agree.log" && exit 1; }
tail -n 1 "$work/agree.log"
OPENBLAS_VERBOSE=2 "$python" -c "import torch" 2>&1 | sed -n 's/^Core: /OpenBLAS kernels: /p'

column() { # file, column, quantile in [0, 1]
    cut -d' ' -f"$2" "$1" | sort -g | awk -v q="$3" '{ x[NR] = $1 } END { print x[1 + int(q * (NR - 1) + 0.5)] }'
}

for threads in 1 2; do
    [ $threads = 1 ] || bench cores
    for ((round = 0; round < rounds; round++)); do
        bench step --threads $threads --steps "$steps" --raw "$work/ours.$threads" "$@" >"$work/ours.log"
        "$python" bench/peers/step.py --threads $threads --steps "$steps" --raw "$work/peer.$threads" "$@" >"$work/peer.log"
    done
    [ $threads = 1 ] || bench cores
    head -n 1 "$work/ours.log" "$work/peer.log" | sed -n 's/, *processor median.*resident/: last round, resident/p'
    for what in "wall-clock median:1:0.5" "wall-clock best:1:0" "processor median:2:0.5"; do
        IFS=: read -r name column quantile <<<"$what"
        awk -v t=$threads -v n="$name" -v a="$(column "$work/ours.$threads" "$column" "$quantile")" \
            -v b="$(column "$work/peer.$threads" "$column" "$quantile")" \
            'BEGIN { printf "%d thread(s), %-18s library %7.2f ms, PyTorch %7.2f ms, ratio %.2f\n", t, n ":", a, b, b / a }'
    done
    gflop=$(sed -n 's/^matrix products: \([0-9.]*\) GFLOP.*/\1/p' "$work/ours.log")
    peak=$(bench floor --threads $threads "$@" | sed -n 's/^median *: machine \([0-9.]*\) GFLOP.*/\1/p')
    awk -v t=$threads -v g="$gflop" -v p="$peak" -v a="$(column "$work/ours.$threads" 1 0.5)" -v b="$(column "$work/peer.$threads" 1 0.5)" \
        'BEGIN { printf "%d thread(s), products over the step: library %.0f GFLOP/s (%.0f %% of %.0f), PyTorch %.0f GFLOP/s (%.0f %%)\n", t, 1e3 * g / a, 1e5 * g / a / p, p, 1e3 * g / b, 1e5 * g / b / p }'
done
