#!/usr/bin/env bash
# How soon Aisle is ready, in an empty folder and again, with the JVM's cache and without.
exec "$(dirname "${BASH_SOURCE[0]}")/run" StartBenchmark "$@"
