#!/usr/bin/env bash
# Moves, hides and shows a category with a fifth of all products below it while editors go on.
exec "$(dirname "${BASH_SOURCE[0]}")/run" SubtreeBenchmark "$@"
