#!/usr/bin/env bash
# Made by a book's `plan --format slurm`. In this folder, which the nodes and this machine see alike:
#
#     bash shards.sh             submits an array with a job for each shard, and a job that merges when all have ended
#     bash shards.sh --array=3   submits the third shard alone again; further options go to sbatch
#
# BOOK names the folder of the book on the nodes, where it is another one than here.
#SBATCH --job-name=shards
#SBATCH --requeue --open-mode=append --output=logs/%a.log
#SBATCH --signal=B:TERM@120
# shellcheck disable=SC2154 # the settings are those of shards.list
set -uo pipefail

here=$(cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")" && pwd)
# Slurm runs a copy of this script elsewhere, but in the folder where it was submitted.
[[ -n ${SLURM_JOB_ID:-} ]] && here=$SLURM_SUBMIT_DIR
cd -- "$here" || exit
# shellcheck source=/dev/null
source ./shards.list
book=${BOOK:-$book}

if [[ -z ${SLURM_JOB_ID:-} ]]; then
  mkdir -p exports logs stores
  array=$(sbatch --parsable --array="1-${#shards[@]}" --cpus-per-task="$threads" --mem="${memory}M" --time="$minutes" \
    --export="ALL,BOOK=$book" "$@" shards.sh) || exit
  # Of options that are given twice the last one counts.
  merge=$(sbatch --parsable "$@" --array=0 --dependency="afterany:$array" --output=logs/merge.log \
    --export="ALL,BOOK=$book" shards.sh) || exit
  echo "job $array computes, job $merge merges"
  exit
fi

if ((SLURM_ARRAY_TASK_ID == 0)); then
  "$book/$command" cache merge exports/*.sqlite || exit
  for cell in "${cells[@]}"; do
    "$book/$command" run "$cell" --scale "$scale" --from-shards || code=$?
  done
  exit "${code:-0}"
fi

read -r cell label name <<<"${shards[SLURM_ARRAY_TASK_ID - 1]}"
# Before the time is up, or where another job is more urgent: what the shard saved last is kept, and it goes on elsewhere.
trap 'is_ending=1; kill -TERM "$child" 2>/dev/null' TERM
for attempt in 1 2 3; do
  "$book/$command" run "$cell" --scale "$scale" --shard "$label" --threads "$threads" --plan plan.json \
    --store "stores/$name" --export "exports/$name.sqlite" &
  child=$!
  while
    wait "$child"
    code=$?
    kill -0 "$child" 2>/dev/null
  do :; done
  # Done, or refused: the code, compiler or data here are not those of the plan.
  if ((code == 0 || code == 2)); then break; fi
  if [[ -n ${is_ending:-} ]]; then scontrol requeue "$SLURM_JOB_ID" && sleep 60; fi
  echo "shards.sh: $label ended with $code at attempt $attempt" >&2
done
exit "$code"
