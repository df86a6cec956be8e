"""Change a page in place: by words, within locks and a selection, or all of it.

1. The request's context holds the conversation and the page as it stands.
2. All of the page may change: every block starts from the old page, aligned (`alignment.aligned`); what the model did
   not change gets its old bytes back, control characters and line endings included.
3. Some of it may change: the page is free and locked spans in turn. Each free span is written between its fixed
   neighbours and spliced in: what is locked is copied from the page, never from the model.
4. Where all of it may change, parts that were lost or mislaid are put in order as the encoder finds likeliest
   (`arrange`).
5. What cannot take its place in the page is tried again with the next seeds, then refused; the page stays as it was.
   What comes out as it was is tried once more, boldly, as somebody did ask for a change. What starts from noise is
   mended once before that, and refused if it says the same words again.

A span is tokenized by itself, so no token straddles a border: a token is locked just when it lies in a lock.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise, takewhile
from math import ceil
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from gdiff_core.diffusion.alignment import aligned
from gdiff_core.diffusion.canvas import Canvas, Canvases, Copy, between, noise
from gdiff_core.diffusion.denoise import denoise
from gdiff_core.diffusion.mend import Mender, within
from gdiff_core.diffusion.model import Model, printable
from gdiff_core.diffusion.proof import brought, departed
from gdiff_core.document.diff import changes, ended, locality, split_lines, usual_ending
from gdiff_core.document.extract import extract_page
from gdiff_core.document.flaws import Fault, flaws
from gdiff_core.document.nesting import closings, mark_across
from gdiff_core.errors import BadRequest, TweakRefused
from gdiff_core.records import UNKNOWN_REQUEST, Commit, Edit, Frame, Message, Request, Settings

if TYPE_CHECKING:
    from torch import Generator

Events = Iterator[Frame | Commit]
Arrange = Callable[[str, str, bool], list[str]]
"""(old page, new page, whether it is broken) -> other arrangements of its parts that may have been meant."""

_SPARE_BLOCKS = 2
"""Canvases that a new text may be longer than the old one."""
_RETRIES = 2
_JOINTS = (16, 8)
"""Tokens of the locked neighbour that tell where a free span ends; fewer where the model slipped in it."""


class Stretch(NamedTuple):
    """A stretch of the page."""

    text: str
    free: bool


@dataclass(frozen=True, slots=True)
class Effect:
    """What a tweak did, in numbers; the CLI's JSON line."""

    lines_changed: int
    lines_changed_outside: int
    blocks_denoised: int
    blocks_copied: int


def tweak(model: Model, edit: Edit, arrange: Arrange | None = None) -> Events:
    """Carry out an edit: frames and commits as of `denoise`, their texts the page, or so much as is written.

    The text of the last commit is the new page. Where the edit has a selection or locks every text is a whole
    page, and each free span is written once or twice: freely, to learn its length (again from before a flaw, if it
    starts from noise), then, unless the draft ran into the locked text by itself or closed the elements it replaces,
    with that text clamped where it then stands.

    Args:
        arrange: where the encoder proofreads, of these arrangements and the result it says which is likeliest.

    Raises:
        BadRequest: the edit cannot be carried out; nothing was denoised.
        TweakRefused: the result cannot take the page's place, nor could those of the next seeds; frames have shown
            it, and the error holds it.
    """
    stretches = plan(edit)
    return _unchanged(model, edit) if edit.strength == 0 else _attempts(model, edit, stretches, arrange)


def _attempts(model: Model, edit: Edit, stretches: list[Stretch], arrange: Arrange | None) -> Events:
    """Carry out the edit; what is refused is tried again with the next seeds. Blocks count on."""
    whole = all(stretch.free for stretch in stretches)
    blocks = 0
    for left in reversed(range(1 + min(_RETRIES, edit.settings.mends))):
        try:
            first = blocks
            for event in (
                _rewrite_whole(model, edit, arrange) if whole else _rewrite_free(model, edit, stretches)
            ):
                blocks = first + event.block + 1
                yield replace(event, block=first + event.block)
            return
        except TweakRefused:
            if not left:
                raise
        edit = replace(edit, settings=_reseeded(edit.settings))


def plan(edit: Edit) -> list[Stretch]:
    """The page as free and locked stretches in turn; they join to it.

    Raises:
        BadRequest: the page is no HTML, nothing of it may change, or the selection cuts a tag.
    """
    page, selection = edit.page, edit.selection or (0, len(edit.page))
    if not extract_page(page).html:
        raise BadRequest("The page is not HTML: it needs a <!doctype html> or an <html> tag. Add one.")
    for border in selection:
        if tag := mark_across(page, border):
            words = page[tag.start : tag.end][:60]
            raise BadRequest(f"The selection cuts the tag {words!r}: select all of it, or none.")
    locked = [(0, selection[0]), *edit.locks, (selection[1], len(page))]
    borders = sorted({0, len(page), *(border for span in locked for border in span)})
    stretches: list[Stretch] = []
    for a, b in pairwise(borders):
        free = not any(start <= a and b <= end for start, end in locked)
        joined = stretches.pop().text if stretches and stretches[-1].free == free else ""
        stretches.append(Stretch(joined + page[a:b], free))
    if not any(stretch.free for stretch in stretches):
        raise BadRequest("Nothing may change: all of it is locked. Unlock some lines, or select more.")
    return stretches


