"""What a browser sees of a job while it runs: a WebSocket that is told the latest, never a backlog.

Two kinds of messages. Reliable ones are JSON and sent once each: the job's state, texts of token ids this
connection has not met, committed source, the finished page. Droppable ones make a picture: the draft page
(JSON) and the canvas (binary, `render.frame_bytes`). At most `UNSEEN` pictures are on their way to a browser
that has not acknowledged them, so a slow one drops frames and the generator never waits.
"""

import asyncio
import json
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.routing import BaseRoute, WebSocketRoute
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from gdiff_core.document.diff import changed_text, locality
from gdiff_core.document.elements import Path
from gdiff_core.document.extract import extract_page, parted, without_thoughts
from gdiff_core.document.outline import change_at, sections_gone
from gdiff_core.errors import JobError
from gdiff_core.history.store import Kind, Right, StoreError, Version
from gdiff_core.records import Asked, Edit, Frame, Infill, Span, Turn
from gdiff_core.serving.jobs import Jobs, Snapshot
from gdiff_core.serving.server import final_page
from gdiff_core.views.render import ends, frame_bytes, highlight, highlight_on, mark

SWITCH_SECONDS = 0.001
"""How long a thread may compute while the loop waits for the interpreter; Python's own 5 ms are felt in a picture."""
UNSEEN = 2
TIMES = 5
"""Deliveries of a `Relay` from one that tells all to the next, about half a second."""
POLICY = "frame-src 'self'; object-src 'none'; frame-ancestors 'self'"
ALLOWLIST = "Connection-Allowlist"
SHIELD = {"Content-Security-Policy": POLICY, ALLOWLIST: "(response-origin)"}
"""Headers of every answer. The second one (Chromium 152 and later) is inherited by the preview's frames and also
closes what no CSP can: WebRTC, and the bare connection of a navigation that is then refused. It refuses redirects,
too."""
FORBIDDEN, UNKNOWN = 4403, 4404
STRETCH = 10_000
"""Characters that the source shows at either end of a long span, such as all of a page too long for colours."""
RIGHT_SECONDS = 1.0
"""From one look at whether somebody may still watch to the next."""
NOT_ALLOWED = "You may not watch this any more. Load the page again."
WORDS: dict[Kind, str] = {
    "build": "Built",
    "tweak": "Changed by words",
    "hand": "Edited by hand",
    "restore": "Restored",
    "import": "Imported",
    "branch": "Branched from a run",
}
"""What made a version, where nobody asked for it in words."""

TokenTexts = Callable[[Sequence[int]], list[str]]
RightNow = Callable[[], Right]


def routes(
    jobs: Callable[[], Jobs],
    right: Callable[[str, str], RightNow],
    texts: TokenTexts,
    fps: Callable[[], float],
    base: str = "",
) -> list[BaseRoute]:
    """The live channel of every job.

    Args:
        jobs: the queue, asked for once a connection.
        right: of a ticket and a job, what its holder may do, asked again and again; watching takes the right to look,
            stopping the right to work.
        texts: what single token ids look like.
        fps: most pictures a second that a connection may be sent, asked for once a connection.
        base: the path that the app is served under.
    """

    async def watch(socket: WebSocket) -> None:
        now = right(socket.query_params.get("ticket", ""), socket.path_params["job"])
        await _serve(socket, jobs(), now, Feed(texts), fps())

    return [WebSocketRoute(f"{base.rstrip('/')}/live/{{job}}", watch)]


