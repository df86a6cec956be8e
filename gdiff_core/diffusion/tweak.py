"""Change a page in place: by words, within locks and a selection, or all of it.

1. The request's context holds the conversation and the page as it stands.
2. All of the page may change: every block starts from the old page, aligned (`alignment.aligned`); what the model did
   not change gets its old bytes back, control characters and line endings included.
3. Some of it may change: the page is free and locked spans in turn. Each free span is written between its fixed
   neighbours and spliced in: what is locked is copied from the page, never from the model.
4. The loop asks critics (`revise`): what cannot take its place in the page is taken up again, then refused, and the
   page stays as it was. What comes out as it was is tried again, boldly, if somebody did ask for a change.

A span is tokenized by itself, so no token straddles a border: a token is locked just when it lies in a lock.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from math import ceil
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from gdiff_core.diffusion.alignment import aligned
from gdiff_core.diffusion.border import Border
from gdiff_core.diffusion.canvas import Canvas, Canvases, Copy, between, noise
from gdiff_core.diffusion.denoise import denoise, encoded, seen
from gdiff_core.diffusion.model import Model, printable
from gdiff_core.diffusion.revise import (
    Critic,
    Draft,
    Objection,
    broken,
    brought,
    departed,
    doubts,
    standard,
    within,
)
from gdiff_core.document.diff import changes, ended, locality, split_lines, usual_ending
from gdiff_core.document.extract import extract_page
from gdiff_core.document.flaws import Fault, flaws
from gdiff_core.document.markup import read
from gdiff_core.document.nesting import closings, mark_across
from gdiff_core.errors import BadRequest, TweakRefused
from gdiff_core.records import MAX_TOKENS, UNKNOWN_REQUEST, Commit, Edit, Frame, Message, Page, Request

if TYPE_CHECKING:
    from torch import Generator

Events = Iterator[Frame | Commit | None]
"""None: nothing yet, of a loop that waits for a server."""
Write = Callable[..., Events]
"""Writes an answer as `denoise` does, with the same arguments."""

_DEAD_LINK = "link-to-nowhere"
_SPARE_BLOCKS, _SPARE_SHARE = 2, 4
"""Canvases that a new text may be longer than the old one, or a part of the old one, if that is more."""
_NO_BORDER = (
    "The model did not come back to the text that may not change, so nobody can tell where its own ends, and the page "
    "stays as it was: try again with another seed, or select whole elements."
)


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


def tweak(
    model: Model,
    edit: Edit,
    critics: Sequence[Critic] = (),
    *,
    opening: Sequence[int] = (),
    write: Write = denoise,
    boldly: bool = True,
) -> Events:
    """Carry out an edit: frames and commits as of `denoise`, their texts the page, or so much as is written.

    The text of the last commit is the new page. Where the edit has a selection or locks every text is a whole
    page, and each free span is written until the border to the locked text is certain (`border`). Where it is not, and
    somebody pointed at the span, it ends where as many elements are closed as it had; words without any element are as
    many tokens as they were, and are written a second time with the locked text clamped behind them.

    Args:
        critics: asked, beside those that any page has, where all of the page may change.
        opening: token ids that the answer begins with, before the page, such as a thought.
        write: the loop; one that asks a server, for an engine whose model is there.
        boldly: whether a page that comes out as it was is tried again: the words do ask for a change.

    Raises:
        BadRequest: the edit cannot be carried out; nothing was denoised.
        TweakRefused: no attempt could take the page's place; frames have shown them, and the error holds the best.
    """
    stretches = plan(edit)
    if edit.strength == 0:
        return _unchanged(model, edit)
    whole = all(stretch.free for stretch in stretches)
    if whole:
        return _rewrite_whole(model, edit, critics, opening, write, boldly)
    return _rewrite_free(model, edit, stretches, opening, write)


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
        BadRequest: the model has no room for the page, or may not write one of its length.
    """
    size, thinking = len(model.tokenize(edit.page)), edit.settings.thinking
    if 2 * size + thinking > model.max_length:
        thought = f" and {thinking:,} tokens to think" if thinking else ""
        raise BadRequest(
            f"The page takes {size:,} tokens, and this model has room for {model.max_length // 2:,}, as it reads "
            f"the page and writes it{thought}: select a smaller part of it, shorten the page, or use a larger model."
        )
    free = (stretch.text for stretch in plan(edit) if stretch.free) if size > MAX_TOKENS else ()
    if (longest := max((len(model.tokenize(text)) for text in free), default=0)) > MAX_TOKENS:
        raise BadRequest(
            f"What may change takes {longest:,} tokens, and the budget of an answer ends at {MAX_TOKENS:,}: select "
            f"a smaller part of the page."
        )
    settings = replace(
        edit.settings,
        steps=edit.steps,
        max_tokens=min(MAX_TOKENS, max(edit.settings.max_tokens, size + _spare(model, size))),
    )
    history = edit.history or (
        Message("user", edit.request or UNKNOWN_REQUEST),
        Message("assistant", edit.page),
    )
    return Request(edit.instruction, settings, history, pictures=edit.pictures)


