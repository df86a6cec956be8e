"""The bundled model answers: what was understood is told in its own words, and its texts read as the person's.

It writes plain pages and reads plain pages; `designs` says what they look like to a person, both ways, here at the edge.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import accumulate

from gdiff_core.diffusion.denoise import denoise
from gdiff_core.diffusion.infill import infill
from gdiff_core.diffusion.model import Model
from gdiff_core.diffusion.revise import Critic, Draft, Objection
from gdiff_core.diffusion.tweak import Write, plan, tweak
from gdiff_core.document.diff import locality
from gdiff_core.document.extract import extract_page
from gdiff_core.document.hand import carried
from gdiff_core.errors import BadRequest, TweakRefused
from gdiff_core.nano import brief as briefs
from gdiff_core.nano import designs, telling, verdict, wishes
from gdiff_core.nano.binding import Bound
from gdiff_core.nano.changing import ToldChange, bound_by, tell_change, tell_page, tell_reroll
from gdiff_core.nano.corpus import ACCENTS, LAYOUTS, TONES
from gdiff_core.nano.designs import Design
from gdiff_core.nano.designs.tokens import spoken
from gdiff_core.nano.formatting import formatted
from gdiff_core.nano.kinds import kinds
from gdiff_core.nano.reading import TAGLINE
from gdiff_core.nano.telling import tell
from gdiff_core.records import (
    STRENGTH,
    Brief,
    Commit,
    Declined,
    Edit,
    Frame,
    Infill,
    Outside,
    Request,
    Turn,
    Wish,
)

NO_WORDS = "This model has no other words for that: change them in the editor."
Events = Iterator[Frame | Commit | None]
"""None: nothing yet, of a loop that says so."""


def understand(request: Request) -> Brief:
    """What is to be written.

    Raises:
        BadRequest: it is outside of the model's world.
    """
    found = request.brief or briefs.read(request.prompt)
    if isinstance(found, Outside):
        raise BadRequest(found.why)
    return found


def understand_change(edit: Edit) -> tuple[Wish, ...]:
    """What is to be changed; nothing where a part is only to be written anew.

    Raises:
        BadRequest: the words are none of the model's edits.
    """
    if edit.selection and edit.strength >= 1:
        return ()
    found = wishes.read(edit.instruction, edit.page, edit.meant)
    if isinstance(found, Declined):
        several = found.likely if len(found.likely) > 1 else ()
        raise BadRequest(" ".join([found.why, *(f"{at}. {said}." for at, said in enumerate(several, 1))]))
    return found


def build(model: Model, request: Request, write: Write = denoise) -> Events:
    """Write the page of a brief: frames and commits as of `denoise`, in the person's words.

    Args:
        write: the loop.

    Raises:
        BadRequest: the request is outside of the model's world; nothing was denoised.
    """
    brief = settled(understand(request), request.settings.seed)
    told, design = tell(brief), designs.designs()[brief.design]
    bound = Bound.of(model, told.binding)
    asked = replace(request, prompt=told.prompt, history=())
    for event in write(bound, asked, critics=[reads_as(model, told.plain)]):
        yield event and _spoken(bound, event, design)


def settled(brief: Brief, seed: int = 0) -> Brief:
    """The brief with every choice made: the design by the seed, where nobody said one, and the rest as it likes best.

    Seeds that have gone through the designs begin anew with another layout, tone and accent, where nobody said those.
    """
    liked = kinds()[brief.kind].design if seed == 0 else ""
    name = brief.design if brief.design in designs.designs() else liked or designs.by_seed(seed)
    likes = designs.designs()[name].usual
    if rounds := seed // len(designs.FILES):
        likes = {**likes, **_otherwise(brief.kind, likes, rounds)}
    usual = {wish: value for wish, value in likes.items() if not getattr(brief, wish)}
    if brief.ground:
        usual.pop("tone", "")
    return telling.settled(replace(brief, design=name, **usual), seed)


def _otherwise(kind: str, likes: Mapping[str, str], rounds: int) -> dict[str, str]:
    """What the same design may look like, too."""
    usual = telling.settled(Brief(kind, layout=likes.get("layout", ""), tone=likes.get("tone", "")))
    return {
        "layout": _behind(usual.layout, LAYOUTS, rounds),
        "tone": _behind(usual.tone, TONES, rounds),
        "accent": _behind(usual.accent, ACCENTS, 5 * rounds),  # neighbours are alike
    }


def _behind(name: str, names: Iterable[str], by: int) -> str:
    known = [*names]
    return known[(known.index(name) + by) % len(known)]


def change(model: Model, edit: Edit, write: Write = denoise) -> Events:
    """Carry out what was understood of an edit, one wish after another: events as of `tweak`.

    A page that somebody formatted is changed without its formatting, and every text of the run has it.

    Args:
        write: the loop.

    Raises:
        BadRequest: the words are none of the model's edits; nothing was denoised.
        TweakRefused: the result is not what was asked for.
    """
    if not (found := formatted(edit.page)):
        yield from _change(model, edit, write)
        return
    locks = tuple((start, end) for start, end in map(found.place, edit.locks) if start < end)
    chosen = edit.selection and found.place(edit.selection)
    try:
        for event in _change(model, replace(edit, page=found.page, locks=locks, selection=chosen), write):
            shown = event and replace(event, text=found.written(event.text))
            if isinstance(event, Commit) and event.finish and not _keeps_fixed(edit, shown.text):
                raise TweakRefused(_as_it_was("What is locked would read otherwise."), event.text)
            yield shown
    except TweakRefused as refused:
        raise TweakRefused(str(refused), found.written(refused.page)) from None


def _change(model: Model, edit: Edit, write: Write) -> Events:
    shown = edit
    asked, design, edit = understand_change(edit), designs.design_of(edit.page), _undressed(edit)
    try:
        if not asked:
            if not (told := tell_reroll(edit.page, edit.selection, edit.settings.seed)):
                raise BadRequest(NO_WORDS)
            for bound, event in _carried_out(model, edit, told, write):
                yield event and _spoken(bound, event, design)
            return
        old, first = edit.page, 0
        for wish in asked:
            block = first
            design = designs.designs()[wish.value] if wish.kind == "design" else design
            for bound, event in _change_one(model, edit, wish, write):
                if event is None:
                    yield None
                    continue
                block, last = first + event.block, isinstance(event, Commit) and event.finish
                finish = {"finish": None} if last and wish is not asked[-1] else {}
                yield _spoken(bound, replace(event, block=block, **finish), design)
            edit, first = _on(edit, event.text), block + 1
        of_the_page = [wish for wish in asked if wish.kind != "design"]
        if wrong := wishes.unmet(of_the_page, old, event.text):
            raise TweakRefused(_as_it_was(wrong[0]), event.text)
        if not _keeps_fixed(shown, designs.dressed(event.text, design)):
            raise TweakRefused(_as_it_was("What is locked would read otherwise."), event.text)
    except TweakRefused as refused:
        raise TweakRefused(str(refused), designs.dressed(refused.page, design)) from None


def fill(model: Model, asked: Infill) -> Events:
    """Fill the holes of a text: events as of `infill`. Of a page the model is told what it is for."""
    plain = replace(asked, text=designs.undressed(asked.text))
    plain = plain if len(plain.holes) == len(asked.holes) else asked
    prompt, binding = tell_page(plain.text, asked.about)
    bound = Bound.of(model, binding)
    for event in infill(bound, asked, Turn(prompt), fixed=plain.fixed):
        yield replace(event, said=tuple(bound.said.items())) if isinstance(event, Frame) else event


def example() -> str:
    """A page of this model's with its tagline missing."""
    page = tell(settled(Brief("bakery", "Two Moons"))).page
    return TAGLINE.sub("[...]", page, count=1)


