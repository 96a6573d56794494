#!/usr/bin/env bash
# Clusters of real tables by the default options, beside k-means and Gaussian mixtures of scikit-learn (apt-get install python3-sklearn):
# all are fitted to all rows of standardised columns, told the number of classes, and scored on all rows; labels only score.
# usage: bench/tables.sh TABLES OUT [NAME ...]     TABLES: a folder of CSV files with a column `label`, .npz files with x and y
set -euo pipefail
cd "$(dirname "$0")/.."
tables=$1 out=$2
shift 2
gmmvae=${GMMVAE:-artifacts/bin/GmmVae.Cli/release/gmmvae.dll}
mkdir -p "$out"
/usr/bin/python3 bench/peers/tables.py prepare "$tables" "$out" "$@"
while read -r name classes; do
    for seed in 0 1 2; do
        dotnet "$gmmvae" train --data "$out/$name.npz" --clusters "$classes" --seed "$seed" --threads 1 --force --json \
            --out "$out/$name-$seed" > "$out/$name-$seed.json"
    done
done < "$out/names.txt"
/usr/bin/python3 bench/peers/tables.py compare "$out"
