#!/usr/bin/env bash
# Imports real catalogs, each twice: time until settled, events written, heap.
exec "$(dirname "${BASH_SOURCE[0]}")/run" ImportBenchmark "$@"
