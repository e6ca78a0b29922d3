#!/usr/bin/env bash
# How much of the mixed load Varnish answers by itself, quiet and during edits.
exec "$(dirname "${BASH_SOURCE[0]}")/run" VarnishBenchmark "$@"
