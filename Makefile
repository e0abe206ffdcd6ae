# ride: every target installs what it needs first, and does nothing twice. `make help` lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/.tools/bin:$(HOME)/.cargo/bin:$(PATH)

RUN_ARGS ?=

.PHONY: help
help: ## Lists the targets.
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

.PHONY: run
run: ## Installs what is missing, builds, starts the lab and prints its address.
	@.ci/setup rust cc binaryen sandbox
	@$(MAKE) --no-print-directory frontend
	cargo build --release --locked -p ride
	target/release/ride serve $(RUN_ARGS)

.PHONY: test
test: ## Installs what is missing and runs every check and every test.
	@.ci/setup rust cc binaryen postgres pg18 docker chromium python node wasi deny
	@.ci/with-docker $(MAKE) --no-print-directory image frontend lint check

.PHONY: check
check:
	pg17=$$(server/tests/tools/pg17.sh) || true; pg18=$$(server/tests/tools/pg18.sh) && \
		RIDE_PG_BINS=$$pg17 RIDE_TEST_PG18_BIN=$$pg18 cargo test --locked --workspace --no-fail-fast
	PATH=$(CURDIR)/.tools/python/bin:$$PATH cargo test --locked -p ride-shared --target wasm32-wasip1 --no-fail-fast

FUZZ_SECONDS ?= 60
FUZZ_TARGETS ?= splitting answers rendering session documents framing

.PHONY: fuzz
fuzz: ## Runs every fuzz target for FUZZ_SECONDS (60), from the kept corpus on; FUZZ_TARGETS names some of them.
	@.ci/setup rust cc fuzz
	@shared/fuzz/run.sh $(FUZZ_SECONDS) $(FUZZ_TARGETS)

SOAK_CASES ?= 2000

.PHONY: soak
soak: ## Tries the properties on SOAK_CASES (2000) draws that nobody has seen, and says by which seed.
	@.ci/setup rust cc
	seed=$$(od -An -N4 -tu4 /dev/urandom | tr -d ' '); echo "PROPTEST_RNG_SEED=$$seed"; \
		PROPTEST_RNG_SEED=$$seed PROPTEST_CASES=$(SOAK_CASES) cargo test --locked --workspace --lib --test 'postmortem_*'

.PHONY: bench
bench: ## Prints the figures of design section 7, each beside the peer it is compared with.
	@.ci/setup rust cc binaryen postgres docker chromium
	@$(MAKE) --no-print-directory frontend
	@RIDE_LOG=warn .ci/with-docker $(MAKE) --no-print-directory image figures

.PHONY: figures
figures:
	cargo bench --locked -q -p ride --bench figures -- $(BENCH_ARGS)

.PHONY: image
image: ## Builds the sandbox image; makes its base with debootstrap where it can't be pulled.
	@.ci/with-docker docker/postgres/build.sh

.PHONY: frontend
frontend: ## Builds the page into frontend/dist; fails when a first load is past 150 KB, or a part past its budget.
	@cargo run --locked -q -p ride-bundler

.PHONY: fmt
fmt: ## Formats the code.
	cargo fmt --all

.PHONY: lint
lint: ## rustfmt, clippy without warnings, cargo-deny.
	@.ci/setup rust cc deny
	cargo fmt --all --check
	cargo fmt --manifest-path shared/fuzz/Cargo.toml --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	cargo clippy --locked -p ride-frontend --target wasm32-unknown-unknown -- -D warnings
	cargo deny --log-level warn check bans licenses sources
	cargo deny --log-level error --manifest-path shared/fuzz/Cargo.toml check bans sources