def request_for(model: Model, edit: Edit) -> Request:
    """The edit as a request: its context holds the page as it stands; its budget is the page's length and more.

    Raises:
        BadRequest: the model has no room for the page.
    """
    size = len(model.tokenize(edit.page))
    if 2 * size > model.max_length:
        raise BadRequest(
            f"The page takes {size:,} tokens, and this model has room for {model.max_length // 2:,}, as it reads "
            f"the page and writes it: shorten the page, or use a larger model."
        )
    settings = replace(
        edit.settings,
        steps=edit.steps,
        max_tokens=min(65_536, max(edit.settings.max_tokens, size + _spare(model))),
    )
    history = (Message("user", edit.request or UNKNOWN_REQUEST), Message("assistant", edit.page))
    return Request(edit.instruction, settings, history)


def measure(edit: Edit, events: Iterable[Frame | Commit]) -> Effect:
    """The numbers of a tweak that ran to its end."""
    commits = [event for event in events if isinstance(event, Commit)]
    found = locality(edit.page, commits[-1].text, edit.selection)
    denoised = sum(commit.steps > 0 for commit in commits)
    copied = sum(commit.steps == 0 and bool(commit.tokens) for commit in commits)
    return Effect(found.changed, found.outside, denoised, copied)


def _unchanged(model: Model, edit: Edit) -> Events:
    """The page as it is, in copied blocks."""
    start = perf_counter()
    for event in _copied(model, edit.page):
        yield replace(event, seconds=perf_counter() - start)


def _copied(model: Model, page: str, first: int = 0, seconds: float = 0.0) -> Iterator[Commit]:
    """A page in copied blocks, which count from `first`."""
    tokens, length = tuple(model.tokenize(page)), model.info.canvas_length
    count = ceil(len(tokens) / length)
    for block in range(count):
        piece = tokens[block * length : (block + 1) * length]
        finish = "eos" if block + 1 == count else None
        yield Commit(first + block, piece, 0, True, page, finish, seconds)


# --- the whole page ---


def _rewrite_whole(model: Model, edit: Edit, arrange: Arrange | None) -> Events:
    """Denoise the page; if nothing changes, once more and boldly, unless that breaks it."""
    same = None
    for event in _rewrite(model, edit, arrange, bold=False):
        done = isinstance(event, Commit) and event.finish
        if done and event.text == edit.page and edit.settings.mends:
            same = event
        else:
            yield event
    if not same:
        return
    block = same.block
    try:
        for event in _rewrite(model, edit, arrange, bold=True):
            block = same.block + 1 + event.block
            yield replace(event, block=block)
    except TweakRefused:
        yield replace(same, block=block + 1)


def _rewrite(model: Model, edit: Edit, arrange: Arrange | None, bold: bool) -> Events:
    """Denoise the page from the old one, aligned."""
    old = extract_page(edit.page)
    before, _, after = edit.page.partition(old.html)
    how: dict[str, Any] = {}
    if edit.strength < 1:
        tokens = model.tokenize(old.html)
        how["canvases"] = aligned(
            tokens, _noise(model), edit.strength, edit.copy_after, model.ending, model.markup, bold
        )
        how["doubted"] = partial(brought, [*tokens, model.ending[0]])
    for event in denoise(model, request_for(model, edit), **how):
        if isinstance(event, Commit) and event.finish:
            new = extract_page(event.text)
            event = replace(event, text=before + restore(old.html, new.html) + after)
            if not new.html or old.complete > new.complete:
                what = "did not finish the page" if new.html else "wrote no page"
                raise TweakRefused(
                    f"The model {what}, so yours stays as it was: try again with another seed or less strength.",
                    event.text,
                )
            if edit.strength < 1:
                page = (
                    _in_order(model, edit, event.text, arrange)
                    if arrange and edit.settings.doubt
                    else event.text
                )
                _check_place(edit.page, page)  # a change that came to a halt may have cut an element in two
                if page != event.text:
                    yield replace(event, finish=None)
                    yield from _copied(model, page, event.block + 1, event.seconds)
                    return
        yield event


