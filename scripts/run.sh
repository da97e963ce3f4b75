#!/usr/bin/env bash
# The site and its worker in one terminal: scripts/run.sh ADDRESS. Ctrl-C stops both; what was being made goes on
# at the next start.
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python

$python manage.py migrate --verbosity 0
$python manage.py first_user
$python manage.py work &
worker=$!
# the supervisor forwards the signal and lets running jobs come to an end or back to the queue
trap 'kill -TERM "$worker" 2>/dev/null; wait "$worker" 2>/dev/null || true' EXIT
$python manage.py runserver "$1"
