"""A recorded run comes back as it was, whatever was in it; what is damaged says so."""

import random
import re
import struct
import zlib
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gdiff_core.document.extract import extract_page
from gdiff_core.history import replay
from gdiff_core.history.replay import CORRECTED, ReplayError, pack, unpack
from gdiff_core.records import Commit, Frame, Request
from gdiff_core.views.render import ACCEPTED, LOCKED, STANDS, frame_bytes
from tests import toy_server

PIECES = ("<html>", "</html>", "a", "é", "🌊", "\ufffd", "", "\n", "<p>", "ab")


def pieces(ids: Sequence[int]) -> list[str]:
    return [PIECES[id] for id in ids]


def commit(block: int, tokens: Sequence[int], text: str, steps: int = 1, finish: str | None = None) -> Commit:
    return Commit(block, tuple(tokens), steps, True, text, finish, 1.25)


@st.composite
def runs(draw) -> list[Frame | Commit]:
    """Any run: blocks cut short, texts that the tokens do not say, commits without steps."""
    n, events, before = draw(st.integers(1, 4)), [], ""
    ids = st.lists(st.integers(0, len(PIECES) - 1), min_size=n, max_size=n).map(tuple)
    bits = st.lists(st.booleans(), min_size=n, max_size=n).map(tuple)
    nats = st.lists(st.floats(0, 6), min_size=n, max_size=n).map(tuple)
    around = draw(st.sampled_from(["", "é🌊 after"]))
    for block in range(draw(st.integers(0, 3))):
        for step in range(1, draw(st.integers(0, 4)) + 1):
            draft = draw(ids)
            said = before + "".join(pieces(draft))[: draw(st.integers(0, 30))] + around
            text = draw(st.sampled_from([said, said.replace("\ufffd", "x"), "<html>🌊" + said]))
            frame = Frame(block, step, draw(ids), draft, draw(bits), draw(bits), draw(nats), text, step / 8)
            events.append(frame)
        if draw(st.booleans()):
            before = draw(st.sampled_from([before, before + "<html>é", "🌊"]))
            events.append(commit(block, draw(ids), before))
    return events


def naive_corrections(frames: list[Frame]) -> list[list[bool]]:
    """Whether each position shows another token than the one that was last accepted there, and not since changed."""
    found = []
    for now, frame in enumerate(frames):
        row = []
        for i, token in enumerate(frame.draft):
            past = [f for f in frames[:now] if f.block == frame.block]
            held = None
            for f in past:
                if f.accepted[i]:
                    held = f.draft[i]
                elif held is not None and f.draft[i] != held:
                    held = None
            row.append(held is not None and held != token)
        found.append(row)
    return found


@settings(deadline=None)
@given(runs())
def test_what_is_kept_comes_back(events: list[Frame | Commit]) -> None:
    found = unpack(pack(events, pieces))
    frames = [event for event in events if isinstance(event, Frame)]
    assert len(found.steps) == len(frames)
    for index, (step, frame, corrected) in enumerate(
        zip(found.steps, frames, naive_corrections(frames), strict=True)
    ):
        n = len(frame.draft)
        assert (step.block, step.step, step.draft) == (frame.block, frame.step, frame.draft)
        assert [flag & (ACCEPTED | LOCKED | STANDS) for flag in step.flags] == list(
            frame_bytes(frame)[8 + 4 * n : 8 + 5 * n]
        )
        assert [flag & CORRECTED > 0 for flag in step.flags] == corrected
        assert step.corrected == sum(corrected)
        assert step.entropy == frame_bytes(frame)[8 + 5 * n :]
        assert step.nats == pytest.approx(sum(frame.entropy) / n, abs=1e-4)
        assert step.accepted == pytest.approx(sum(frame.accepted) / n, abs=1e-4)
        assert found.text(index) == frame.text
        assert found.page(index) == extract_page(frame.text).html
    commits = [(i, event) for i, event in enumerate(events) if isinstance(event, Commit)]
    assert len(found.commits) == len(commits)
    for kept, (place, event) in zip(found.commits, commits, strict=True):
        assert kept.after == sum(isinstance(e, Frame) for e in events[:place])
        assert (kept.block, kept.steps, kept.tokens) == (event.block, event.steps, len(event.tokens))
        assert (kept.finish, kept.text, kept.seconds) == (event.finish, event.text, event.seconds)


