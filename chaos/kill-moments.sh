#!/usr/bin/env bash
# Kills Aisle, or Aisle and its servers, by SIGKILL at 100 random moments while editors work,
# imports run and the read model is rebuilt, and checks after each restart that nothing acknowledged is lost and that
# every storefront answer is what the journal tells. `--smoke`: two moments, `--kills=N`: N.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

kills=100
seed=${AISLE_SEED:-$RANDOM}
for argument in "$@"; do
    case $argument in
        --smoke) kills=2 ;;
        --kills=*) kills=${argument#--kills=} ;;
        *) echo "usage: $0 [--smoke | --kills=N]" >&2; exit 2 ;;
    esac
done

log=application/target/kill-moments.log
mkdir -p application/target
echo "$kills kills, seed $seed (AISLE_SEED=$seed repeats them); log in $log"
if ! mvn -B -ntp verify -pl application -am -Daisle.test.timeout='4 h' -Dtest=None -Dit.test=KillMomentsIntegrationTests \
        "-Daisle.kills=$kills" "-Daisle.seed=$seed" > "$log" 2>&1; then
    tail -60 "$log" >&2
    exit 1
fi
grep -E '^(Kill [0-9]+|[0-9]+ kills)' "$log"
