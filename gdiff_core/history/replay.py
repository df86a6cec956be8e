"""A run as one compact blob, and back: all that is needed to watch it again without the model.

    b"GDR", format number, zlib of
        u32 length of the header, little-endian
        header      JSON: texts of the tokens, figures of each step, what each block and commit did to the text
        cells       one byte a position a step: flags XOR those of the step before, `CHANGED` if the token is new
        entropies   one byte a position a step: difference to the step before, modulo 256
        tokens      three planes (low, middle, high byte) of an index into the texts, for each `CHANGED` cell

A text is kept as patches of one that is known already: the tokens of the draft joined, or the text before it. All
offsets count UTF-16 units, since `replay_view/record.js` reads the same bytes.
"""

import json
import struct
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

from gdiff_core.document.diff import changes
from gdiff_core.document.extract import extract_page
from gdiff_core.errors import GdiffError
from gdiff_core.records import Commit, Finish, Frame
from gdiff_core.views.render import ACCEPTED, frame_bytes

FORMAT = 1
CORRECTED, CHANGED = 8, 16
"""Bits of a cell beside those of `render`: another token than the one accepted before; than in the step before."""

MAX_BYTES = 2**30
"""Unpacked, some 8,000 blocks of 48 steps; what claims to be more is damaged."""

_MAGIC = b"GDR"
_FIGURES = ("block", "step", "n", "nats", "accepted", "seconds", "start", "end")
_HEADER = 8  # bytes of `frame_bytes` before its rows

Patch = tuple[int, int, str]
"""Units `start` to `end` of a text become another text."""


class ReplayError(GdiffError):
    """The recorded run cannot be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Step:
    """One denoising step. Every row has one entry a canvas position."""

    block: int
    step: int
    draft: tuple[int, ...]
    """Token ids."""
    flags: bytes
    """`render.ACCEPTED | LOCKED | STANDS`, and `CORRECTED`."""
    entropy: bytes
    """0 to 255 for 0 to `render.MAX_ENTROPY` nats."""
    nats: float
    """Mean entropy."""
    accepted: float
    """Share of the positions that were accepted, 0 to 1."""
    seconds: float
    """Since the start of the run."""
    corrected: int
    """Positions whose draft is another token than the one that had been accepted there."""
    span: tuple[int, int]
    """Where the page stands in the text, in UTF-16 units; empty while there is none."""


@dataclass(frozen=True, slots=True)
class Committed:
    """A block that became permanent."""

    block: int
    after: int
    """Steps of the run before it: where the border stands."""
    tokens: int
    steps: int
    converged: bool
    finish: Finish | None
    seconds: float
    text: str


@dataclass(frozen=True, slots=True)
class Replay:
    """A recorded run."""

    tokens: dict[int, str]
    """The text of each token id that occurs."""
    steps: tuple[Step, ...]
    commits: tuple[Committed, ...]
    _texts: tuple["_Text", ...] = field(repr=False)

    def text(self, index: int) -> str:
        """The text at a step, counted from 0."""
        return self._texts[index].of("".join(map(self.tokens.__getitem__, self.steps[index].draft)))

    def page(self, index: int) -> str:
        """The document in that text as it was shown then; empty while there was none."""
        return _slice(self.text(index), *self.steps[index].span)

    @property
    def corrected(self) -> int:
        """How often a token that had been accepted was changed."""
        return sum(step.corrected for step in self.steps)


class _Text(NamedTuple):
    """What stands around a draft, and how the draft's joined tokens become what stands between."""

    head: str
    patches: list[Patch]
    tail: str

    def of(self, joined: str) -> str:
        return self.head + _apply(joined, self.patches) + self.tail


def pack(events: Iterable[Frame | Commit], texts: Callable[[Sequence[int]], list[str]]) -> bytes:
    """Record a run, whole or broken off, of any number of blocks.

    Args:
        texts: what single token ids look like, such as `Model.token_texts`.
    """
    recorder = Recorder(texts)
    for event in events:
        recorder.add(event)
    return recorder.pack()


