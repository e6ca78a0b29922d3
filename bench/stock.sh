#!/usr/bin/env bash
# How soon shoppers see all of 10,000 stock levels that came in one request.
exec "$(dirname "${BASH_SOURCE[0]}")/run" StockBenchmark "$@"
