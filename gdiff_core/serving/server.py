"""What one server keeps: the engine, the jobs it works through, and the store of what they made."""

import gc
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import fields, replace
from functools import partial

from gdiff_core.document.extract import extract_page
from gdiff_core.engines import Ability, Engine, choice, puzzles
from gdiff_core.engines.choice import Choice
from gdiff_core.errors import BadRequest, GdiffError, ModelError, reason, whence
from gdiff_core.history import replay
from gdiff_core.history.store import (
    MAX_NAME_CHARS,
    Project,
    Right,
    RunInfo,
    Store,
    StoreBusyError,
    StoreError,
    Version,
)
from gdiff_core.records import (
    Asked,
    Brief,
    Commit,
    Declined,
    Edit,
    Frame,
    Infill,
    Job,
    Outside,
    Picture,
    Puzzle,
    Settings,
    Turn,
    Wish,
)
from gdiff_core.serving.answers import Answer, Latest
from gdiff_core.serving.errands import Errands
from gdiff_core.serving.health import Health, ModelState
from gdiff_core.serving.jobs import Jobs, Outcome, Snapshot, Verdict, Work
from gdiff_core.serving.limits import Limits
from gdiff_core.serving.people import NotYours, People, Person, Runs, Shelf

log = logging.getLogger(__name__)

MOST_TRIES = 9
"""To save a page while another program holds the file; each waits as long as the store is patient, 10 seconds."""
IN_MEMORY = "Until then pages are kept in memory, and are gone when the program ends: download what you need."


class _Stopped(BaseException):
    """A person stopped the loading. No Exception: nothing on the way shall explain it."""


class Unsettled(Settings):
    """Chosen before the model was there: what nobody touched is to be as the model has it."""


def _pace() -> float:
    try:
        return max(0.0, float(os.environ.get("GDIFF_PACE", "0.15")))
    except ValueError:
        return 0.15


PACE = _pace()
"""Seconds that a pass of the bundled model is shown for, at least: its page takes six, too few to be watched."""


