#!/usr/bin/env bash
# Whether all that is broken is found and nothing else while editors work, and how long that takes;
# with --rounds=50, whether nothing is found so often where nothing is broken.
exec "$(dirname "${BASH_SOURCE[0]}")/run" ReconcileBenchmark "$@"
