import struct
from itertools import pairwise
from time import thread_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gdiff_core.records import Frame
from gdiff_core.views import render
from gdiff_core.views.render import frame_bytes, highlight


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
    source = piece * (300_000 // len(piece))
    start = thread_time()
    spans = highlight(source)
    assert thread_time() - start < 1.0
    assert "".join(text for _, text in spans) == source
