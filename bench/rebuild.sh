#!/usr/bin/env bash
# A rebuild beside shoppers and editors, against one on an idle machine and plain SQL.
exec "$(dirname "${BASH_SOURCE[0]}")/run" RebuildBenchmark "$@"
