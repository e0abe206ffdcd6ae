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

# Each piece of a script three times: as it is, at a prompt, and under a server that takes backslashes for escapes.
for path in sorted(corpus.rglob("*.sql")):
    lines = path.read_bytes().split(b"\n")
    for at in range(0, len(lines), 25):
        text = b"\n".join(lines[at : at + 25])
        name = f"{path.stem}-{at}"
        for flags in (0x1C, 0x0D, 0x02):
            (out / "splitting" / f"{name}-{flags}").write_bytes(bytes([flags, 7, 3]) + text)
    # The first lines as a session: a line, an answer of one row, and so on.
    events = bytearray([1])
    for line in lines[:40]:
        if len(line) < 200:
            events += bytes([0, len(line)]) + line
            events += bytes([100, 1, 1, 3]) + b"one" + bytes([0])
    (out / "session" / path.stem).write_bytes(events)

for kind, name in (("F", "scenarios/stage-03/03-connection-storm-after-deploy/scenario.toml"),):
    text = (here.parent.parent / name).read_bytes()
    (out / "documents" / f"{kind}-{pathlib.Path(name).stem}").write_bytes(kind.encode() + b"\x05" + text)