class Recorder:
    """`pack`, event by event: a long run need not be held in memory."""

    def __init__(self, texts: Callable[[Sequence[int]], list[str]]) -> None:
        self._texts = texts
        self._index: dict[tuple[int, str], int] = {}
        """Tokens, each with what it reads as in this run if that is not its own text."""
        self._tokens: list[str] = []
        self._cells, self._entropies = bytearray(), bytearray()
        self._planes = bytearray(), bytearray(), bytearray()
        self._steps: list[tuple] = []
        self._blocks: list[tuple[int, list[Patch], int]] = []
        self._commits: list[tuple] = []
        self._row = _Row(0)
        self._waiting: list[tuple[str, str]] = []  # texts of the block under way: joined tokens, the frame's
        self._patches: list[list[Patch]] = []
        self._last = ""

    def add(self, event: Frame | Commit) -> None:
        if isinstance(event, Frame):
            self._add_frame(event)
        else:
            self._add_commit(event)

    def pack(self) -> bytes:
        """The run so far."""
        self._end_block()
        columns = zip(*self._steps, strict=True) if self._steps else [()] * len(_FIGURES)
        header = {
            "ids": [id for id, _ in self._index],
            "texts": self._tokens,
            "steps": dict(zip(_FIGURES, columns, strict=True)),
            "patches": self._patches,
            "blocks": self._blocks,
            "commits": self._commits,
        }
        head = json.dumps(header, separators=(",", ":")).encode()
        body = (struct.pack("<I", len(head)), head, self._cells, self._entropies, *self._planes)
        return _MAGIC + bytes([FORMAT]) + zlib.compress(b"".join(body), 9)

    def _add_frame(self, frame: Frame) -> None:
        n = len(frame.draft)
        if not self._waiting or self._steps[-1][0] != frame.block or self._steps[-1][1] >= frame.step:
            self._end_block()
            self._row = _Row(n)
        said = dict(frame.said)
        keys = [(id, said.get(id)) for id in frame.draft]
        self._learn(keys)
        draft = [self._index[key] for key in keys]
        rows = frame_bytes(frame)[_HEADER + 4 * n :]
        cells, entropies, new = self._row.move(draft, rows[:n], rows[n:])
        self._cells += cells
        self._entropies += entropies
        for shift, plane in zip((0, 8, 16), self._planes, strict=True):
            plane += bytes((token >> shift) & 255 for token in new)
        html = extract_page(frame.text).html
        start = frame.text.find(html)
        nats, share = sum(frame.entropy) / max(1, n), sum(frame.accepted) / max(1, n)
        span = _units(frame.text, start), _units(frame.text, start + len(html))
        figures = (round(nats, 4), round(share, 4), round(frame.seconds, 3))
        self._steps.append((frame.block, frame.step, n, *figures, *span))
        self._waiting.append(("".join(self._tokens[token] for token in draft), frame.text))

    def _add_commit(self, commit: Commit) -> None:
        self._end_block()
        facts = (len(commit.tokens), commit.steps, commit.converged, commit.finish, round(commit.seconds, 3))
        patches = _splice(self._last, commit.text)
        self._commits.append((commit.block, len(self._steps), *facts, patches))
        self._last = commit.text

    def _learn(self, keys: Sequence[tuple[int, str | None]]) -> None:
        unmet = [key for key in dict.fromkeys(keys) if key not in self._index]
        self._index |= {key: len(self._index) + i for i, key in enumerate(unmet)}
        texts = self._texts([id for id, _ in unmet]) if unmet else []
        self._tokens += [text if said is None else said for (_, said), text in zip(unmet, texts, strict=True)]

    def _end_block(self) -> None:
        """Keep of the block's texts what its drafts do not say."""
        if not self._waiting:
            return
        texts = [text for _, text in self._waiting]
        head, tail = _common(texts)
        outline = texts[0][:head] + texts[0][len(texts[0]) - tail :]
        self._blocks.append((len(texts), _splice(self._last, outline), _units(outline, head)))
        for joined, text in self._waiting:
            self._patches.append(_patches(joined, text[head : len(text) - tail]))
        self._last = texts[-1]
        self._waiting = []


