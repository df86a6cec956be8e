"""Change a page in place: by words, within locks and a selection, or all of it.

1. The request's context holds the conversation and the page as it stands.
2. All of the page may change: every block starts from the old page, aligned (`alignment.aligned`); what the model did
   not change gets its old bytes back, control characters and line endings included.
3. Some of it may change: the page is free and locked spans in turn. Each free span is written between its fixed
   neighbours and spliced in: what is locked is copied from the page, never from the model.
4. The loop asks critics (`revise`): what cannot take its place in the page is taken up again, then refused, and the
   page stays as it was. What comes out as it was is tried again, boldly, as somebody did ask for a change.

A span is tokenized by itself, so no token straddles a border: a token is locked just when it lies in a lock.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from math import ceil
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from html5lib.constants import voidElements

from gdiff_core.diffusion.alignment import aligned
from gdiff_core.diffusion.canvas import Canvas, Canvases, Copy, between, noise
from gdiff_core.diffusion.denoise import denoise
from gdiff_core.diffusion.model import Model, printable
from gdiff_core.diffusion.revise import Critic, Draft, Objection, broken, brought, departed, doubts, standard
from gdiff_core.document.diff import changes, ended, locality, split_lines, usual_ending
from gdiff_core.document.extract import extract_page
from gdiff_core.document.outline import Fault, flaws
from gdiff_core.errors import BadRequest, TweakRefused
from gdiff_core.records import UNKNOWN_REQUEST, Commit, Edit, Frame, Message, Page, Request

if TYPE_CHECKING:
    from torch import Generator

Events = Iterator[Frame | Commit]

_SPARE_BLOCKS = 2
"""Canvases that a new text may be longer than the old one."""
_JOINTS = (16, 8)
"""Tokens of the locked neighbour that tell where a free span ends; fewer where the model slipped in it."""
_TAG = re.compile(r"<[/!]?([a-zA-Z][a-zA-Z0-9-]*)[^<>]*>")


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


def tweak(model: Model, edit: Edit, critics: Sequence[Critic] = ()) -> Events:
    """Carry out an edit: frames and commits as of `denoise`, their texts the page, or so much as is written.

    The text of the last commit is the new page. Where the edit has a selection or locks every text is a whole
    page, and each free span is written once or twice: freely, to learn its length, then, unless the draft ran into the
    locked text by itself or closed the elements it replaces, with that text clamped where it then stands.

    Args:
        critics: asked, beside those that any page has, where all of the page may change.

    Raises:
        BadRequest: the edit cannot be carried out; nothing was denoised.
        TweakRefused: no attempt could take the page's place; frames have shown them, and the error holds the best.
    """
    stretches = plan(edit)
    if edit.strength == 0:
        return _unchanged(model, edit)
    whole = all(stretch.free for stretch in stretches)
    return _rewrite_whole(model, edit, critics) if whole else _rewrite_free(model, edit, stretches)


def plan(edit: Edit) -> list[Stretch]:
    """The page as free and locked stretches in turn; they join to it.

    Raises:
        BadRequest: the page is no HTML, nothing of it may change, or the selection cuts a tag.
    """
    page, selection = edit.page, edit.selection or (0, len(edit.page))
    if not extract_page(page).html:
        raise BadRequest("The page is not HTML: it needs a <!doctype html> or an <html> tag. Add one.")
    for border in selection:
        if tag := _tag_across(page, border):
            raise BadRequest(f"The selection cuts the tag {tag[:60]!r}: select all of it, or none.")
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


def _rewrite_whole(model: Model, edit: Edit, critics: Sequence[Critic]) -> Events:
    """Denoise the page from the old one, aligned; at full strength from noise, as a new one."""
    old, settings = extract_page(edit.page), edit.settings
    before, _, after = edit.page.partition(old.html)

    def page_of(text: str) -> str:
        return before + restore(old.html, extract_page(text).html) + after

    whole = partial(_whole, old)
    if edit.strength < 1:
        tokens = model.tokenize(old.html)
        start = partial(
            aligned, tokens, _noise(model), edit.strength, edit.copy_after, model.ending, model.markup
        )
        doubtful = doubts(settings.doubt, partial(brought, [*tokens, model.ending[0]]))
        asked = (doubtful, whole, _fits(edit.page, page_of), _changes(edit.page, page_of, start(bold=True)))
        how: dict[str, Any] = {"canvases": start(), "critics": (*asked, *critics)}
    else:
        how = {"critics": (*standard(settings), whole, *critics)}
    try:
        for event in denoise(model, request_for(model, edit), **how):
            done = isinstance(event, Commit) and event.finish
            yield replace(event, text=page_of(event.text)) if done else event
    except TweakRefused as refused:
        raise TweakRefused(str(refused), page_of(refused.page)) from None


def _whole(old: Page, draft: Draft) -> Objection | None:
    """Objects to what is no page, or half of one where the old one was whole."""
    new = extract_page(draft.text)
    if not draft.over or (new.html and old.complete <= new.complete):
        return None
    what = "did not finish the page" if new.html else "wrote no page"
    sentence = f"The model {what}, so yours stays as it was: try again with another seed or less strength."
    return Objection("the page has no end" if new.html else "there was no page", 0, refusal=sentence)


def _fits(old: str, page_of: Callable[[str], str], rules: Callable[[str], bool] = bool) -> Critic:
    """Objects to a page with more flaws of a sort than the old one had: what is lost or doubled breaks links to it.

    Args:
        page_of: the page in an answer's text.
        rules: which rules count.
    """

    def fits(draft: Draft) -> Objection | None:
        flaw = _misplaced(old, page_of(draft.text), rules) if draft.over else None
        if flaw is None:
            return None
        return Objection(f"line {flaw.line}: {flaw.message}", 0, refusal=_does_not_fit(flaw))

    return fits


def _changes(old: str, page_of: Callable[[str], str], bolder: Canvases) -> Critic:
    """Objects to a page that came out as it was: somebody did ask for a change. It may stand if nothing bolder does."""

    def changes(draft: Draft) -> Objection | None:
        same = draft.over and page_of(draft.text) == old
        return Objection("nothing changed", 0, canvases=bolder) if same else None

    return changes


def _does_not_fit(flaw: Fault) -> str:
    return (
        f"The result does not fit in its place (line {flaw.line}: {flaw.message}), "
        f"so the page stays as it was: try again with another seed, or select whole elements."
    )


def _misplaced(old: str, new: str, rules: Callable[[str], bool] = bool) -> Fault | None:
    """The first flaw that the new page has more of."""
    known = Counter(flaw.rule for flaw in flaws(old))
    for flaw in flaws(new):
        known[flaw.rule] -= 1
        if known[flaw.rule] < 0 and rules(flaw.rule):
            return flaw
    return None


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
    free = [index for index, stretch in enumerate(stretches) if stretch.free]
    for index in free:
        # What one span takes away, another may do without: links are looked at when all are written.
        rules = bool if index == free[-1] else _is_of_tags
        gap = _gap(model, written, index)
        for event in _fill(model, request, edit, gap, rules):
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
    if flaw := _misplaced(edit.page, page):
        raise TweakRefused(_does_not_fit(flaw), page)
    if page == edit.page and edit.strength >= 1:
        raise TweakRefused("The model wrote the same words again: try again with another seed.", page)
    yield replace(last, text=page, finish="eos")


def _is_of_tags(rule: str) -> bool:
    return rule not in ("link-to-nowhere", "duplicate-id")


def _gap(model: Model, written: Sequence[str], index: int) -> _Gap:
    before, after = "".join(written[:index]), "".join(written[index + 1 :])
    wall = model.tokenize(written[index + 1]) if index + 1 < len(written) else []
    return _Gap(model.tokenize(written[index]), wall, before, after, written[index])


def _fill(model: Model, request: Request, edit: Edit, gap: _Gap, rules: Callable[[str], bool]) -> Events:
    """Write a gap, freely and then against the wall; texts of the events are whole pages.

    The wall is not needed where the model reached it, or closed as many elements as there were.
    """
    opening = model.tokenize(gap.before)
    settings = replace(request.settings, max_tokens=min(65_536, len(gap.old) + _spare(model)))
    request = replace(request, settings=settings)

    def filling_of(draft: Draft) -> tuple[int, ...]:
        return tuple(_filling(model, [*draft.ids], gap).tokens)

    def begun(tokens: Sequence[int]) -> str:
        return gap.before + _decoded(model, tokens)

    def page_of(tokens: Sequence[int]) -> str:
        return gap.before + restore(gap.text, _decoded(model, tokens)) + gap.after

    fits = _fits(edit.page, str, rules)
    critics = [doubts(settings.doubt, partial(_brought_into, model, gap))]
    if edit.strength >= 1:
        critics += [_on(filling_of, begun, broken, over=False), _says_else(model, request, opening, gap)]
    critics += [_on(filling_of, page_of, fits)]
    source, answer = _until_wall(model, gap, edit.strength), []
    for event in denoise(model, request, canvases=source, opening=opening, critics=critics):
        answer[event.start :] = event.draft if isinstance(event, Frame) else event.tokens
        filling = _filling(model, answer, gap)
        yield replace(event, text=page_of(filling.tokens))
    if not filling.tokens or filling.whole:
        return
    free = len(filling.tokens)
    fixed = between([*filling.tokens, *gap.wall], free, _noise(model))
    critics, answer = [_on(lambda draft: draft.ids[:free], page_of, fits)], []
    for event in denoise(model, request, canvases=fixed, opening=opening, critics=critics):
        answer[event.start :] = event.draft if isinstance(event, Frame) else event.tokens
        yield replace(event, text=page_of(answer[:free]))


def _on(
    tokens_of: Callable[[Draft], tuple[int, ...]],
    text_of: Callable[[Sequence[int]], str],
    critic: Critic,
    over: bool = True,
) -> Critic:
    """Ask a critic of a text, when all of a gap is written: of the tokens that fill it, and of the page around them.

    It does not refuse: what there is must first meet the wall.
    """

    def asked(draft: Draft) -> Objection | None:
        if not draft.over:
            return None
        found = critic(replace(draft, before=(), tokens=tokens_of(draft), over=over, text_of=text_of))
        return found and replace(found, refusal="")

    return asked


def _brought_into(model: Model, gap: _Gap, ids: Sequence[int]) -> list[int]:
    """Of an answer's tokens, those that fill the gap and are not as they were."""
    filled = range(len(_filling(model, [*ids], gap).tokens))
    return [place for place in brought([*gap.old, *gap.wall], ids) if place in filled]


