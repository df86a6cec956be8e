"""Whose pages are whose: the one place that says who may do what.

    Door ──> Person ──> Shelf   the store as this person may use it
                   └──> Runs    the queue as this person may use it
                   └──> ticket  for the WebSocket of one run, which no sign-in covers

Screens have a `Shelf` and a `Runs` and nothing else, so there is no way past `NEEDS`. People are told apart in one of
four ways (`Way`), by `serving/door.py` or by the provider that Streamlit signs in with.
"""

import hashlib
import os
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any, Literal, Self

from itsdangerous import BadData, URLSafeTimedSerializer

from gdiff_core.errors import BadRequest, JobError
from gdiff_core.history.store import LOCAL, History, Project, Right, Store, StoreError
from gdiff_core.records import Edit, Job, Request
from gdiff_core.serving.jobs import Jobs, Snapshot

Way = Literal["provider", "password", "browser", "one"]
"""An OpenID Connect provider; one password and a name; each browser is somebody, and whoever sits at the machine its
owner; or everybody is that one."""

MAX_NAME_CHARS = 40
TICKET_SECONDS = 3600.0
"""A run is over by then; the right to it is asked for again and again all the same."""
NEEDS: dict[str, Right] = {
    "project": Right.LOOK,
    "version": Right.LOOK,
    "versions": Right.LOOK,
    "tree": Right.LOOK,
    "shape": Right.LOOK,
    "recorded": Right.LOOK,
    "runs_recorded": Right.LOOK,
    "history": Right.LOOK,
    "shared_by": Right.LOOK,
    "save": Right.WORK,
    "restore": Right.WORK,
    "take": Right.WORK,
    "rename": Right.WORK,
    "delete": Right.OWN,
    "undelete": Right.OWN,
    "share": Right.OWN,
    "unshare": Right.OWN,
    "shares": Right.OWN,
    "guests": Right.OWN,
}
"""What it takes to ask the store so of a project, which is the first argument."""
REFUSALS = {
    Right.NONE: "This project is not yours, and it is not shared with you (any more). Ask whoever sent you the address "
    "for a link.",
    Right.LOOK: "This project is shared with you to look at. Fork it on History, and the copy is yours to change.",
    Right.WORK: "Only whoever the project belongs to can do that.",
}
"""By the right that somebody has, where it is not enough."""
NOT_SIGNED_IN = "Sign in first: only then a page can be kept for you."
NOT_HERE = "This concerns everybody's pages: it can be changed only on the machine itself."


