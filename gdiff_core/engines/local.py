"""Our own loop over a checkpoint that is loaded here. Torch is imported when one is loaded, not before.

The bundled model knows one small world. Its words are read first (`nano.brief`, `nano.wishes`), and what it cannot do
is said before a pass is taken. Any other checkpoint gets a person's words as they are, behind a task (`task`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from gdiff_core.document.absent import is_change
from gdiff_core.document.fold import fold, folded
from gdiff_core.document.verdict import unsound
from gdiff_core.engines import task
from gdiff_core.errors import BadRequest
from gdiff_core.records import Brief, Commit, Declined, Edit, Finish, Frame, Outside, Request, Wish

if TYPE_CHECKING:
    from gdiff_core.diffusion.model import Model


class Local:
    """A loaded model as an engine (`engines.Engine`)."""

    jobs = 1

    def __init__(self, model: "Model") -> None:
        self.model, self.info, self.defaults = model, model.info, model.defaults

    def run(self, request: Request | Edit) -> Iterator[Frame | Commit]:
        task.check(request)
        return folded(self._run, request) if isinstance(request, Edit) else self._run(request)

    def _run(self, request: Request | Edit) -> Iterator[Frame | Commit]:
        if isinstance(request, Request) and request.begun:  # it was thought over before
            request = replace(request, settings=replace(request.settings, thinking=0))
        asked = task.told(request)
        if request.settings.thinking:
            return self._thoughtful(asked)
        # What stands before a page would be taken for some of it.
        return self._answered(asked, self.model.unthinking if isinstance(asked, Edit) else ())

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

    def check(self, edit: Edit) -> None:
        from gdiff_core.diffusion.tweak import plan

        plan(edit)

    def understand(self, words: str) -> Brief | Outside | None:
        return None

    def understand_change(self, instruction: str, page: str) -> tuple[Wish, ...] | Declined | None:
        return task.missing(instruction, page)

    def kinds(self) -> tuple[str, ...]:
        return ()

    def designs(self) -> tuple[str, ...]:
        return ()

    def settled(self, brief: Brief, seed: int = 0) -> Brief:
        return brief

    def colours(self, brief: Brief) -> tuple[str, str]:
        return brief.accent, brief.ground

    def unmet(self, request: Request | Edit, text: str, finish: Finish) -> tuple[str, ...]:
        return () if isinstance(request, Edit) else unsound(text, finish)

    def texts(self, ids: Sequence[int]) -> list[str]:
        return self.model.token_texts(ids)


class Bundled(Local):
    """The bundled model: it is told what was understood, in its own words, and judged by that."""

    def run(self, request: Request | Edit) -> Iterator[Frame | Commit]:
        from gdiff_core.nano import answer

        if request.settings.thinking:
            raise BadRequest("The bundled model was not taught to think before it writes: switch that off.")
        if isinstance(request, Request) and request.begun:
            raise BadRequest("The bundled model writes its short pages in one go: ask for the page again.")
        if isinstance(request, Edit):
            return folded(partial(answer.change, self.model), request)
        return answer.build(self.model, request)

    def understand(self, words: str) -> Brief | Outside | None:
        from gdiff_core.nano import brief

        return brief.read(words)

    def understand_change(self, instruction: str, page: str) -> tuple[Wish, ...] | Declined | None:
        from gdiff_core.nano import wishes

        return wishes.read(instruction, fold(page).text)

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


def load(path: str | None = None, report: Callable[[str], None] = lambda _: None) -> Local:
    """Load a checkpoint; by default `$GDIFF_MODEL_PATH`, else the bundled one (`diffusion.model.load`).

    `report` is told in a few words how far it is.

    Raises:
        ModelError: nothing there, broken files, another class of model, no access to the hub.
    """
    from gdiff_core.diffusion.model import load as load_model

    model = load_model(path, report=report)
    return Bundled(model) if model.info.bundled else Local(model)