class Feed:
    """What one connection has been told so far; knows which messages of a snapshot are still news to it."""

    def __init__(self, texts: TokenTexts) -> None:
        self._texts = texts
        self._met: set[tuple[int, str | None]] = set()
        self._state: dict | None = None
        self._commits = 0
        self._spans: list[tuple[str, str]] = []
        self._draft = ""
        self._request: Asked | None = None
        self._stands = ""
        self._said: tuple[str, str, Span] | None = None
        self._attempt = (1, "")
        self._thinking = False

    def news(self, snapshot: Snapshot) -> Iterator[str]:
        """The reliable messages, in order."""
        yield from self._job(snapshot)
        if len(snapshot.commits) > self._commits:
            yield self._source(snapshot)
            if snapshot.frame is None and not snapshot.over:
                yield from self._shown(snapshot.text)

    def picture(self, frame: Frame) -> Iterator[str | bytes]:
        """The draft page if it changed, then the canvas; the browser acknowledges the canvas."""
        if (frame.attempt, frame.why) != self._attempt:
            self._attempt = (frame.attempt, frame.why)
            yield _message("attempt", attempt=frame.attempt, why=frame.why)
        if frame.thinking != self._thinking:
            self._thinking = frame.thinking
            yield _message("thinking", on=frame.thinking)
        yield from self._shown(frame.text)
        said = dict(frame.said)
        keys = dict.fromkeys((id, said.get(id)) for id in frame.draft)
        if unmet := [key for key in keys if key not in self._met]:
            self._met.update(unmet)
            own = iter(self._texts([id for id, read in unmet if read is None]))
            yield _message("texts", texts=[(id, next(own) if read is None else read) for id, read in unmet])
        yield frame_bytes(frame)

    def end(self, snapshot: Snapshot) -> list[str]:
        """The page as it stands when the job is over, with what changed on it."""
        request, state = snapshot.job.request, snapshot.job.state
        if is_text(request):
            return [*self._text(snapshot.text, over=True), _message("told")]
        html = final_page(request, snapshot.text)
        if not isinstance(request, Edit):
            return [_over(html, note=extract_page(snapshot.text).note)]
        if state != "done":  # the page stays as it was
            return _page(request.page, None, rejected=snapshot.refused or html)
        return _page(html, request.page, request.selection, at=change_at(request.page, html))

    def _job(self, snapshot: Snapshot) -> Iterator[str]:
        job = snapshot.job
        self._request = job.request
        begun = job.request.text if isinstance(job.request, Infill) else ""
        self._stands = snapshot.commits[-1].text if snapshot.commits else begun
        verdict = {"unmet": job.unmet, "unused": job.unused}
        state = {"state": job.state, "position": job.position, "error": job.error} | verdict
        state |= {"own": snapshot.own, "expects": round(snapshot.expects)}
        if state != self._state:
            self._state = state
            request = job.request
            budget = request.steps if isinstance(request, Edit) else request.settings.steps
            yield _message("job", **state, seconds=snapshot.seconds, budget=budget, prompt=job.words)

    def _shown(self, text: str) -> Iterator[str]:
        return self._text(text) if is_text(self._request) else self._page(text)

    def _text(self, text: str, over: bool = False) -> Iterator[str]:
        """What is said, what was thought, and which stretch of the words is a draft, if any of it changed."""
        thought, words = parted(text) if isinstance(self._request, Turn) else ("", text)
        draft = (0, 0) if over else _differs(self._stands, text, len(text) - len(words))
        if (told := (words, thought, draft)) != self._said:
            self._said = told
            yield _message("said", text=words, thought=thought, draft=draft)

    def _page(self, text: str) -> Iterator[str]:
        """The page that a text is on the way to, if it changed."""
        html = extract_page(text).html
        if html and html != self._draft:
            self._draft = html
            yield _message("draft", html=html)

    def _source(self, snapshot: Snapshot) -> str:
        """All committed text, highlighted as one; only what follows the part already there is sent."""
        last = snapshot.commits[-1]
        # On the way only what is new is looked at: all of it takes longer than a block of a long page.
        text = "" if is_text(snapshot.job.request) else without_thoughts(last.text)
        spans = _shown(highlight(text) if last.finish else highlight_on(self._spans, text))
        pairs = zip(spans, self._spans, strict=False)
        keep = next(
            (i for i, (new, old) in enumerate(pairs) if new != old), min(len(spans), len(self._spans))
        )
        self._spans, self._commits = spans, len(snapshot.commits)
        blocks = [(c.count, c.steps, c.converged, c.seconds) for c in snapshot.commits]
        drafts = snapshot.frame is not None
        return _message("source", keep=keep, spans=spans[keep:], blocks=blocks, drafts=drafts)


