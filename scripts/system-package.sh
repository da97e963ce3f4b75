#!/usr/bin/env bash
# Installs one Debian package when we are root, else prints the one command that does and fails.
set -euo pipefail
package=${1:?package}

if ! command -v apt-get >/dev/null; then
    echo "Cuelock needs what Debian calls $package; please install it." >&2
    exit 1
fi
if [ "$(id -u)" != 0 ]; then
    echo "Cuelock needs a system package. Please run:  sudo apt-get install $package" >&2
    exit 1
fi
echo "Installing the system package $package"
export DEBIAN_FRONTEND=noninteractive
# a fresh machine has no package lists yet; one that has them needs no update
quietly() { "$@" >/tmp/cuelock-apt.$$ 2>&1 || { tail -20 /tmp/cuelock-apt.$$ >&2; return 1; }; }
trap 'rm -f /tmp/cuelock-apt.$$' EXIT
quietly apt-get install --yes --no-install-recommends "$package" 2>/dev/null || {
    quietly apt-get update
    quietly apt-get install --yes --no-install-recommends "$package"
}
