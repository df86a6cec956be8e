"""Models that write what a test says in tokens as long as Gemma's, some of which lie across a border; and edits of real
pages for them: `python -m tests.scribes TOKENIZER.JSON PAGE...` counts what becomes of them, as one JSON line.

A wanted page is written by four sorts of model: `right` writes it; `greedy` runs into the locked text at once, comes
back, and writes it; `late` has other words for what is locked, and goes on; `nonsense` writes pieces of the page.
"""

import json
import random
import re
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import torch

from gdiff_core.diffusion.model import printable
from gdiff_core.diffusion.tweak import tweak
from gdiff_core.document.diff import token_changes
from gdiff_core.document.outline import Element, outline
from gdiff_core.errors import BadRequest, TweakRefused
from gdiff_core.records import Edit, Message, Settings, Span
from tests import tiny

LENGTH, SIZE = 64, 6000
_PIECE = re.compile(r'</?|>[ \n]*|="|" |"|\n +| ?\w{1,9}|\s|[^\w\s]')
Write = Callable[[str], str]
"""What comes behind an answer's text, all of it or more than a canvas."""


def pieces(text: str) -> list[str]:
    """Some ten tokens a tag; `>` and the white space behind it are one."""
    return _PIECE.findall(text)


class Scribe(tiny.LambdaModel):
    """Its vocabulary is what was tokenized so far, at most `SIZE` pieces."""

    def __init__(self, write: Write, cut: Callable[[str], list[str]] = pieces) -> None:
        super().__init__(None, LENGTH, SIZE)
        self.write, self.cut, self.max_length = write, cut, 10**6
        self.passes = 0
        self.names, self.ids = ["<end>", "<turn>"], {"<end>": 0, "<turn>": 1}

    def tokenize(self, text: str) -> list[int]:
        found = []
        for piece in self.cut(printable(text)):
            if piece not in self.ids:
                self.ids[piece] = len(self.names)
                self.names.append(piece)
            found.append(self.ids[piece])
        assert len(self.names) <= SIZE
        return found

    def decode(self, ids) -> str:
        return "".join(self.names[i] if 1 < i < len(self.names) else "�" * (i > 1) for i in ids)

    def encode(self, prompt: str, *history: Message) -> list[int]:
        return [*self.tokenize("".join(turn.text for turn in history)), 1]

    def context(self) -> "ScribeContext":
        return ScribeContext(self)


class ScribeContext:
    def __init__(self, model: Scribe) -> None:
        self.model, self.read_ids = model, []

    def read(self, ids) -> None:
        self.read_ids += ids

    def predict(self, canvas, conditioning) -> torch.Tensor:
        self.model.passes += 1
        answer = self.model.decode(self.read_ids[self.read_ids.index(1) + 1 :])
        wanted = self.model.write(answer)[: LENGTH * 12]
        ids = [*self.model.tokenize(wanted)[:LENGTH], *[0] * LENGTH][:LENGTH]
        return tiny.sharp(ids, SIZE)


class Case(NamedTuple):
    """An edit, the page that it asks for, and where in it what is locked begins and ends."""

    name: str
    page: str
    wanted: str
    selection: Span | None
    locks: tuple[Span, ...]
    held: str
    """The locked text, if it is one element."""


def right(case: Case) -> Write:
    """Writes the wanted page; behind a locked text that it would have otherwise, it goes on where that would end."""
    wanted, page = printable(case.wanted), printable(case.page)
    held = [*reversed(case.locks), *([(0, case.selection[0])] if case.selection else ())]
    walls = [(page[a:b], _moved(page, wanted, b)) for a, b in held]

    def write(answer: str) -> str:
        if wanted.startswith(answer):
            return wanted[len(answer) :]
        for wall, place in walls:
            ends = [match.end() for match in re.finditer(re.escape(wall), answer)]
            for end in reversed(ends):
                if wanted.startswith(answer[end:], place):
                    return wanted[place + len(answer) - end :]
        return wanted[len(answer) :]

    return write


def _moved(page: str, wanted: str, place: int) -> int:
    """Where a place of the page is in the wanted one."""
    for old, new in reversed(token_changes(page, wanted)):
        if old[1] <= place:
            return place - old[1] + new[1]
        if old[0] < place:
            return new[1]
    return place


def greedy(case: Case, run: int = 90) -> Write:
    """Writes the first characters of what is locked, `run` of them, and then what is wanted."""
    start = _first(case)
    wall = printable(case.held or case.page[case.selection[1] :])[:run]
    page = printable(case.page[:start]) + wall + printable(case.wanted[start:])
    return right(case._replace(wanted=page))