def measure(edit: Edit, events: Iterable[Frame | Commit]) -> Effect:
    """The numbers of a tweak that ran to its end."""
    commits = [event for event in events if isinstance(event, Commit)]
    found = locality(edit.page, commits[-1].text, edit.selection)
    denoised = sum(commit.steps > 0 for commit in commits)
    copied = sum(commit.steps == 0 and bool(commit.tokens) for commit in commits)
    return Effect(found.changed, found.outside, denoised, copied)


def _unchanged(model: Model, edit: Edit) -> Events:
    """The page as it is, in copied blocks."""
    start, length = perf_counter(), model.info.canvas_length
    tokens = tuple(model.tokenize(edit.page))
    count = ceil(len(tokens) / length)
    for block in range(count):
        piece = tokens[block * length : (block + 1) * length]
        finish = "eos" if block + 1 == count else None
        yield Commit(block, piece, 0, True, edit.page, finish, perf_counter() - start)


# --- the whole page ---


def _rewrite_whole(
    model: Model, edit: Edit, critics: Sequence[Critic], opening: Sequence[int], write: Write, boldly: bool
) -> Events:
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
        asked = [doubtful, whole, _fits(edit.page, page_of)]
        asked += [_changes(edit.page, page_of, start(bold=True))] if boldly else []
        how: dict[str, Any] = {"canvases": start(), "critics": (*critics, *asked)}
    else:
        how = {"critics": (*standard(settings), whole, *critics)}
    try:
        for event in write(model, request_for(model, edit), opening=opening, **how):
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
    """The first flaw that the new page has more of. A dead link that the old page has is none: `#!` is meant so."""
    before, after = flaws(old), flaws(new)
    links = [{flaw.message for flaw in found if flaw.rule == _DEAD_LINK} for found in (before, after)]
    shared = links[0] & links[1]
    known = Counter(flaw.rule for flaw in before if flaw.message not in shared)
    for flaw in after:
        if flaw.message in shared:
            continue
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
    """A free span: its old tokens, those locked behind it, and the texts around it."""

    old: list[int]
    wall: list[int]
    rest: list[int]
    """What comes behind those, as it was."""
    before: str
    after: str
    text: str
    """As it was."""
    border: Border
    pointed: bool
    """Whether somebody pointed at it, or has it written anew: then it may have another end than it had."""


def _rewrite_free(
    model: Model, edit: Edit, stretches: list[Stretch], opening: Sequence[int], write: Write
) -> Events:
    """Write each free stretch between its neighbours."""
    start, request = perf_counter(), request_for(model, edit)
    written, block, last = [stretch.text for stretch in stretches], 0, None
    moved: list[str] = []
    free = [index for index, stretch in enumerate(stretches) if stretch.free]
    for index in free:
        # What one span takes away, another may do without: links are looked at when all are written.
        rules = bool if index == free[-1] else _is_of_tags
        gap = _gap(model, edit, written, index)
        for event in _fill(model, request, edit, gap, opening, rules, moved, write):
            if event is None:
                yield None
                continue
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
    if why := refusal(edit, page, moved):
        raise TweakRefused(why, page)
    yield replace(last, text=page, finish="eos")


def refusal(edit: Edit, page: str, moved: Sequence[str]) -> str:
    """Why a page with its free stretches written may not take the old one's place; empty if it may.

    Args:
        moved: lines that were left out where they stood, as the model had them behind a border.
    """
    if flaw := _misplaced(edit.page, page):
        return _does_not_fit(flaw)
    if extract_page(edit.page).complete > extract_page(page).complete:
        return "The model did not finish the page, so yours stays as it was: try again with another seed."
    there = printable(page)
    if lost := next((line for line in moved if line not in there), None):
        return (
            f"The model would move {lost[:60]!r} to where nothing may change, so the page stays as it was: "
            f"select both places, or unlock the other one."
        )
    if page == edit.page and edit.strength >= 1:
        return "The model wrote the same words again: try again with another seed."
    if page == edit.page and edit.selection:
        return (
            "Nothing changed: the model left what you selected as it is. Say it in other words, select more "
            "if the change belongs around it, or use more strength."
        )
    return ""


