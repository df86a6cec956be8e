"""Models that write what a test says, and edits of real pages for them.

A wanted page is written by four sorts of model: `right` writes it; `greedy` runs into the locked text at once, comes
back, and writes it; `late` has other words for what is locked, and goes on; `nonsense` writes pieces of the page.
`python -m tests.scribes [PAGE...]` says what becomes of published pages (`published`) in Gemma's vocabulary.
"""

import json
import random
import re
import sys
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from time import perf_counter
from typing import NamedTuple, Protocol

import torch

from gdiff_core.diffusion.model import printable
from gdiff_core.diffusion.tweak import tweak
from gdiff_core.document.diff import token_changes
from gdiff_core.document.flaws import flaws
from gdiff_core.document.outline import Element, outline
from gdiff_core.errors import BadRequest, TweakRefused
from gdiff_core.records import Edit, Message, Settings, Span
from tests import tiny

LENGTH, CANVAS = 64, 256
"""Tokens of a canvas, of a toy and as the real one."""
ELEMENTS = 2
"""Of a published page that are locked, and selected."""
_MORE = 800
"""Tokens that a model may turn out to need beside those of the texts that it was shown."""
_PIECE = re.compile(r'</?|>[ \n]*|="|" |"|\n +| ?\w{1,9}|\s|[^\w\s]')
Write = Callable[[str], str]
"""What comes behind an answer's text, all of it or more than a canvas."""


class Vocabulary(Protocol):
    """Cuts texts into tokens; `published.Gemma` is the real one."""

    def tokens(self, text: str) -> list: ...
    def text(self, tokens: Sequence) -> str: ...
    def kind(self, token: object) -> object | None:
        """Of markup, the token that stands for all behind which the same may follow (`model.markup_tokens`)."""
        ...


class Pieces:
    """Some ten tokens a tag; `>` and the white space behind it are one."""

    def tokens(self, text: str) -> list[str]:
        return _PIECE.findall(printable(text))

    def text(self, tokens: Sequence[str]) -> str:
        return "".join(tokens)

    def kind(self, token: str) -> None:
        return None


class Scribe(tiny.LambdaModel):
    """Its logits are as wide as the texts need: the tokens of a vocabulary are numbered as they are met.

    Args:
        texts: that it will read and write.
    """

    def __init__(
        self,
        write: Write,
        texts: Iterable[str] = (),
        vocabulary: Vocabulary | None = None,
        length: int = LENGTH,
    ) -> None:
        self.write, self.vocabulary = write, vocabulary or Pieces()
        self.names, self.ids = ["<end>", "<turn>"], {"<end>": 0, "<turn>": 1}
        for text in texts:
            self.tokenize(text)
        kinds = {name: self.vocabulary.kind(name) for name in self.names[2:]}
        markup = {self.ids[name]: self._number(kind) for name, kind in kinds.items() if kind is not None}
        super().__init__(None, length, len(self.names) + _MORE)
        self.markup, self.max_length, self.passes = markup, 10**6, 0

    def _number(self, token: object) -> int:
        if token not in self.ids:
            self.ids[token] = len(self.names)
            self.names.append(token)
        return self.ids[token]

    def tokenize(self, text: str) -> list[int]:
        return [self._number(token) for token in self.vocabulary.tokens(text)]

    def decode(self, ids) -> str:
        return self.vocabulary.text([self.names[i] for i in ids if 1 < i < len(self.names)])

    def encode(self, prompt: str, *history: Message) -> list[int]:
        return [*self.tokenize("".join(turn.text for turn in history)), 1]

    def context(self) -> "ScribeContext":
        return ScribeContext(self)


class ScribeContext:
    def __init__(self, model: Scribe) -> None:
        self.model, self.read_ids, self.coming = model, [], None

    def read(self, ids) -> None:
        self.read_ids += ids
        self.coming = None

    def predict(self, canvas, conditioning) -> torch.Tensor:
        model, (length, size) = self.model, (self.model.info.canvas_length, self.model.info.vocab_size)
        model.passes += 1
        if self.coming is None:
            answer = model.decode(self.read_ids[self.read_ids.index(1) + 1 :])
            self.coming = model.tokenize(model.write(answer)[: length * 12])
            assert len(model.names) <= size
        return tiny.sharp([*self.coming[:length], *[0] * length][:length], size)


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
    words = Pieces().tokens(case.page)

    def write(answer: str) -> str:
        dice = random.Random(zlib.crc32(answer.encode()))
        at = [dice.randrange(len(words)) for _ in range(LENGTH)]
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


# --- edits of the whole page ---


