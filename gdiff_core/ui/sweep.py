"""Lab: settings swept, as a chart with its frontier and a table."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field

import streamlit as st

from gdiff_core.errors import BadRequest
from gdiff_core.lab import sweep
from gdiff_core.lab.timed import Result
from gdiff_core.records import Settings
from gdiff_core.serving.errands import Errand
from gdiff_core.ui.errands import begin, errand_of, watched
from gdiff_core.ui.messages import guarded
from gdiff_core.ui.shared import server

KIND = "sweep"
SPEEDS = {"Tokens a pass": "tokens_per_pass", "Tokens a second": "tokens_per_second"}
QUALITIES = {"All that was asked for": "met", "Whole pages": "complete"}
NUMBERS = (
    ("steps", "Steps", "Most passes over one block."),
    ("entropy_bound", "Entropy bound", "Doubt a step accepts, in nats."),
    ("confidence", "Confidence", "Mean doubt below which a block may end, in nats."),
    ("temperature", "First temperature", "How freely the first step draws; the last one's goes along."),
)
COLUMNS = {
    "steps": "Steps",
    "entropy_bound": "Bound",
    "confidence": "Confidence",
    "temperature": "Temperature",
    "runs": "Runs",
    "seconds": "Seconds a page",
    "passes": "Passes a page",
    "tokens_per_pass": "Tokens a pass",
    "tokens_per_second": "Tokens a second",
    "complete": "Whole",
    "met": "All asked for",
}


@dataclass(slots=True)
class _Study:
    results: list[tuple[sweep.Point, Result]] = field(default_factory=list)


def settings_lab(base: Settings) -> None:
    """What is tried, and what came of it."""
    st.markdown(
        "Fewer passes are faster, and from some point on the pages are worse. Try settings on a few requests, and see "
        "which of them nothing beats. Nothing is written a second time here, so what you see is the settings' doing."
    )
    with st.form("sweep-form", border=True):
        own = {"steps": f"4, 8, {base.steps}", "entropy_bound": f"0.1, {base.entropy_bound:g}, 4"}
        own |= {"confidence": f"{base.confidence:g}", "temperature": f"{base.t_max:g}"}
        for column, (name, label, why) in zip(st.columns(len(NUMBERS)), NUMBERS, strict=True):
            column.text_input(label, own[name], key=f"sweep-{name}", help=why)
        st.text_area("Requests, one a line", "\n".join(sweep.PROMPTS[:2]), key="sweep-requests", height=100)
        with st.container(horizontal=True, vertical_alignment="bottom"):
            st.number_input("Runs of each", 1, 20, 1, key="sweep-seeds", width=140)
            st.form_submit_button("Measure", type="primary", on_click=guarded(_begin), args=(base,))
    if errand := errand_of(KIND):
        watched(errand, _show)


def _begin(base: Settings) -> None:
    state = st.session_state
    tried = {name: _numbers(label, state[f"sweep-{name}"]) for name, label, _ in NUMBERS}
    found = sweep.points(base, tried)
    prompts = list(sweep.read_requests(state["sweep-requests"]))
    trials, study = sweep.trials(base, found, prompts, state["sweep-seeds"]), _Study()
    begin(KIND, "Runs", sweep.pieces(trials, study.results), len(trials), study)


def _numbers(label: str, text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.replace(";", ",").split(",") if part.strip())
    except ValueError as error:
        raise BadRequest(
            f"{label} is “{text}”: use numbers with commas between, such as 4, 8, 16."
        ) from error


def _show(errand: Errand) -> None:
    rows = sweep.table(list(errand.about.results))
    if not rows:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        speed = st.segmented_control("Speed", list(SPEEDS), default="Tokens a pass", key="sweep-speed")
        quality = st.segmented_control(
            "Quality", list(QUALITIES), default="All that was asked for", key="sweep-quality"
        )
    x, y = SPEEDS.get(speed, "tokens_per_pass"), QUALITIES.get(quality, "met")
    best = sweep.frontier(rows, x, y)
    _chart(rows, best, x, y)
    by_pass = sweep.area(rows, quality=y)
    st.markdown(
        f"Accuracy under parallelism: **{by_pass:,.0f}** (the area under the frontier, in percent × tokens a pass)",
        help="Lost quality weighs exponentially; settings more than five percent below the slowest do not count.",
    )
    st.dataframe(
        [
            {COLUMNS[name]: value for name, value in asdict(row).items()} | {"Frontier": row in best}
            for row in rows
        ],
        hide_index=True,
        column_config={
            COLUMNS[name]: st.column_config.NumberColumn(format="percent") for name in ("complete", "met")
        },
    )
    st.download_button(
        "Download the table",
        sweep.as_csv(rows),
        "sweep.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
    )


def _chart(rows: Sequence[sweep.Row], best: Sequence[sweep.Row], x: str, y: str) -> None:
    """Every setting as a point, and a line through those that nothing beats."""
    values = [asdict(row) | {"settings": _named(row), "best": row in best} for row in rows]
    titles = {value: key for key, value in (SPEEDS | QUALITIES).items()}
    across = {"field": x, "type": "quantitative", "title": titles[x], "scale": {"zero": False}}
    across["axis"] = {"tickCount": 8}
    up = {"field": y, "type": "quantitative", "title": titles[y], "axis": {"format": "%"}}
    up["scale"] = {"domain": [0, 1]}
    told = [{"field": "settings", "title": "Settings"}, {"field": x, "title": titles[x]}]
    told += [{"field": y, "title": titles[y], "format": ".0%"}, {"field": "runs", "title": "Runs"}]
    colour = {
        "field": "best",
        "title": "On the frontier",
        "type": "nominal",
        "legend": None,
        "scale": {"domain": [True, False], "range": ["#0f9b8e", "#9a958a"]},
    }
    spec = {
        "height": 300,
        "layer": [
            {
                "transform": [{"filter": "datum.best"}],
                "mark": {
                    "type": "line",
                    "interpolate": "step-before",
                    "color": "#0f9b8e",
                    "strokeWidth": 1.5,
                },
                "encoding": {"x": across, "y": up},
            },
            {
                "mark": {"type": "point", "filled": True, "size": 90, "opacity": 0.9},
                "encoding": {"x": across, "y": up, "color": colour, "tooltip": told},
            },
        ],
    }
    st.vega_lite_chart(values, spec, width="stretch")


def _named(row: sweep.Row) -> str:
    return f"{row.steps} steps, bound {row.entropy_bound:g}, confidence {row.confidence:g}, from {row.temperature:g}"


def base_settings() -> Settings | None:
    """The model's own settings; None while it loads, or could not be loaded."""
    engine = server().engine
    return engine.result().defaults if engine.done() and not engine.exception() else None
