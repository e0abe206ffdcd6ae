#!/usr/bin/env python3
"""Makes inputs to begin with out of the console's corpus: seeds.py DIRECTORY"""

import pathlib
import sys

here = pathlib.Path(__file__).resolve().parent
corpus = here.parent.parent / "server" / "tests" / "psql_corpus"
out = pathlib.Path(sys.argv[1])
(out / "splitting").mkdir(parents=True, exist_ok=True)
(out / "session").mkdir(parents=True, exist_ok=True)
(out / "documents").mkdir(parents=True, exist_ok=True)

# Pieces of scripts: as they are, at a prompt, and under a server that takes backslashes for escapes, in turn. Short ones,
# since the fuzzer is quicker with them.
LINES = 8
for path in sorted(corpus.rglob("*.sql")):
    lines = path.read_bytes().split(b"\n")
    for at in range(0, len(lines), LINES):
        text = b"\n".join(lines[at : at + LINES])
        flags = (0x1C, 0x0D, 0x02)[at // LINES % 3]
        (out / "splitting" / f"{path.stem}-{at}").write_bytes(bytes([flags, 7, 3]) + text)
    # The first lines as a session: a line, an answer of one row, and so on.
    events = bytearray([1])
    for line in lines[:20]:
        if len(line) < 200:
            events += bytes([0, len(line)]) + line
            events += bytes([100, 1, 1, 3]) + b"one" + bytes([0])
    (out / "session" / path.stem).write_bytes(events)

for kind, name in (("F", "scenarios/stage-03/03-connection-storm-after-deploy/scenario.toml"),):
    text = (here.parent.parent / name).read_bytes()
    (out / "documents" / f"{kind}-{pathlib.Path(name).stem}").write_bytes(kind.encode() + b"\x05" + text)
