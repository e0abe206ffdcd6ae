"""Runs PostgreSQL's own regression inputs through psql and through `ride psql`, and compares what they print.

  regress.py SOURCES BIN RIDE [--out DIR] [--apart] [--only NAME,NAME]

SOURCES is an unpacked PostgreSQL of BIN's major version (nothing of it belongs in here), BIN the directory with initdb and
psql, RIDE the program. Three servers made alike take the same scripts in the same order: one gets them from psql, one from
ride, and the third from psql again, which tells what differs from run to run anyway. Both outputs go into one file, as
pg_regress has it; with --apart into one each. --only runs those scripts alone, after test_setup. What differs is written
to DIR, a file for each script; the last line counts.
"""

import argparse
import concurrent.futures
import difflib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

SIDES = "abc"
WITHIN = 300  # seconds for a script
SETTINGS = """
fsync = off
autovacuum = off
listen_addresses = ''
max_prepared_transactions = 2
wal_level = logical
max_connections = 20
"""
UNSTABLE = [  # what no two servers have in common
    (re.compile(rb"\bpid( |=)\d+|PID \d+|process \d+|regress-\w+/[abc]\b"), b"..."),
    (re.compile(rb"Time: [\d.]+ ms.*"), b"Time: ..."),
]


def as_user(command):
    """PostgreSQL doesn't run as root."""
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command


