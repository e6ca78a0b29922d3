#!/usr/bin/env bash
# Storefront reads against constant bytes from the same application: hot, mixed, beside writers, without Redis, by SQL.
# --sizes=10000,100000 also takes the hot ones at these sizes (10000, unless told); --only=hot,mixed takes some of the
# parts sql, hot, mixed, beside, redis, sizes.
exec "$(dirname "${BASH_SOURCE[0]}")/run" ReadBenchmark "$@"
