"""Many short texts: tables of every sort are read, a bad line stops nothing, and memory stays as it is."""

import csv
import tracemalloc
from dataclasses import replace

import pytest

from gdiff_core import cli
from gdiff_core.bulk import rewrite
from gdiff_core.bulk.table import MOST_CELL, open_table
from gdiff_core.engines.local import Local
from gdiff_core.errors import BadRequest, EngineError
from gdiff_core.records import Commit, ModelInfo, Settings
from tests import tiny

INFO = ModelInfo("loud", "", "server", "", 0, 0, 0, 0, bundled=False)


class Loud:
    """A server that says the text in capitals, in two commits; `bad` it loses."""

    info, defaults, jobs = INFO, Settings(), 3
    running = most = 0

    def run(self, request):
        self.running += 1
        self.most = max(self.most, self.running)
        try:
            yield None
            if request.prompt == "bad":
                raise EngineError("The server is lost.")
            finish = "length" if request.prompt == "long" else "eos"
            yield Commit(0, (), 0, True, "<think>hm</think>", None, 0.0, counted=1)
            yield Commit(1, (), 0, True, f"<think>hm</think>{request.prompt.upper()}", finish, 0.0, counted=1)
        finally:
            self.running -= 1


def run_all(engine, table) -> list[list[str]]:
    work = rewrite.Rewriting(table, "louder", rewrite.settings_for(engine))
    for piece in work.pieces(rewrite.at_once(engine)):
        for _ in piece(engine):
            pass
    return list(csv.reader(work.content().decode("utf-8-sig").splitlines()))


def saved(tmp_path, data: bytes | str, name: str = "in.csv"):
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def test_a_bad_line_stops_nothing_and_order_stays(tmp_path):
    engine = Loud()
    table = open_table(saved(tmp_path, "one\nbad\n\nlong\nfour\nfive", "in.txt"), lines=True)
    rows = run_all(engine, table)
    assert table.count == 5 and engine.most == 3 and engine.running == 0
    assert rows == [
        ["text", "rewritten", "problem"],
        ["one", "ONE", ""],
        ["bad", "", "The server is lost."],
        ["long", "LONG", rewrite.CUT_OFF],
        ["four", "FOUR", ""],
        ["five", "FIVE", ""],
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables_in_other_encodings(tmp_path, encoding, separator):
    text = f'no{separator}words\n1{separator}"Käse{separator} süß"\n2\n\n3{separator}\n'
    table = open_table(saved(tmp_path, text.encode(encoding)), "words")
    assert (table.names, table.column, table.count) == (("no", "words"), 1, 3)
    rows = [*csv.reader(rewritten_text(table).splitlines(), delimiter=separator)]
    assert rows[1:] == [
        ["1", f"Käse{separator} süß", f"KÄSE{separator} SÜSS", ""],
        ["2", "", "", ""],
        ["3", "", "", ""],
    ]


def rewritten_text(table) -> str:
    work = rewrite.Rewriting(table, "louder", Settings())
    for piece in work.pieces(2):
        for _ in piece(Loud()):
            pass
    return work.content().decode("utf-8-sig")


def test_what_cannot_be_read_is_told(tmp_path):
    with pytest.raises(BadRequest, match="no text"):
        open_table(saved(tmp_path, ""))
    with pytest.raises(BadRequest, match="no text"):
        open_table(saved(tmp_path, "only,names\n"))
    with pytest.raises(BadRequest, match="no column 'x'"):
        open_table(saved(tmp_path, "a,b\n1,2\n"), "x")
    with pytest.raises(BadRequest, match="no encoding"):
        open_table(saved(tmp_path, "a\n1\n"), encoding="klingon")
    with pytest.raises(BadRequest, match="not in utf-16"):
        open_table(saved(tmp_path, "a\n123"), encoding="utf-16-le")
    with pytest.raises(BadRequest, match="cannot be read"):
        open_table(tmp_path / "none.csv")
    with pytest.raises(BadRequest, match=r"Row 2 .* cannot be read"):
        open_table(saved(tmp_path, b'a\n"' + b"x" * (MOST_CELL + 9) + b'"\n'))
    with pytest.raises(BadRequest, match="cannot be read"):
        open_table(saved(tmp_path, b"x" * (MOST_CELL + 9), "in.txt"), lines=True)


def test_a_cell_of_ten_megabytes_is_one_bad_line(tmp_path):
    table = open_table(saved(tmp_path, b"a\n" + b"x" * 10_000_000 + b"\nfine\n"))
    csv.field_size_limit(2**25)
    rows = run_all(Loud(), table)
    assert rows[1][2].startswith("The request has 10,000,000 characters") and rows[2] == ["fine", "FINE", ""]


def test_a_long_table_is_never_in_memory(tmp_path):
    path = saved(tmp_path, "text\n" + f"{'a line of four hundred letters ' * 13}\n" * 20_000)
    tracemalloc.start()
    table = open_table(path)
    work = rewrite.Rewriting(table, "louder", Settings())
    work._rewrite = lambda _, rows: [work._write(row, rewrite.Rewritten(row[0], row[0])) for row in rows]
    for piece in work.pieces(16):
        list(piece(None))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert table.count == work.done == 20_000 and len(work.seen) == rewrite.SEEN
    assert path.stat().st_size > 8_000_000 and most < 3_000_000


def test_a_checkpoint_answers_side_by_side_and_falls_back_one_by_one(tmp_path):
    engine = Local(tiny.model(sharpness=6.0))
    settings = replace(rewrite.settings_for(engine, tiny.CANVAS_LENGTH), steps=4, effort=1.0)
    texts = ["one", "", "x" * 5000, "four"]
    batched = [each for each in rewrite.rewritten(engine, texts, "louder", settings) if each]
    assert batched[1].after == "" and batched[2].problem.startswith("The request has 5,000")
    assert batched[0].after and batched[3].after != batched[0].after
    texts[2] = "x" * 2100  # a batch would be too long for the model
    single = [each for each in rewrite.rewritten(engine, texts, "louder", settings) if each]
    assert [single[0], single[3]] == [batched[0], batched[3]]
    assert "more than" in single[2].problem or "room" in single[2].problem


def test_the_command(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(cli, "_engine", lambda _: Loud())
    path, out = saved(tmp_path, "one\ntwo\n", "in.txt"), tmp_path / "out.csv"
    assert cli.main(["rewrite", str(path), "louder", "-o", str(out), "--json"]) == 0
    assert '"texts": 2, "problems": 0' in capsys.readouterr().out
    assert out.read_text("utf-8-sig").splitlines() == ["text,rewritten,problem", "one,ONE,", "two,TWO,"]
    assert cli.main(["rewrite", str(path), "louder", "-o", str(path)]) == 2
    assert cli.main(["rewrite", str(path), " ", "-o", str(out)]) == 2
    bundled = Loud()
    bundled.info = replace(INFO, bundled=True)
    monkeypatch.setattr(cli, "_engine", lambda _: bundled)
    assert cli.main(["rewrite", str(path), "louder", "-o", str(out)]) == 2
    assert "cannot rewrite texts" in capsys.readouterr().err
    assert out.read_text("utf-8-sig").count("\n") == 3  # what was there stays
