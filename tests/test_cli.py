"""The command line in process, on a model that spells a page; once as a real process."""

import io
import json
import os
import shlex
import subprocess
import sys
from dataclasses import replace
from itertools import chain
from pathlib import Path

import pytest
from PIL import Image

from gdiff_core import bench, cli
from gdiff_core.cli import main
from gdiff_core.diffusion import denoise, update
from gdiff_core.diffusion import model as models
from gdiff_core.engines.local import Bundled
from gdiff_core.errors import BadRequest, ModelError
from gdiff_core.nano.telling import tell
from gdiff_core.records import Brief
from tests import tiny

PAGE = b"<!doctype html><html><head><title>Caf\xc3\xa9</title></head><body>hi</body></html>"


@pytest.fixture
def spelling(monkeypatch) -> tiny.LambdaModel:
    """`load` gives a model that writes PAGE, with a word before and after it."""
    text = b"Here: " + PAGE + b"\0" * 8

    def predict(block, step, canvas):
        return tiny.sharp(list(text), 256)

    model = tiny.LambdaModel(predict, len(text), 256)
    monkeypatch.setattr(models, "load", lambda path, **_: model)
    return model


def test_the_page_goes_to_stdout(spelling, capfdbinary) -> None:
    assert main(["build", "a page"]) == 0
    assert capfdbinary.readouterr() == (PAGE + b"\n", b"")


def test_the_page_goes_to_a_file(spelling, tmp_path: Path, capsys) -> None:
    out = tmp_path / "page.html"
    assert main(["build", "a page", "-o", str(out)]) == 0
    assert out.read_bytes() == PAGE
    assert capsys.readouterr() == ("", "")


