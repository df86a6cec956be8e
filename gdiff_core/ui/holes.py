"""Playground: a text with holes; all else is locked, and each hole is tried at several lengths."""

from html import escape
from itertools import groupby

import streamlit as st

from gdiff_core.document.extract import extract_page
from gdiff_core.errors import GdiffError
from gdiff_core.records import LENGTHS, MAX_HOLE, Commit, Infill
from gdiff_core.serving.answers import Answer
from gdiff_core.ui import sampler, texts
from gdiff_core.ui.asking import readable
from gdiff_core.ui.live_component import live_view
from gdiff_core.ui.messages import plain, warn
from gdiff_core.ui.outcome import tally, why
from gdiff_core.ui.place import here, html
from gdiff_core.ui.shared import server
from gdiff_core.ui.waiting import waiting

LINES, AROUND = 24, 4
"""Of a text that has more lines, so many are shown before and behind what was filled."""
GAP = "⋯"


def holes() -> None:
    """The whole room."""
    if reason := server().unable("infill"):
        st.info(plain(reason), icon=":material/info:")
        return
    id = texts.current("holes")
    snapshot, answer = texts.look(id) if id else None, texts.answer(id) if id else None
    under_way = snapshot if snapshot and not snapshot.over else None
    if under_way:
        waiting(under_way)
    else:
        _ask_for_text()
    live_view(under_way)
    if under_way:
        return
    if snapshot and snapshot.job.error:
        st.warning(plain(snapshot.job.error))
    if answer:
        _show(answer)


def _ask_for_text() -> None:
    example = server().example()
    st.markdown("Put `[...]` or `___` where something is missing. All else of the text stays to the letter.")
    with st.container(horizontal=True, gap="small"):
        arrow = ":material/arrow_forward:"
        st.button(
            "An example", type="tertiary", icon=arrow, on_click=_put, args=(example,), disabled=not example
        )
        place = here()
        if place and place.version:
            st.button("The page you look at", type="tertiary", icon=arrow, on_click=_put, args=(html(place),))
    st.text_area(
        "Text with holes", key="holes-text", height=200, persist_state="session", label_visibility="collapsed",
        placeholder="The lighthouse stood at the end of the pier, [...] and every evening …",
    )  # fmt: skip
    with st.container(key="holes-row", horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            "What it is about (may stay empty)", key="holes-about", persist_state="session",
            placeholder="a page for a bakery",
        )  # fmt: skip
        st.number_input(
            "Longest hole, in tokens", 1, MAX_HOLE, max(LENGTHS), key="holes-most", persist_state="session", width=190,
            help="Every length up to this one is tried by itself; the likeliest is taken.",
        )  # fmt: skip
        sampler.sampler(thoughts=False)
        st.button("Fill", type="primary", icon=":material/ink_pen:", on_click=_fill, disabled=not example)


def _put(text: str) -> None:
    st.session_state["holes-text"] = text


def _fill() -> None:
    """Queue it. A callback."""
    text, dropped = readable(st.session_state.get("holes-text", ""))
    if dropped:
        warn(f"Left out {dropped} control characters that no model reads.")
    lengths = tuple(range(1, st.session_state.get("holes-most", max(LENGTHS)) + 1))
    try:
        asked = Infill(text, sampler.chosen(), st.session_state.get("holes-about", ""), lengths)
    except GdiffError as error:
        warn(str(error))
        return
    texts.submit("holes", asked)


def _show(answer: Answer) -> None:
    """The text with its holes filled, and how each length did."""
    asked, filled = answer.job.request, [commit for commit in answer.commits if commit.tried]
    fillings = [min(commit.tried, key=lambda trial: trial.rank).text for commit in filled]
    st.subheader("Filled", anchor=False)
    text = asked.filled(fillings)
    kind = "filled source" if extract_page(text).html else "filled"
    st.html(f'<pre class="{kind}">{_marked(asked, fillings)}</pre>')
    with st.container(horizontal=True, gap="small"):
        st.download_button(
            "Download", text, "filled.txt", icon=":material/download:", type="tertiary", on_click="ignore"
        )
        texts.watch_button(answer.job.id, answer)
        if page := extract_page(text).html:
            texts.save_button(answer.job.id, page)
        st.button("Clear", icon=":material/close:", type="tertiary", on_click=texts.forget, args=("holes",))
    texts.watched(answer.job.id, answer)
    st.caption(tally(asked, answer.commits, answer.seconds))
    for number, commit in enumerate(filled, 1):
        _trials(number, commit)


def _marked(asked: Infill, fillings: list[str]) -> str:
    """As HTML: what was filled stands out."""
    start, end = "\ue000", "\ue001"  # private: no text has meaning by them
    text = asked.filled([f"{start}{filling}{end}" for filling in fillings])
    return _near(escape(text).replace(start, "<mark>").replace(end, "</mark>"))


def _near(marked: str) -> str:
    """Of a long text the lines around what is marked."""
    lines = marked.split("\n")
    if len(lines) <= LINES:
        return marked
    places = [index for index, line in enumerate(lines) if "<mark>" in line or "</mark>" in line]
    near = {index for place in places for index in range(place - AROUND, place + AROUND + 1)}
    groups = groupby(range(len(lines)), near.__contains__)
    parts = [
        lines[here[0] : here[-1] + 1] if shown else [GAP] for shown, indices in groups if (here := [*indices])
    ]
    return "\n".join(line for part in parts for line in part)


def _trials(number: int, commit: Commit) -> None:
    best = min(commit.tried, key=lambda trial: trial.rank)
    st.markdown(f"**Hole {number}** · {plain(why(commit.tried))}")
    with st.expander(f"All {len(commit.tried)} lengths"):
        st.dataframe(
            {
                "taken": ["✓" if trial is best else "" for trial in commit.tried],
                "tokens": [trial.length for trial in commit.tried],
                "filling": [trial.text for trial in commit.tried],
                "cost, nats": [round(trial.nats, 2) for trial in commit.tried],
                "entropy a token": [round(trial.entropy, 4) for trial in commit.tried],
                "passes": [trial.steps for trial in commit.tried],
                "converged": [trial.converged for trial in commit.tried],
                "whole": [trial.whole for trial in commit.tried],
            },
            hide_index=True,
        )
        st.caption(
            "Cost is what the model's encoder reckons for the filling and the 64 tokens behind it: the less, the "
            "likelier the whole. Entropy is the decoder's own doubt, and says little about a length."
        )
