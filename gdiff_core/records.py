"""The frozen values that flow through the program. Standard library only; no record knows who uses it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from math import ceil
from operator import attrgetter
from typing import Literal

from gdiff_core.errors import BadRequest

SchedulerName = Literal["entropy_bound", "block_refinement", "discrete_ddim"]
Finish = Literal["eos", "length"]
JobState = Literal["queued", "running", "done", "stopped", "failed"]
Span = tuple[int, int]
"""Half-open, from 0."""

MAX_PROMPT_CHARS = 4000
UNKNOWN_REQUEST = "A web page."
"""Opens the conversation when nobody knows what the page was first asked for: a template wants a user's turn."""
MAX_TOKENS = 65_536
"""Of an answer."""
MAX_SAID_CHARS = 20_000
"""Of a system prompt, of what a person says in a turn, and of a text with holes."""
SOFT_TOKENS = (70, 140, 280, 560, 1120)
"""Budgets of a picture (Gemma 4's processor)."""
MAX_PICTURES = 4
"""Of a conversation, or of a request."""
MAX_HOLES = 24
MAX_HOLE = 48
"""Tokens of a hole."""
LENGTHS = tuple(range(1, 13))
"""Tokens that a hole may have, where nobody says more."""
STRENGTH = 0.001
"""Next to none: a model that has to repair noise needs a third more passes for the same page."""


def _check(ok: bool, message: str) -> None:
    if not ok:
        raise BadRequest(message)


def _check_task(task: str) -> None:
    _check(
        len(task) <= MAX_PROMPT_CHARS,
        f"What the model is told has {len(task):,} characters: shorten it to {MAX_PROMPT_CHARS:,} in the settings.",
    )


def _check_said(name: str, text: str) -> None:
    _check(
        len(text) <= MAX_SAID_CHARS,
        f"{name} has {len(text):,} characters: shorten it to {MAX_SAID_CHARS:,}.",
    )


def _check_few(pictures: "Sequence[Picture]") -> None:
    _check(
        len(pictures) <= MAX_PICTURES,
        f"These words come with {len(pictures)} pictures: show at most {MAX_PICTURES}.",
    )


