#!/usr/bin/env python3
"""Runs a wasm32-wasip1 test binary under wasmtime: .cargo/wasi.py TEST.wasm [ARGUMENT...]"""

import os
import sys

try:
    from wasmtime import Engine, ExitTrap, Linker, Module, Store, WasiConfig
except ImportError:
    sys.exit("wasi.py: the Python package wasmtime is missing: run .ci/setup python, with .tools/python/bin on PATH")

wasi = WasiConfig()
wasi.argv = sys.argv[1:]
wasi.env = list(os.environ.items())
wasi.preopen_dir(os.getcwd(), ".")
wasi.inherit_stdin()
wasi.inherit_stdout()
wasi.inherit_stderr()

engine = Engine()
linker = Linker(engine)
linker.define_wasi()
store = Store(engine)
store.set_wasi(wasi)
try:
    instance = linker.instantiate(store, Module.from_file(engine, sys.argv[1]))
    instance.exports(store)["_start"](store)
except ExitTrap as exit:
    sys.exit(exit.code)
