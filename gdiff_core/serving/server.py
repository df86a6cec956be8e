"""What one server keeps: the engine, the jobs it works through, and the store of what they made."""

import gc
import logging
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from contextlib import closing, suppress
from dataclasses import fields, replace

from gdiff_core.document.extract import extract_page
from gdiff_core.engines import Engine, choice, puzzles
from gdiff_core.engines.choice import Choice
from gdiff_core.errors import BadRequest, GdiffError, ModelError, reason
from gdiff_core.history import replay
from gdiff_core.history.store import MAX_NAME_CHARS, Project, RunInfo, Store, StoreBusyError, StoreError
from gdiff_core.records import Brief, Commit, Declined, Edit, Frame, Outside, Puzzle, Request, Settings, Wish
from gdiff_core.serving.health import Health, ModelState
from gdiff_core.serving.jobs import Jobs, Outcome, Snapshot, Verdict

log = logging.getLogger(__name__)

MOST_TRIES = 9
"""To save a page while another program holds the file; each waits as long as the store is patient, 10 seconds."""
IN_MEMORY = "Until then pages are kept in memory, and are gone when the program ends: download what you need."


class Unsettled(Settings):
    """Chosen before the model was there: what nobody touched is to be as the model has it."""


class Server:
    """The engine, loaded in the background, its jobs, and the store that their pages are saved in."""

    def __init__(self) -> None:
        self.store, self.warning = _open_store()
        self.choice = choice.configured()
        self.health = Health(lambda: self.jobs, self.model_state)
        self.jobs = Jobs(
            self._generate, self._save_at_last, self._judge, self.health.ended, width=self._width
        )
        self.load()

    def load(self, chosen: Choice | None = None) -> None:
        """Start loading the engine, again or another one; `engine` is there at once and holds the outcome later.

        Raises:
            BadRequest: a page is being written, which only the engine that began it can go on with.
        """
        if chosen and self.jobs.busy:
            raise BadRequest(
                "A page is being written: stop it, or wait for its end, before you choose another model."
            )
        self.choice = chosen or self.choice
        self.engine: Future[Engine] = Future()
        self.progress = "Loading …"
        """In a few words, while the model loads."""
        threading.Thread(
            target=self._load, args=(self.engine, self.choice), name="gdiff-load", daemon=True
        ).start()

    def defaults(self) -> Settings:
        """How the model likes to denoise; `Unsettled` while it loads.

        Raises:
            ModelError: it could not be loaded.
        """
        return self.engine.result().defaults if self.engine.done() else Unsettled()

    def understand(self, words: str) -> Brief | Outside | None:
        """How the engine reads a request; None where it takes the words as they are, and while it loads."""
        return self.engine.result().understand(words) if self._is_ready() else None

    def understand_change(self, instruction: str, page: str) -> tuple[Wish, ...] | Declined | None:
        """As `understand`, for a change of a page."""
        return self.engine.result().understand_change(instruction, page) if self._is_ready() else None

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
        self.jobs.close()
        self.store.close()

    def project(self, id: str, html: str, words: str) -> Project:
        """The project of that id; if it is not there yet it is made, and named after the page or the request."""
        try:
            return self.store.project(id)
        except StoreError:
            names = map(_name, (extract_page(html).title, words, "Untitled"))
            return self.store.create(next(filter(None, names)), id)

    def follow_title(self, project: Project, old: str, new: str) -> None:
        """A project that is called as its page is goes on to be, when the page gets another title."""
        before, after = (_name(extract_page(page).title) for page in (old, new))
        if after and after != before and project.name == before:
            self.store.rename(project.id, after)

    def keep(self, snapshot: Snapshot) -> str:
        """Save the page that was refused, as a person wants it all the same; the id of the version.

        Raises:
            StoreError: it cannot be saved.
        """
        job, engine = snapshot.job, self.engine.result()
        run = RunInfo.of("tweak", _settled(job.request, engine.defaults), engine.info.name)
        project = self.project(job.project, snapshot.refused, job.words)
        return self.store.save(project.id, snapshot.refused, run, parent=job.parent).id

    def _width(self) -> int:
        """Jobs that may run side by side."""
        return self.engine.result().jobs if self._is_ready() else 1

    # On the loader's thread.

    def _load(self, engine: Future[Engine], chosen: Choice) -> None:
        try:
            loaded = choice.load(chosen, self._tell)
            self._tell("Warming up")
            loaded.warm_up()
            engine.set_result(loaded)
        except GdiffError as error:
            engine.set_exception(error)
        except Exception as error:
            log.exception("Loading the model failed")
            engine.set_exception(
                ModelError(f"The model does not work here: {reason(error)}. The log of the server says more.")
            )
        # What is loaded stays: no later collection needs to walk it with the interpreter stopped.
        gc.collect()
        gc.freeze()

    def _tell(self, progress: str) -> None:
        self.progress = f"{progress} …"

    # On a worker's thread.

    def _generate(self, request: Request | Edit) -> Iterator[Frame | Commit | None]:
        with closing(self._begin(request)) as events:
            for event in events:
                self.health.saw(event)
                yield event

    def _begin(self, request: Request | Edit) -> Iterator[Frame | Commit | None]:
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
        unmet = engine.unmet(request, outcome.text, finish or "eos")
        if isinstance(request, Edit):
            found = engine.understand_change(request.instruction, request.page)
            wishes = found if isinstance(found, tuple) else ()
            return Verdict(unmet, tuple(words for wish in wishes for words in wish.unused))
        brief = request.brief or engine.understand(request.prompt)
        return Verdict(unmet, engine.settled(brief).unused if isinstance(brief, Brief) else ())

    def _save_at_last(self, outcome: Outcome) -> str:
        """As `_save`; while another program holds the file, once more: a page is worth more than a minute."""
        for _ in range(MOST_TRIES - 1):
            with suppress(StoreBusyError):
                return self._save(outcome)
        return self._save(outcome)

    def _save(self, outcome: Outcome) -> str:
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
        project = self.project(job.project, html, job.words)
        if tweaked:
            self.follow_title(project, job.request.page, html)
        return self.store.save(project.id, html, run, parent=job.parent, frames=self._frames(outcome)).id

    def _frames(self, outcome: Outcome) -> bytes | None:
        """A page is worth more than its replay: whatever goes wrong here, the page is saved.

        Where a server sends no drafts there is nothing to be watched again.
        """
        try:
            drawn = any(isinstance(event, Frame) for event in outcome.events)
            return replay.pack(outcome.events, self.texts) if drawn else None
        except Exception:
            log.exception("The run of job %s cannot be recorded", outcome.job.id)
            return None


