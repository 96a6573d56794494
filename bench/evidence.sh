#!/usr/bin/env bash
# Makes the figures of the documentation again, a section at a time; each becomes a page OUT/SECTION.md with the commands, every run, the machine, the commit, the date and
# the seconds that it took.
#   bench/evidence.sh OUT [section ...]      without sections: all of them, many hours
#   bench/evidence.sh --list                 the sections, what they measure, and about how long they take on two cores
# A page that is there is kept: delete it to make it again. Studies go on where they stopped. docs/evidence holds the pages that the documentation quotes.
set -euo pipefail
cd "$(dirname "$0")/.."
export TERM=dumb # for mpirun, whose pipes look like a terminal
gmmvae="dotnet $PWD/artifacts/bin/GmmVae.Cli/release/gmmvae.dll"
bench="dotnet $PWD/artifacts/bin/GmmVae.Bench/release/GmmVae.Bench.dll"

sections() {
    cat <<'LIST'
golden        2 min    hashes of small runs on any vector width, any number of threads and ranks
torchsharp   10 min    a training step beside TorchSharp, as an engine and as an eager program (idle machine)
step          5 min    a training step by itself, and the machine's floor (idle machine)
growth        5 min    how a step grows with batch, clusters, code, features and rows (idle machine)
inference     5 min    Predict and Embed on many rows and on one (idle machine)
mnist        12 min    the clustering preset on MNIST, seeds 0 to 9, which chose its constants
fresh        12 min    the same on ten seeds that chose nothing: 101 to 110
synthetic    25 min    the clustering preset on signals, line and digits, ten seeds each
uneven       10 min    MNIST with one class cut to a fifth, train and test alike
report       30 min    the paper's model and training on MNIST, seeds 0 to 9
small        10 min    small and mixed tables that are made up
tables       60 min    real tables beside scikit-learn: bench/tables.sh on the folder that GMMVAE_TABLES names
ablation     60 min    what each ingredient of the clustering preset buys
reproduction 3 h       the experiment report in full size, five seeds
faults       60 min    the reliability tests, ten times as long
LIST
}

# A command as a reader would type it, then what it prints.
shown() {
    printf '```\n$ %s\n' "$*" | sed "s#dotnet $PWD/artifacts/bin/GmmVae.Cli/release/gmmvae.dll#gmmvae#; s#$PWD/##g; s#$out#OUT#g"
    "$@" 2>>"$out/errors.log"
    printf '```\n\n'
}

# A table of a study's runs; its folder is kept.
study() { # name, then options
    local name=$1
    shift
    printf '`gmmvae study %s`\n\n' "$(printf '%s ' "$@" | sed "s#$out#OUT#g; s/ \$//")"
    $gmmvae study --out "$out/$name" "$@" 2>>"$out/errors.log"
    echo
}

clustering() { study "$@" --preset clustering; }