def _in_order(model: Model, edit: Edit, new: str, arrange: Arrange) -> str:
    """The new page, or an arrangement of its parts that fits, and that the encoder finds likelier."""
    broken = _misplaced(edit.page, new) is not None
    pages = arrange(edit.page, new, broken)
    if not pages:
        return new
    request, context = request_for(model, edit), model.context()
    answers = {page: [*model.tokenize(page), model.ending[0]] for page in (new, *pages)}
    columns = zip(*answers.values(), strict=False)
    alike = [column[0] for column in takewhile(lambda column: len({*column}) == 1, columns)]
    context.read([*model.encode(request.prompt, *request.history), *alike])
    likeliest = sorted(answers, key=lambda page: sum(context.hear(answers[page][len(alike) :])[0]))
    return next((page for page in likeliest if not _misplaced(edit.page, page)), new)


def restore(old: str, new: str) -> str:
    """The new text with the old bytes where the model could not write them, or need not.

    Lines that look the same to a model are taken from the old text; others end as most old lines do.
    """
    if printable(new) == printable(old):
        return old
    before, after = _seen_lines(old), split_lines(new)
    keys, wanted = [[printable(line) for line in lines] for lines in (before, after)]
    usual, parts, at = usual_ending(old), [], 0
    for (a, b), (c, d) in changes(keys, wanted):
        parts += before[at:a]
        parts += [ended(line, usual) for line in after[c:d]]
        at = b
    return "".join(parts + before[at:])


def _seen_lines(text: str) -> list[str]:
    """Its lines; what a model sees nothing of belongs to the line before, at the start to the one after."""
    lines = [""]
    for line in split_lines(text):
        if printable(lines[-1]) and printable(line):
            lines.append(line)
        else:
            lines[-1] += line
    return lines


# --- some of the page ---


@dataclass(frozen=True, slots=True)
class _Gap:
    """A free span: its old tokens, the locked ones after it, and the texts around it."""

    old: list[int]
    wall: list[int]
    before: str
    after: str
    text: str
    """As it was."""


def _rewrite_free(model: Model, edit: Edit, stretches: list[Stretch]) -> Events:
    """Write each free stretch between its neighbours."""
    start, request = perf_counter(), request_for(model, edit)
    written, block, last = [stretch.text for stretch in stretches], 0, None
    for index in (i for i, stretch in enumerate(stretches) if stretch.free):
        gap = _gap(model, written, index)
        for event in _fill(model, request, edit.strength, gap):
            written[index] = event.text[len(gap.before) : len(event.text) - len(gap.after)]
            if isinstance(event, Commit) and not event.steps:
                continue
            if last:
                yield last
                block, last = block + 1, None
            event = replace(event, block=block, seconds=perf_counter() - start)
            if isinstance(event, Frame):
                yield event
            else:
                last = replace(event, finish=None)
    page = "".join(written)
    _check_place(edit.page, page)
    if page == edit.page and edit.strength >= 1:
        raise TweakRefused("The model wrote the same words again: try again with another seed.", page)
    yield replace(last, text=page, finish="eos")


def _gap(model: Model, written: Sequence[str], index: int) -> _Gap:
    before, after = "".join(written[:index]), "".join(written[index + 1 :])
    wall = model.tokenize(written[index + 1]) if index + 1 < len(written) else []
    return _Gap(model.tokenize(written[index]), wall, before, after, written[index])


def _fill(model: Model, request: Request, strength: float, gap: _Gap) -> Events:
    """Write a gap, freely and then against the wall; texts of the events are whole pages.

    What starts from noise is taken up again before a flaw, as a new page is, and where the encoder would go another
    way if it says the same words again. The wall is not needed where the model reached it, or closed as many elements
    as there were.
    """
    opening, length = model.tokenize(gap.before), model.info.canvas_length
    settings = replace(request.settings, max_tokens=min(65_536, len(gap.old) + _spare(model)))
    request, sound = replace(request, settings=settings), []
    mender = Mender(min(1, settings.mends) if strength >= 1 else 0)
    mender.commit(gap.before)
    may_depart = strength >= 1 and settings.doubt > 0

    def doubted(ids: Sequence[int]) -> list[int]:
        """Of the tokens behind the sound ones, those that fill the gap and are not as they were."""
        found, known = [*sound, *ids], len(sound)
        filled = range(known, len(_filling(model, found, gap).tokens))
        return [place - known for place in brought([*gap.old, *gap.wall], found) if place in filled]

    while True:
        tokens, source = [*sound], _sounding(model, gap, strength, sound)
        opened = [*opening, *sound]
        for event in denoise(model, request, canvases=source, opening=opened, doubted=doubted):
            new = event.draft if isinstance(event, Frame) else event.tokens
            tokens[len(sound) + length * event.block :] = new
            filling = _filling(model, tokens, gap)
            yield _spliced(model, gap, event, filling.tokens)
        cut = mender.cut(gap.before + _decoded(model, filling.tokens), over=False)
        if cut is not None:
            sound = filling.tokens[: within(filling.tokens, cut - len(gap.before), model.decode)]
        elif may_depart and _decoded(model, filling.tokens) == printable(gap.text):
            may_depart, before = False, [*model.encode(request.prompt, *request.history), *opening]
            sound = [*(departed(model.context(), before, filling.tokens, partial(_are_words, model)) or ())]
        else:
            break
        request = replace(request, settings=_reseeded(request.settings))
    if not filling.tokens or filling.whole:
        return
    free = len(filling.tokens)
    fixed = between([*filling.tokens, *gap.wall], free, _noise(model))
    tokens = []
    for event in denoise(model, request, canvases=fixed, opening=opening, doubted=lambda ids: ()):
        tokens[length * event.block :] = event.draft if isinstance(event, Frame) else event.tokens
        yield _spliced(model, gap, event, tokens[:free])