class Side:
    def __init__(self, name, root, arguments, sources, program):
        self.name, self.sources, self.program = name, sources, program
        self.bin = Path(arguments.bin)
        self.root = root / name
        self.results = self.root / "build"
        self.results.mkdir(parents=True)
        (self.results / "results").mkdir()
        if os.geteuid() == 0:
            subprocess.run(["chown", "-R", "postgres", str(self.root)], check=True)
        data = str(self.root / "data")
        quiet = {"check": True, "stdout": subprocess.DEVNULL, "cwd": self.root}
        initdb = [self.bin / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "-N"]
        subprocess.run(as_user([str(word) for word in initdb]), **quiet)
        with open(self.root / "data/postgresql.conf", "a") as file:
            file.write(SETTINGS)
        self.control = [str(self.bin / "pg_ctl"), "-D", data, "-w"]
        log = str(self.root / "log")
        subprocess.run(as_user([*self.control, "-o", f"-k {self.root}", "-l", log, "start"]), **quiet)

    def environment(self, source):
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.results),
            "PGHOST": str(self.root),
            "PGUSER": "postgres",
            "PGTZ": "America/Los_Angeles",
            "PGDATESTYLE": "Postgres, MDY",
            "PGOPTIONS": "-c intervalstyle=postgres_verbose",
            "PGAPPNAME": "regress",
            "PG_ABS_SRCDIR": str(source),
            "PG_ABS_BUILDDIR": str(self.results),
            "PG_LIBDIR": str(self.bin.parent / "lib"),
            "PG_DLSUFFIX": ".so",
            "LC_MESSAGES": "C",
            "LANG": "C.UTF-8",
        }

    def settle(self):
        """Waits where a script has made the server start anew."""
        command = [str(self.bin / "psql"), "-Xqc", "select 1", "-d", "postgres"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        until = time.monotonic() + 60
        while subprocess.run(command, env=self.environment(self.root), check=False, **quiet).returncode and time.monotonic() < until:
            time.sleep(0.1)

    def database(self, name):
        create = f'CREATE DATABASE "{name}" TEMPLATE template0'
        local = "".join(f"ALTER DATABASE \"{name}\" SET lc_{what} TO 'C';" for what in ["messages", "monetary", "numeric", "time"])
        command = [str(self.bin / "psql"), "-Xq", "-d", "postgres", "-c", create, "-c", local]
        self.settle()
        subprocess.run(command, env=self.environment(self.root), check=True)

    def run(self, source, script, database, apart):
        self.settle()
        (self.results / "results").mkdir(exist_ok=True)
        command = [*self.program, "-X", "-a", "-q", "-d", database, "-v", "HIDE_TABLEAM=on", "-v", "HIDE_TOAST_COMPRESSION=on"]
        with open(script, "rb") as text, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
            to = {"stdin": text, "stdout": out, "stderr": errors if apart else out, "cwd": self.results}
            try:
                code = subprocess.run(command, env=self.environment(source), timeout=WITHIN, **to).returncode
            except subprocess.TimeoutExpired:
                code = "timed out"
            lines = []
            for place, file in [(b"", out), (b"stderr: ", errors)]:
                file.seek(0)
                text = file.read()
                for pattern, instead in UNSTABLE:
                    text = pattern.sub(instead, text)
                lines += [place + line for line in text.splitlines(keepends=True)]
        return [*lines, f"exit code {code}\n".encode()]

    def stop(self):
        subprocess.run(as_user([*self.control, "-m", "immediate", "stop"]), stdout=subprocess.DEVNULL, cwd=self.root, check=False)


def parting(one, other):
    """The places where two outputs part, as ranges of lines in both."""
    # Equal ends first: what is left is short, and difflib isn't quick.
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    end = 0
    while end < min(len(one), len(other)) - start and one[-1 - end] == other[-1 - end]:
        end += 1
    matcher = difflib.SequenceMatcher(None, one[start : len(one) - end], other[start : len(other) - end], autojunk=False)
    return [
        (start + a, start + b, start + c, start + d)
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal"
    ]


def compare(psql, ride, again):
    """Where ride parts from psql though psql doesn't part from itself; and whether psql does."""
    if ride in (psql, again):
        return [], False
    unstable = [(a, b) for a, b, _, _ in parting(psql, again)]
    found = []
    for a, b, c, d in parting(psql, ride):
        if any(a <= to and at <= b for at, to in unstable):
            continue
        found.append((psql[a:b], ride[c:d], a))
    return found, bool(unstable)


def regress_list(makefile):
    """The scripts that a Makefile names, in order."""
    text = makefile.read_text().replace("\\\n", " ")
    found = re.search(r"^REGRESS\s*=\s*(.*)$", text, re.M)
    return [name for name in shlex.split(found.group(1), comments=True) if "$" not in name] if found else []


def suites(sources):
    """Directory, the directory of its scripts, their names, in order: each suite has a database of its own."""
    regress = sources / "src/test/regress"
    schedule = []
    for line in (regress / "parallel_schedule").read_text().splitlines():
        if line.startswith("test:"):
            schedule += line.split()[1:]
    # tablespace and the like are in the schedule, too; what isn't comes last.
    schedule += sorted(path.stem for path in (regress / "sql").glob("*.sql") if path.stem not in schedule)
    yield "regress", regress, schedule
    for directory in [*sorted((sources / "contrib").iterdir()), sources / "src/pl/plpgsql/src"]:
        if (directory / "sql").is_dir() and (directory / "Makefile").is_file():
            named = regress_list(directory / "Makefile")
            rest = sorted(path.stem for path in (directory / "sql").glob("*.sql"))
            yield directory.name, directory, [name for name in [*named, *(r for r in rest if r not in named)]]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sources", type=Path)
    parser.add_argument("bin")
    parser.add_argument("ride")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--apart", action="store_true")
    parser.add_argument("--only", default="")
    arguments = parser.parse_args()
    only = set(filter(None, arguments.only.split(",")))
    if arguments.out:
        arguments.out.mkdir(parents=True, exist_ok=True)
    sources = arguments.sources.resolve()
    root = Path(tempfile.mkdtemp(prefix="regress-"))
    root.chmod(0o755)
    psql, ride = [str(Path(arguments.bin) / "psql")], [str(Path(arguments.ride).resolve()), "psql"]
    sides = []
    same = volatile = different = 0
    try:
        for name in SIDES:
            sides.append(Side(name, root, arguments, sources, ride if name == "b" else psql))
        with concurrent.futures.ThreadPoolExecutor(len(SIDES)) as pool:
            for suite, directory, names in suites(sources):
                wanted = [name for name in names if not only or name in only or f"{suite}/{name}" in only]
                if not wanted:
                    continue
                if only and suite == "regress" and "test_setup" not in wanted:
                    wanted.insert(0, "test_setup")
                database = "regression" if suite == "regress" else f"contrib_regression_{suite}"
                list(pool.map(lambda side: side.database(database), sides))
                for name in wanted:
                    script = directory / "sql" / f"{name}.sql"
                    if not script.is_file():
                        continue
                    outputs = list(pool.map(lambda side: side.run(directory, script, database, arguments.apart), sides))
                    found, unstable = compare(*outputs)
                    if not found:
                        same, volatile = same + 1, volatile + unstable
                        continue
                    different += 1
                    report = []
                    for psqls, rides, at in found:
                        report += [f"@ {at + 1}\n".encode(), *(b"-" + line for line in psqls), *(b"+" + line for line in rides)]
                    print(f"{suite}/{name}: {len(found)} places", flush=True)
                    if arguments.out:
                        (arguments.out / f"{suite}.{name}").write_bytes(b"".join(report))
                    else:
                        sys.stdout.buffer.write(b"".join(report[:40]))
    finally:
        for side in sides:
            side.stop()
        shutil.rmtree(root, ignore_errors=True)
    print(f"{same + different} scripts: {same} identical ({volatile} of them but for what differs from run to run), {different} different")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