def _keeps_fixed(edit: Edit, new: str) -> bool:
    """Whether what may not change is there to the byte: another design, or a name in its bar, says lines otherwise."""
    start, end = edit.selection or (0, len(edit.page))
    around = new.startswith(edit.page[:start]) and new.endswith(edit.page[end:])
    return around and all(edit.page[slice(*lock)] in new for lock in edit.locks)


def _undressed(edit: Edit) -> Edit:
    """The edit of the same page as the model writes it."""
    plain = designs.undressed(edit.page)
    if plain == edit.page:
        return edit
    spans = designs.moved([*edit.locks, *([edit.selection] if edit.selection else [])], edit.page, plain)
    locks, selection = spans[: len(edit.locks)], spans[len(edit.locks) :]
    return replace(edit, page=plain, locks=locks, selection=selection[0] if selection else None)


def _on(edit: Edit, page: str) -> Edit:
    """The same edit of the page that came of its first wishes; what is marked moves along."""
    chosen = carried([edit.selection], edit.page, page)[:1] if edit.selection else (None,)
    locks = carried(edit.locks, edit.page, page)
    return replace(edit, page=page, selection=chosen[0] if chosen else None, locks=locks)


def _change_one(
    model: Model, edit: Edit, wish: Wish, write: Write
) -> Iterator[tuple[Bound, Frame | Commit | None]]:
    if wish.kind == "design":  # the same tokens say something else
        bound = Bound.of(model, bound_by(edit.page))
        for event in tweak(bound, replace(edit, strength=0.0)):
            yield bound, event
        return
    if not (told := tell_change(wish, edit.page)):
        raise BadRequest(NO_WORDS)
    yield from _carried_out(model, edit, told, write)