def toy_run(blocks: int) -> list[Frame | Commit]:
    return list(toy_server.denoise(toy_server.ToyModel(), Request("A page"), blocks=blocks))


def test_ten_blocks_take_less_than_300_kilobytes() -> None:
    """A run of the toy, and one that is noise from its first step to its last."""
    texts, draw = toy_server.ToyModel().token_texts, random.Random(1)
    assert len(pack(toy_run(10), texts)) < 300_000
    noise = []
    for block in range(10):
        for step in range(1, 49):
            draft = tuple(draw.randrange(3072) for _ in range(256))
            accepted = tuple(draw.random() < 0.5 for _ in draft)
            frame = Frame(
                block, step, draft, draft, accepted, (False,) * 256, (4.0,) * 256, "x" * 900, float(step)
            )
            noise.append(frame)
    assert len(pack(noise, lambda ids: [str(id) for id in ids])) < 300_000


def test_a_token_that_was_accepted_and_changes_is_counted_once_until_it_is_accepted_again() -> None:
    drafts, accepted = (2, 2, 3, 3, 2, 2, 4), (1, 0, 0, 0, 1, 1, 1)
    frames = [
        Frame(0, i + 1, (d,), (d,), (bool(a),), (False,), (0.5,), "", 0.0)
        for i, (d, a) in enumerate(zip(drafts, accepted, strict=True))
    ]
    found = unpack(pack(frames, pieces))
    assert [step.corrected for step in found.steps] == [0, 0, 1, 0, 0, 0, 1]
    assert found.corrected == 2


def test_a_run_of_nothing() -> None:
    found = unpack(pack([], pieces))
    assert (found.steps, found.commits, found.corrected) == ((), (), 0)


SMALL = pack(toy_run(1)[:6], toy_server.ToyModel().token_texts)


@settings(deadline=None)
@given(st.integers(0, len(SMALL) - 1), st.integers(1, 255))
def test_of_a_changed_byte_comes_an_error_in_words_or_a_run(at: int, change: int) -> None:
    damaged = bytearray(SMALL)
    damaged[at] ^= change
    try:
        found = unpack(bytes(damaged))
    except ReplayError as error:
        assert re.search("damaged|newer", str(error))
    else:  # zlib's checksum, Adler-32, takes a few changes of neighbouring digits for none
        assert len(found.steps) == len(unpack(SMALL).steps)


@pytest.mark.parametrize(
    "data", [b"", b"GDR", SMALL[:-1], SMALL[: len(SMALL) // 2], SMALL + b"x", b"PK" + SMALL]
)
def test_what_is_cut_or_something_else_is_refused(data: bytes) -> None:
    with pytest.raises(ReplayError, match="damaged"):
        unpack(data)


def test_a_newer_run_asks_for_an_update() -> None:
    with pytest.raises(ReplayError, match="newer version"):
        unpack(b"GDR" + bytes([replay.FORMAT + 1]) + SMALL[4:])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        struct.pack("<I", 2) + b"{}",
        struct.pack("<I", 4) + b"null",
        struct.pack("<I", 2**32 - 1) + b"{}",
        zlib.decompress(SMALL[4:])[:-3],
        zlib.decompress(SMALL[4:]).replace(b'"n":[256,', b'"n":[255,'),
    ],
)
def test_a_whole_stream_of_the_wrong_thing_is_refused(body: bytes) -> None:
    with pytest.raises(ReplayError, match="damaged"):
        unpack(SMALL[:4] + zlib.compress(body))