class Server:
    """The engine, loaded in the background, its jobs, and the store that their pages are saved in.

    `store` and `jobs` are everybody's; a person has a `shelf` and `runs`.
    """

    def __init__(self, is_open: Callable[[str], bool] = lambda _: True, provider: bool = False) -> None:
        """
        Args:
            is_open: whether a browser session is still connected.
            provider: whether Streamlit signs people in.
        """
        self.store, self.warning = _open_store()
        self.people = People.by_environment(self.store, provider)
        self.answers: Latest[str, Answer] = Latest(lambda answer: len(answer.recording))
        self.pictures: Latest[tuple[str, str], tuple[Picture, ...]] = Latest(
            lambda shown: sum(len(picture.data) for picture in shown)
        )
        """What pages were asked for with, by who asked and the version that came of it."""
        self.choice = choice.configured()
        self.progress = ""
        """In a few words, how far loading is."""
        self.trouble: tuple[Choice, str] | None = None
        """What was chosen last and is not in service, while another one is; and why."""
        self._served: tuple[Choice, Engine | None] | None = None
        """The last that was in service; without its engine where that had to make room."""
        self._loads, self._stop = threading.Lock(), threading.Event()
        self._loader: threading.Thread | None = None
        self.health = Health(lambda: self.jobs, self.model_state, choice.cards)
        self.jobs = Jobs(
            self._generate,
            self._save_at_last,
            self._judge,
            self.health.ended,
            self.health.turned_away,
            width=self._width,
            limits=Limits.configured(),
            is_open=is_open,
        )
        self.errands = Errands(self.jobs)
        self.load()

    def load(self, chosen: Choice | None = None) -> None:
        """Start loading the engine, again or another one; `engine` is there at once and holds the outcome later.

        If it fails, or is stopped, the engine before is in service again, and `trouble` says why.

        Raises:
            BadRequest: a page is being written, which only the engine that began it can go on with.
        """
        if chosen and self.jobs.busy:
            raise BadRequest(
                "A page is being written: stop it, or wait for its end, before you choose another model."
            )
        with self._loads:
            if chosen is None and self._loader and not self.engine.done():
                return  # somebody else asked as well
            self.stop_loading()
            self.choice, self.engine, self._stop = chosen or self.choice, Future(), threading.Event()
            self.progress, self.trouble = "Loading …", None
            told = (self.engine, self.choice, self._stop, self._loader)
            self._loader = threading.Thread(target=self._load, args=told, name="gdiff-load", daemon=True)
            self._loader.start()

    def stop_loading(self) -> None:
        """End it as soon as it looks up: between two pieces of a download, or of the weights."""
        self._stop.set()

    def defaults(self) -> Settings:
        """How the model likes to denoise; `Unsettled` while it loads.

        Raises:
            ModelError: it could not be loaded.
        """
        return self.engine.result().defaults if self.engine.done() else Unsettled()

    def understand(self, words: str) -> Brief | Outside | None:
        """How the engine reads a request; None where it takes the words as they are, and while it loads."""
        return self.engine.result().understand(words) if self._is_ready() else None

    def understand_change(
        self, instruction: str, page: str, meant: str = ""
    ) -> tuple[Wish, ...] | Declined | None:
        """As `understand`, for a change of a page; `meant` is that of an `Edit`."""
        engine = self.engine.result() if self._is_ready() else None
        return engine.understand_change(instruction, page, meant) if engine else None

    def settled(self, brief: Brief, seed: int = 0) -> Brief:
        """The brief with every choice made, by the seed what it leaves to chance."""
        return self.engine.result().settled(brief, seed)

    def designs(self) -> tuple[str, ...]:
        """By name, those that the engine's pages may have; empty while it loads."""
        return self.engine.result().designs() if self._is_ready() else ()

    def colours(self, brief: Brief) -> tuple[str, str]:
        """Accent and background of its page, as "#rrggbb"."""
        return self.engine.result().colours(brief)

    def kinds(self) -> tuple[str, ...]:
        """What the engine writes pages for; empty where it is anything, and while it loads."""
        return self.engine.result().kinds() if self._is_ready() else ()

    def unable(self, what: Ability) -> str:
        """Why the engine cannot do that; empty if it can, and while it loads."""
        return self.engine.result().unable(what) if self._is_ready() else ""

    def example(self) -> str:
        """A text with holes to begin with; empty while the engine loads, or has none."""
        return self.engine.result().example() if self._is_ready() else ""

    def model_state(self) -> ModelState:
        """Whether the model can answer."""
        if not self.engine.done():
            return "loading"
        return "failed" if self.engine.exception() else "ready"

    def general(self) -> bool:
        """Whether the engine writes any page: it is told a task that can be changed, may think, and goes on with what
        was cut off. Not the bundled one, and none while it loads."""
        return self._is_ready() and not self.engine.result().info.bundled

    def _is_ready(self) -> bool:
        return self.model_state() == "ready"

    def texts(self, ids: Sequence[int]) -> list[str]:
        return self.engine.result().texts(ids) if ids else []

    def no_puzzles(self) -> str:
        """Why the loaded engine is not asked to solve a Sudoku, for a person; empty: it can be tried."""
        return puzzles.why_not(self.engine.result() if self._is_ready() else None)

    def fps(self) -> float:
        """Most pictures a second: few when the model and maybe the browser share a small machine."""
        on_cpu = not self.engine.done() or self.engine.result().info.device == "cpu"
        return 15.0 if on_cpu and (os.cpu_count() or 1) <= 4 else 60.0

    def close(self) -> None:
        """Stop what runs and close the store."""
        self.stop_loading()
        self.errands.close()
        self.jobs.close()
        self.store.close()

    def shelf(self, person: Person) -> Shelf:
        """The store as a person may use it."""
        return Shelf(self.store, person)

    def runs(self, person: Person) -> Runs:
        """The queue as a person may use it."""
        return Runs(self.jobs, self.store, person)

    def right(self, ticket: str, job: str) -> Callable[[], Right]:
        """What the holder of a ticket may do with a run, whenever it is asked."""
        return partial(self.runs(self.people.holder(ticket, job)).right, job)

    def keep(self, snapshot: Snapshot, shelf: Shelf) -> str:
        """Save the page that was refused, as a person wants it all the same; the id of the version.

        Raises:
            StoreError: it cannot be saved.
        """
        job, engine = snapshot.job, self.engine.result()
        run = RunInfo.of("tweak", _settled(job.request, engine.defaults), engine.info.name)
        project = project_of(shelf, job.project, snapshot.refused, job.words)
        version = shelf.save(project.id, snapshot.refused, run, parent=job.parent)
        return self._with_pictures(job, version)

    def _width(self) -> int:
        """Jobs that may run side by side."""
        return self.engine.result().jobs if self._is_ready() else 1

    # On the loader's thread.

    def _load(
        self, engine: Future[Engine], chosen: Choice, stop: threading.Event, earlier: threading.Thread | None
    ) -> None:
        def tell(progress: str) -> None:
            if stop.is_set():
                raise _Stopped
            self.progress = f"{progress} …"

        if earlier:
            earlier.join()
        why = ""
        try:
            self._take(chosen, tell)
        except BaseException as error:  # whatever ends this thread, nobody waits for ever
            why = _why(error)
        # Only here: an error in hand would keep half a model in memory.
        if why and self._served and engine is self.engine:
            why = self._restore(chosen, why)
        if why:
            log.warning("load=failed kind=%s where=%s why=%s", chosen.kind, chosen.where, why)
        if self._served and self._served[1] and (not why or engine is self.engine):
            engine.set_result(self._served[1])
        else:
            engine.set_exception(ModelError(why))
        _settle_memory()

    def _take(self, chosen: Choice, tell: Callable[[str], None]) -> None:
        """Have another engine in service. A checkpoint is let go only when the other one is here and whole."""
        choice.prepare(chosen, tell)
        if self._served and self._served[0].kind == "checkpoint":
            self._served = (self._served[0], None)
            _settle_memory()
            choice.release()
        loaded = choice.load(chosen, tell)
        tell("Warming up")
        loaded.warm_up()
        self._served = (chosen, loaded)
        log.info("load=done kind=%s model=%s device=%s", chosen.kind, loaded.info.name, loaded.info.device)

    def _restore(self, chosen: Choice, why: str) -> str:
        """The engine before, loaded again where it had made room; what to say if that fails as well."""
        self.choice, kept = self._served
        if not kept:
            self.progress = "Back to the model before …"
            _settle_memory()
            try:
                kept = choice.load(self.choice)
                kept.warm_up()
            except Exception as error:
                return f"{why} And the model before does not load any more: {reason(error)}"
        self._served, self.trouble = (self.choice, kept), (chosen, f"{why} The model before is in service.")
        return why

    # On a worker's thread.

    def _generate(self, request: Asked | Work) -> Iterator[Frame | Commit | None]:
        if isinstance(request, Work):
            with closing(request.do(self.engine.result())) as steps:
                yield from steps
            return
        with closing(self._begin(request)) as events:
            shown = time.monotonic()
            for event in events:
                self.health.saw(event)
                yield event
                if isinstance(event, Frame) and self._is_watched(request):
                    time.sleep(max(0.0, shown + PACE - time.monotonic()))
                    shown = time.monotonic()

    def _is_watched(self, request: Asked) -> bool:
        """Whether a pass is left to be seen: of a page, by the bundled model."""
        return not isinstance(request, Turn | Infill | Puzzle) and self.engine.result().info.bundled

    def _begin(self, request: Asked) -> Iterator[Frame | Commit | None]:
        """The model for puzzles needs no engine, but two threads cannot import transformers at once."""
        if isinstance(request, Puzzle):
            failed = self.engine.exception()
            engine = None if request.trained or failed else self.engine.result()
            return puzzles.run(_settled(request, puzzles.defaults(request, engine)), engine)
        engine = self.engine.result()
        return engine.run(_settled(request, engine.defaults))

    def _judge(self, outcome: Outcome) -> Verdict:
        if isinstance(outcome.job.request, Puzzle):
            return Verdict(puzzles.verdict(outcome.job.request, outcome.text))
        finish = next(
            (event.finish for event in reversed(outcome.events) if isinstance(event, Commit)), "eos"
        )
        engine, request = self.engine.result(), outcome.job.request
        if isinstance(request, Turn | Infill):
            return Verdict()
        unmet = engine.unmet(request, outcome.text, finish or "eos")
        if isinstance(request, Edit):
            found = engine.understand_change(request.instruction, request.page, request.meant)
            wishes = found if isinstance(found, tuple) else ()
            return Verdict(unmet, tuple(words for wish in wishes for words in wish.unused))
        brief = request.brief or engine.understand(request.prompt)
        return Verdict(unmet, engine.settled(brief).unused if isinstance(brief, Brief) else ())

    def _save_at_last(self, outcome: Outcome) -> str:
        """As `_save`; while another program holds the file, once more: a page is worth more than a minute."""
        for _ in range(MOST_TRIES - 1):
            with suppress(StoreBusyError):
                return self._save(outcome)
            self.jobs.let_next(outcome.job.id)  # the engine is free meanwhile
        return self._save(outcome)

    def _save(self, outcome: Outcome) -> str:
        if isinstance(outcome.job.request, Turn | Infill):
            self._remember(outcome)
            return ""
        job, html = outcome.job, final_page(outcome.job.request, outcome.text)
        tweaked = isinstance(job.request, Edit)
        if not html or not job.project or (job.state != "done" and not _worth_keeping(outcome)):
            return ""
        if tweaked and html == job.request.page and job.parent:
            return ""  # the version that it was made from is the page
        engine = self.engine.result()
        last = outcome.events[-1] if outcome.events else None
        timings = {"seconds": last.seconds} if last else {}
        if job.state == "stopped":
            timings["committed"] = _committed(outcome)
        request = _settled(job.request, engine.defaults)
        run = RunInfo.of("tweak" if tweaked else "build", request, engine.info.name, **timings)
        shelf = self.shelf(Person(job.owner))  # who asked may have lost the right to it since
        project = project_of(shelf, job.project, html, job.words)
        if tweaked:
            follow_title(shelf, project, job.request.page, html)
        version = shelf.save(project.id, html, run, parent=job.parent, frames=self._frames(outcome))
        return self._with_pictures(job, version)

    def _with_pictures(self, job: Job, version: Version) -> str:
        """The version's id; what was shown to have it made is remembered, and saved nowhere."""
        if job.request.pictures:
            self.pictures.keep((job.owner, version.id), job.request.pictures)
        return version.id

    def _remember(self, outcome: Outcome) -> None:
        """Keep what is no page where it can be seen again for a while."""
        commits = tuple(event for event in outcome.events if isinstance(event, Commit))
        seconds = outcome.events[-1].seconds if outcome.events else 0.0
        recording = self._frames(outcome) or b""
        self.answers.keep(outcome.job.id, Answer(outcome.job, outcome.text, commits, seconds, recording))

    def _frames(self, outcome: Outcome) -> bytes | None:
        """A page is worth more than its replay: whatever goes wrong here, the page is saved.

        Where a server sends no drafts there is nothing to be watched again.
        """
        try:
            drawn = any(isinstance(event, Frame) for event in outcome.events)
            return replay.pack(outcome.events, self.texts) if drawn else None
        except Exception as error:
            log.error("run=%s record=failed error=%s", outcome.job.id, whence(error))
            return None


