#!/usr/bin/env bash
# A full flatten against rebuild-limit.sql, in the same run.
exec "$(dirname "${BASH_SOURCE[0]}")/run" FlattenBenchmark "$@"
