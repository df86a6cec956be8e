"""Our own loop over a checkpoint that is loaded here. Torch is imported when one is loaded, not before.

The bundled model knows one small world. Its words are read first (`nano.brief`, `nano.wishes`), and what it cannot do
is said before a pass is taken. Any other checkpoint gets a person's words as they are, behind a task (`task`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from gdiff_core.document.absent import is_change
from gdiff_core.document.fold import fold, folded
from gdiff_core.engines import Ability, task
from gdiff_core.engines.general import General
from gdiff_core.errors import BadRequest
from gdiff_core.records import (
    Asked,
    Brief,
    Commit,
    Declined,
    Edit,
    Finish,
    Frame,
    Infill,
    Outside,
    Request,
    Turn,
    Wish,
)

if TYPE_CHECKING:
    from gdiff_core.diffusion.model import Model
    from gdiff_core.diffusion.together import Answer

MOST_TOGETHER = 16
"""Answers, on a model of a small vocabulary."""


EXAMPLE = (
    "The lighthouse stood at the end of the pier, [...] and every evening its keeper climbed the ___ steps to light "
    "the lamp. Nobody in the village knew that he was [...]."
)
_BLIND = (
    "This model cannot see pictures: it has no vision tower, or no tokens for what one sees. DiffusionGemma 26B has "
    "both."
)
_ONLY_PAGES = (
    "The bundled model was trained from scratch to set web pages for businesses, people, events "
    "and clubs, in English. It has never seen "
    "a conversation, and answers whatever is said with pieces of such a page."
)


class Local(General):
    """A loaded model as an engine (`engines.Engine`)."""

    jobs = 1

    def __init__(self, model: "Model") -> None:
        self.model, self.info, self.defaults = model, model.info, model.defaults

    def run(self, request: Asked) -> Iterator[Frame | Commit]:
        if isinstance(request, Turn):
            return self._replied(request)
        if isinstance(request, Infill):
            from gdiff_core.diffusion.infill import infill

            told = task.told_of_holes(request)
            return infill(self.model, request, told, opening=self.model.unthinking)
        task.check(request)
        return folded(self._run, request)

    def _run(self, request: Request | Edit) -> Iterator[Frame | Commit]:
        if isinstance(request, Request) and request.begun:  # it was thought over before
            request = replace(request, settings=replace(request.settings, thinking=0))
        asked = task.told(request)
        if request.settings.thinking:
            return self._thoughtful(asked)
        # What stands before a page would be taken for some of it.
        return self._answered(asked, self.model.unthinking if isinstance(asked, Edit) else ())

    def _replied(self, turn: Turn) -> Iterator[Frame | Commit]:
        """The answer as the model gives it, behind its thought if it is to think."""
        from gdiff_core.diffusion.denoise import denoise
        from gdiff_core.diffusion.think import think

        if not turn.settings.thinking:
            yield from denoise(self.model, turn, opening=self.model.unthinking)
            return
        thought = yield from think(self.model, turn)
        for event in denoise(self.model, turn, opening=thought.tokens):
            yield replace(thought.before(event), text=thought.text + event.text)

    def type_out(self, request: Request | Edit) -> Iterator[Commit | None]:
        """As `run`, from left to right by the encoder's head; an edit is the page typed anew (`diffusion.causal`)."""
        task.check(request)
        return folded(self._typed, request)

    def _typed(self, request: Request | Edit) -> Iterator[Commit | None]:
        from gdiff_core.diffusion.causal import type_out
        from gdiff_core.diffusion.revise import standard
        from gdiff_core.diffusion.tweak import tweak

        asked = task.told(request)
        if isinstance(asked, Edit):
            return tweak(
                self.model, replace(asked, strength=1.0), opening=self.model.unthinking, write=type_out
            )
        return type_out(self.model, asked, critics=standard(asked.settings))

    @property
    def batch(self) -> int:
        """How many answers are denoised side by side: as many as keep a prediction within a gigabyte."""
        info = self.info
        return max(1, min(MOST_TOGETHER, 2**28 // (info.canvas_length * info.vocab_size)))

    def together(self, requests: Sequence[Request]) -> "Iterator[list[Answer] | None]":
        """Short answers side by side, within a canvas each (`diffusion.together`); None: nothing yet."""
        from gdiff_core.diffusion.together import together

        return together(self.model, [task.told(request) for request in requests])

    def _answered(self, asked: Request | Edit, opening: Sequence[int]) -> Iterator[Frame | Commit]:
        if isinstance(asked, Edit):
            from gdiff_core.diffusion.tweak import tweak

            return tweak(self.model, asked, opening=opening, boldly=is_change(asked.instruction))
        from gdiff_core.diffusion.denoise import denoise
        from gdiff_core.diffusion.revise import standard

        return denoise(self.model, asked, opening=opening, critics=standard(asked.settings))

    def _thoughtful(self, asked: Request | Edit) -> Iterator[Frame | Commit]:
        """The model thinks, then answers. A page's text holds the thought, which `extract_page` tells apart; that of an
        edit is the page as it stands until it is over."""
        from gdiff_core.diffusion.think import think
        from gdiff_core.diffusion.tweak import plan, request_for

        edit = asked if isinstance(asked, Edit) else None
        if edit:
            plan(edit)  # refused before anybody thinks
        request = request_for(self.model, edit) if edit else asked
        thought = yield from think(self.model, request, edit and edit.page)
        for event in self._answered(asked, thought.tokens):
            answer = thought.before(event)
            yield answer if edit else replace(answer, text=thought.text + answer.text)

    def warm_up(self) -> None:
        """Late imports and kernels, before anybody waits."""
        next(self._answered(Request("warm up"), ()))

    def unable(self, what: Ability) -> str:
        return _BLIND if what == "pictures" and not self.model.sight else ""

    def example(self) -> str:
        return EXAMPLE

    def texts(self, ids: Sequence[int]) -> list[str]:
        return self.model.token_texts(ids)


class Bundled(Local):
    """The bundled model: it is told what was understood, in its own words, and judged by that."""

    def run(self, request: Asked) -> Iterator[Frame | Commit]:
        from gdiff_core.nano import answer

        if request.settings.thinking:
            raise BadRequest("The bundled model was not taught to think before it writes: switch that off.")
        if isinstance(request, Request | Edit) and request.pictures:
            self.model.see(request.pictures)  # it says why not
        if isinstance(request, Turn):  # it cannot talk; what it makes of the words is the person's to see
            from gdiff_core.diffusion.denoise import denoise

            return denoise(self.model, request)
        if isinstance(request, Infill):
            return answer.fill(self.model, request)
        if isinstance(request, Request) and request.begun:
            raise BadRequest("The bundled model writes its short pages in one go: ask for the page again.")
        return folded(self._run, request)

    def _run(self, request: Request | Edit) -> Iterator[Frame | Commit]:
        from gdiff_core.nano import answer

        write = answer.change if isinstance(request, Edit) else answer.build
        return write(self.model, request)

    def type_out(self, request: Request | Edit) -> Iterator[Commit | None]:
        return folded(self._typed, request)

    def _typed(self, request: Request | Edit) -> Iterator[Commit | None]:
        from gdiff_core.diffusion.causal import type_out
        from gdiff_core.nano import answer

        if isinstance(request, Edit):
            return answer.change(self.model, replace(request, strength=1.0), type_out)
        return answer.build(self.model, request, type_out)

    def warm_up(self) -> None:
        super().warm_up()
        self.understand(self.example())

    def understand(self, words: str) -> Brief | Outside | None:
        from gdiff_core.nano import brief

        return brief.read(words)

    def understand_change(
        self, instruction: str, page: str, meant: str = ""
    ) -> tuple[Wish, ...] | Declined | None:
        from gdiff_core.nano import wishes

        return wishes.read(instruction, fold(page).text, meant)

    def kinds(self) -> tuple[str, ...]:
        from gdiff_core.nano import brief

        return brief.kinds()

    def designs(self) -> tuple[str, ...]:
        from gdiff_core.nano import designs

        return tuple(designs.designs())

    def settled(self, brief: Brief, seed: int = 0) -> Brief:
        from gdiff_core.nano import answer

        return answer.settled(brief, seed)

    def colours(self, brief: Brief) -> tuple[str, str]:
        from gdiff_core.nano import telling

        return telling.colours(brief)

    def unmet(self, request: Request | Edit, text: str, finish: Finish) -> tuple[str, ...]:
        from gdiff_core.nano import answer

        return answer.unmet(request, text)

    def unable(self, what: Ability) -> str:
        return _ONLY_PAGES if what == "chat" else super().unable(what)

    def example(self) -> str:
        from gdiff_core.nano import answer

        return answer.example()


def load(path: str | None = None, report: Callable[[str], None] = lambda _: None) -> Local:
    """Load a checkpoint; by default `$GDIFF_MODEL_PATH`, else the bundled one (`diffusion.model.load`).

    `report` is told in a few words how far it is.

    Raises:
        ModelError: nothing there, broken files, another class of model, no access to the hub.
    """
    from gdiff_core.diffusion.model import load as load_model

    model = load_model(path, report=report)
    return Bundled(model) if model.info.bundled else Local(model)