def _is_of_tags(rule: str) -> bool:
    return rule not in (_DEAD_LINK, "duplicate-id")


def _gap(model: Model, edit: Edit, written: Sequence[str], index: int) -> _Gap:
    before, text, wall = "".join(written[:index]), written[index], "".join(written[index + 1 : index + 2])
    rest = "".join(written[index + 2 :])
    return _Gap(
        *map(model.tokenize, (text, wall, rest)),
        before=before,
        after=wall + rest,
        text=text,
        border=Border(*map(printable, (text, wall, rest))),
        pointed=edit.selection is not None or edit.strength >= 1,
    )


def _fill(
    model: Model,
    request: Request,
    edit: Edit,
    gap: _Gap,
    opening: Sequence[int],
    rules: Callable[[str], bool],
    moved: list[str],
    write: Write,
) -> Events:
    """Write a gap freely, until the border to the locked text is certain; texts of the events are whole pages.

    Where the model strayed from the page, and somebody pointed at the gap, as many elements or words count as there
    were; words are then clamped against the locked text.

    Args:
        moved: takes the lines that the model had behind the border instead.

    Raises:
        TweakRefused: nobody can tell where the gap ends.
    """
    opening = [*opening, *model.tokenize(gap.before)]
    request = replace(request, settings=replace(request.settings, max_tokens=_room(model, gap)))
    page_of = partial(_spliced, gap)
    fits = _fits(edit.page, str, rules)
    critics = [doubts(request.settings.doubt, partial(_brought_into, model, gap)), _bordered(model, gap)]
    if edit.strength >= 1:
        critics += [
            _on(model, gap, gap.before.__add__, broken, over=False),
            _says_else(model, request, opening, gap),
        ]
    critics += [_on(model, gap, page_of, fits)]
    source, answer = _until_wall(model, gap, edit.strength), []
    for event in write(model, request, canvases=source, opening=opening, critics=critics):
        if event is None:
            yield None
            continue
        answer[event.start :] = event.draft if isinstance(event, Frame) else event.tokens
        text = event.text[: gap.border.shown(event.text)]
        if not (isinstance(event, Commit) and event.finish):
            yield replace(event, text=gap.before + text + gap.after)
            continue
        filling = _filling(model, answer, event.text, gap, event.finish == "eos")
        if filling is None:
            raise TweakRefused(_NO_BORDER, page_of(text))
        moved += gap.border.moved(event.text, len(filling.text)) if filling.bordered else ()
        yield replace(event, text=page_of(filling.text))
    if not filling.clamped:
        return
    free = len(filling.clamped)
    fixed = between([*filling.clamped, *gap.wall], free, _noise(model))

    def fitting(draft: Draft) -> Objection | None:
        return _unrefused(fits(_as_text(draft, page_of(_decoded(model, draft.ids[:free])))))

    answer = []
    for event in write(model, request, canvases=fixed, opening=opening, critics=[fitting]):
        if event is None:
            yield None
            continue
        answer[event.start :] = event.draft if isinstance(event, Frame) else event.tokens
        yield replace(event, text=page_of(_decoded(model, answer[:free])))


def _room(model: Model, gap: _Gap) -> int:
    """Tokens that an answer may take: a longer stretch, and all that is behind it, where nothing less is certain."""
    size = len(gap.old) + len(gap.wall) + len(gap.rest)
    return min(MAX_TOKENS, size + _spare(model, size))


def _spliced(gap: _Gap, text: str) -> str:
    return gap.before + restore(gap.text, text) + gap.after


def _on(model: Model, gap: _Gap, text_of: Callable[[str], str], critic: Critic, over: bool = True) -> Critic:
    """Ask a critic of a text, when all of a gap is written: of the tokens that fill it, and of the page around them.

    It does not refuse: what there is must first meet the wall.
    """

    def asked(draft: Draft) -> Objection | None:
        if not draft.over:
            return None
        tokens = _tokens_in(model, draft, gap)
        whole = replace(draft, before=(), tokens=tokens, over=over)
        return _unrefused(critic(replace(whole, text_of=lambda ids: text_of(_decoded(model, ids)))))

    return asked


def _unrefused(found: Objection | None) -> Objection | None:
    return found and replace(found, refusal="")


def _as_text(draft: Draft, text: str) -> Draft:
    return replace(draft, text_of=lambda _: text)