def _says_else(model: Model, request: Request, opening: Sequence[int], gap: _Gap) -> Critic:
    """Objects to a gap that says the same words again; the encoder, if it is asked, says how others may begin."""
    why = "the same words came again"

    def says_else(draft: Draft) -> Objection | None:
        filling = _filling(model, [*draft.ids], gap).tokens
        if not draft.over or _decoded(model, filling) != printable(gap.text):
            return None
        other = None
        if request.settings.doubt and why not in draft.past:
            before = [*model.encode(request.prompt, *request.history), *opening]
            other = departed(model.context(), before, filling, partial(_are_words, model))
        return Objection(why, *(other or (0, ())))

    return says_else


def _until_wall(model: Model, gap: _Gap, strength: float) -> Canvases:
    """Canvases of the gap and of its wall, aligned, until the wall is reached."""
    source = aligned([*gap.old, *gap.wall], _noise(model), strength, ending=model.ending, markup=model.markup)

    def canvases(block: int, committed: Sequence[int], generator: "Generator") -> Canvas | Copy:
        reached = _joint(committed, gap) is not None
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
    closings = _closings(gap.text)
    if closings and not (behind := gap.text[closings[-1] :]).strip():
        text = _decoded(model, tokens)
        if ends := _closings(text)[len(closings) - 1 :]:
            return _Filling(model.tokenize(text[: ends[0]] + behind), True)
    # What begins like the wall may stand at the start too: only what has something before it counts.
    return _Filling(tokens[: _joint(tokens, gap, _JOINTS[1]) or len(gap.old)], False)


def _closings(text: str) -> list[int]:
    """Where the outermost elements that it begins with end."""
    ends, depth, at = [], 0, 0
    for tag in _TAG.finditer(text):
        if not depth and text[at : tag.start()].strip():
            break
        at = tag.end()
        if tag[0].startswith("<!") or tag[1].lower() in voidElements or tag[0].endswith("/>"):
            continue
        depth += -1 if tag[0].startswith("</") else 1
        if depth < 0:
            break
        if not depth:
            ends.append(at)
    return ends


def _decoded(model: Model, tokens: Sequence[int]) -> str:
    end = next((i for i, token in enumerate(tokens) if token in model.end_tokens), len(tokens))
    return model.decode(tokens[:end])


# --- both ---


def _noise(model: Model) -> Callable[["Generator"], Canvas]:
    return partial(noise, model.info.canvas_length, model.info.vocab_size)


def _spare(model: Model) -> int:
    return _SPARE_BLOCKS * model.info.canvas_length


def _tag_across(page: str, border: int) -> str | None:
    """The tag that starts before `border` and ends after it."""
    tags = (match for match in _TAG.finditer(page) if match.start() < border < match.end())
    return next((match[0] for match in tags), None)
