#!/bin/sh
# Builds the sandbox image, ride-postgres:17. Where debian:trixie-slim can't be pulled, the base is made with debootstrap.
#   RIDE_PG_IMAGE        the image's name (ride-postgres:17)
#   RIDE_DEBIAN_MIRROR   where Debian's packages come from (debootstrap's own choice)
set -eu
cd "$(dirname "$0")"
image=${RIDE_PG_IMAGE:-ride-postgres:17}
base=debian:trixie-slim
mirror=${RIDE_DEBIAN_MIRROR:-}

fail() { echo "build.sh: $*" >&2; exit 1; }

command -v docker >/dev/null || fail "there is no docker command: install Docker (Debian: apt-get install docker.io)"
docker version >/dev/null 2>&1 || fail "no Docker daemon answers: start it (systemctl start docker, or dockerd as root)"

if ! docker image inspect "$base" >/dev/null 2>&1 && ! docker pull --quiet "$base" 2>/dev/null; then
    echo "build.sh: $base can't be pulled, making it with debootstrap" >&2
    command -v debootstrap >/dev/null || fail "$base can't be pulled; install debootstrap and try again"
    [ "$(id -u)" = 0 ] || fail "$base can't be pulled, and debootstrap needs root: try again as root"
    root=$(mktemp -d)
    trap 'rm -rf "$root"' EXIT
    debootstrap --variant=minbase trixie "$root" ${mirror:+"$mirror"} >"$root.log" 2>&1 || {
        tail -n 5 "$root.log" >&2
        fail "debootstrap failed; its log is $root.log"
    }
    rm -f "$root.log"
    # As the real one is: nothing in it that only this machine's build knows.
    rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/var/log/*.log
    tar -C "$root" -c . | docker import --change 'CMD ["bash"]' - "$base" >/dev/null
fi

# ride knows an image of an older Dockerfile by this label, and builds it again.
context=$(cat Dockerfile entry.sh | sha256sum | cut -c 1-16)
docker build --quiet --label "ride.context=$context" --tag "$image" . >/dev/null
echo "built $image"
