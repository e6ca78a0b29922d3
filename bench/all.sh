#!/usr/bin/env bash
# Runs every benchmark, one after the other, with the options given.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
for benchmark in import edits rows stock subtree flatten; do
    echo "== $benchmark"
    "./$benchmark.sh" "$@"
done
