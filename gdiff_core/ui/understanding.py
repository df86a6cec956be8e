"""What the model understood of a request: shown as chips that can be changed, and what it cannot write."""

from collections.abc import Sequence
from dataclasses import fields, replace
from functools import partial

import streamlit as st

from gdiff_core.errors import GdiffError
from gdiff_core.history.store import new_id
from gdiff_core.records import Brief, Edit, Outside, Request
from gdiff_core.serving.jobs import Snapshot
from gdiff_core.ui import jobs
from gdiff_core.ui.messages import plain, warn
from gdiff_core.ui.model import FULL_MODEL
from gdiff_core.ui.settings import settings_now
from gdiff_core.ui.shared import server

FIRST_KINDS = 10
"""Kinds that are named at once; the rest is a click away."""
TONES = ("light", "dark", "cream", "grey")
FONTS = ("sans", "serif", "mono")
SECTIONS = {
    "about": "About", "offer": "What you offer", "pricing": "Prices", "gallery": "Gallery", "reviews": "Reviews",
    "faq": "Questions", "team": "Team", "hours": "Opening hours", "contact": "Contact form", "map": "Map",
    "newsletter": "Newsletter", "cta": "Call to action",
}  # fmt: skip


def understood(snapshot: Snapshot | None) -> None:
    """The brief of the page that is written or was just written; its chips ask for the page anew."""
    if snapshot is None or isinstance(snapshot.job.request, Edit):
        return
    brief = brief_of(snapshot.job.request)
    if brief is None:
        return
    id = snapshot.job.id
    with st.container(key="understood", horizontal=True, vertical_alignment="center"):
        st.caption(
            "Understood",
            width="content",
            help="How the small model reads your words. Change a chip to correct it.",
        )
        changed = _chips(brief, id)
        if changed != brief:
            st.button(
                "Write it again",
                icon=":material/refresh:",
                type="primary",
                on_click=write,
                args=(snapshot, changed),
            )
        elif near := (snapshot.job.request.brief or brief).near:
            _near(snapshot, brief, near)
        if brief.sample:
            st.caption(
                f"Sample text: {', '.join(brief.sample)}",
                width="content",
                help="Nobody said these, so the page shows made-up ones. Change them: say them in your request, ask "
                "for a change, or write them on the Edit screen.",
            )
        if brief.unused:
            st.caption(f"Not used: {plain(', '.join(brief.unused))}", width="content")


def _near(snapshot: Snapshot, brief: Brief, kinds: Sequence[str]) -> None:
    """The kinds that the words may mean as well, a click each."""
    with st.container(key="near", horizontal=True, width="content", gap="small", vertical_alignment="center"):
        st.caption(
            "Or is it a",
            width="content",
            help="Your words fit more than one kind of page. Choose another, and it is written again.",
        )
        for kind in kinds:
            st.button(
                f"{kind}?",
                type="tertiary",
                on_click=write,
                args=(snapshot, replace(brief, kind=kind, near=())),
            )


def brief_of(request: Request) -> Brief | None:
    """The request as it is understood, every choice made; None for a model that takes words as they are."""
    found = request.brief or server().understand(request.prompt)
    return server().settled(found, request.settings.seed) if isinstance(found, Brief) else None


def in_words(brief: Brief) -> str:
    """What is seen of a page at a glance: "Teal on light, sans, centred"."""
    return f"{_colour(brief)} on {brief.tone}, {brief.font}, {brief.layout}"


def write(snapshot: Snapshot, brief: Brief) -> None:
    """Ask for the page of a corrected brief. A callback."""
    asked = replace(snapshot.job.request, brief=_corrected(snapshot.job.request, brief))
    jobs.submit(asked, snapshot.job.project, snapshot.job.parent)


def _corrected(request: Request, brief: Brief) -> Brief:
    """What the person corrected, and nothing else: what nobody chose stays open, so that another design or seed
    chooses it."""
    before, read = brief_of(request), request.brief or server().understand(request.prompt)
    names = (field.name for field in fields(Brief))
    chosen = {name: getattr(brief, name) for name in names if getattr(brief, name) != getattr(before, name)}
    if "texts" in chosen:
        mine = dict(read.texts) | dict(pair for pair in brief.texts if pair not in before.texts)
        chosen["texts"] = tuple(mine.items())
    if "sections" in chosen:
        chosen["around"] = False
    return replace(read, **chosen)


def _chips(brief: Brief, id: str) -> Brief:
    """The brief as the chips have it now."""
    with st.popover(plain(brief.name), icon=":material/badge:", type="tertiary"):
        name = st.text_input("Name, to the letter", brief.name, key=f"brief-name-{id}", max_chars=80)
    kinds = server().kinds()
    with st.popover(brief.kind, icon=":material/storefront:", type="tertiary"):
        kind = st.selectbox("Kind of page", kinds, kinds.index(brief.kind), key=f"brief-kind-{id}")
    designs = server().designs()
    with st.popover(f"{brief.design.capitalize()} design", icon=":material/palette:", type="tertiary"):
        design = st.segmented_control(
            "Design", designs, default=brief.design, key=f"brief-design-{id}", required=True,
            format_func=str.capitalize,
        )  # fmt: skip
        st.caption("Another variation is another design, where you do not choose one.")
    shown = server().colours(brief)
    with st.container(horizontal=True, width="content", gap=None, vertical_alignment="center"):
        accent, tone, font = _looks(brief, shown, id)
    names = ", ".join(map(SECTIONS.__getitem__, brief.sections))
    with st.popover(names, icon=":material/view_agenda:", type="tertiary"):
        sections = st.multiselect(
            "Sections, in order", list(SECTIONS), brief.sections, SECTIONS.__getitem__,
            key=f"brief-sections-{id}", max_selections=8,
        )  # fmt: skip
    said = _words(brief, id) if brief.texts else ()
    return replace(
        brief,
        texts=said,
        name=name.strip() or brief.name,
        kind=kind,
        accent=brief.accent if accent == shown[0] else accent,
        tone=tone,
        ground=brief.ground if tone == brief.tone else "",
        font=font,
        design=design,
        sections=tuple(sections) or brief.sections,
    )


