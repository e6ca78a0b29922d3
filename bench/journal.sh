#!/usr/bin/env bash
# Proves the journal from its beginning and from a baseline, archives and restores it: time and heap.
exec "$(dirname "${BASH_SOURCE[0]}")/run" JournalBenchmark "$@"
