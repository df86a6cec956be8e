"""`python -m gdiff_core rewrite`: every line of a file, or a column of a CSV, through one instruction."""

import argparse
import json
from collections.abc import Callable
from pathlib import Path

from gdiff_core.bulk import rewrite
from gdiff_core.bulk.table import open_table
from gdiff_core.engines import Engine
from gdiff_core.errors import BadRequest


def add(commands, open_engine: Callable[[argparse.Namespace], Engine]) -> None:
    """Add the command. `open_engine` loads the engine that the arguments name."""
    command = commands.add_parser("rewrite", help="rewrite every line of a file, or a column of a CSV")
    command.add_argument(
        "file", type=Path, metavar="FILE", help="a .csv with names on top, else one text a line"
    )
    command.add_argument(
        "instruction", metavar="INSTRUCTION", help="how each text is rewritten, in a sentence"
    )
    command.add_argument("-o", "--output", type=Path, required=True, metavar="OUT.csv", help="the new table")
    command.add_argument("--column", default="", metavar="NAME", help="of a CSV, or its number (the first)")
    command.add_argument(
        "--encoding", default="", metavar="NAME", help="of the file (UTF-8, else Windows-1252)"
    )
    command.add_argument(
        "--max-tokens", type=int, default=rewrite.BUDGET, metavar="N", help=f"of an answer ({rewrite.BUDGET})"
    )
    command.add_argument("--seed", type=int, default=0, metavar="N", help="another seed, other words (0)")
    command.add_argument(
        "--model", metavar="PATH", help="a folder or hub id ($GDIFF_MODEL_PATH, else bundled)"
    )
    command.add_argument("--json", action="store_true", help="end with one line of figures on stdout")
    command.set_defaults(command=lambda arguments: _rewrite(arguments, open_engine))


def _rewrite(arguments: argparse.Namespace, open_engine: Callable) -> int:
    from tqdm import tqdm

    lines = arguments.file.suffix.lower() not in (".csv", ".tsv")
    table = open_table(arguments.file, arguments.column, arguments.encoding, lines)
    if arguments.output.resolve() == arguments.file.resolve():
        raise BadRequest(f"{arguments.output} is the file that is read: name another for the new table.")
    engine = open_engine(arguments)
    rewrite.check(engine, arguments.instruction)
    settings = rewrite.settings_for(engine, arguments.max_tokens, arguments.seed)
    try:
        file = arguments.output.open("w", encoding="utf-8-sig", newline="")
    except OSError as error:
        raise BadRequest(
            f"{arguments.output} cannot be written ({error.strerror}): name another file."
        ) from error
    with file, tqdm(total=table.count, unit="text") as bar:
        work = rewrite.Rewriting(table, arguments.instruction, settings, file)
        for piece in work.pieces(rewrite.at_once(engine)):
            for _ in piece(engine):
                bar.update(work.done - bar.n)
    if arguments.json:
        print(json.dumps({"model": engine.info.name, "texts": work.done, "problems": work.problems}))
    return 0