class _Row:
    """The canvas of one block from step to step."""

    def __init__(self, n: int) -> None:
        self._draft: list[int | None] = [None] * n
        self._held: list[int | None] = [None] * n  # the token accepted last, until it is changed
        self._flags = self._entropy = bytes(n)

    def move(self, draft: list[int], flags: bytes, entropy: bytes) -> tuple[bytes, bytes, list[int]]:
        """To the next step: its cells, entropy differences, and the tokens that are new."""
        marked = bytes(map(self._mark, range(len(draft)), draft, flags))
        moved = [new != old for new, old in zip(draft, self._draft, strict=True)]
        cells = bytes((a ^ b) | CHANGED * c for a, b, c in zip(marked, self._flags, moved, strict=True))
        differences = bytes((a - b) & 255 for a, b in zip(entropy, self._entropy, strict=True))
        new = [token for token, changed in zip(draft, moved, strict=True) if changed]
        self._draft, self._flags, self._entropy = draft, marked, entropy
        return cells, differences, new

    def _mark(self, position: int, token: int, flag: int) -> int:
        held = self._held[position]
        corrected = held is not None and held != token
        if flag & ACCEPTED:
            self._held[position] = token
        elif corrected:
            self._held[position] = None
        return flag | CORRECTED * corrected


def is_recording(data: bytes) -> bool:
    """Whether it says that it is one; `unpack` looks whether that is so."""
    return data[:3] == _MAGIC


def unpack(data: bytes, most: int = MAX_BYTES, header: int = MAX_BYTES) -> Replay:
    """
    Args:
        most: bytes that it may unpack to.
        header: bytes that its texts may take of them.

    Raises:
        ReplayError: the blob is damaged, or comes from a newer program.
    """
    if data[:3] != _MAGIC or len(data) < 5 or data[3] == 0:
        raise ReplayError("This is not a recorded run, or it is damaged. The page itself is in the history.")
    if data[3] > FORMAT:
        raise ReplayError(
            "This run was recorded by a newer version of the program. Update it to watch the run."
        )
    try:
        return _read(_inflate(data[4:], most), header)
    except (zlib.error, struct.error, ValueError, LookupError, TypeError, RecursionError) as error:
        message = "The recorded run is damaged and cannot be shown. The page itself is in the history."
        raise ReplayError(message) from error


def _inflate(data: bytes, most: int) -> bytes:
    inflater = zlib.decompressobj()
    body = inflater.decompress(data, most)
    if not inflater.eof or inflater.unused_data:
        raise ValueError("cut off, or more than one stream")
    return body


def _read(body: bytes, most: int) -> Replay:
    (length,) = struct.unpack_from("<I", body)
    if length > most:
        raise ValueError("texts larger than they may be")
    header = json.loads(body[4 : 4 + length])
    ids, tokens = header["ids"], dict(zip(header["ids"], header["texts"], strict=True))
    figures = list(zip(*(header["steps"][name] for name in _FIGURES), strict=True))
    counts = [block[0] for block in header["blocks"]]
    rows = _rows(body[4 + length :], [row[2] for row in figures], counts)
    steps = tuple(
        Step(
            block=block,
            step=step,
            draft=tuple(ids[token] for token in draft),
            flags=flags,
            entropy=entropy,
            nats=nats,
            accepted=accepted,
            seconds=seconds,
            corrected=sum(flag & CORRECTED > 0 for flag in flags),
            span=(start, end),
        )
        for (block, step, _, nats, accepted, seconds, start, end), (draft, flags, entropy) in zip(
            figures, rows, strict=True
        )
    )
    joined = ["".join(map(tokens.__getitem__, step.draft)) for step in steps]
    texts, commits = _rebuild(header, joined)
    return Replay(tokens, steps, commits, texts)


