#!/usr/bin/env bash
# How soon shoppers see an edit while 200 edits a second run.
exec "$(dirname "${BASH_SOURCE[0]}")/run" EditBenchmark "$@"