def test_json_is_one_line_at_the_end(spelling, tmp_path: Path, capsys) -> None:
    assert main(["build", "a page", "--seed", "7", "--json", "-o", str(tmp_path / "p.html")]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert list(found) == ["model", "seed", "blocks", "steps", "tokens", "seconds", "tokens_per_second",
                           "finish", "complete", "title", "met", "unmet"]  # fmt: skip
    assert (found["model"], found["seed"], found["blocks"], found["steps"]) == ("lambda", 7, 1, [2])
    assert (found["finish"], found["complete"], found["title"]) == ("eos", True, "Café")
    assert found["tokens"] == len(PAGE) + 6


def test_watching_paints_on_stderr_only(spelling, capfdbinary, monkeypatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")  # rich takes the pipe for a terminal
    assert main(["build", "a page", "--watch"]) == 0
    out, err = capfdbinary.readouterr()
    assert out == PAGE + b"\n"
    assert b"step 2" in err and b"<title>" in err


def test_watching_lets_no_escape_sequence_of_the_model_through(monkeypatch, capfdbinary) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    text = b"<html>\x1b]0;owned\x07\0"
    model = tiny.LambdaModel(lambda *_: tiny.sharp(list(text), 256), len(text), 256)
    monkeypatch.setattr(models, "load", lambda path, **_: model)
    assert main(["build", "a page", "--watch", "--json"]) == 0
    painted = capfdbinary.readouterr().err
    assert b"\x1b]" not in painted and b"\x07" not in painted and b"w" in painted


def test_a_page_over_the_budget_is_cut_off_and_goes_on_from_its_file(
    monkeypatch, capsys, tmp_path: Path
) -> None:
    text, out = PAGE.decode(), tmp_path / "page.html"
    model = tiny.LambdaModel(None, 16, 256)

    def predict(block, step, canvas):
        answer = bytes(chain.from_iterable(model.read)).decode(errors="ignore").removeprefix("a page")
        left = text.encode()[len(answer.encode()) :]
        return tiny.sharp(list(left[:16].ljust(16, b"\0")), 256)

    model._predict = predict
    monkeypatch.setattr(models, "load", lambda path, **_: model)
    assert main(["build", "a page", "--max-tokens", "32", "-o", str(out)]) == 0
    assert (out.read_bytes(), capsys.readouterr().err) == (
        PAGE[:32],
        "The page was cut off at the budget: go on, and it is written from there. Say --go-on with its file.\n",
    )
    model.read.clear()
    assert main(["build", "a page", "--go-on", str(out), "-o", str(out)]) == 0
    assert (out.read_bytes(), capsys.readouterr().err) == (PAGE, "")
    assert main(["build", "a page", "--go-on", str(out)]) == 2
    assert "is finished: change it with tweak" in capsys.readouterr().err


@pytest.mark.parametrize("more", [["--go-on", "none.html"], ["--think", "-1"], ["--max-tokens", "0"]])
def test_what_cannot_be_gone_on_with_or_thought_exits_2(more, monkeypatch, capsys) -> None:
    monkeypatch.setattr(models, "load", lambda path, **_: pytest.fail("loaded"))
    assert main(["build", "a page", *more]) == 2 and capsys.readouterr().err


def test_steps_reach_the_loop(spelling, capsys) -> None:
    assert main(["build", "a page", "--steps", "1", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["steps"] == [1]


@pytest.mark.parametrize(("given", "wanted"), [([], None), (["--parity"], True), (["--no-parity"], False)])
def test_parity_is_a_choice(spelling, monkeypatch, capsys, given: list[str], wanted: bool | None) -> None:
    seen = []

    def scheduled(context, canvas, settings, size):
        seen.append(settings.parity)
        return update.stepping(context, canvas, replace(settings, parity=True), size)

    monkeypatch.setattr(denoise, "stepping", scheduled)
    assert main(["build", "a page", *given]) == 0
    assert seen == [wanted]


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["fly"],
        ["build"],
        ["build", "x", "--seed", "many"],
        ["build", "x", "--seed", "-1"],
        ["build", "x", "--steps", "0"],
        ["build", "x", "--steps", "9999"],
        ["build", ""],
        ["build", " \n"],
        ["build", "x" * 20_000],
        ["bench", "--pairs", "0"],
    ],
)
def test_bad_arguments_exit_2_before_any_model_is_loaded(arguments, monkeypatch, capsys) -> None:
    monkeypatch.setattr(models, "load", lambda path, **_: pytest.fail("loaded"))
    try:
        code = main(arguments)
    except SystemExit as exit:  # argparse's own
        code = exit.code
    assert code == 2 and capsys.readouterr().err


def test_a_picture_goes_along_and_a_file_that_is_none_is_named(
    spelling, monkeypatch, tmp_path, capsys
) -> None:
    shown, page = [], tmp_path / "page.html"
    page.write_bytes(PAGE)
    monkeypatch.setattr(cli, "_engine", lambda _: pytest.fail("loaded"))
    for command in (["build", "like this"], ["tweak", str(page), "make it like this"]):
        assert main([*command, "--picture", str(page)]) == 2
        assert "page.html is no picture" in capsys.readouterr().err
    assert main(["build", "x", "--picture", str(tmp_path / "none.png")]) == 2
    assert "none.png cannot be read" in capsys.readouterr().err

    class Seeing(Bundled):
        def run(self, request):
            shown.append(request)
            raise BadRequest("Seen.")

    monkeypatch.setattr(cli, "_engine", lambda _: Seeing(spelling))
    Image.new("RGB", (8, 4), "teal").save(tmp_path / "shot.png")
    for command in (["build", "a page for a bakery"], ["tweak", str(page), "like this"]):
        assert (
            main([*command, "--picture", str(tmp_path / "shot.png"), "--picture", str(tmp_path / "shot.png")])
            == 2
        )
    assert [[Image.open(io.BytesIO(one.data)).size for one in asked.pictures] for asked in shown] == 2 * [
        2 * [(8, 4)]
    ]


def test_a_failure_exits_1_with_one_line(monkeypatch, capsys) -> None:
    def load(path, **_):
        raise ModelError(f"There is no model folder {path}:\ncheck it.")

    monkeypatch.setattr(models, "load", load)
    assert main(["build", "x", "--model", "/none"]) == 1
    assert capsys.readouterr() == ("", "There is no model folder /none: check it.\n")


def test_a_text_without_a_page_fails(monkeypatch, capsys, tmp_path: Path) -> None:
    model = tiny.LambdaModel(lambda *_: tiny.sharp(list(b"no\0"), 256), 3, 256)
    monkeypatch.setattr(models, "load", lambda path, **_: model)
    out = tmp_path / "page.html"
    assert main(["build", "x", "-o", str(out)]) == 1
    said = "The model wrote no page. The answer has no HTML in it, only words: “no”. Try another seed or more steps.\n"
    assert capsys.readouterr().err == said and not out.exists()


def test_a_second_page_is_told_of(monkeypatch, capsys, tmp_path: Path) -> None:
    page = "<!doctype html><html><p>x</p></html>"
    text = f"{page}\n{page}".encode()
    model = tiny.LambdaModel(lambda *_: tiny.sharp([*text, 0], 256), len(text) + 1, 256)
    monkeypatch.setattr(models, "load", lambda path, **_: model)
    out = tmp_path / "page.html"
    assert main(["build", "x", "-o", str(out)]) == 0
    assert "more than one page" in capsys.readouterr().err and out.read_text() == page


@pytest.mark.parametrize("command", [["build", "x"], ["tweak", "PAGE", "make it red"]])
@pytest.mark.parametrize("where", ["none/page.html", "", "PAGE/page.html", "loop"])
def test_an_output_that_cannot_be_written_is_refused_before_any_model_is_loaded(
    command, where: str, monkeypatch, tmp_path: Path, capsys
) -> None:
    monkeypatch.setattr(models, "load", lambda path, **_: pytest.fail("loaded"))
    page = tmp_path / "PAGE"
    page.write_bytes(PAGE)
    (tmp_path / "loop").symlink_to(tmp_path / "none" / "away")
    command = [str(page) if word == "PAGE" else word for word in command]
    assert main([*command, "-o", str(tmp_path / where)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_file_is_replaced_at_once_through_links_with_its_mode_or_not_at_all(
    spelling, tmp_path: Path, monkeypatch, capsys
) -> None:
    real, link = tmp_path / f"{'n' * 240}.html", tmp_path / "link.html"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    monkeypatch.setattr(os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    assert main(["build", "x", "-o", str(link)]) == 1
    assert capsys.readouterr().err.count("\n") == 1 and real.read_text() == "old"
    monkeypatch.undo()
    monkeypatch.setattr(models, "load", lambda path, **_: spelling)
    assert main(["build", "x", "-o", str(link)]) == 0
    assert link.is_symlink() and real.read_bytes() == PAGE and real.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([real.name, link.name])
    assert main(["build", "x", "-o", os.devnull]) == 0


def test_an_incomplete_page_never_replaces_a_whole_one(monkeypatch, tmp_path: Path, capsys) -> None:
    model = tiny.LambdaModel(lambda *_: tiny.sharp([*PAGE[:32]], 256), 32, 256)
    monkeypatch.setattr(models, "load", lambda path, **_: model)
    out = tmp_path / "page.html"
    out.write_bytes(PAGE)
    assert main(["build", "a page", "--max-tokens", "32", "-o", str(out)]) == 1
    part = tmp_path / "page.part.html"
    assert (out.read_bytes(), part.read_bytes()) == (PAGE, PAGE[:32])
    assert str(part) in capsys.readouterr().err


CHILD = """
import sys
from gdiff_core import cli
from gdiff_core.diffusion import model as models
from tests import tiny
from tests.test_cli import PAGE
text = [*b"Here: ", *PAGE, *bytes(8)]
def predict(block, step, canvas):
    if "stop" in sys.argv:
        raise KeyboardInterrupt
    return tiny.sharp(text, 256)
models.load = lambda path, **_: tiny.LambdaModel(predict, len(text), 256)
sys.exit(cli.main(["build", *sys.argv[1:]]))
"""


@pytest.mark.parametrize(
    ("after", "code", "says"),
    [
        ("caf\u00e9 2>&1 >/dev/full", 1, "No space left"),
        ("stop 2>&1", 130, "Stopped."),
        ("x | true", 1, "closed it"),
    ],
)
def test_one_line_and_the_right_code_whatever_becomes_of_stdout(after: str, code: int, says: str) -> None:
    """In a process of its own: what the interpreter does at its end belongs to it."""
    shell = f"set -o pipefail; {shlex.quote(sys.executable)} -c {shlex.quote(CHILD)} {after}"
    done = subprocess.run(
        ["bash", "-c", shell],
        capture_output=True,
        cwd=Path(__file__).parent.parent,
        env=os.environ | {"PYTHONIOENCODING": "ascii"},
    )
    (line,) = (done.stdout + done.stderr).decode().splitlines()
    assert done.returncode == code and says in line


def test_a_brief_in_an_encoding_without_its_letters_is_json_all_the_same(monkeypatch) -> None:
    out = io.TextIOWrapper(io.BytesIO(), "ascii")
    monkeypatch.setattr(sys, "stdout", out)
    assert main(["build", "a bakery called Caf\u00e9 Zo\u00eb", "--brief"]) == 0
    assert json.loads(out.buffer.getvalue())["name"] == "Caf\u00e9 Zo\u00eb"


def test_nothing_heavy_is_imported_before_a_request_is_known_to_be_good() -> None:
    code = "import sys; from gdiff_core.cli import main; code = main(['build', '']); "
    code += "sys.exit(9 if {'torch', 'transformers', 'diffusers', 'pygments', 'rich'} & set(sys.modules) else code)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=Path(__file__).parent.parent)
    assert done.returncode == 2


def test_a_process_of_its_own(tmp_path: Path) -> None:
    """The real model class, from a folder, by `python -m`; a random model writes no page, and says so."""
    folder = tiny.save(tmp_path / "tiny")
    command = [
        sys.executable,
        "-m",
        "gdiff_core",
        "build",
        "a page",
        "--model",
        str(folder),
        "--json",
        "--steps",
        "2",
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parent.parent)
    found = json.loads(done.stdout)
    assert found["model"] == "tiny" and set(found["steps"]) <= {1, 2} and not found["complete"]
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert done.stderr.startswith("The model wrote no page. The answer has no HTML in it, only words: “")
    assert done.stderr.endswith("Try another seed or more steps.\n")


def test_bench_prints_one_line(monkeypatch, capsys) -> None:
    monkeypatch.setattr(models, "load", lambda path, **_: tiny.model())
    assert main(["bench", "--pairs", "2", "--pages", "1"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["loop"]["steps"] == 20 and found["loop"]["ratio"]["n"] == 2
    assert found["loop"]["ratio"]["median"] > 0 and found["page"]["of"] == 1
    assert [row["steps"] for row in found["step"]] == [15, 40, 40, 40, 40]
    assert found["memory"]["scheduler"]["held"] > 2 * found["memory"]["fused"]["held"] > 0


def test_the_perfect_model_of_the_bench_writes_what_it_should() -> None:
    [row] = bench.step_times([600], None)
    assert row["exact"] and 600 <= row["tokens"] < 800 and row["own"] > 0


# --- the bundled model's small world ---


def test_a_brief_is_printed_without_a_pass(monkeypatch, capsys) -> None:
    monkeypatch.setattr(Bundled, "run", lambda *_: pytest.fail("asked"))
    assert main(["build", "a bakery called Two Moons, mint, with a booking calendar", "--brief"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["kind"], found["name"]) == ("bakery", "Two Moons")
    assert any("calendar" in words for words in found["unused"])


def test_what_is_outside_is_refused_in_one_line_and_written_anyway(capsys, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    assert main(["build", "build me a tip calculator", "-o", str(out)]) == 2
    assert capsys.readouterr().err.count("\n") == 1 and not out.exists()
    assert main(["build", "build me a tip calculator", "-o", str(out), "--anyway", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["met"] and found["unmet"] == [] and found["brief"]["kind"] and out.exists()


def test_a_change_that_is_none_is_refused_in_one_line(capsys, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(tell(Brief("bakery", "Two Moons")).page, encoding="utf-8")
    assert main(["tweak", str(page), "translate to Spanish"]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["tweak", str(page), "call it Three Moons", "-o", str(page)]) == 0
    assert "<h1>Three Moons</h1>" in page.read_text(encoding="utf-8")
