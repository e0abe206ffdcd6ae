#!/bin/sh
# Runs fuzz targets one after another: run.sh SECONDS TARGET...
# Each begins with the kept corpus and what an earlier run found (target/corpus), and stops at a panic, at an input that takes
# 25 seconds, and at 1 GB of memory (512 MB of it may be the code's own, see src/lib.rs). What it stopped at lies in
# artifacts/; mended, it goes to regressions/TARGET, where `cargo test -p ride-shared --test fuzz_corpus` runs it.
set -eu
cd "$(dirname "$0")"
seconds=$1
shift
# libFuzzer's coverage without a sanitizer: that is what a stable toolchain can do.
cargo fuzz build --sanitizer none >&2
python3 seeds.py target/seeds
for target in "$@"; do
    mkdir -p "target/corpus/$target" "target/seeds/$target" "corpus/$target" "artifacts/$target"
    echo "run.sh: $target for $seconds s" >&2
    "target/$(rustc -vV | sed -n 's/^host: //p')/release/$target" "target/corpus/$target" "corpus/$target" \
        "target/seeds/$target" -artifact_prefix="artifacts/$target/" -dict=psql.dict -max_total_time="$seconds" \
        -timeout=25 -rss_limit_mb=1024 -verbosity=1 >"target/$target.log" 2>&1 || {
        tail -n 60 "target/$target.log" >&2
        echo "run.sh: $target found something; the input is in shared/fuzz/artifacts/$target" >&2
        exit 1
    }
    grep -h 'DONE\|^Done' "target/$target.log" >&2
done