golden() {
    local preset name hash options=(--data signals --hidden 24 --latent 4 --steps 40 --batch 64 --shards 4 --seed 1 --force --json)
    hash_of() { # environment, then a command line
        env "$@" --out "$out/golden" </dev/null 2>>"$out/errors.log" | sed -n 's/.*"parametersSha256": "\([0-9a-f]*\)".*/\1/p'
    }
    local ranks="mpirun --allow-run-as-root --oversubscribe -n"
    for preset in "autoencoder report" "vae report" "gmm-vae report" "gmm-vae clustering"; do
        # shellcheck disable=SC2086 # words
        set -- train --model ${preset% *} --preset ${preset#* } "${options[@]}"
        printf '### %s, preset %s\n\n`gmmvae %s`\n\n| circumstance | `parametersSha256` |\n|---|---|\n' ${preset} "$*"
        while IFS='|' read -r name environment command more; do
            # shellcheck disable=SC2086 # words
            hash=$(hash_of $environment $command "$@" $more)
            printf '| %s | `%s` |\n' "$name" "$hash"
        done <<LIST
one thread||$gmmvae|--threads 1
two threads||$gmmvae|--threads 2
three threads||$gmmvae|--threads 3
no AVX-512|DOTNET_EnableAVX512=0 DOTNET_EnableAVX512F=0|$gmmvae|
no AVX2|DOTNET_EnableAVX2=0|$gmmvae|
no vector instructions|DOTNET_EnableHWIntrinsic=0|$gmmvae|
two ranks||$ranks 2 $gmmvae|
four ranks||$ranks 4 $gmmvae|
LIST
        echo
    done
}

torchsharp() { for _ in 1 2 3; do shown $bench compare; done; }
step() {
    for threads in 1 2; do shown $bench step --batch 128 --no-batch-norm --threads $threads --steps 100; done
    for _ in 1 2 3; do shown $bench floor --batch 128 --no-batch-norm; done
}
growth() { shown $bench growth; }
inference() { for _ in 1 2 3; do shown $bench inference --no-batch-norm; done; }

mnist() {
    clustering mnist --data mnist --seeds 0..9
    clustering mnist-baselines --data mnist --seeds 0 --baselines --epochs 1 --restarts 1 --candidates-per-cluster 1
    clustering mnist-no-augmentation --data mnist --seeds 0 --no-augmentation
}
fresh() { clustering fresh --data mnist --seeds 101..110; }
synthetic() { for data in signals line digits; do clustering "$data" --data "$data" --seeds 0..9; done; }
report() {
    study report --preset report --data mnist --epochs 10 --seeds 0..9
    study report-latent-10 --preset report --data mnist --epochs 10 --latent 10 --seeds 0
}
uneven() { for class in 0 4; do clustering "uneven-$class" --data "mnist?$class=0.2" --seeds 0..2; done; }
small() {
    local table
    for table in small-digits mixed-table rows-500; do
        [ -f "$out/$table.csv" ] || $bench data "$table" --out "$out/$table.csv" >>"$out/errors.log"
    done
    clustering small-digits --data "$out/small-digits.csv" --seeds 0..2 --baselines
    clustering mixed-table --data "$out/mixed-table.csv" --clusters 5 --seeds 0..2 --baselines
    clustering rows-500 --data "$out/rows-500.csv" --seeds 0..2 --baselines
}
tables() { shown bench/tables.sh "${GMMVAE_TABLES:?names the folder of the tables}" "$out/tables"; }
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
no-augmentation --no-augmentation
no-batch-norm --no-batch-norm
LIST
    done
}
reproduction() { shown $gmmvae reproduce --out "$out/reproduction"; }
faults() {
    export GMMVAE_LONG=10
    shown dotnet test -c Release --no-build --nologo --filter "FullyQualifiedName~KillTests|FullyQualifiedName~FullDiskTests|FullyQualifiedName~Fuzz|FullyQualifiedName~InjectionLaws"
}

page() {
    local name=$1 began=$SECONDS commit
    if [ -s "$out/$name.md" ]; then
        echo "$out/$name.md is there"
        return
    fi
    commit=$(git rev-parse --short=12 HEAD)
    [ -z "$(git status --porcelain)" ] || commit="$commit with uncommitted changes"
    {
        sections | sed -n "s/^$name  *[0-9]* min  *\(.*\)/# \1/p"
        printf '\nCommit %s, %s. %s, %s processors seen, .NET %s.\n\n' \
            "$commit" "$(date -u +%Y-%m-%d)" "$(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1)" "$(nproc)" "$(dotnet --version)"
        "$name"
    } >"$out/$name.partial"
    printf 'Made by `bench/evidence.sh OUT %s` in %d s.\n' "$name" $((SECONDS - began)) >>"$out/$name.partial"
    mv "$out/$name.partial" "$out/$name.md"
    echo "$out/$name.md"
}

if [ "${1:-}" = --list ]; then
    sections
    exit
fi
out=${1:?"usage: bench/evidence.sh OUT [section ...], or --list"}
shift
mkdir -p "$out"
out=$(cd "$out" && pwd)
[ $# -gt 0 ] || mapfile -t all < <(sections | cut -d' ' -f1)
for name in "${@:-${all[@]}}"; do
    [ -n "$(sections | grep "^$name ")" ] || { echo "there is no section $name; see --list" >&2; exit 2; }
done
dotnet build -c Release --nologo -v q
for name in "${@:-${all[@]}}"; do page "$name"; done
