#!/usr/bin/env bash
# Breaks, one after the other, everything that storefront reads stand on, under a constant load, and shows what readers
# notice of it. `--smoke`: three short faults, `--write`: puts the table into chaos/README.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

which=all
write=
for argument in "$@"; do
    case $argument in
        --smoke) which=smoke ;;
        --write) write=yes ;;
        *) echo "usage: $0 [--smoke] [--write]" >&2; exit 2 ;;
    esac
done

log=application/target/read-faults.log
mkdir -p application/target
echo "log in $log"
if ! mvn -B -ntp verify -pl application -am -Daisle.test.timeout='1 h' -Dtest=None \
        -Dit.test=ReadFaultsIntegrationTests "-Daisle.read-faults=$which" > "$log" 2>&1; then
    tail -60 "$log" >&2
    exit 1
fi

table=application/target/read-faults.md
{
    echo '| fault | lasted | answers | errors | slowest | recovery | loads a key | answers | errors | slowest | recovery | loads a key |'
    echo '| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |'
    grep -E '^\| ' "$log"
} > "$table"
cat "$table"
grep -E '^Crowd' "$log" || true

if [ -n "$write" ] && [ "$which" = all ]; then
    awk -v table="$table" '
        /^<!-- read-faults -->$/ { print; while ((getline line < table) > 0) print line; skip = 1 }
        /^<!-- \/read-faults -->$/ { skip = 0 }
        !skip { print }
        skip && /^<!-- read-faults -->$/ { next }' chaos/README.md > "$table.readme"
    cat "$table.readme" > chaos/README.md
fi
