#!/usr/bin/env bash
# How many rows an edit reads and writes at 10 thousand, 100 thousand and 1 million products.
exec "$(dirname "${BASH_SOURCE[0]}")/run" RowCostBenchmark "$@"
