#!/usr/bin/env bash
# Re-makes the hashed locks from their .in files, then proves that every pinned package has a wheel for each Python
# we support. `--only-binary` alone does not: it is content with a wheel for *some* Python (pocketsphinx 5.1 has none
# for 3.12, tinysoundfont 0.3 none for 3.13).
#   scripts/lock.sh            keep versions that still fit
#   scripts/lock.sh --upgrade  take the newest
set -euo pipefail
cd "$(dirname "$0")/../requirements"
uv=../.venv/bin/uv

compile() {  # name, further options
    local name=$1
    shift
    "$uv" pip compile --quiet --no-header --no-emit-index-url --generate-hashes --only-binary :all: --universal \
        --python-version 3.11 --override overrides.txt "$@" "$name.in" --output-file "$name.txt"
}

compile bootstrap "$@"
compile base "$@"
compile dev --constraints base.txt "$@"   # tests run against exactly what ships

for version in 3.11 3.12; do
    "$uv" pip install --quiet --dry-run --no-deps --require-hashes --only-binary :all: \
        --python-version "$version" --target "$(mktemp -d)" -r dev.txt
    echo "locks install from wheels on Python $version"
done