_PLACES = {
    "name": "",
    "tagline": "Under the name",
    "action": "Button",
    "foot": "Footer",
    "phone": "Number it dials",
}
"""Texts outside of all sections; the name has a chip of its own."""


def _words(brief: Brief, id: str) -> tuple[tuple[str, str], ...]:
    """What the page is to say, as the table has it now."""
    headings = {slot.strip("{~}"): text for slot, text in brief.texts}
    places = [_place(slot, headings) for slot, _ in brief.texts]
    rows = [
        {"Where": place, "Says": text} for place, (_, text) in zip(places, brief.texts, strict=True) if place
    ]
    with st.popover("Words", icon=":material/notes:", type="tertiary"):
        st.caption("Sample text, but for what you said. Put in your own, then write it again.")
        columns = {
            "Where": st.column_config.TextColumn(width=130),
            "Says": st.column_config.TextColumn(width="large", required=True, max_chars=600),
        }
        edited = st.data_editor(
            rows,
            key=f"brief-words-{id}",
            hide_index=True,
            disabled=["Where"],
            height=360,
            column_config=columns,
        )
    says = iter([row["Says"] for row in edited])
    pairs = zip(places, brief.texts, strict=True)
    return tuple((slot, (next(says) or text) if place else text) for place, (slot, text) in pairs)


def _place(slot: str, headings: dict[str, str]) -> str:
    """Where a text stands, in words: "Menu 2"."""
    part, _, nth = slot.strip("{~}").partition(".")
    if part in _PLACES:
        return _PLACES[part]
    return f"{headings[part]} {nth.rstrip('ab')}" if nth else "Heading"


def _looks(brief: Brief, shown: tuple[str, str], id: str) -> tuple[str, str, str]:
    """Accent, tone and font as the chip has them now, behind a swatch of the page's two colours."""
    accent, ground = shown
    st.html(
        f'<span class="swatch" style="background:{ground}"><i style="background:{accent}"></i></span>',
        width="content",
    )
    with st.popover(f"{_colour(brief)} on {brief.tone}", type="tertiary"):
        accent = st.color_picker("Accent", accent, key=f"brief-accent-{id}")
        tone = st.segmented_control(
            "Background", TONES, default=brief.tone, key=f"brief-tone-{id}", required=True
        )
        font = st.segmented_control(
            "Letters", FONTS, default=brief.font, key=f"brief-font-{id}", required=True
        )
        st.caption("A shade that cannot be read on its background is made darker or lighter.")
    return accent, tone, font


def _colour(brief: Brief) -> str:
    return brief.accent.capitalize() if brief.accent.isalpha() else "Your colour"


def _left_out(snapshot: Snapshot | None) -> tuple[str, Outside] | None:
    """The words of a job that ended at once, as they are outside of the model's world: asked while that loaded."""
    if snapshot is None or snapshot.job.state != "failed" or isinstance(snapshot.job.request, Edit):
        return None
    request = snapshot.job.request
    found = None if request.brief else server().understand(request.prompt)
    return (request.prompt, found) if isinstance(found, Outside) else None


def outside(words: str, found: Outside) -> None:
    """Tell, in the next run, that a request is outside of the model's world."""
    st.session_state["outside"] = (words, found)


def is_outside() -> bool:
    """Whether the last request was."""
    return "outside" in st.session_state


def show_outside(snapshot: Snapshot | None) -> None:
    """Why nothing was written, what the model can write, and the ways on."""
    left = st.session_state.get("outside") or _left_out(snapshot)
    if not left:
        return
    words, found = left
    with st.container(key="outside"):
        st.info(plain(found.why), icon=":material/info:")
        if found.nearest:
            label = f"Write a page for {_a(found.nearest)} with these words"
            st.button(
                label,
                icon=":material/arrow_forward:",
                type="primary",
                on_click=_as_kind,
                args=(found.nearest, words),
            )
        kinds_of_pages()
        st.caption(
            f"For any website at all, start with `GDIFF_MODEL_PATH={FULL_MODEL}` on a machine with a GPU."
        )


def kinds_of_pages() -> None:
    """What the bundled model writes pages for: a click asks for one."""
    kinds = server().kinds()
    if not kinds:
        return
    with st.container(key="kinds", horizontal=True, vertical_alignment="center"):
        st.caption("It writes pages for a", width="content")
        for kind in kinds[:FIRST_KINDS]:
            st.button(kind, key=f"kind-{kind}", type="tertiary", on_click=partial(_as_kind, kind))
        with st.popover(f"and {len(kinds) - FIRST_KINDS} more", type="tertiary"):
            st.pills(
                "Kinds of pages", kinds[FIRST_KINDS:], key="other-kind", label_visibility="collapsed",
                on_change=lambda: _as_kind(st.session_state["other-kind"]),
            )  # fmt: skip


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _as_kind(kind: str, words: str = "") -> None:
    """Ask for a page of this kind; with words, what they say beside it. A callback."""
    said = words or f"A page for {_a(kind)}"
    found = server().understand(f"A page for {_a(kind)}. {words}")
    st.session_state.pop("outside", None)
    try:
        brief = found if isinstance(found, Brief) else Brief(kind)
        jobs.submit(Request(said, settings_now(), brief=replace(brief, kind=kind)), new_id(), None)
    except GdiffError as error:
        warn(str(error))
