"""A file of lines or a CSV, read a row at a time: whatever its size, one row is in memory."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from gdiff_core.errors import BadRequest

MOST_CELL = 2**24
"""Characters of a cell; csv's own limit is 2^17."""
_SAMPLE = 2**16
"""Bytes by which the separator is told."""
_MARKED = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""By its mark; that of UTF-32 begins as UTF-16's does, so it comes first."""


@dataclass(frozen=True, slots=True)
class Table:
    """Where the texts are."""

    path: Path
    encoding: str
    separator: str
    """Empty: every line is one text."""
    names: tuple[str, ...]
    """Of the columns."""
    column: int
    """The one that holds the texts, from 0."""
    count: int
    """Rows."""

    def rows(self) -> Iterator[list[str]]:
        """
        Raises:
            BadRequest: a row cannot be read; it is named.
        """
        return islice(_rows(self.path, self.encoding, self.separator), bool(self.separator), None)


def open_table(path: Path, column: str = "", encoding: str = "", lines: bool = False) -> Table:
    """Look at a file once from its start to its end.

    Args:
        column: by its name, or its number from 1; by default the first.
        encoding: else by its mark, UTF-8 where it is that, and Windows-1252.
        lines: every line is one text; else it is a CSV, whose first row names its columns.

    Raises:
        BadRequest: it cannot be read, holds nothing, or there is no such column.
    """
    encoding = _known(encoding) if encoding else _encoding(path)
    separator = "" if lines else _separator(path, encoding)
    rows = _rows(path, encoding, separator)
    names = ("text",) if lines else tuple(next(rows, ()))
    count = sum(1 for _ in rows)
    if not names or not count:
        raise BadRequest(f"{path.name} holds no text: there is nothing to rewrite.")
    return Table(path, encoding, separator, names, _column(names, column), count)


def _column(names: tuple[str, ...], wanted: str) -> int:
    if not wanted:
        return 0
    if wanted in names:
        return names.index(wanted)
    if wanted.isdecimal() and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    raise BadRequest(f"There is no column {wanted!r}: it has {', '.join(names)[:300]}.")


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError as error:
        raise BadRequest(f"There is no encoding {encoding!r}: use one such as utf-8 or cp1252.") from error


def _encoding(path: Path) -> str:
    """By its mark, else UTF-8 where all of it is, else Windows-1252, which Excel writes."""
    try:
        with path.open("rb") as file:
            start = file.read(4)
            found = next((name for mark, name in _MARKED.items() if start.startswith(mark)), "")
            if found:
                return found
            file.seek(0)
            decoder = codecs.getincrementaldecoder("utf-8")()
            while piece := file.read(2**20):
                decoder.decode(piece)
            decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    except OSError as error:
        raise BadRequest(f"{path} cannot be read ({error.strerror}): check the path.") from error
    return "utf-8"


def _separator(path: Path, encoding: str) -> str:
    try:
        with path.open("rb") as file:
            sample = file.read(_SAMPLE).decode(encoding, errors="replace")
    except OSError as error:
        raise BadRequest(f"{path} cannot be read ({error.strerror}): check the path.") from error
    try:
        return csv.Sniffer().sniff(sample.partition("\n")[0], ",;\t|").delimiter
    except csv.Error:
        return ","


def _rows(path: Path, encoding: str, separator: str) -> Iterator[list[str]]:
    """The rows that hold anything, the first included."""
    csv.field_size_limit(MOST_CELL)
    number = 0
    try:
        # What Windows-1252 has no letter for is no reason to lose a row.
        errors = "replace" if encoding == "cp1252" else "strict"
        with path.open(encoding=encoding, errors=errors, newline="" if separator else None) as file:
            for row in _parsed(file, separator):
                number += 1
                if any(cell.strip() for cell in row):
                    yield row
    except UnicodeError as error:
        raise BadRequest(
            f"{path.name} is not in {encoding} (behind row {number:,}): name its encoding."
        ) from error
    except csv.Error as error:
        raise BadRequest(
            f"Row {number + 1:,} of {path.name} cannot be read ({error}): a cell may have {MOST_CELL:,} characters."
        ) from error
    except OSError as error:
        raise BadRequest(f"{path} cannot be read ({error.strerror}): check the path.") from error


def _parsed(file, separator: str) -> Iterator[list[str]]:
    if separator:
        yield from csv.reader(file, delimiter=separator)
        return
    # A file without an end of line is one text, and not read as a whole.
    while line := file.readline(MOST_CELL):
        if len(line) == MOST_CELL:
            raise csv.Error(f"line larger than limit ({MOST_CELL})")
        yield [line.rstrip("\n")]