def edits(page: str, seed: int = 0) -> Iterator[Case]:
    """Ten kinds of edit, of those that the page has a place for."""
    found, dice = outline(page), random.Random(seed)
    body = page.find("<body")
    inside = [e for e in found.elements if e.start > body and e.end - e.start > 20]
    rows = [e for e in inside if _siblings(found.elements, e) and e.end - e.start < 4000]
    texts = [
        m for m in re.finditer(r">([^<>{}]*[a-z][^<>{}]*)<", page) if m.start() > body and len(m[1]) < 2000
    ]
    long = [m for m in texts if len(m[1].split()) > 7] or texts
    names = Counter(word for m in texts for word in re.findall(r"\b[A-Z][a-z]{3,}\b", m[1]))
    classes = Counter(re.findall(r'class="([\w-]+)', page))
    sections = [e for e in inside if 300 < e.end - e.start < len(page) / 2]

    def put(a: int, b: int, new: str) -> str:
        return page[:a] + new + page[b:]

    made: dict[str, Callable[[], str]] = {
        "title": lambda: re.sub("<title>[^<]*", "<title>The Bun & Co, bakers since 1884", page, count=1),
        "words": lambda: put(
            *dice.choice(texts).span(1), "Quite other words, and rather more of them than before"
        ),
        "fewer words": lambda: put(*dice.choice(long).span(1), "Less."),
        "rename": lambda: re.sub(rf"\b{names.most_common(1)[0][0]}\b", "Zest & Thyme", page),
        "restyle": lambda: page.replace(f'class="{classes.most_common(1)[0][0]}', 'class="fresh-look'),
        "another": lambda: put(*_put_behind(page, dice.choice(rows))),
        "gone": lambda: put(*dice.choice(rows).span, ""),
        "section gone": lambda: put(*dice.choice(sections).span, ""),
        "moved": lambda: _moved_down(page, found.elements, dice.choice(rows)),
        "section": lambda: put(*[dice.choice(sections).end] * 2, _SECTION),
    }
    for name, wanted in made.items():
        with suppress(IndexError):  # nothing of the kind is there
            if (new := wanted()) != page:
                yield Case(name, page, new, None, (), "")


_SECTION = (
    "\n"
    + """<section class="faq" aria-label="Questions">
  <h2>What people ask us</h2>
  <dl>
    <dt>Do you open on Sundays?</dt><dd>From eight to noon, and on holidays too.</dd>
    <dt>Is there a car park?</dt><dd>Behind the house, free for two hours.</dd>
  </dl>
</section>"""
)


def _put_behind(page: str, element: Element) -> tuple[int, int, str]:
    return element.end, element.end, "\n" + _other(page[slice(*element.span)])


def _moved_down(page: str, elements: tuple[Element, ...], element: Element) -> str:
    """The element and a sibling change places."""
    (a, b), (c, d) = sorted((element.span, _siblings(elements, element)[0].span))
    return page[:a] + page[c:d] + page[b:c] + page[a:b] + page[d:] if b <= c else page


# --- what becomes of them ---


class Outcome(NamedTuple):
    what: str
    """exact, as wanted or as the model wrote it; refused; unchanged; or wrong."""
    why: str
    """Of a refusal."""
    blocks: int
    passes: int
    text: str


def carry_out(
    case: Case, kind: str, vocabulary: Vocabulary | None = None, length: int = LENGTH, **settings
) -> Outcome:
    """What `tweak` makes of a case with a model of a kind."""
    write = MODELS[kind](case)
    own = write("")
    model = Scribe(write, (case.page, case.wanted, own), vocabulary, length)
    edit = Edit(case.page, "change it", Settings(**settings), "", case.selection, case.locks)
    blocks, last = set(), None
    try:
        for last in tweak(model, edit):
            blocks.add(last.block)
        what, why, text = "wrong", "", last.text
    except (TweakRefused, BadRequest) as refused:
        what, why, text = "refused", str(refused), case.page
    if what != "refused" and (text == case.wanted or printable(text).strip() == printable(own).strip()):
        what = "exact"
    elif text == case.page and what != "refused":
        what = "unchanged"
    return Outcome(what, why, len(blocks), model.passes, text)


# --- on published pages ---


def whole_runs(name: str, page: str, most: int = 10) -> Iterator[tuple[Case, Outcome, int]]:
    """Edits of a published page by a right model, in Gemma's vocabulary, with the blocks that they need."""
    from tests.published import gemma

    made = list(edits(page, zlib.crc32(name.encode())))
    random.Random(name).shuffle(made)
    for case in made[:most]:
        tokens = len(gemma().tokens(case.wanted)) + 1  # with the end
        yield case, carry_out(case, "right", gemma(), CANVAS), -(-tokens // CANVAS)


def scoped_runs(name: str, page: str, elements: int) -> Iterator[tuple[Case, str, Outcome]]:
    """Locks and selections of some of its elements, by models of every kind."""
    from tests.published import gemma

    for case in cases(page, elements, zlib.crc32(name.encode())):
        for kind in MODELS:
            if kind != "nonsense" or case.name.endswith(
                ("title", "words")
            ):  # it does not hear what is wanted
                yield case, kind, carry_out(case, kind, gemma(), CANVAS, effort=1)


def breaks(case: Case) -> bool:
    """Whether the wanted page has more flaws than the page, such as an id that stands twice: then it is refused."""
    before, after = (Counter(flaw.rule for flaw in flaws(page)) for page in (case.page, case.wanted))
    return bool(after - before)


def main() -> None:
    from tests.published import fetch

    for name, path in fetch().items():
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        page, start = path.read_text(), perf_counter()
        whole, scoped = list(whole_runs(name, page)), list(scoped_runs(name, page, ELEMENTS))
        for case, kind, found in [*((case, "right", found) for case, found, _ in whole), *scoped]:
            if found.what in ("wrong", "unchanged") or (found.what != "exact" and kind == "right"):
                place = case.locks or case.selection or ""
                print(name, kind, case.name, place, found.what, found.why[:120], file=sys.stderr)
        said = {
            "page": name,
            "edits": Counter(found.what for _, found, _ in whole),
            "refused rightly": sum(found.what == "refused" and breaks(case) for case, found, _ in whole),
            "blocks": sum(found.blocks for _, found, _ in whole),
            "needed": sum(needed for *_, needed in whole),
            "passes": sum(found.passes for _, found, _ in whole),
            "scopes": {
                kind: Counter(found.what for _, whose, found in scoped if whose == kind) for kind in MODELS
            },
            "seconds": round(perf_counter() - start),
        }
        print(json.dumps(said), flush=True)


if __name__ == "__main__":
    main()
