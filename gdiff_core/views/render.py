"""Records to what a view needs: bytes, strings and numbers. No torch, no Streamlit, no colour."""

import struct
from collections.abc import Iterator, Sequence
from itertools import groupby
from time import thread_time

from gdiff_core.records import Frame, Span

ACCEPTED, LOCKED, STANDS = 1, 2, 4
"""Bits of a cell's flag: accepted in this step; locked; the canvas holds the draft's token."""

MAX_ENTROPY = 4.0
"""Nats at which a cell's entropy byte saturates."""

_LONG = (("<!--", "-->"), ("<script", "</script>"), ("<style", "</style>"), ("<?", "?>"))
"""What a lexer takes for something else until its end has come."""

HIGHLIGHT_SECONDS = 1.0
"""Of this thread on a CPU. A page of 20 KB takes some 30 ms."""

MAX_COLOURED = 200_000
"""Characters of a text that is coloured: a longer one would be a hundred thousand spans for a browser to lay out."""


def frame_bytes(frame: Frame) -> bytes:
    """Pack a frame for the browser, little-endian, without padding.

    u16 block, u16 step, u16 n, u16 reserved (0); then n u32 draft ids, n u8 flags (`ACCEPTED | LOCKED |
    STANDS`) and n u8 entropies (0 to 255 for 0 to `MAX_ENTROPY` nats, saturated): 8 + 6 n bytes.
    """
    n = len(frame.draft)
    return b"".join(
        (
            struct.pack("<4H", frame.block & 0xFFFF, frame.step, n, 0),
            struct.pack(f"<{n}I", *frame.draft),
            bytes(_flags(frame)),
            bytes([_level(nats) for nats in frame.entropy]),
        )
    )


def _level(nats: float) -> int:
    # not min(max()): that takes half of the time of a frame
    return 255 if nats >= MAX_ENTROPY else int(255 / MAX_ENTROPY * nats + 0.5) if nats > 0 else 0


def _flags(frame: Frame) -> list[int]:
    return [
        ACCEPTED * accepted | LOCKED * locked | STANDS * (token == draft)
        for accepted, locked, token, draft in zip(
            frame.accepted, frame.locked, frame.canvas, frame.draft, strict=True
        )
    ]


def highlight(source: str) -> list[tuple[str, str]]:
    """Split HTML into (class, text) spans by Pygments' short class names ("nt" is a tag; "" is plain text).

    The texts join to the source exactly, whatever it holds. What is longer than `MAX_COLOURED`, and what is not done
    after `HIGHLIGHT_SECONDS`, stays plain.
    """
    if len(source) > MAX_COLOURED:
        return [("", source)]
    return [
        (kind, "".join(text for _, text in run))
        for kind, run in groupby(_tokens(source), key=lambda token: token[0])
    ]


def highlight_on(spans: Sequence[tuple[str, str]], source: str) -> list[tuple[str, str]]:
    """`highlight`, where the spans of a text that the source goes on from are there: in the time of what is new.

    It starts behind the last closing tag that certainly stands by itself. What something was taken for before its end
    came may stay (a quotation mark, an ampersand), so highlight the whole of a text that is finished.
    """
    old = "".join(text for _, text in spans)
    kept, at = _sound(spans, old) if source.startswith(old) else (0, 0)
    return [*spans[:kept], *highlight(source[at:])]


def _sound(spans: Sequence[tuple[str, str]], text: str) -> tuple[int, int]:
    """How many of a text's spans, and of its characters, end with a tag behind which a lexer may start anew."""
    opened = (text.rfind(start) for start, end in _LONG if text.rfind(start) > text.rfind(end))
    limit, at = min((at for at in opened if at >= 0), default=len(text)), len(text)
    for count in range(len(spans) - 1, 2, -1):
        at -= len(spans[count][1])
        (_, opening), (name, _), (kind, closing) = spans[count - 3 : count]
        # Behind the last span of all, more of its kind may come.
        if at <= limit and opening.endswith("</") and (name, kind) == ("nt", "p") and closing == ">":
            return count, at
    return 0, 0


def _tokens(source: str) -> Iterator[tuple[str, str]]:
    from pygments.lexers.html import HtmlLexer
    from pygments.token import STANDARD_TYPES

    deadline, done = thread_time() + HIGHLIGHT_SECONDS, 0
    # Unprocessed: `get_tokens` would change newlines and tabs.
    for _, kind, text in HtmlLexer().get_tokens_unprocessed(source):
        if text:
            yield STANDARD_TYPES.get(kind, ""), text
            done += len(text)
        if thread_time() > deadline:  # some of the lexer's rules take quadratic time ("<!--<!--<!--")
            break
    if done < len(source):
        yield "", source[done:]


def mark(spans: Sequence[tuple[str, str]], changed: Sequence[Span]) -> list[tuple[str, str]]:
    """Cut highlighted spans at the borders of `changed` (characters, in order) and name those inside "changed" too.

    Where a stretch of `changed` is empty, as lines only went there, an empty span "gone" stands.
    """
    left, marked = list(reversed(spans)), []
    for (start, end), name in _stretches(changed, sum(len(text) for _, text in spans)):
        if start == end and name:
            marked.append(("gone", ""))
        while start < end:
            kind, text = left.pop()
            piece, rest = text[: end - start], text[end - start :]
            if rest:
                left.append((kind, rest))
            marked.append((f"{kind} {name}".strip(), piece))
            start += len(piece)
    return marked


def ends(kind: str, text: str, keep: int) -> list[tuple[str, str]]:
    """A span; of a long one `keep` characters at either end, with a span "cut" between that says how many are not."""
    hidden = len(text) - 2 * keep
    if hidden <= 0:
        return [(kind, text)]
    return [(kind, text[:keep]), ("cut", f" … {hidden:,} characters … "), (kind, text[-keep:])]


def _stretches(changed: Sequence[Span], size: int) -> Iterator[tuple[Span, str]]:
    at = 0
    for start, end in changed:
        yield (at, start), ""
        yield (start, end), "changed"
        at = end
    yield (at, size), ""
