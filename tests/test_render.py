import struct
from itertools import pairwise
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdiff_core.records import Frame
from gdiff_core.views import render
from gdiff_core.views.render import frame_bytes, highlight, highlight_on


def frame_of(**changed) -> Frame:
    values = {
        "block": 2,
        "step": 7,
        "canvas": (5, 9, 262_143),
        "draft": (5, 8, 262_143),
        "accepted": (True, False, False),
        "locked": (False, False, True),
        "entropy": (0.0, 2.0, 99.0),
        "text": "x",
        "seconds": 0.5,
    }
    return Frame(**(values | changed))


def test_a_frame_is_packed_as_documented() -> None:
    packed = frame_bytes(frame_of())
    assert struct.unpack_from("<4H", packed) == (2, 7, 3, 0)
    assert struct.unpack_from("<3I", packed, 8) == (5, 8, 262_143)
    assert list(packed[20:23]) == [0b101, 0b000, 0b110]  # accepted and standing; redrawn; locked and standing
    assert list(packed[23:26]) == [0, 128, 255]
    assert len(packed) == 8 + 6 * 3


@given(st.floats(allow_nan=False))
def test_entropy_saturates(nats: float) -> None:
    byte = frame_bytes(frame_of(entropy=(nats,) * 3))[-1]
    assert abs(byte - 255 * min(max(nats, 0), 4) / 4) <= 0.5


def test_highlight_names_what_it_sees() -> None:
    spans = highlight(
        '<!doctype html><p class="a">hi<style>p { color: red }</style><script>let x = 1</script>'
    )
    assert {"cp", "nt", "na", "s", "", "k", "kd"} <= {kind for kind, _ in spans}
    assert ("nt", "p") in spans


@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(
                ["<p>", "<script>", "</script>", "<style>", "a{", "}", "<!--", "-->", "&amp;", "\r\n", "\t",
                 "\x00", "<", "'", '"', "`", "\ufeff", "<![CDATA[", "<?php", "é", " "]
            )
        ).map("".join),
    )
)  # fmt: skip
def test_highlight_loses_nothing(source: str) -> None:
    spans = highlight(source)
    assert "".join(text for _, text in spans) == source
    assert all(text for _, text in spans)
    assert all(a[0] != b[0] for a, b in pairwise(spans))


@pytest.mark.parametrize("piece", ["<p>", "<!--", "&", "<script>/*", "<?"])
def test_highlight_gives_up_on_hostile_sources(piece: str, monkeypatch) -> None:
    monkeypatch.setattr(render, "HIGHLIGHT_SECONDS", 0.1)
    source = piece * (render.MAX_COLOURED // len(piece))
    start = thread_time()
    spans = highlight(source)
    assert thread_time() - start < 1.0
    assert "".join(text for _, text in spans) == source


def test_what_is_highlighted_block_by_block_has_the_colours_of_the_whole() -> None:
    style = "<style>\nb > i { color: red }\n</style>\n<script>\nif (a </p>/.x) b = '</p>'\n</script>\n"
    page = (
        "<!doctype html>\n"
        + style
        + "<!-- <p>no</p>\n -->\n<p class=x>a &amp; b</p>\n" * 9
        + style
        + "</html>"
    )
    for size in (1, 7, 40, 90):
        spans: list[tuple[str, str]] = []
        for end in range(0, len(page) + size, size):
            spans = highlight_on(spans, page[:end])
            assert "".join(text for _, text in spans) == page[:end]
        assert [kind for kind, text in spans for _ in text] == [
            k for k, text in highlight(page) for _ in text
        ]


def test_another_text_is_highlighted_anew() -> None:
    assert highlight_on(highlight("<p>one</p>\n<p>"), "<b>two</b>\n") == highlight("<b>two</b>\n")


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "\n", "a", "<!--", "-->", "<script>", "</script>", "&", ";", '"'])
    )
)
def test_whatever_comes_the_spans_join_to_it(parts: list[str]) -> None:
    spans: list[tuple[str, str]] = []
    for end in range(len(parts) + 1):
        spans = highlight_on(spans, "".join(parts[:end]))
        assert "".join(text for _, text in spans) == "".join(parts[:end])