class NotYours(StoreError):  # noqa: N818 - reads as what it is
    """Somebody has not the right to what was asked for; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Person:
    id: str
    """Empty for nobody, who has no right to anything."""
    name: str = ""
    """As others read it; empty where people have none."""
    here: bool = False
    """Sits at the machine itself, and may change what concerns everybody."""


NOBODY = Person("")
HERE = Person(LOCAL, here=True)


class Shelf:
    """The store as one person may use it: the methods of `Store`, each with the right that `NEEDS` names.

    Each raises NotYours where the person has not that right; what is refused is not told of and not changed.
    """

    def __init__(self, store: Store, person: Person) -> None:
        self._store, self._person = store, person

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name not in NEEDS:
            raise AttributeError(f"The store has no {name} for a person.")

        def asked(project: str, *args: object, **options: object) -> Any:
            self._check(NEEDS[name], project=project)
            return getattr(self._store, name)(project, *args, **options)

        return asked

    def right(self, project: str) -> Right:
        return self._store.right(self._person.id, project=project) or Right.NONE

    def projects(self, *, deleted: bool = False) -> list[Project]:
        """One's own and those shared with one; deleted ones only of one's own."""
        return self._store.projects(deleted=deleted, person=self._person.id) if self._person.id else []

    def html(self, page: str) -> str:
        self._check(Right.LOOK, page=page)
        return self._store.html(page)

    def frames(self, run_id: int) -> bytes | None:
        self._check(Right.LOOK, run=run_id)
        return self._store.frames(run_id)

    def create(self, name: str, id: str | None = None) -> Project:
        self._known()
        return self._store.create(name, id, owner=self._person.id)

    def adopt(
        self, history: History, html: Callable[[str], str], replays: Iterable[tuple[int, bytes]] = ()
    ) -> Project:
        self._known()
        return self._store.adopt(history, html, replays, owner=self._person.id)

    def fork(self, project: str, version: str, name: str) -> Project:
        self._known()
        self._check(Right.LOOK, project=project)
        return self._store.fork(project, version, name, owner=self._person.id)

    def welcome(self, token: str) -> str:
        self._known()
        return self._store.welcome(token, self._person.id)

    def replay_bytes(self) -> int:
        self._here()
        return self._store.replay_bytes()

    def replay_limit(self) -> int:
        self._here()
        return self._store.replay_limit()

    def set_replay_limit(self, size: int) -> None:
        self._here()
        self._store.set_replay_limit(size)

    def _check(self, need: Right, **what: str | int) -> None:
        right = self._store.right(self._person.id, **what)
        if right is not None and right < need:  # of what is not there the store itself has words
            raise NotYours(REFUSALS[right])

    def _known(self) -> None:
        if not self._person.id:
            raise NotYours(NOT_SIGNED_IN)

    def _here(self) -> None:
        if not self._person.here:
            raise NotYours(NOT_HERE)


class Runs:
    """The queue as one person may use it: who may look at a project may watch its runs, who may work on it stop them.

    A first run, whose project is still to be made, is its owner's alone. JobError where somebody has not the right.
    """

    def __init__(self, jobs: Jobs, store: Store, person: Person) -> None:
        self._jobs, self._store, self._person = jobs, store, person

    def submit(self, request: Request | Edit, *, project: str = "", parent: str | None = None) -> Job:
        """
        Raises:
            NotYours: the project is not the person's to work on, or nobody is signed in.
        """
        if not self._person.id:
            raise NotYours(NOT_SIGNED_IN)
        right = self._store.right(self._person.id, project=project)
        if right is not None and right < Right.WORK:
            raise NotYours(REFUSALS[right])
        return self._jobs.submit(request, self._person.id, project=project, parent=parent)

    def look(self, id: str) -> Snapshot:
        return self._allowed(id, Right.LOOK)

    def attend(self, id: str, session: str) -> None:
        self._allowed(id, Right.LOOK)
        self._jobs.attend(id, session)

    def stop(self, id: str, patience: float = 0.0) -> None:
        self._allowed(id, Right.WORK)
        self._jobs.stop(id, patience)

    def ahead(self, id: str) -> list[Job]:
        """The person's own that run, or come sooner; none where the run is another's."""
        own = self.look(id).job.owner == self._person.id
        return self._jobs.ahead(id) if own else []

    def right(self, id: str) -> Right:
        return self._right(self._jobs.look(id).job)

    def _right(self, job: Job) -> Right:
        right = self._store.right(self._person.id, project=job.project)
        if right is None:
            return Right.OWN if self._person.id and job.owner == self._person.id else Right.NONE
        return right

    def _allowed(self, id: str, need: Right) -> Snapshot:
        snapshot = self._jobs.look(id)
        if (right := self._right(snapshot.job)) < need:
            raise JobError(REFUSALS[right])
        return snapshot


class People:
    """How this server tells people apart, and what it hands them to be known by."""

    def __init__(self, store: Store, way: Way, password: str = "", owner: str = "") -> None:
        """
        Args:
            password: of the way "password".
            owner: the name, or the provider's id or confirmed address, of whoever is the person at the machine.
        """
        self.way, self._password, self._owner = way, password, owner
        self._key = store.secret()

    @classmethod
    def by_environment(cls, store: Store, provider: bool) -> Self:
        """
        Args:
            provider: whether Streamlit signs people in.

        Raises:
            BadRequest: GDIFF_PEOPLE is something else than it may be.
        """
        password, people, owner = (
            os.environ.get(f"GDIFF_{name}", "") for name in ("PASSWORD", "PEOPLE", "OWNER")
        )
        if people not in ("", "one"):
            raise BadRequest(f"GDIFF_PEOPLE is {people!r}: use 'one', or leave it out.")
        told = "one" if people else "browser"
        return cls(store, "provider" if provider else "password" if password else told, password, owner)

    def is_password(self, tried: str) -> bool:
        return compare_digest(tried.encode("utf-8", "replace"), self._password.encode("utf-8", "replace"))

    def named(self, name: str) -> Person:
        """Whoever has the password and says this name.

        Raises:
            BadRequest: nothing of the name can be read.
        """
        clean = "".join(c for c in " ".join(name.split()) if unicodedata.category(c)[0] != "C")[
            :MAX_NAME_CHARS
        ]
        if not clean.strip():
            raise BadRequest("Say your name, too: your pages are kept under it.")
        return Person(self._id("name", clean.casefold(), {clean}), clean)

    def of_provider(self, claims: Mapping[str, Any]) -> Person:
        """Whoever a provider signed in, by its claims (OpenID Connect Core 1.0, 5.1); nobody without a subject."""
        subject = str(claims.get("sub") or "")
        if not subject:
            return NOBODY
        # An address that the provider did not confirm may be anybody's.
        known = {subject} | ({str(claims["email"])} if claims.get("email_verified") is True else set())
        name = str(claims.get("name") or claims.get("email") or "")[:MAX_NAME_CHARS]
        whole = hashlib.sha256(f"{claims.get('iss', '')}\n{subject}".encode()).hexdigest()
        return Person(self._id("provider", whole, known), name)

    def _id(self, way: str, key: str, known: set[str]) -> str:
        return LOCAL if self._owner in known else f"{way}:{key}"

    # What is handed out comes back signed.

    def seal(self, person: Person, use: str) -> str:
        """A person as a text that only this server can have written, for one use."""
        return self._sealer(use).dumps([person.id, person.name, person.here])

    def sealed(self, text: str, use: str, seconds: float | None = None) -> Person | None:
        """The person of such a text; None where it is not ours, or older than that."""
        try:
            return Person(*self._sealer(use).loads(text, max_age=seconds))
        except BadData:
            return None

    def ticket(self, person: Person, job: str) -> str:
        """Lets its holder open the live channel of a run as this person, for `TICKET_SECONDS`."""
        return self.seal(person, f"live {job}")

    def holder(self, ticket: str, job: str) -> Person:
        """Whose ticket it is; nobody's where it is not for this run, or too old."""
        return self.sealed(ticket, f"live {job}", TICKET_SECONDS) or NOBODY

    def _sealer(self, use: str) -> URLSafeTimedSerializer:
        # With another password all are signed out.
        return URLSafeTimedSerializer(
            self._key + self._password.encode("utf-8", "replace"), salt=f"gdiff {use}"
        )