@dataclass(frozen=True, slots=True)
class Settings:
    """How to denoise. Defaults are those of the 26B checkpoint; `model.load` may carry better ones.

    Raises:
        BadRequest: a value is outside its range; the message names both.
    """

    seed: int = 0
    steps: int = 48
    """Most denoising steps a block may take at one go."""
    entropy_bound: float = 0.1
    """Nats of joint entropy that one step may accept (EntropyBoundScheduler)."""
    t_max: float = 0.8
    t_min: float = 0.4
    """Sampling temperature at the first and at the last step."""
    max_tokens: int = 1024
    """Token budget; rounded up to whole blocks."""
    edit_steps: int = 0
    """As `steps`, for a block of an edit: so many in any case, and a share of `steps` as large as its strength; 0: as
    many as `steps`."""
    thinking: int = 0
    """Tokens that the model may think before it answers, beside the budget; at 0 it does not."""
    stability: int = 1
    """Steps the draft must stay the same before a block may end early."""
    confidence: float = 0.005
    """Mean entropy (nats) under which a stable draft ends its block."""
    effort: float = 3.0
    """Most passes of a run, in those of its first attempts, when critics object; at 1 nothing is taken up again."""
    doubt: float = 0.0
    """Nats: from a token on that costs the encoder more, a block is taken up again; at 0 the encoder is not asked."""
    scheduler: SchedulerName = "entropy_bound"
    parity: bool | None = None
    """Whether diffusers' own scheduler makes the update of "entropy_bound", to the bit; else one in a fraction of its
    memory, equal to it in distribution. None: the scheduler's, but not on CUDA."""

    def __post_init__(self) -> None:
        _check(0 <= self.seed < 2**63, f"The seed is {self.seed}: use a whole number from 0 to 2^63 - 1.")
        _check(1 <= self.steps <= 512, f"Steps a block is {self.steps}: use 1 to 512.")
        _check(
            0 <= self.entropy_bound <= 1000, f"The entropy bound is {self.entropy_bound}: use 0 to 1000 nats."
        )
        _check(
            0 < self.t_min <= self.t_max <= 10,
            f"The temperatures are {self.t_max} to {self.t_min}: use 0 < last <= first <= 10.",
        )
        _check(
            1 <= self.max_tokens <= MAX_TOKENS,
            f"The token budget is {self.max_tokens}: use 1 to {MAX_TOKENS:,}.",
        )
        _check(0 <= self.edit_steps <= 512, f"Steps a block of an edit is {self.edit_steps}: use 0 to 512.")
        _check(
            0 <= self.thinking <= MAX_TOKENS,
            f"The budget for thinking is {self.thinking}: use 0 (off) to {MAX_TOKENS:,} tokens.",
        )
        _check(1 <= self.stability <= 64, f"The stability is {self.stability}: use 1 to 64 steps.")
        _check(self.confidence >= 0, f"The confidence is {self.confidence}: use 0 nats or more.")
        _check(1 <= self.effort <= 64, f"The effort is {self.effort}: use 1 to 64.")
        _check(self.doubt >= 0, f"The doubt is {self.doubt}: use 0 nats or more.")
        _check(
            self.scheduler in ("entropy_bound", "block_refinement", "discrete_ddim"),
            f"There is no scheduler {self.scheduler!r}: use entropy_bound, block_refinement or discrete_ddim.",
        )


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What a screen says about the loaded model."""

    name: str
    path: str
    """A folder or a hub id."""
    device: str
    dtype: str
    parameters: int
    layers: int
    vocab_size: int
    canvas_length: int
    bundled: bool
    abilities: tuple[str, ...] = ()
    """Sentences for a person: what a server elsewhere is, and what it can do here; its figures above are 0."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that a model is shown.

    Raises:
        BadRequest: there is no such budget.
    """

    data: bytes
    """A file that Pillow reads; at the edge `document.picture` has looked at it."""
    soft: int = 280
    """Most tokens that stand for it: the more, the finer it is seen."""

    def __post_init__(self) -> None:
        _check(
            self.soft in SOFT_TOKENS,
            f"A picture cannot have {self.soft} tokens: use {', '.join(map(str, SOFT_TOKENS))}.",
        )


@dataclass(frozen=True, slots=True)
class Message:
    """A turn of a conversation, or a part of one: what one role says in a row is one turn."""

    role: Literal["system", "user", "assistant"]
    text: str
    pictures: tuple[Picture, ...] = ()


def joined(messages: Iterable[Message]) -> list[Message]:
    """Turns: what one role says in a row is one, its parts a blank line apart."""
    said = [(role, [*parts]) for role, parts in groupby(messages, attrgetter("role"))]
    return [
        Message(
            role,
            "\n\n".join(part.text for part in parts),
            tuple(picture for part in parts for picture in part.pictures),
        )
        for role, parts in said
    ]


@dataclass(frozen=True, slots=True)
class Brief:
    """A request in the bundled model's own small language, as the program understood it; empty: nothing was said."""

    kind: str
    """One of `nano.kinds`."""
    name: str = ""
    """To the letter."""
    accent: str = ""
    """One of the model's own (`nano.corpus.ACCENTS`), or any colour as "#rrggbb"."""
    tone: str = ""
    """light, dark, cream or grey."""
    ground: str = ""
    """The page's background as "#rrggbb", where another one was said than the tone's own."""
    font: str = ""
    corners: str = ""
    spacing: str = ""
    layout: str = ""
    sections: tuple[str, ...] = ()
    """Ids, in order."""
    without: tuple[str, ...] = ()
    """Ids that shall not be there."""
    around: bool = False
    """Whether the kind's usual sections stand around those, as few were said and nothing else excluded."""
    phone: str = ""
    mail: str = ""
    address: str = ""
    hours: tuple[tuple[str, str], ...] = ()
    """Rows of the opening hours: ("Monday to Friday", "8 am to 6 pm"); days as the page has them (corpus)."""
    prices: tuple[tuple[str, str], ...] = ()
    """("Flat white", "$4.50")"""
    design: str = ""
    """One of `nano.designs`."""
    noun: str = ""
    """The person's own word for what it is, where the kind is none of the model's."""
    texts: tuple[tuple[str, str], ...] = ()
    """What each slot of its page says (`nano.slots`); of a brief that is not settled, those that a person changed."""
    sample: tuple[str, ...] = ()
    """What its page says that nobody said: made up, and for the person to change."""
    unused: tuple[str, ...] = ()
    """Of the person's words, what nothing was made of."""
    near: tuple[str, ...] = ()
    """Other kinds that the words may mean as well, the likeliest first."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A request that the bundled model cannot answer."""

    why: str
    """A sentence for the person: what it is, and that this model cannot."""
    nearest: str
    """The kind of business that comes nearest, if any does; else empty."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a person asks for.

    Raises:
        BadRequest: the prompt is empty or longer than `MAX_PROMPT_CHARS`.
    """

    prompt: str
    settings: Settings = field(default_factory=Settings)
    history: tuple[Message, ...] = ()
    """The turns before it, the oldest first."""
    brief: Brief | None = None
    """As a person has corrected it; None: as the prompt reads."""
    task: str = ""
    """What the model is told to do, as a person has put it; empty: as the engine does."""
    begun: str = ""
    """What there is of the answer: it goes on behind this."""
    pictures: tuple[Picture, ...] = ()
    """Shown with the prompt."""

    def __post_init__(self) -> None:
        _check_task(self.task)
        _check_few(self.pictures)
        _check(bool(self.prompt.strip()), "The request is empty: describe the website in a sentence.")
        _check(
            len(self.prompt) <= MAX_PROMPT_CHARS,
            f"The request has {len(self.prompt):,} characters: shorten it to {MAX_PROMPT_CHARS:,}.",
        )

    @property
    def shown(self) -> tuple[Picture, ...]:
        """All pictures that the model is shown, in order."""
        return _shown(self)