def _worth_keeping(outcome: Outcome) -> bool:
    """Whether a run that was stopped or lost has come to a page; of an edit never, as the page is to stay as it was."""
    committed = any(isinstance(event, Commit) for event in outcome.events)
    return not isinstance(outcome.job.request, Edit) and (committed or extract_page(outcome.text).complete)


def _committed(outcome: Outcome) -> int:
    """Characters of a stopped run's page that are permanent; the draft behind them may be half noise."""
    texts = [event.text for event in outcome.events if isinstance(event, Commit)]
    return len(extract_page(texts[-1]).html) if texts else 0


def final_page(request: Request | Edit, text: str) -> str:
    """The page in the text of a run: of an edit all of it, with whatever stood around the document."""
    return text if isinstance(request, Edit) else extract_page(text).html


def _name(text: str) -> str:
    """A text as a project may be called; empty where nothing of it can be read."""
    line = "".join(c for c in " ".join(text.split()) if c.isprintable() or c == "\u200d").strip("\u200d ")
    return line[:MAX_NAME_CHARS].strip()


def _settled(request: Request | Edit, defaults: Settings) -> Request | Edit:
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
        store.purge()
    except StoreError as error:
        log.warning("%s", error)
        return Store.in_memory(), f"{error} {IN_MEMORY}"
    return store, ""
