"""Rewrite: where the texts come from, and what became of them."""

import tempfile
from functools import partial
from pathlib import Path
from typing import IO

import streamlit as st

from gdiff_core.bulk import rewrite
from gdiff_core.bulk.table import Table, open_table
from gdiff_core.engines import Engine
from gdiff_core.errors import GdiffError
from gdiff_core.serving.errands import Errand
from gdiff_core.ui.errands import begin, errand_of, watched
from gdiff_core.ui.messages import guarded, plain, warn

KIND = "texts"
MOST_PASTED = 1_000_000
"""Characters; more come as a file."""
ENCODINGS = {"As found": "", "UTF-8": "utf-8", "Windows (Western)": "cp1252", "Mac (Western)": "mac-roman"}
ENCODINGS |= {"UTF-16": "utf-16", "Japanese (Shift-JIS)": "shift-jis", "Chinese (GB18030)": "gb18030"}


def texts_to_rewrite(engine: Engine) -> None:
    """The texts, the instruction, and what came of the last start."""
    pasted = st.segmented_control(
        "Texts",
        ["Paste lines", "Open a file"],
        default="Paste lines",
        key="texts-from",
        label_visibility="collapsed",
    )
    if pasted != "Open a file":
        st.text_area("One text a line", key="texts-pasted", height=180, max_chars=MOST_PASTED)
    else:
        _choose_file()
    st.text_input(
        "What to do with each",
        key="texts-instruction",
        placeholder="Make it shorter and friendlier",
        max_chars=2000,
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.number_input("Most tokens of each", 16, 4096, rewrite.BUDGET, 16, key="texts-budget", width=180)
        st.button("Rewrite", type="primary", key="texts-start", on_click=guarded(partial(_begin, engine)))
    if errand := errand_of(KIND):
        work: rewrite.Rewriting = errand.about
        watched(errand, _show, lambda: (work.done, work.table.count))


def _choose_file() -> None:
    """A file, and which column of it."""
    left, right = st.columns([3, 1])
    file = left.file_uploader(
        "A CSV with names on top, or a text a line", ["csv", "tsv", "txt"], key="texts-file"
    )
    encoding = right.selectbox(
        "Letters", list(ENCODINGS), key="texts-encoding", help="Where umlauts look wrong."
    )
    if file is None:
        return
    try:
        table, _ = _opened(file, ENCODINGS[encoding])
    except GdiffError as error:
        st.warning(plain(str(error)))
        return
    names = [f"{index + 1}. {name}"[:80] for index, name in enumerate(table.names)]
    right.selectbox("Column", names, key="texts-column", disabled=not table.separator)
    left.caption(f"{table.count:,} texts, read as {table.encoding}.")


def _opened(file, encoding: str) -> tuple[Table, IO[bytes]]:
    """The table of an uploaded file, looked at once; with the copy that it is read from."""
    known = st.session_state.get("texts-opened")
    if known and known[0] == (file.file_id, encoding):
        return known[1]
    copy = tempfile.NamedTemporaryFile(prefix="gdiff-", suffix=".csv")  # noqa: SIM115 - it goes with the session
    file.seek(0)
    while piece := file.read(2**20):
        copy.write(piece)
    copy.flush()
    table = open_table(Path(copy.name), encoding=encoding, lines=file.name.lower().endswith(".txt"))
    st.session_state["texts-opened"] = ((file.file_id, encoding), (table, copy))
    return table, copy


def _begin(engine: Engine) -> None:
    """A callback."""
    state = st.session_state
    rewrite.check(engine, state["texts-instruction"])
    if state.get("texts-from") == "Open a file":
        if not state.get("texts-file"):
            warn("There is no file yet: choose one, or paste the lines.")
            return
        table, copy = _opened(state["texts-file"], ENCODINGS[state["texts-encoding"]])
        number = state.get("texts-column", "1.").partition(".")[0]
        table = open_table(table.path, number if table.separator else "", table.encoding, not table.separator)
    else:
        copy = tempfile.NamedTemporaryFile(prefix="gdiff-", suffix=".txt")  # noqa: SIM115 - it goes with the work
        copy.write(state["texts-pasted"].encode("utf-8", "surrogatepass"))
        copy.flush()
        table = open_table(Path(copy.name), encoding="utf-8", lines=True)
    settings = rewrite.settings_for(engine, state["texts-budget"])
    work, size = (
        rewrite.Rewriting(table, state["texts-instruction"], settings, source=copy),
        rewrite.at_once(engine),
    )
    begin(KIND, "Texts", work.pieces(size), -(-table.count // size), work)


def _show(errand: Errand) -> None:
    work: rewrite.Rewriting = errand.about
    rows = list(work.seen)
    if not rows:
        return
    if work.problems:
        st.caption(f"{work.problems:,} of {work.done:,} with a problem; the table says which.")
    st.dataframe(
        [{"Before": row.before, "After": row.after, "Problem": row.problem} for row in rows[::-1]],
        hide_index=True,
        height=380,
    )
    if work.done > len(rows):
        st.caption(f"The last {len(rows):,} of {work.done:,}; the file has all of them.")
    st.download_button(
        "Download the table",
        work.content,
        "rewritten.csv",
        "text/csv",
        on_click="ignore",
        icon=":material/download:",
    )
