#!/usr/bin/env bash
# Makes .venv hold exactly what a lock names. Safe to run at any time: when the lock is unchanged it does nothing.
#   scripts/setup.sh base   what the product runs on
#   scripts/setup.sh dev    that, and what tests and checks need (a superset: base is then up to date as well)
# PYTHON=/path/to/python chooses the interpreter, VENV=/path the folder.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:?base or dev}
venv=${VENV:-.venv}

usable() {  # a pyenv shim exists for versions that do not run, so each candidate is run
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        usable "$PYTHON" && { echo "$PYTHON"; return; }
        echo "PYTHON=$PYTHON is not a Python 3.11 or 3.12" >&2
        return 1
    fi
    local candidate
    for candidate in python3.12 python3.11 python3; do
        usable "$candidate" && { command -v "$candidate"; return; }
    done
    echo "Cuelock needs Python 3.11 or 3.12. Install one, or name it: make PYTHON=/path/to/python3" >&2
    return 1
}

has_venv_module() {  # Debian ships ensurepip in a package of its own
    "$1" -c 'import ensurepip, venv' 2>/dev/null
}

make_venv() {
    local python
    python=$(find_python)
    if ! has_venv_module "$python"; then
        local version
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        scripts/system-package.sh "python$version-venv"
    fi
    echo "Making $venv with $("$python" --version)"
    "$python" -m venv --clear "$venv"
}

install() {  # the bootstrap lock holds uv; where uv cannot reach the index that pip is configured for, pip does it
    local python=$venv/bin/python
    export PIP_DISABLE_PIP_VERSION_CHECK=1
    "$python" -m pip install --quiet --require-hashes --no-deps -r requirements/bootstrap.txt
    local index
    index=$("$python" -m pip config get global.index-url 2>/dev/null || true)
    if [ -n "${PIP_INDEX_URL:-$index}" ]; then
        export UV_DEFAULT_INDEX=${UV_DEFAULT_INDEX:-${PIP_INDEX_URL:-$index}}
    fi
    # sync, not install: a package that left the lock leaves the folder
    if ! "$venv/bin/uv" pip sync --quiet --python "$python" --require-hashes --only-binary :all: \
        "requirements/$kind.txt" requirements/bootstrap.txt; then
        echo "uv could not install the lock; trying pip" >&2
        "$python" -m pip install --quiet --require-hashes --no-deps --only-binary :all: -r "requirements/$kind.txt"
    fi
}

fingerprint() {  # of a lock and of the interpreter it was installed for
    { cat "requirements/$1.txt" requirements/bootstrap.txt; "$venv/bin/python" --version; } | sha256sum
}

up_to_date() {
    [ -f "$venv/.installed-$1" ] && [ "$(cat "$venv/.installed-$1")" = "$(fingerprint "$1")" ]
}

wanted_python() {  # an explicit PYTHON of another version means: make it anew
    [ -z "${PYTHON:-}" ] || [ "$("$PYTHON" --version)" = "$("$venv/bin/python" --version)" ]
}

# a folder that somebody tests with keeps what tests need when the product's lock has changed
if [ "$kind" = base ] && [ -f "$venv/.installed-dev" ]; then
    kind=dev
fi
if usable "$venv/bin/python" && wanted_python; then
    if up_to_date "$kind"; then
        exit 0
    fi
else
    make_venv
fi
echo "Installing requirements/$kind.txt into $venv"
rm -f "$venv"/.installed-*
install
fingerprint "$kind" > "$venv/.installed-$kind"
