#!/usr/bin/env bash
# Runs two Aisles on one database, and freezes (SIGSTOP) or kills (SIGKILL) one while it
# projects or publishes. Shoppers of the other must see edits within 5 s, and the frozen one,
# thawed, must do no harm. `--smoke`: one round.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

rounds=10
for argument in "$@"; do
    case $argument in
        --smoke) rounds=1 ;;
        *) echo "usage: $0 [--smoke]" >&2; exit 2 ;;
    esac
done

log=application/target/takeover.log
mkdir -p application/target
echo "$rounds rounds; log in $log"
if ! mvn -B -ntp verify -pl application -am -Daisle.test.timeout='4 h' -Dtest=None -Dit.test=TakeoverIntegrationTests \
        "-Daisle.takeovers=$rounds" > "$log" 2>&1; then
    tail -60 "$log" >&2
    exit 1
fi
grep -E '^Takeover' "$log"
