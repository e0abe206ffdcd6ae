#!/usr/bin/env -S node --no-warnings
// Runs a wasm32-wasip1 test binary: node .cargo/wasi.mjs TEST.wasm [ARGUMENT...]
import { readFile } from "node:fs/promises";
import { WASI } from "node:wasi";

const [file, ...args] = process.argv.slice(2);
const wasi = new WASI({ version: "preview1", args: [file, ...args], env: process.env, preopens: { ".": process.cwd() } });
const module = await WebAssembly.compile(await readFile(file));
const code = wasi.start(await WebAssembly.instantiate(module, wasi.getImportObject()));
// At once: some versions of Node crash while they tear such a module down.
process.reallyExit(code);