def _tokens_in(model: Model, draft: Draft, gap: _Gap) -> tuple[int, ...]:
    """Of a draft's tokens those that fill the gap; tokenized again where one lies across the border."""
    answer = model.decode(draft.ids)
    filling = _filling(model, draft.ids, answer, gap, bool(draft.end))
    text = filling.text if filling else answer[: gap.border.shown(answer)]
    tokens = draft.ids[: within(draft.ids, len(text), model.decode)]
    return tokens if model.decode(tokens) == text else tuple(model.tokenize(text))


def _brought_into(model: Model, gap: _Gap, ids: Sequence[int]) -> list[int]:
    """Of an answer's tokens, those that fill the gap and are not as they were."""
    answer = _decoded(model, ids)
    place = gap.border.find(answer, over=True)
    length = gap.border.shown(answer) if place is None else place
    filled = range(within(ids, length, model.decode))
    return [place for place in brought([*gap.old, *gap.wall, *gap.rest], ids) if place in filled]


def _bordered(model: Model, gap: _Gap) -> Critic:
    """Objects to an answer of which nobody can tell where the gap ends."""

    def bordered(draft: Draft) -> Objection | None:
        if not draft.over or _filling(model, draft.ids, model.decode(draft.ids), gap, bool(draft.end)):
            return None
        return Objection("it did not come back to the locked text", 0)

    return bordered


def _says_else(model: Model, request: Request, opening: Sequence[int], gap: _Gap) -> Critic:
    """Objects to a gap that says the same words again; the encoder, if it is asked, says how others may begin."""
    why = "the same words came again"

    def says_else(draft: Draft) -> Objection | None:
        tokens = _tokens_in(model, draft, gap) if draft.over else ()
        if not draft.over or _decoded(model, tokens) != printable(gap.text):
            return None
        other = None
        if request.settings.doubt and why not in draft.past:
            context = model.context()
            context.read([*encoded(model, request), *opening], *seen(model, request))
            other = departed(context, tokens, partial(_are_words, model))
        return Objection(why, *(other or (0, ())))

    return says_else


def _until_wall(model: Model, gap: _Gap, strength: float) -> Canvases:
    """Canvases of the gap and of what is behind it, aligned, until the border is certain."""
    old = [*gap.old, *gap.wall, *gap.rest]
    source = aligned(old, _noise(model), strength, ending=model.ending, markup=model.markup)

    def canvases(block: int, committed: Sequence[int], generator: "Generator") -> Canvas | Copy:
        reached = gap.border.reached(_decoded(model, committed))
        return Copy() if reached else source(block, committed, generator)

    return canvases


def _are_words(model: Model, *tokens: int) -> bool:
    """Whether the tokens are text, no markup, and do not begin alike, as "tru" and "true" do."""
    texts = sorted(model.token_texts(tokens))
    return not model.markup.keys() & set(tokens) and not texts[1].startswith(texts[0])


class _Filling(NamedTuple):
    """What fills a gap."""

    text: str
    clamped: Sequence[int] = ()
    """Its tokens, if it has still to be clamped against the wall."""
    bordered: bool = False
    """Whether the answer shows where the locked text begins."""


def _filling(model: Model, tokens: Sequence[int], answer: str, gap: _Gap, over: bool) -> _Filling | None:
    """What an answer has for the gap, up to the border; None if nobody can tell where that is.

    Where the model strayed from the page, a gap that somebody pointed at ends where as many elements are closed as
    were there; words without any element are as many tokens as they were.

    Args:
        over: the answer ended by itself.
    """
    if not gap.after:
        return _Filling(answer) if over or gap.pointed else None
    place = gap.border.find(answer, over)
    if place is not None:
        return _Filling(answer[:place], bordered=True)
    if not gap.pointed:
        return None
    were = closings(gap.text)
    if were and not (behind := gap.text[were[-1] :]).strip():
        ends = closings(answer)[len(were) - 1 :]
        return _Filling(answer[: ends[0]] + behind) if ends and gap.border.strays(answer[: ends[0]]) else None
    if any(read(gap.text).marks()):
        return None
    clamped = [*tokens][: len(gap.old)]
    return _Filling(_decoded(model, clamped), clamped)


def _decoded(model: Model, tokens: Sequence[int]) -> str:
    end = next((i for i, token in enumerate(tokens) if token in model.end_tokens), len(tokens))
    return model.decode(tokens[:end])


# --- both ---


def _noise(model: Model) -> Callable[["Generator"], Canvas]:
    return partial(noise, model.info.canvas_length, model.info.vocab_size)


def _spare(model: Model, size: int) -> int:
    """Tokens that a new text may have more than the old one of so many."""
    return max(_SPARE_BLOCKS * model.info.canvas_length, size // _SPARE_SHARE)