@dataclass(frozen=True, slots=True)
class Puzzle(Request):
    """A Sudoku to be solved; its prompt is the board, for display."""

    givens: tuple[int, ...] = ()
    """81 digits, row by row; 0 is a free cell."""
    trained: bool = True
    """By the bundled Sudoku model; else by the engine that is loaded."""
    pace: float = 0.0
    """Seconds that each pass is left to be seen: the small model is done before anybody could look."""


@dataclass(frozen=True, slots=True)
class Wish:
    """An edit that the bundled model knows."""

    kind: str
    """design, accent, tone, font, corners, spacing, layout, hero, rename, tagline, add, remove, move, rewrite, price,
    hour, phone; text, list or unlist: words of the page, and an entry that comes to a section or goes."""
    value: str = ""
    """What it is to be: one of the corpus's own words, or a colour as "#rrggbb"; a name, a tagline, a price, hours, a
    number to the letter; "bigger" or "smaller"; of an added section its address, number or text."""
    section: str = ""
    """Id of the section to add, remove, move or rewrite, or that the words stand in."""
    what: str = ""
    """The item, the day or the words as they stand on the page."""
    rows: tuple[tuple[str, str], ...] = ()
    """Entries that are the person's own: item and price, day and hours, name and role, question and answer."""
    place: str = ""
    """first, last, before or after; empty where nothing was said."""
    near: str = ""
    """Id of the section that `place` speaks of."""
    spoken: str = ""
    """The same for a person: "the accent becomes mint"."""
    unused: tuple[str, ...] = ()
    """Words beside it of which nothing was made."""


@dataclass(frozen=True, slots=True)
class Declined:
    """Words of which nothing can be made, with the reason, and what can."""

    why: str
    """A sentence or two for the person."""
    answered: bool = False
    """It is no failure: it is so already, or was a thank-you or a question."""
    likely: tuple[str, ...] = ()
    """What may be meant, in words, where nobody can be sure; done if the person says which it is (`Edit.meant`)."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change that a person wants of a page, in words. Spans are of characters of the page.

    Raises:
        BadRequest: the instruction is empty or too long, or a value is outside its range.
    """

    page: str
    """As it stands, hand edits included."""
    instruction: str
    settings: Settings = field(default_factory=Settings)
    request: str = ""
    """What the page was first asked for, if that is known."""
    selection: Span | None = None
    """Only this may change; None: the whole page."""
    locks: tuple[Span, ...] = ()
    """These may not change, selected or not."""
    strength: float = STRENGTH
    """Share of the initial canvas that is noise: 0 keeps the page, 1 writes it anew."""
    task: str = ""
    """As of a `Request`."""
    history: tuple[Message, ...] = ()
    """What comes before the instruction; empty: the request, and the page as its answer."""
    copy_after: int | None = None
    """Blocks that must come out unchanged, after a change, before the rest is copied; None: never copy.

    Copying saves time and loses what was still to change: with two changed lines on pages of 4 to 8 blocks, in more
    than half of the copies.
    """
    pictures: tuple[Picture, ...] = ()
    """Shown with the instruction."""
    meant: str = ""
    """Which of the readings in question the person said that it is (`Declined.likely`)."""

    def __post_init__(self) -> None:
        _check_task(self.task)
        _check_few(self.pictures)
        _check(bool(self.instruction.strip()), "The instruction is empty: say in a sentence what to change.")
        _check(
            len(self.instruction) <= MAX_PROMPT_CHARS,
            f"The instruction has {len(self.instruction):,} characters: shorten it to {MAX_PROMPT_CHARS:,}.",
        )
        _check(0 <= self.strength <= 1, f"The strength is {self.strength}: use 0 (keep) to 1 (write anew).")
        for name, spans in (("selection", [self.selection or (0, 0)]), ("lock", self.locks)):
            for start, end in spans:
                _check(
                    0 <= start <= end <= len(self.page),
                    f"The {name} {start}-{end} is not in the page, which has {len(self.page):,} characters.",
                )
        _check(
            self.copy_after is None or self.copy_after >= 1,
            f"Blocks before copying is {self.copy_after}: use 1 or more, or none to never copy.",
        )

    @property
    def steps(self) -> int:
        """Most denoising steps a block may take."""
        most, least = self.settings.steps, self.settings.edit_steps
        return min(most, max(least, ceil(most * self.strength))) if least else most


