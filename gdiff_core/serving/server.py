"""What one server keeps: the engine, the jobs it works through, and the store of what they made."""

import gc
import logging
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from dataclasses import fields, replace

from gdiff_core.document.extract import extract_page
from gdiff_core.engines import Engine, local
from gdiff_core.errors import GdiffError, ModelError
from gdiff_core.history import replay
from gdiff_core.history.store import MAX_NAME_CHARS, Project, RunInfo, Store, StoreError
from gdiff_core.records import Brief, Commit, Declined, Edit, Frame, Outside, Request, Settings, Wish
from gdiff_core.serving.jobs import Jobs, Outcome, Snapshot, Verdict

log = logging.getLogger(__name__)

IN_MEMORY = "Until then pages are kept in memory, and are gone when the program ends: download what you need."


class Unsettled(Settings):
    """Chosen before the model was there: what nobody touched is to be as the model has it."""


class Server:
    """The engine, loaded in the background, its jobs, and the store that their pages are saved in."""

    def __init__(self) -> None:
        self.store, self.warning = _open_store()
        self.jobs = Jobs(self._generate, self._save, self._judge)
        self.load()

    def load(self) -> None:
        """Start loading (again); `engine` is there at once and holds the outcome later."""
        self.engine: Future[Engine] = Future()
        threading.Thread(target=_load, args=(self.engine,), name="gdiff-load", daemon=True).start()

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

    def settled(self, brief: Brief) -> Brief:
        """The brief with every choice made."""
        return self.engine.result().settled(brief)

    def colours(self, brief: Brief) -> tuple[str, str]:
        """Accent and background of its page, as "#rrggbb"."""
        return self.engine.result().colours(brief)

    def kinds(self) -> tuple[str, ...]:
        """What the engine writes pages for; empty where it is anything, and while it loads."""
        return self.engine.result().kinds() if self._is_ready() else ()

    def _is_ready(self) -> bool:
        return self.engine.done() and not self.engine.exception()

    def texts(self, ids: Sequence[int]) -> list[str]:
        return self.engine.result().texts(ids)

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
            names = map(_one_line, (extract_page(html).title, words, "Untitled"))
            return self.store.create(next(filter(None, names))[:MAX_NAME_CHARS], id)

    def keep(self, snapshot: Snapshot) -> str:
        """Save the page that was refused, as a person wants it all the same; the id of the version.

        Raises:
            StoreError: it cannot be saved.
        """
        job, engine = snapshot.job, self.engine.result()
        run = RunInfo.of("tweak", _settled(job.request, engine.defaults), engine.info.name)
        project = self.project(job.project, snapshot.refused, job.words)
        return self.store.save(project.id, snapshot.refused, run, parent=job.parent).id

    # On the worker's thread.

    def _generate(self, request: Request | Edit) -> Iterator[Frame | Commit]:
        engine = self.engine.result()
        return engine.run(_settled(request, engine.defaults))

    def _judge(self, outcome: Outcome) -> Verdict:
        finish = next(
            (event.finish for event in reversed(outcome.events) if isinstance(event, Commit)), "eos"
        )
        engine, request = self.engine.result(), outcome.job.request
        unmet = engine.unmet(request, outcome.text, finish or "eos")
        brief = None if isinstance(request, Edit) else request.brief or engine.understand(request.prompt)
        return Verdict(unmet, engine.settled(brief).unused if isinstance(brief, Brief) else ())

    def _save(self, outcome: Outcome) -> str:
        job, html = outcome.job, final_page(outcome.job.request, outcome.text)
        tweaked = isinstance(job.request, Edit)
        if not html or not job.project or (job.state == "stopped" and not _worth_keeping(outcome)):
            return ""
        engine = self.engine.result()
        last = outcome.events[-1] if outcome.events else None
        timings = {"seconds": last.seconds} if last else {}
        request = _settled(job.request, engine.defaults)
        run = RunInfo.of("tweak" if tweaked else "build", request, engine.info.name, **timings)
        project = self.project(job.project, html, job.words)
        return self.store.save(project.id, html, run, parent=job.parent, frames=self._frames(outcome)).id

    def _frames(self, outcome: Outcome) -> bytes | None:
        """A page is worth more than its replay: whatever goes wrong here, the page is saved."""
        try:
            return replay.pack(outcome.events, self.texts) if outcome.events else None
        except Exception:
            log.exception("The run of job %s cannot be recorded", outcome.job.id)
            return None


def _worth_keeping(outcome: Outcome) -> bool:
    """Whether a stopped run has come to a page; of an edit never, as the page is to stay as it was."""
    committed = any(isinstance(event, Commit) for event in outcome.events)
    return not isinstance(outcome.job.request, Edit) and (committed or extract_page(outcome.text).complete)


def final_page(request: Request | Edit, text: str) -> str:
    """The page in the text of a run: of an edit all of it, with whatever stood around the document."""
    return text if isinstance(request, Edit) else extract_page(text).html


def _one_line(text: str) -> str:
    return "".join(char for char in " ".join(text.split()) if char.isprintable()).strip()


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


def _load(engine: Future[Engine]) -> None:
    try:
        loaded = local.load()
        loaded.warm_up()
        engine.set_result(loaded)
    except GdiffError as error:
        engine.set_exception(error)
    except Exception as error:
        log.exception("Loading the model failed")
        engine.set_exception(
            ModelError(f"The model does not work here: {error!r}. The log of the server says more.")
        )
    # What is loaded stays: no later collection needs to walk it with the interpreter stopped.
    gc.collect()
    gc.freeze()
