#!/usr/bin/env bash
# Chromium for the browser tests: found, or installed when we are root. Without it those tests skip and say so;
# with CUELOCK_REQUIRE_BROWSER=1 (CI) its absence is a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v chromium >/dev/null && exit 0
compgen -G 'tests/browser/test_*.py' >/dev/null || exit 0
scripts/system-package.sh chromium && exit 0
[ "${CUELOCK_REQUIRE_BROWSER:-0}" != 1 ]
