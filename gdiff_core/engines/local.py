"""Our own loop over a checkpoint that is loaded here. Torch is imported when one is loaded, not before.

The bundled model knows one small world. Its words are read first (`nano.brief`, `nano.wishes`), and what it cannot do
is said before a pass is taken. Any other checkpoint gets a person's words as they are.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gdiff_core.document.verdict import unsound
from gdiff_core.records import Brief, Commit, Declined, Edit, Finish, Frame, Outside, Request, Wish

if TYPE_CHECKING:
    from gdiff_core.diffusion.model import Model


class Local:
    """A loaded model as an engine (`engines.Engine`)."""

    jobs = 1

    def __init__(self, model: "Model") -> None:
        self.model, self.info, self.defaults = model, model.info, model.defaults

    def run(self, request: Request | Edit) -> Iterator[Frame | Commit]:
        if isinstance(request, Edit):
            from gdiff_core.diffusion.tweak import tweak

            return tweak(self.model, request)
        from gdiff_core.diffusion.denoise import denoise
        from gdiff_core.diffusion.revise import standard

        return denoise(self.model, request, critics=standard(request.settings))

    def warm_up(self) -> None:
        """Late imports and kernels, before anybody waits."""
        next(self.run(Request("warm up")))

    def check(self, edit: Edit) -> None:
        from gdiff_core.diffusion.tweak import plan

        plan(edit)

    def understand(self, words: str) -> Brief | Outside | None:
        return None

    def understand_change(self, instruction: str, page: str) -> tuple[Wish, ...] | Declined | None:
        return None

    def kinds(self) -> tuple[str, ...]:
        return ()

    def settled(self, brief: Brief) -> Brief:
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

        return (
            answer.change(self.model, request)
            if isinstance(request, Edit)
            else answer.build(self.model, request)
        )

    def warm_up(self) -> None:
        next(Local.run(self, Request("warm up")))

    def understand(self, words: str) -> Brief | Outside | None:
        from gdiff_core.nano import brief

        return brief.read(words)

    def understand_change(self, instruction: str, page: str) -> tuple[Wish, ...] | Declined | None:
        from gdiff_core.nano import wishes

        return wishes.read(instruction, page)

    def kinds(self) -> tuple[str, ...]:
        from gdiff_core.nano import brief

        return brief.kinds()

    def settled(self, brief: Brief) -> Brief:
        from gdiff_core.nano import telling

        return telling.settled(brief)

    def colours(self, brief: Brief) -> tuple[str, str]:
        from gdiff_core.nano import telling

        return telling.colours(brief)

    def unmet(self, request: Request | Edit, text: str, finish: Finish) -> tuple[str, ...]:
        from gdiff_core.nano import answer

        return answer.unmet(request, text)


def load(path: str | None = None) -> Local:
    """Load a checkpoint; by default `$GDIFF_MODEL_PATH`, else the bundled one (`diffusion.model.load`).

    Raises:
        ModelError: nothing there, broken files, another class of model, no access to the hub.
    """
    from gdiff_core.diffusion.model import load as load_model

    model = load_model(path)
    return Bundled(model) if model.info.bundled else Local(model)
