#!/usr/bin/env bash
# Begins a training of several processes, or goes on with it where its run folder has a checkpoint: the same command after every interruption.
#   deploy/launch.sh RUN PROCESSES THREADS OPTIONS ...        OPTIONS are those of gmmvae train, of data and model
# PROCESSES is a power of two; a number of shards as large as the largest that you will ever want keeps the result the same for all.
# mpirun takes the hosts from Slurm, from the host file of the mpi-operator, or from options in OMPI_MCA_* variables.
set -euo pipefail
run=$1 processes=$2 threads=$3
shift 3
if [ -e "$run/checkpoint.safetensors" ]; then
    set -- --resume "$run"
else
    set -- "$@" --out "$run"
fi

# A lost machine is noticed after 25 seconds, a process that hangs after five minutes; one that is told to end has 20 seconds for its checkpoint.
exec mpirun -n "$processes" --bind-to none \
    --mca oob_tcp_keepalive_time 10 --mca oob_tcp_keepalive_intvl 5 --mca oob_tcp_keepalive_probes 3 \
    --mca odls_base_sigkill_timeout 20 \
    gmmvae train "$@" --threads "$threads" --rank-timeout 300