@dataclass(frozen=True, slots=True)
class Turn:
    """What a person says in a conversation. It is answered as it is said: no task, no page, no critic.

    Raises:
        BadRequest: it is empty, or it or the system prompt is longer than `MAX_SAID_CHARS`.
    """

    prompt: str
    settings: Settings = field(default_factory=Settings)
    history: tuple[Message, ...] = ()
    """The system prompt, if there is one, and the turns before, the oldest first."""
    pictures: tuple[Picture, ...] = ()
    """Shown with these words."""

    def __post_init__(self) -> None:
        _check(bool(self.prompt.strip()), "There is nothing to answer yet: write a message.")
        _check_said("The message", self.prompt)
        for told in self.history:
            if told.role == "system":
                _check_said("The system prompt", told.text)
        _check(
            len(self.shown) <= MAX_PICTURES,
            f"This conversation has {len(self.shown)} pictures: show at most {MAX_PICTURES}, or begin a new one.",
        )

    @property
    def shown(self) -> tuple[Picture, ...]:
        """All pictures of the conversation, in order."""
        return _shown(self)

    @property
    def begun(self) -> str:
        """Of its answer there is nothing yet."""
        return ""


def _shown(asked: Request | Turn) -> tuple[Picture, ...]:
    return (*(picture for turn in asked.history for picture in turn.pictures), *asked.pictures)


HOLE = re.compile(r"\[(?:\.{3}|…)\]|_{3,}")


@dataclass(frozen=True, slots=True)
class Infill:
    """A text with holes to be filled, `[...]` or `___`; all else of it stays to the letter.

    Raises:
        BadRequest: it has no hole, or too many, or it is too long.
    """

    text: str
    settings: Settings = field(default_factory=Settings)
    about: str = ""
    """What the text is, in a person's words; may be empty."""
    lengths: tuple[int, ...] = LENGTHS
    """Tokens; each is tried for each hole."""

    def __post_init__(self) -> None:
        _check_said("The text", self.text)
        _check(
            len(self.about) <= MAX_PROMPT_CHARS,
            f"What the text is about has {len(self.about):,} characters: shorten it to {MAX_PROMPT_CHARS:,}.",
        )
        count = len(self.holes)
        _check(count > 0, "There is no hole in the text: put [...] or ___ where something is missing.")
        _check(count <= MAX_HOLES, f"The text has {count:,} holes: leave at most {MAX_HOLES} at a time.")
        _check(
            bool(self.lengths) and all(1 <= length <= MAX_HOLE for length in self.lengths),
            f"A hole may have 1 to {MAX_HOLE} tokens: choose a length among these.",
        )

    @property
    def holes(self) -> tuple[Span, ...]:
        """Where the marks stand, in order."""
        return tuple(mark.span() for mark in HOLE.finditer(self.text))

    @property
    def fixed(self) -> tuple[str, ...]:
        """What stands around the holes: one text more than there are of these."""
        borders = [0, *(border for hole in self.holes for border in hole), len(self.text)]
        return tuple(self.text[a:b] for a, b in [*pairwise(borders)][::2])

    def filled(self, fillings: Sequence[str]) -> str:
        """The text with its first holes filled; the marks of the others stand."""
        marks = [self.text[a:b] for a, b in self.holes]
        put = [*fillings, *marks[len(fillings) :], ""]
        return "".join(part for pair in zip(self.fixed, put, strict=True) for part in pair)


