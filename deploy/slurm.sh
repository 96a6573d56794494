#!/usr/bin/env bash
# A training on four machines under Slurm: sbatch deploy/slurm.sh; the same command goes on with it after the end of its time.
# Each process holds all of the data; GMMVAE_DATA names the folder they are in. gmmvae and Open MPI 4, built for Slurm, are on the path of every machine.
#SBATCH --job-name=gmmvae
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=2
#SBATCH --cpus-per-task=8
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --open-mode=append
# Two minutes before the end mpirun, which takes the place of this script, is told to end; the checkpoint is saved then.
#SBATCH --signal=B:TERM@120
set -euo pipefail
cd "${SLURM_SUBMIT_DIR:?"start this with sbatch"}"
exec deploy/launch.sh runs/mnist "$SLURM_NTASKS" "$SLURM_CPUS_PER_TASK" \
    --data mnist --preset clustering --shards 8 --checkpoint-every 500