class Relay:
    """For a line that loses deliveries, as when two come at once: all is told again once in `TIMES` of them.

    And in each of the first ones, while the browser is still setting up.
    """

    def __init__(self, texts: TokenTexts) -> None:
        self._texts, self._count = texts, 0

    def tell(self, snapshot: Snapshot) -> list[str | bytes]:
        """What is new since the last delivery, or all there is; hearing a message again changes nothing."""
        if self._count < TIMES or self._count % TIMES == 0:
            self._feed = Feed(self._texts)
        self._count += 1
        told = [*self._feed.news(snapshot), *(self._feed.picture(snapshot.frame) if snapshot.frame else ())]
        return told + (self._feed.end(snapshot) if snapshot.over else [])


def is_text(request: Asked | None) -> bool:
    """Whether what comes is to be read, and no page to be looked at."""
    return isinstance(request, Turn | Infill)


def _differs(stands: str, text: str, hidden: int) -> Span:
    """Where a text is another one than what stands, without its first `hidden` characters."""
    start = _alike(stands, text)
    end = len(text) - _alike(stands[start:][::-1], text[start:][::-1])
    return max(0, start - hidden), max(0, end - hidden)


def _alike(a: str, b: str) -> int:
    """Characters that two texts have in common at the start."""
    return bisect_left(range(1, min(len(a), len(b)) + 1), True, key=lambda size: a[:size] != b[:size])


def stored(version: Version, html: str, old: str | None) -> list[str]:
    """All that a browser needs to show a version; `old` is the page it was made from."""
    words = version.run.prompt or WORDS[version.run.kind]
    job = _message(
        "job", state="stored", position=0, error="", unmet=[], unused=[], seconds=0, budget=1, prompt=words
    )
    return [job, *_page(html, old)]


def _page(
    html: str, old: str | None, selection: Span | None = None, *, rejected: str = "", at: Path | None = None
) -> list[str]:
    """The source, with the lines marked that are not as they were, and the page; `at` is brought into sight."""
    spans = _shown(mark(highlight(html), changed_text(old, html) if old is not None else ()))
    counts = {}
    if old is not None:
        found = locality(old, html, selection)
        outside = found.outside if selection else None
        counts = {"changed": found.changed, "outside": outside, "gone": sections_gone(old, html)}
    return [
        _message("source", keep=0, spans=spans, blocks=None),
        _over(html, rejected=rejected, at=at, **counts),
    ]


