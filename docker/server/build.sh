#!/bin/sh
# Builds ride's own image, ride:latest, from a binary that is there already.
#   build.sh [BINARY]   target/release/ride where none is named
#   RIDE_IMAGE          the image's name (ride:latest)
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
binary=${1:-$root/target/release/ride}
image=${RIDE_IMAGE:-ride:latest}

fail() { echo "build.sh: $*" >&2; exit 1; }

[ -x "$binary" ] || fail "there is no $binary: run \`cargo build --release -p ride\` first"
docker version >/dev/null 2>&1 || fail "no Docker daemon answers: start it (systemctl start docker, or dockerd as root)"
docker image inspect debian:trixie-slim >/dev/null 2>&1 || "$root/docker/postgres/build.sh"

context=$(mktemp -d)
trap 'rm -rf "$context"' EXIT
cp "$root/docker/server/Dockerfile" "$context/"
cp "$binary" "$context/ride"
if [ -d "$root/scenarios" ]; then cp -R "$root/scenarios" "$context/"; else mkdir "$context/scenarios"; fi
docker build --quiet --tag "$image" "$context" >/dev/null
echo "built $image"