def _sounding(model: Model, gap: _Gap, strength: float, sound: list[int]) -> Canvases:
    """Canvases of the gap behind its `sound` tokens, and of its wall, aligned, until the wall is reached."""
    source = aligned([*gap.old, *gap.wall], _noise(model), strength, ending=model.ending, markup=model.markup)

    def canvases(block: int, committed: Sequence[int], generator: "Generator") -> Canvas | Copy:
        reached = _joint([*sound, *committed], gap) is not None
        return Copy() if reached else source(block, committed, generator)

    return canvases


def _are_words(model: Model, *tokens: int) -> bool:
    """Whether the tokens are text, no markup, and do not begin alike, as "tru" and "true" do."""
    texts = sorted(model.token_texts(tokens))
    return not model.markup.keys() & set(tokens) and not texts[1].startswith(texts[0])


def _joint(tokens: Sequence[int], gap: _Gap, length: int = _JOINTS[0]) -> int | None:
    """Where the wall's first tokens are in `tokens`, of several places the nearest to the old one; None if nowhere."""
    mark = gap.wall[:length]
    starts = range(len(tokens) - len(mark) + 1) if mark else ()
    found = [start for start in starts if list(tokens[start : start + len(mark)]) == mark]
    return min(found, key=lambda start: abs(start - len(gap.old)), default=None)


class _Filling(NamedTuple):
    """What fills a gap, and whether it needs no wall."""

    tokens: list[int]
    whole: bool


def _filling(model: Model, tokens: list[int], gap: _Gap) -> _Filling:
    """The tokens up to the wall; else up to where as many elements are closed as were there; else as many tokens."""
    if not gap.wall:
        return _Filling(tokens, True)
    joint = _joint(tokens, gap)
    if joint is not None:
        # If they go on as the wall does, to their end, clamping would change nothing.
        reached = all(a == b for a, b in zip(tokens[joint:], gap.wall, strict=False))
        return _Filling(tokens[:joint], reached)
    ends = closings(gap.text)
    if ends and not (behind := gap.text[ends[-1] :]).strip():
        text = _decoded(model, tokens)
        if enough := closings(text)[len(ends) - 1 :]:
            return _Filling(model.tokenize(text[: enough[0]] + behind), True)
    # What begins like the wall may stand at the start too: only what has something before it counts.
    return _Filling(tokens[: _joint(tokens, gap, _JOINTS[1]) or len(gap.old)], False)


def _spliced(model: Model, gap: _Gap, event: Frame | Commit, tokens: Sequence[int]) -> Frame | Commit:
    """The event with the whole page as its text."""
    return replace(event, text=gap.before + restore(gap.text, _decoded(model, tokens)) + gap.after)


def _decoded(model: Model, tokens: Sequence[int]) -> str:
    end = next((i for i, token in enumerate(tokens) if token in model.end_tokens), len(tokens))
    return model.decode(tokens[:end])


def _check_place(old: str, new: str) -> None:
    """Refuse a page with more flaws of a sort than the old one had: what is lost or doubled breaks the links to it."""
    if flaw := _misplaced(old, new):
        raise TweakRefused(
            f"The result does not fit in its place (line {flaw.line}: {flaw.message}), "
            f"so the page stays as it was: try again with another seed, or select whole elements.",
            new,
        )


def _misplaced(old: str, new: str) -> Fault | None:
    """The first flaw that the new page has more of."""
    known = Counter(flaw.rule for flaw in flaws(old))
    for flaw in flaws(new):
        known[flaw.rule] -= 1
        if known[flaw.rule] < 0:
            return flaw
    return None


# --- both ---


def _reseeded(settings: Settings) -> Settings:
    return replace(settings, seed=(settings.seed + 1) % 2**63)


def _noise(model: Model) -> Callable[["Generator"], Canvas]:
    return partial(noise, model.info.canvas_length, model.info.vocab_size)


def _spare(model: Model) -> int:
    return _SPARE_BLOCKS * model.info.canvas_length
