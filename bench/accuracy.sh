#!/usr/bin/env bash
# The runs behind docs/accuracy.md, a section at a time:
#   bench/accuracy.sh OUT [mnist|synthetic|report|uneven|ablation|small ...]
# Studies that are there already are kept and go on where they stopped.
set -euo pipefail
out=${1:?"usage: bench/accuracy.sh OUT [section ...]"}
shift
cd "$(dirname "$0")/.."
dotnet build -c Release --nologo -v q
gmmvae=artifacts/bin/GmmVae.Cli/release/gmmvae
bench() { dotnet run -c Release --no-build --project bench -- "$@"; }
study() { # name, then options
    local name=$1
    shift
    "$gmmvae" study --out "$out/$name" "$@"
}
clustering() { study "$@" --preset clustering; }

mnist() {
    clustering mnist --data mnist --seeds 0..9
    clustering mnist-baselines --data mnist --seeds 0 --baselines --epochs 1 --restarts 1 --candidates-per-cluster 1
    clustering mnist-no-views --data mnist --seeds 0 --no-augmentation
}

synthetic() {
    for data in signals line digits; do clustering "$data" --data "$data" --seeds 0..9; done
}

report() {
    study report --preset report --data mnist --epochs 10 --seeds 0..9
    study report-latent-10 --preset report --data mnist --epochs 10 --latent 10 --seeds 0
}

uneven() {
    for class in 0 4; do
        clustering "uneven-$class" --data "mnist?$class=0.2" --seeds 0..2
    done
}

ablation() { # from one start; on digits three seeds, on MNIST one
    local data=digits seeds=0..2 options name
    for data in digits mnist; do
        [ "$data" = mnist ] && seeds=0
        while read -r name options; do
            # shellcheck disable=SC2086 # the options are words
            clustering "ablation/$data-$name" --data "$data" --restarts 1 --seeds "$seeds" $options
        done <<'LIST'
everything
no-candidates --candidates-per-cluster 1
no-convolutions --convolutions none --hidden 500,500
no-average-teacher --teacher self --teacher-temperature 1
no-sharpening --teacher-temperature 1
no-agreement --agreement-weight 0
no-clean-consistency --clean-weight 0
no-entropy --entropy-weight 0
no-balance --balance-weight 0
no-consistency --consistency-weight 0 --clean-weight 0
no-views --no-augmentation
no-batch-norm --no-batch-norm
LIST
    done
}

small() {
    local table
    for table in small-digits mixed-table rows-500; do
        [ -f "$out/$table.csv" ] || bench data "$table" --out "$out/$table.csv"
    done
    clustering small-digits --data "$out/small-digits.csv" --seeds 0..2 --baselines
    clustering mixed-table --data "$out/mixed-table.csv" --clusters 5 --seeds 0..2 --baselines
    clustering rows-500 --data "$out/rows-500.csv" --seeds 0..2 --baselines
}

mkdir -p "$out"
for section in "${@:-mnist synthetic report uneven ablation small}"; do
    for name in $section; do "$name"; done
done