def late(case: Case) -> Write:
    """Has other words for what is locked, and goes on."""
    wanted = case.wanted
    if case.held:
        other = re.sub(r">([^<>]*[a-z][^<>]*)<", lambda m: f">{m[1].swapcase()}<", case.held)
        wanted = wanted.replace(case.held, other, 1)
    else:
        end = len(wanted) - (len(case.page) - case.selection[1])
        wanted = wanted[:end] + wanted[end:].replace("</", "!</", 9)
    return right(case._replace(wanted=wanted))


def nonsense(case: Case) -> Write:
    words = pieces(printable(case.page))

    def write(answer: str) -> str:
        dice = random.Random(zlib.crc32(answer.encode()))
        at = [dice.randrange(len(words)) for _ in range(LENGTH // 4)]
        return "".join("".join(words[i : i + dice.randrange(1, 12)]) for i in at)

    return write


def _first(case: Case) -> int:
    """Where the first free stretch begins."""
    return case.selection[0] if case.selection else 0


MODELS = {"right": right, "greedy": greedy, "late": late, "nonsense": nonsense}


def cases(page: str, count: int, seed: int = 0) -> Iterator[Case]:
    """Locks and selections of elements that have siblings of the same tag; up to `count` elements."""
    found = outline(page)
    some = [e for e in found.elements if _siblings(found.elements, e) and 20 < e.span[1] - e.span[0] < 4000]
    body = page.find("<body")
    some = [e for e in some if e.span[0] > body]
    random.Random(seed).shuffle(some)
    for element in some[:count]:
        yield from _locked(page, element, found.elements)
        yield from _selected(page, element)


def _siblings(elements: tuple[Element, ...], element: Element) -> list[Element]:
    return [e for e in elements if e.path[:-1] == element.path[:-1] and e.tag == element.tag and e != element]


def _locked(page: str, element: Element, elements: tuple[Element, ...]) -> Iterator[Case]:
    (start, end), held = element.span, page[slice(*element.span)]
    sibling = _siblings(elements, element)[0]
    a, b = sibling.span
    changes = {"title": re.sub("<title>[^<]*", "<title>The Bun & Co", page, count=1)}
    changes["goes"] = page[:a] + page[b:]
    changes["comes"] = page[:a] + page[a:b] + "\n" + _other(page[a:b]) + page[b:]
    changes["words"] = page[:a] + _other(page[a:b]) + page[b:]
    both = changes["title"]
    changes["both"] = both[: len(both) - len(page) + a] + both[len(both) - len(page) + b :]
    for name, wanted in changes.items():
        if wanted != page:
            yield Case(f"lock {name}", page, wanted, None, ((start, end),), held)


def _selected(page: str, element: Element) -> Iterator[Case]:
    start, end = element.span
    own = page[start:end]
    for name, new in (
        ("like", own + "\n" + _other(own)),
        ("same", own + "\n" + own),
        ("goes", ""),
        ("words", _other(own)),
    ):
        if new != own:
            yield Case(f"select {name}", page, page[:start] + new + page[end:], (start, end), (), "")


def _other(element: str) -> str:
    """The same tags with other words, without ids."""
    words = re.sub(r">([^<>]*[a-z][^<>]*)<", lambda m: f">Fresh {m[1].strip()[::-1]}<", element)
    return re.sub(r'\sid="[^"]*"', "", words)


def outcome(case: Case, kind: str, cut: Callable[[str], list[str]] = pieces) -> str:
    """exact, as wanted or as the model wrote it; refused; unchanged; or wrong."""
    model = Scribe(MODELS[kind](case), cut)
    edit = Edit(case.page, "change it", Settings(effort=1), "", case.selection, case.locks)
    try:
        *_, last = tweak(model, edit)
    except TweakRefused as refused:
        return f"refused: {re.sub('[(].*?[)]|.[#].*', '', str(refused))[:40]}"
    except BadRequest as bad:
        return f"bad: {bad}"[:40]
    own = MODELS[kind](case)("")
    if last.text == case.wanted or printable(last.text).strip() == own.strip():
        return "exact"
    return "unchanged" if last.text == case.page else "wrong"


def main() -> None:
    from tokenizers import Tokenizer

    gemma = Tokenizer.from_file(sys.argv[1])

    def cut(text: str) -> list[str]:
        return [text[a:b] for a, b in gemma.encode(text, add_special_tokens=False).offsets if a < b]

    found: Counter[str] = Counter()
    for path in map(Path, sys.argv[2:]):
        page = path.read_text()
        for case in cases(page, 3, zlib.crc32(path.name.encode())):
            for kind in MODELS:
                if kind == "nonsense" and not case.name.endswith(("title", "words")):
                    continue  # it does not hear what is wanted
                result = outcome(case, kind, cut)
                found[f"{kind} {case.name.split()[0]} {result.split(':')[0]}"] += 1
                if result in ("wrong", "unchanged") or (kind == "right" and result != "exact"):
                    print(path.name, kind, case.name, case.locks or case.selection, result, file=sys.stderr)
    print(json.dumps(dict(sorted(found.items()))))


if __name__ == "__main__":
    main()
