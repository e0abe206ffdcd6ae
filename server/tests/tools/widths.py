"""Writes shared/src/psql/widths.rs's tables from what psql itself does.

  widths.py 15=/path/to/15/psql 17=/path/to/17/psql 18=/path/to/18/psql

Each psql prints every code point in a padded column (the server is the one that PG* variables name); what it pads with
says how wide it takes the code point to be.
"""

import subprocess
import sys

QUERY = """select 'ab'||chr(i)||'|' w, i from generate_series(160, 1114111) i where i not between 55296 and 57343"""


def widths(psql):
    out = subprocess.run(
        [psql, "-XqtP", "pager=off", "-c", "set client_encoding = utf8", "-c", QUERY], stdout=subprocess.PIPE, check=True
    ).stdout.decode()
    found = [1] * 0x110000
    for line in out.split("\n"):
        text, _, number = line.rpartition(" | ")
        if text:
            if chr(int(number)) not in text:
                continue  # psql leaves out the noncharacters of the upper planes; they have no width
            # The widest of the first column takes five columns.
            found[int(number)] = 2 - (len(text) - len(text.rstrip(" ")))
    # No characters: what stands around them makes the ranges fewer.
    found[0xD800:0xE000] = [1] * 0x800
    return found


def changes(found):
    """Where a width begins that goes on to the next change."""
    before = 1
    for point, width in enumerate(found):
        if width != before:
            yield point, width
            before = width


def ranges(old, new):
    begin = None
    for point in range(0x110001):
        width = new[point] if point < 0x110000 and new[point] != old[point] else None
        if begin is not None and width != begin[1]:
            yield begin[0], point - 1, begin[1]
            begin = None
        if width is not None and begin is None:
            begin = (point, width)


def literal(number):
    return f"{number:#_x}" if number > 0xFFFFF else f"{number:#x}"


def rows(items, columns=110):
    line = "   "
    for item in items:
        if len(line) + len(item) + 2 > columns:
            print(line)
            line = "   "
        line += " " + item + ","
    print(line)


def main():
    tables = [(int(major), widths(psql)) for major, psql in (argument.split("=", 1) for argument in sys.argv[1:])]
    first = list(changes(tables[0][1]))
    print(f"/// Code point times 4 plus the width that begins there, in psql {tables[0][0]}.")
    print(f"const CHANGES: [u32; {len(first)}] = [")
    rows(literal(point << 2 | width) for point, width in first)
    print("];\n")
    for (_, old), (major, new) in zip(tables, tables[1:]):
        later = list(ranges(old, new))
        print(f"/// First, last and width of what psql {major} sees otherwise.")
        print(f"const SINCE_{major}: [(u32, u32, u8); {len(later)}] = [")
        rows(f"({literal(first)}, {literal(last)}, {width})" for first, last, width in later)
        print("];\n")


main()
