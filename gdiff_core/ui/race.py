"""Lab: one page written two ways by the same weights, both lanes live."""

from dataclasses import replace

import streamlit as st

from gdiff_core.document.extract import extract_page
from gdiff_core.lab import race, sweep
from gdiff_core.lab.timed import Reading
from gdiff_core.records import Outside, Request, Settings
from gdiff_core.serving.errands import Errand
from gdiff_core.ui.asking import readable
from gdiff_core.ui.components import component
from gdiff_core.ui.errands import begin, errand_of, watched
from gdiff_core.ui.messages import guarded, plain, warn
from gdiff_core.ui.shared import server

KIND = "race"


def race_lab(base: Settings) -> None:
    """A request, and both lanes."""
    st.markdown(
        "The model has two halves of the same weights. One makes a whole canvas surer pass by pass; the other can "
        "write as other language models do, one token after another. Here both write one page at the same time: they "
        "take turns, and each has a clock that stands while the other works."
    )
    if not hasattr(server().engine.result(), "type_out"):
        st.info(
            "A server does not let its model write from left to right. Load a checkpoint here for a race."
        )
        return
    with st.form("race-form", border=True):
        st.text_input("Request", sweep.PROMPTS[0], key="race-request", max_chars=4000)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.number_input("Seed", 0, 2**31, 0, key="race-seed", width=140)
            st.form_submit_button("Start", type="primary", on_click=guarded(_begin), args=(base,))
    if errand := errand_of(KIND):
        watched(errand, _show)


def _begin(base: Settings) -> None:
    words, _ = readable(st.session_state["race-request"])
    found = server().understand(words) if words.strip() else None
    if isinstance(found, Outside):
        warn(found.why)
        return
    run = race.Race(Request(words, replace(base, effort=1.0, seed=st.session_state["race-seed"])))
    begin(KIND, "Both are writing", [run.run], 1, run)


def _show(errand: Errand) -> None:
    run: race.Race = errand.about
    lanes = [_lane(reading) for reading in run.now]
    component("race", "lab_view/race.html", ("lab_view/race.css",), "lab_view/race.js")(
        key="race-lanes", data={"race": errand.id, "lanes": lanes}
    )
    if not run.results:
        return
    sides = race.sides(list(zip(race.WAYS, run.results, strict=True)))
    names = {
        "way": "Way",
        "first_seen": "Something to see (s)",
        "first_token": "First token that stays (s)",
        "seconds": "Whole page (s)",
        "passes": "Passes",
        "tokens_per_pass": "Tokens a pass",
    }
    st.dataframe(
        [{label: getattr(side, name) for name, label in names.items()} for side in sides], hide_index=True
    )
    for way, result in zip(race.WAYS, run.results, strict=True):
        lacks = " ".join(result.unmet)
        (st.success if result.met else st.warning)(
            plain(f"{way.capitalize()}: {lacks or 'all that was asked for.'}")
        )


def _lane(reading: Reading) -> dict[str, object]:
    figures = f"{reading.seconds:.1f} s · {reading.passes:,} passes · {reading.tokens:,} tokens"
    return {
        "text": reading.text,
        "html": extract_page(reading.text).html,
        "figures": figures,
        "share": 1 if reading.over else min(0.95, len(reading.text) / 4000),
        "over": reading.over,
    }
