#!/bin/sh
# Fetches PostgreSQL 16 and 17 with their psql, which Debian 12 doesn't have, and prints a value for RIDE_PG_BINS.
#   psqls.sh [DIR]   puts them into DIR (.tools/psqls in the workspace)
# 16 is what the PyPI wheel pgserver holds; for 17 see pg17.sh.
set -eu
dir=${1:-$(dirname "$0")/../../../.tools/psqls}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd)

fail() { echo "psqls.sh: $*" >&2; exit 1; }

pip=$(command -v pip3 || command -v pip) || fail "there is no pip: install python3-pip"
wheel() {
    [ -d "$dir/$1" ] || {
        "$pip" download --quiet --no-deps --only-binary :all: --dest "$dir/$1.wheel" "$1" >&2
        python3 -m zipfile -e "$dir/$1.wheel"/*.whl "$dir/$1"
        rm -r "$dir/$1.wheel"
        chmod -R a+rX "$dir/$1"
    }
}

wheel pgserver
sixteen=$dir/pgserver/pgserver/pginstall/bin
chmod a+x "$sixteen"/*
bins=$sixteen

# It says itself why, where it can't be had.
if seventeen=$("$(dirname "$0")/pg17.sh" "$dir/pg17"); then
    bins=$bins:$seventeen
fi
for bin in $(echo "$bins" | tr : ' '); do
    "$bin/psql" --version >&2 || fail "$bin/psql doesn't run"
done
echo "$bins"
