"""Lab: how local a change in words is, measured three or four ways."""

from dataclasses import asdict, replace

import streamlit as st

from gdiff_core.lab import locality, sweep
from gdiff_core.records import Settings
from gdiff_core.serving.errands import Errand
from gdiff_core.ui.errands import begin, errand_of, watched
from gdiff_core.ui.messages import guarded
from gdiff_core.ui.shared import server

KIND = "locality"
COLUMNS = {
    "way": "Way",
    "cases": "Changes",
    "done": "Done",
    "strayed": "Other lines changed",
    "untouched": "Nothing else touched",
    "done_and_untouched": "Done, nothing else touched",
    "refused": "Not let through",
    "seconds": "Seconds",
    "passes": "Passes",
}
SHARES = ("done", "untouched", "done_and_untouched")


def locality_lab(base: Settings) -> None:
    """Which ways, how many changes, and the table."""
    cases, ways = locality.read_cases(), locality.ways(server().engine.result())
    st.markdown(
        f"You ask for one change; how much else changes? {len(cases)} wishes about four pages, each with the lines "
        "that it concerns. What is counted is what the model wrote, also where the program would not let it through."
    )
    with st.form("locality-form", border=True):
        st.pills("Ways", ways, selection_mode="multi", default=ways, key="locality-ways")
        for way in ways:
            st.caption(f"{way.capitalize()}: {locality.WAYS[way]}")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.number_input("Changes", 1, len(cases), 4, key="locality-most", width=140)
            st.form_submit_button("Measure", type="primary", on_click=guarded(_begin), args=(base,))
    if errand := errand_of(KIND):
        watched(errand, _show)


def _begin(base: Settings) -> None:
    cases = sweep.spread(locality.read_cases(), st.session_state["locality-most"])
    runs = [(case, way) for case in cases for way in st.session_state["locality-ways"]]
    outcomes: list = []
    pieces = locality.pieces(runs, replace(base, effort=1.0), outcomes)
    begin(KIND, "Changes", pieces, len(runs), outcomes)


def _show(errand: Errand) -> None:
    rows = locality.table(list(errand.about))
    if not rows:
        return
    config = {COLUMNS[name]: st.column_config.NumberColumn(format="percent") for name in (*SHARES, "strayed")}
    st.dataframe(
        [{COLUMNS[name]: value for name, value in asdict(row).items()} for row in rows],
        hide_index=True,
        column_config=config,
    )
    st.download_button(
        "Download the table",
        sweep.as_csv(rows),
        "locality.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