def _why(error: BaseException) -> str:
    """Why an engine did not load, for a person."""
    if isinstance(error, _Stopped):
        return "Loading was stopped."
    if isinstance(error, GdiffError):
        return reason(error)
    log.error("load=failed", exc_info=error)
    return f"The model does not work here: {reason(error)}. The log of the server says more."


def _settle_memory() -> None:
    """What is gone is freed; what is loaded stays, and no later collection walks it with all threads stopped."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


def _worth_keeping(outcome: Outcome) -> bool:
    """Whether a run that was stopped or lost has come to a page; of an edit never, as the page is to stay as it was."""
    committed = any(isinstance(event, Commit) for event in outcome.events)
    return not isinstance(outcome.job.request, Edit) and (committed or extract_page(outcome.text).complete)


def _committed(outcome: Outcome) -> int:
    """Characters of a stopped run's page that are permanent; the draft behind them may be half noise."""
    texts = [event.text for event in outcome.events if isinstance(event, Commit)]
    return len(extract_page(texts[-1]).html) if texts else 0


def final_page(request: Asked, text: str) -> str:
    """The page in the text of a run: of an edit all of it, with whatever stood around the document."""
    return text if isinstance(request, Edit) else extract_page(text).html


def project_of(shelf: Shelf, id: str, html: str, words: str) -> Project:
    """The project of that id; if it is not there yet it is made, and named after the page or the request."""
    try:
        return shelf.project(id)
    except NotYours:
        raise
    except StoreError:
        names = map(_name, (extract_page(html).title, words, "Untitled"))
        return shelf.create(next(filter(None, names)), id)


def follow_title(shelf: Shelf, project: Project, old: str, new: str) -> None:
    """A project that is called as its page is goes on to be, when the page gets another title."""
    before, after = (_name(extract_page(page).title) for page in (old, new))
    if after and after != before and project.name == before:
        shelf.rename(project.id, after)


def _name(text: str) -> str:
    """A text as a project may be called; empty where nothing of it can be read."""
    line = "".join(c for c in " ".join(text.split()) if c.isprintable() or c == "\u200d").strip("\u200d ")
    return line[:MAX_NAME_CHARS].strip()


def _settled(request: Asked, defaults: Settings) -> Asked:
    if not isinstance(request.settings, Unsettled):
        return request
    usual = Settings()
    names = (field.name for field in fields(Settings))
    chosen = {
        name: value for name in names if (value := getattr(request.settings, name)) != getattr(usual, name)
    }
    return replace(request, settings=replace(defaults, **chosen))


def _open_store() -> tuple[Store, str]:
    """The store, and what to tell people when it is only in memory."""
    try:
        store = Store()
        with suppress(StoreBusyError):  # what is to go can go the next time
            store.purge()
    except StoreError as error:
        log.warning("%s", error)
        return Store.in_memory(), f"{error} {IN_MEMORY}"
    return store, ""