@dataclass(frozen=True, slots=True)
class Trial:
    """A length that was tried for a hole, and what came."""

    length: int
    """Tokens."""
    text: str
    nats: float
    """What the encoder reckons that it costs, with the text that follows: the less, the likelier the whole."""
    entropy: float
    """Nats a token, of the decoder's last pass."""
    steps: int
    converged: bool
    whole: bool
    """It does not end in the middle, by a token that ends an answer."""

    @property
    def rank(self) -> tuple[bool, float]:
        """The less the better: the likeliest, of those that are whole if any is."""
        return not self.whole, self.nats


@dataclass(frozen=True, slots=True)
class Frame:
    """One denoising step of one block, already on the host. Every tuple has one entry a canvas position."""

    block: int
    """Counts up from 0; of a text that is taken up again from an earlier block it goes on."""
    step: int
    """Counts up from 1 in each block, and goes on where the block is taken up again."""
    canvas: tuple[int, ...]
    """Token ids after the scheduler's step: accepted ones stand, the rest is renoised."""
    draft: tuple[int, ...]
    """The argmax token ids: what is shown and later committed."""
    accepted: tuple[bool, ...]
    locked: tuple[bool, ...]
    entropy: tuple[float, ...]
    """Nats, of the distribution the candidates were drawn from."""
    text: str
    """The committed text and this draft, up to the end of turn."""
    seconds: float
    """Since the start of the run."""
    start: int = 0
    """Where in the answer the block starts, in tokens."""
    attempt: int = 1
    """Counts up from 1 where the block, or all of the answer, is taken up again."""
    why: str = ""
    """What was objected to in the attempt before; empty in a first one."""
    said: tuple[tuple[int, str], ...] = ()
    """Tokens that read differently in this run, and how; of several that read as one, all but some say nothing."""
    thinking: bool = False
    """The model thinks; what it answers comes later."""


@dataclass(frozen=True, slots=True)
class Commit:
    """A block that became permanent."""

    block: int
    tokens: tuple[int, ...]
    """Cut before the end of turn."""
    steps: int
    """Denoising steps it took, those of all attempts."""
    converged: bool
    """False when the step cap ended it."""
    text: str
    """All committed text, this block included."""
    finish: Finish | None
    """Why the run ends here; None while it goes on."""
    seconds: float
    start: int = 0
    """Where in the answer the block starts, in tokens."""
    counted: int = 0
    """How many tokens they are, where a server keeps the tokens themselves."""
    tried: tuple[Trial, ...] = ()
    """Of a hole: the lengths that were tried; the one of the least rank is what was committed."""

    @property
    def count(self) -> int:
        """How many tokens became permanent."""
        return len(self.tokens) or self.counted


@dataclass(frozen=True, slots=True)
class Page:
    """What `extract_page` found in a text."""

    html: str
    """The document; empty while there is none yet."""
    complete: bool
    """It opens, it closes, and nothing of it is missing at the end."""
    title: str
    thought: str
    """What the model thought before the document, as text."""
    note: str = ""
    """For a person: what came instead of a document, or besides it."""


@dataclass(frozen=True, slots=True)
class Run:
    """The summary of a finished generation; the CLI's JSON line."""

    model: str
    seed: int
    blocks: int
    steps: tuple[int, ...]
    tokens: int
    seconds: float
    tokens_per_second: float
    finish: Finish
    complete: bool
    title: str


Asked = Request | Edit | Turn | Infill
"""What an engine answers."""


@dataclass(frozen=True, slots=True)
class Job:
    """A snapshot of one generation in the queue."""

    id: str
    """Unguessable; what may be done with the job is a matter of people all the same."""
    request: Asked
    state: JobState
    position: int
    """Jobs ahead of it; 0 when it is running or over."""
    error: str
    """Why it failed, or why its page could not be saved, for a person; empty otherwise."""
    project: str = ""
    """Where its page is saved; made with the first one."""
    parent: str | None = None
    """The version that was worked on; of a turn the one before it, by its job."""
    version: str = ""
    """What its page was saved as; empty while it is not."""
    unmet: tuple[str, ...] = ()
    """Sentences for a person: what its page lacks of what was asked, once it is done."""
    unused: tuple[str, ...] = ()
    """Words of the request of which nothing was made, once it is done."""
    owner: str = ""
    """Id of the person who asked."""

    @property
    def words(self) -> str:
        """What the person asked for."""
        match self.request:
            case Edit(instruction=words) | Request(prompt=words) | Turn(prompt=words):
                return words
            case Infill(text=text):
                return " ".join(text.split())