def _carried_out(
    model: Model, edit: Edit, told: ToldChange, write: Write
) -> Iterator[tuple[Bound, Frame | Commit | None]]:
    """What was told, by the model; what there is no saying, by the program in copied blocks.

    The page that is wanted is known, so what may not change is held by the critic, token by token, and looked at before and
    after: the loop need not part tokens at its borders.

    Raises:
        BadRequest: it changes what may not change.
    """
    plan(edit)
    new = told.expected
    outside = locality(edit.page, new, edit.selection).outside if edit.selection else 0
    if outside or any(new.count(edit.page[a:b]) < edit.page.count(edit.page[a:b]) for a, b in edit.locks):
        raise BadRequest("That stands in a part that may not change. Unlock it, or select what is to change.")
    bound, whole = Bound.of(model, told.binding), replace(edit, selection=None, locks=())
    if not told.instruction:
        for event in tweak(bound, replace(whole, page=new, strength=0.0)):
            yield bound, event
        return
    settings = replace(edit.settings, doubt=0.0)
    asked = replace(whole, instruction=told.instruction, request="", strength=STRENGTH, settings=settings)
    wanted = told.binding.hear(extract_page(new).html)
    critic = reads_as(model, wanted, _as_it_was("It did not come out as asked."), given=128)
    for event in tweak(bound, asked, [critic], write=write):
        yield bound, event


def unmet(request: Request | Edit, text: str) -> tuple[str, ...]:
    """What the text of a finished run lacks, in sentences; of an edit nothing, as it would have been refused."""
    if isinstance(request, Edit):
        return ()
    brief = settled(understand(request), request.settings.seed)
    found = extract_page(text).html
    other = designs.design_of(found).name != brief.design
    wrong = verdict.unmet(brief, designs.undressed(found), tell(brief).page)
    return (*(["The design is another one than it should be."] if other and found else []), *wrong)


def _as_it_was(why: str) -> str:
    return f"{why} So your page stays as it was: try again, or change it in the editor."


def _spoken(bound: Bound, event: Frame | Commit, design: Design) -> Frame | Commit:
    """As a person reads it."""
    text, name = designs.dressed(event.text, design), bound.binding.name
    if not isinstance(event, Frame):
        return replace(event, text=text)
    said = {token: designs.lines_of(words, design, name) for token, words in bound.said.items()}
    return replace(event, text=text, said=tuple((dict(spoken(bound, design, name)) | said).items()))


def reads_as(model: Model, page: str, refusal: str = "", given: int = 1) -> Critic:
    """Objects to the first token that is not the page's: what the bundled model is to write is known.

    Texts are compared, not tokens, as what is locked may part a token in two. What goes wrong again gets more tokens of
    the page each time: one, three, seven ...

    Args:
        page: in the model's own words.
        given: so many times more. A change takes few passes, so it has few attempts.
    """
    wanted = model.tokenize(page)
    ends = [*accumulate(map(len, model.token_texts(wanted)), initial=0)]

    def reads(draft: Draft) -> Objection | None:
        at = read = 0
        for text in model.token_texts(draft.ids):
            if not page.startswith(text, read):
                break
            at, read = at + 1, read + len(text)
        if at == len(draft.ids) and (not draft.over or read == len(page)):
            return None
        line = draft.text_of(draft.tokens[: max(0, at - len(draft.before))]).count("\n") + 1
        why = f"line {line} should say something else"
        token = bisect_left(ends, read)
        rest = [*model.tokenize(page[read : ends[token]]), *wanted[token:]]
        then = rest[: given * (2 ** (1 + draft.past.count(why)) - 1)]
        return Objection(why, at, tuple(then), float(len(page) - read), refusal if draft.over else "")

    return reads