def _rows(planes: bytes, sizes: list[int], counts: list[int]) -> Iterator[tuple[list[int], bytes, bytes]]:
    """Draft (indexes of tokens), flags and entropies of each step."""
    total = sum(sizes)
    cells, entropies, tokens = planes[:total], planes[total : 2 * total], planes[2 * total :]
    new = len(tokens) // 3
    if len(tokens) != 3 * sum(cell & CHANGED > 0 for cell in cells) or sum(counts) != len(sizes):
        raise ValueError("rows of another length than they should have")
    arrivals = (
        low | middle << 8 | high << 16 for low, middle, high in zip(*_thirds(tokens, new), strict=True)
    )
    firsts, at = set(accumulate(counts, initial=0)), 0
    for index, n in enumerate(sizes):
        if index in firsts:
            draft, flags, entropy = [-1] * n, bytes(n), bytes(n)
        moved, differences = cells[at : at + n], entropies[at : at + n]
        draft = [next(arrivals) if c & CHANGED else old for c, old in zip(moved, draft, strict=True)]
        flags = bytes((c ^ old) & ~CHANGED for c, old in zip(moved, flags, strict=True))
        entropy = bytes((d + old) & 255 for d, old in zip(differences, entropy, strict=True))
        yield draft, flags, entropy
        at += n


def _thirds(data: bytes, size: int) -> tuple[bytes, bytes, bytes]:
    return data[:size], data[size : 2 * size], data[2 * size :]


def _rebuild(header: dict, joined: list[str]) -> tuple[tuple[_Text, ...], tuple[Committed, ...]]:
    """The texts of the steps and the commits, each from the one before it."""
    texts: list[_Text] = []
    commits: list[Committed] = []
    last, waiting = "", list(header["commits"])
    for count, outline, at in [*header["blocks"], (0, [], 0)]:
        while waiting and waiting[0][1] <= len(texts):
            *facts, patches = waiting.pop(0)
            last = _apply(last, patches)
            commits.append(Committed(*facts, text=last))
        around = _apply(last, outline)
        head, tail = _slice(around, 0, at), _slice(around, at, _units(around, len(around)))
        for patches in header["patches"][len(texts) : len(texts) + count]:
            texts.append(_Text(head, patches, tail))
        if count:
            last = texts[-1].of(joined[len(texts) - 1])
    if waiting or len(texts) != len(joined):
        raise ValueError("steps or commits without a place")
    return tuple(texts), tuple(commits)


# Texts. Offsets of patches and spans are UTF-16 units, as in JavaScript.


def _patches(old: str, new: str) -> list[Patch]:
    """What makes `new` of `old`."""
    at = old.find(new)  # found nearly always
    ends = [((0, at), (0, 0)), ((at + len(new), len(old)), (0, 0))]
    found = ends if at >= 0 else changes(old, new)
    return [(_units(old, a), _units(old, b), new[c:d]) for (a, b), (c, d) in found if b > a or d > c]


def _splice(old: str, new: str) -> list[Patch]:
    """As `_patches`, of texts that differ in one place: in no time, whatever their length."""
    head, tail = _common([old, new])
    if head == len(old) == len(new):
        return []
    return [(_units(old, head), _units(old, len(old) - tail), new[head : len(new) - tail])]


def _apply(text: str, patches: Iterable[Patch]) -> str:
    parts, at = [], 0
    for start, end, new in patches:
        parts += [_slice(text, at, start), new]
        at = end
    return "".join((*parts, _slice(text, at, None)))


def _common(texts: list[str]) -> tuple[int, int]:
    """Characters that all have in common at the start, and behind those at the end."""
    least, most = min(texts), max(texts)
    head = _alike(least, most)
    rest = [text[head:][::-1] for text in texts]
    return head, _alike(min(rest), max(rest))


def _alike(a: str, b: str) -> int:
    """Characters that two texts have in common at the start."""
    return bisect_left(range(1, min(len(a), len(b)) + 1), True, key=lambda size: a[:size] != b[:size])


def _units(text: str, at: int) -> int:
    """UTF-16 units of the first `at` characters."""
    return at if text.isascii() else len(text[:at].encode("utf-16-le", "surrogatepass")) // 2


def _slice(text: str, start: int, end: int | None) -> str:
    """A text between two offsets in units; the end is its own when it is None."""
    if text.isascii():
        return text[start:end]
    units = text.encode("utf-16-le", "surrogatepass")[2 * start : None if end is None else 2 * end]
    return units.decode("utf-16-le", "surrogatepass")
