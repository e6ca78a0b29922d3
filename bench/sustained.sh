#!/usr/bin/env bash
# 10,000 stock changes a second for a minute, at 1,000,000 products.
exec "$(dirname "${BASH_SOURCE[0]}")/run" SustainedBenchmark "$@"
