#!/usr/bin/env bash
# Runs two nodes that answer shoppers and one that takes what editors write, hurts what they stand on in every way it
# knows, ten rounds of it, and checks all recorded answers: that none was a lie. `--smoke`: one short round, `--rounds=N`:
# N.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=10
fault=8000
seed=${AISLE_SEED:-$RANDOM}
for argument in "$@"; do
    case $argument in
        --smoke) rounds=1 fault=600 ;;
        --rounds=*) rounds=${argument#--rounds=} ;;
        *) echo "usage: $0 [--smoke | --rounds=N]" >&2; exit 2 ;;
    esac
done

log=application/target/reads.log
mkdir -p application/target
echo "$rounds rounds, seed $seed (AISLE_SEED=$seed repeats them); log in $log"
if ! mvn -B -ntp verify -pl application -am -Daisle.test.timeout='4 h' -Dtest=None \
        -Dit.test=ReadHistoryIntegrationTests -Daisle.reads.faults=100 "-Daisle.reads.rounds=$rounds" "-Daisle.reads.fault=$fault" \
        "-Daisle.seed=$seed" > "$log" 2>&1; then
    grep -E '^History' "$log" >&2 || true
    tail -60 "$log" >&2
    exit 1
fi
grep -E '^History' "$log"
