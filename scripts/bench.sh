#!/usr/bin/env bash
# Runs every benchmark, or the named ones, each in a process of its own so that none inherits another's memory.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ $# = 0 ]; then
    set -- $(find benchmarks -maxdepth 1 -name '[a-z]*.py' -printf '%f\n' | sort)
fi
for name in "$@"; do
    echo "== ${name%.py}"
    PYTHONPATH=. .venv/bin/python "benchmarks/${name%.py}.py"
done