def _shown(spans: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    return [piece for kind, text in spans for piece in ends(kind, text, STRETCH)]


def _over(
    html: str,
    *,
    changed: int | None = None,
    outside: int | None = None,
    gone: Sequence[str] = (),
    at: Path | None = None,
    rejected: str = "",
    note: str = "",
) -> str:
    page = extract_page(html)
    facts = {"title": page.title, "complete": page.complete, "rejected": rejected, "note": note}
    return _message("over", html=html, changed=changed, outside=outside, gone=gone, at=at, **facts)


def _message(type: str, **fields: object) -> str:
    text = json.dumps({"type": type, **fields}, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:  # half of a surrogate pair, in a page from elsewhere
        return json.dumps({"type": type, **fields}, separators=(",", ":"))
    return text


async def _serve(socket: WebSocket, jobs: Jobs, right: RightNow, feed: Feed, fps: float) -> None:
    id = socket.path_params["job"]
    # A proxy may ask by another name, and says in the second what the browser asked for; no page can set either.
    hosts = (socket.headers.get("host"), socket.headers.get("x-forwarded-host"))
    if not any(same_origin(socket.headers.get("origin"), host) for host in hosts):
        return await socket.close(FORBIDDEN)
    await socket.accept()
    unseen, tasks = asyncio.Semaphore(UNSEEN), []
    try:
        if not await _has(right, Right.LOOK):
            return await socket.close(FORBIDDEN, NOT_ALLOWED)
        tasks += [
            asyncio.create_task(_tell(socket, jobs, id, feed, unseen, 1 / fps)),
            asyncio.create_task(_listen(socket, jobs, right, id, unseen)),
            asyncio.create_task(_watch_right(socket, right)),
        ]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    except (WebSocketDisconnect, WebSocketDisconnected):  # the other side closed, or we did
        pass
    except JobError as error:
        await socket.close(UNKNOWN, str(error))
    except StoreError:
        await socket.close(FORBIDDEN, NOT_ALLOWED)
    finally:
        for task in tasks:
            task.cancel()


async def _tell(
    socket: WebSocket, jobs: Jobs, id: str, feed: Feed, unseen: asyncio.Semaphore, interval: float
) -> None:
    """Send what is new, look again `interval` seconds later; close once the job is over."""
    told, painted = -1, None
    while True:
        snapshot = jobs.look(id)
        if snapshot.version != told:
            told = snapshot.version
            # Colours and pages take their time, and other browsers do not wait for them.
            await _send(socket, await asyncio.to_thread(list, feed.news(snapshot)))
        if snapshot.frame and snapshot.frame is not painted and not unseen.locked():
            painted = snapshot.frame
            await unseen.acquire()
            await _send(socket, await asyncio.to_thread(list, feed.picture(painted)))
        if snapshot.over and snapshot.frame is painted:
            await _send(socket, await asyncio.to_thread(feed.end, snapshot))
            return await socket.close()
        await asyncio.sleep(interval)


async def _send(socket: WebSocket, messages: Iterable[str | bytes]) -> None:
    for message in messages:
        send = socket.send_bytes if isinstance(message, bytes) else socket.send_text
        await send(message)


async def _watch_right(socket: WebSocket, right: RightNow) -> None:
    """Close once the right is taken back."""
    allowed = True
    while allowed:
        await asyncio.sleep(RIGHT_SECONDS)
        with suppress(StoreError):  # while nobody can be asked, as before
            allowed = await _has(right, Right.LOOK)
    await socket.close(FORBIDDEN, NOT_ALLOWED)


async def _has(right: RightNow, need: Right) -> bool:
    return await asyncio.to_thread(right) >= need


async def _listen(socket: WebSocket, jobs: Jobs, right: RightNow, id: str, unseen: asyncio.Semaphore) -> None:
    async for word in socket.iter_text():
        if word == "seen":
            unseen.release()
        elif word == "stop" and await _has(right, Right.WORK):
            jobs.stop(id)


def same_origin(origin: str | None, host: str | None) -> bool:
    """Whether a WebSocket comes from a page that this server sent (browsers always say; RFC 6455, 10.2)."""
    return bool(origin and host) and urlsplit(origin).netloc.lower() == host.lower()


class Guard:
    """ASGI middleware: pages of this app frame only their own kind, and only this app may frame them.

    The frames of the preview are `srcdoc` documents, which `frame-src` never blocks, and they cannot navigate
    anywhere else: the one hole that a policy inside a hostile document leaves open.
    """

    def __init__(self, app: ASGIApp, redirects: Callable[[], bool] = lambda: False) -> None:
        """
        Args:
            redirects: whether people are sent on to another site to sign in, and back.
        """
        self._app, self._redirects = app, redirects

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                for name, value in SHIELD.items():
                    if name != ALLOWLIST or not self._redirects():
                        MutableHeaders(scope=message).append(name, value)
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)
