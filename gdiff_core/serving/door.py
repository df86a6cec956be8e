"""Who comes in: ASGI middleware that knows a person by a cookie of ours, and asks for the password where there is one.

It stands before Streamlit and all of our own routes. Who it is goes on as one header, signed, so that a script and a
WebSocket read what only the door can have written.
"""

import asyncio
import html
import ipaddress
import secrets
import time
from collections import deque
from collections.abc import Callable
from string import Template
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gdiff_core.errors import BadRequest
from gdiff_core.serving.people import HERE, People, Person
from gdiff_core.views import assets

HEADER = "x-gdiff-person"
COOKIE = "gdiff_person"
COOKIE_SECONDS = 400 * 86_400
"""As long as browsers keep one (RFC 6265bis, 5.5); begun anew with every visit."""
OPEN = ("/healthz", "/metrics", "/_stcore/health")
"""Answered to anybody."""
SIGN_OUT = "/sign-out"
MOST_TRIES, TRY_SECONDS = 20, 60.0
"""Wrong passwords of all who try together, within so many seconds."""
MAX_FORM_BYTES = 4096
FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via")
WRONG = "That is not the password. Try again, or ask whoever runs this server."
TOO_OFTEN = "There were too many wrong passwords just now. Wait a minute, then try again."
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; form-action 'self'"
)
NOT_KNOWN = PlainTextResponse("Sign in first.", 403)


class Door:
    """ASGI middleware; see above."""

    def __init__(self, app: ASGIApp, people: Callable[[], People], base: str = "") -> None:
        """
        Args:
            people: asked for with every request.
            base: the path that the app is served under.
        """
        self._app, self._people, self._base = app, people, base.rstrip("/")
        self._wrong: deque[float] = deque(maxlen=MOST_TRIES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            return await self._app(scope, receive, send)
        came, people = HTTPConnection(scope), self._people()
        person, path = recognised(came, people), scope["path"].removeprefix(self._base)
        if people.way == "password" and path not in OPEN:
            if path == SIGN_OUT:
                return await self._sign_out()(scope, receive, send)
            if person is None:
                answer = (
                    NOT_KNOWN if scope["type"] == "websocket" else await self._ask(scope, receive, people)
                )
                return await answer(scope, receive, send)
        if person is None and people.way == "browser" and _wants_page(scope, came):
            person = Person(f"browser:{secrets.token_urlsafe(24)}")
        if person and not person.here and _wants_page(scope, came):
            send = self._keeping(send, came, people, person)
        return await self._app(_telling(scope, person and people.seal(person, HEADER)), receive, send)

    def _keeping(self, send: Send, came: HTTPConnection, people: People, person: Person) -> Send:
        """Sends an answer with the cookie."""
        answer = Response()
        self._keep(answer, came, people, person)

        async def keeping(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("set-cookie", answer.headers["set-cookie"])
            await send(message)

        return keeping

    def _sign_out(self) -> Response:
        away = self._page("You are signed out.", status=200, action=f"{self._base}/")
        away.delete_cookie(COOKIE, f"{self._base}/")
        return away

    async def _ask(self, scope: Scope, receive: Receive, people: People) -> Response:
        """The page to sign in at; what was typed there, taken or refused."""
        request = HttpRequest(scope, receive)
        if request.method != "POST":
            return self._page(status=200) if _wants_page(scope, request) else NOT_KNOWN
        if not _same_site(request):
            return PlainTextResponse("This form was sent from another site. Open the app itself.", 403)
        typed = await _form(request)
        name, password = (typed.get(field, [""])[0] for field in ("name", "password"))
        if len(self._wrong) == MOST_TRIES and time.monotonic() - self._wrong[0] < TRY_SECONDS:
            return self._page(TOO_OFTEN, name, 429)
        if not people.is_password(password):
            self._wrong.append(time.monotonic())
            await asyncio.sleep(0.5)
            return self._page(WRONG, name)
        try:
            person = people.named(name)
        except BadRequest as error:
            return self._page(str(error))
        where = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        inside = RedirectResponse(f"/{where.lstrip('/')}", 303)  # never "//", which would be another host
        self._keep(inside, request, people, person)
        return inside

    def _page(self, message: str = "", name: str = "", status: int = 403, action: str = "") -> Response:
        """Where people sign in; framed by nobody, and sent nowhere else."""
        hidden = "" if message else "hidden"
        said = {"message": message, "name": name, "action": action}
        page = Template(assets.text("sign_in.html")).substitute(
            {key: html.escape(text) for key, text in said.items()}, hidden=hidden
        )
        return HTMLResponse(page, status, {"Cache-Control": "no-store", "Content-Security-Policy": POLICY})

    def _keep(self, answer: Response, came: HTTPConnection, people: People, person: Person) -> None:
        """Have the browser keep who this is; no script can read it, and no other site can send it."""
        secure = came.headers.get("x-forwarded-proto", came.url.scheme).startswith("https")
        value, path = people.seal(person, _use(people)), f"{self._base}/"
        answer.set_cookie(
            COOKIE, value, COOKIE_SECONDS, path=path, secure=secure, httponly=True, samesite="lax"
        )


def recognised(came: HTTPConnection, people: People) -> Person | None:
    """Whoever asks; None where they are not known (yet), or are known to Streamlit alone."""
    if people.way == "one" or (people.way == "browser" and at_machine(came)):
        return HERE
    if people.way == "provider":
        return None
    return people.sealed(came.cookies.get(COOKIE, ""), _use(people), COOKIE_SECONDS)


def at_machine(came: HTTPConnection) -> bool:
    """Whether somebody sits at the machine: all that is known of the connection says so, and no proxy stands between.

    A proxy says that it is one, or passes on by which name it was asked; a browser says that in `Origin`, too.
    """
    if came.client is None or any(name in came.headers for name in FORWARDED):
        return False
    origin = came.headers.get("origin")
    names = [came.client.host, urlsplit(f"//{came.headers.get('host', '')}").hostname]
    names += [urlsplit(origin).hostname] if origin else []
    return all(map(_is_loopback, names))


def _is_loopback(name: str | None) -> bool:
    if name == "localhost":
        return True
    try:
        address = ipaddress.ip_address(name or "")
    except ValueError:
        return False
    return (getattr(address, "ipv4_mapped", None) or address).is_loopback


def _telling(scope: Scope, person: str | None) -> Scope:
    """The scope with our header, and never with one from outside."""
    name = HEADER.encode()
    headers = [pair for pair in scope["headers"] if pair[0].lower() != name]
    return {**scope, "headers": headers + ([(name, person.encode())] if person else [])}


def _use(people: People) -> str:
    return f"cookie {people.way}"


def _wants_page(scope: Scope, came: HTTPConnection) -> bool:
    return scope.get("method") == "GET" and "text/html" in came.headers.get("accept", "")


def _same_site(request: HttpRequest) -> bool:
    """Whether a form was sent from a page of ours; browsers always say (Fetch, 3.1 and `Sec-Fetch-Site`)."""
    site = request.headers.get("sec-fetch-site")
    if site:
        return site in ("same-origin", "none")
    hosts = (request.headers.get("host"), request.headers.get("x-forwarded-host"))
    return urlsplit(request.headers.get("origin", "")).netloc in hosts


async def _form(request: HttpRequest) -> dict[str, list[str]]:
    """The fields of a small form; none of a large one."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > MAX_FORM_BYTES:
            return {}
    return parse_qs(body.decode("utf-8", "replace"))
