#!/usr/bin/env bash
# Clusters and codes of 70,000 rows and of one, in the library and in PyTorch, in turns; medians and their ratio.
#   bench/inference.sh [rounds=3] [options of both: --threads 1 --no-batch-norm]
# PyTorch: as bench/compare.sh says; it is given batches of 1024 rows, which suit it better than the library's 256.
set -euo pipefail
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
cd "$(dirname "$0")/.."
rounds=${1:-3}
shift $(($# < 1 ? $# : 1))
dotnet build bench -c Release -v q --nologo >&2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for ((round = 0; round < rounds; round++)); do
    dotnet artifacts/bin/GmmVae.Bench/release/GmmVae.Bench.dll inference "$@" >>"$work/library"
    "${PYTHON:-/usr/bin/python3}" bench/peers/inference.py --batch 1024 "$@" >>"$work/pytorch"
done

median() { # name, unit, file
    grep "^$1" "$3" | grep -o "[0-9]* $2\|row: median [0-9]* µs" | grep "$2" | grep -o '[0-9]*' | sort -g | awk '{ x[NR] = $1 } END { print x[1 + int((NR - 1) / 2 + 0.5)] }'
}

for name in Predict Embed; do
    for unit in rows/s µs; do
        awk -v n="$name" -v u="$unit" -v a="$(median $name $unit "$work/library")" -v b="$(median $name $unit "$work/pytorch")" \
            'BEGIN { printf "%-8s %-18s library %7d, PyTorch %7d, ratio %.2f\n", n, u == "µs" ? "one row, µs:" : u ":", a, b, u == "µs" ? b / a : a / b }'
    done
done
