"""Our own loop over a checkpoint that is loaded here. Torch is imported when one is loaded, not before."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from gdiff_core.records import Commit, Edit, Frame, Request

if TYPE_CHECKING:
    from gdiff_core.diffusion.model import Model


class Local:
    """A loaded model as an engine (`engines.Engine`)."""

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

    def texts(self, ids: Sequence[int]) -> list[str]:
        return self.model.token_texts(ids)


def load(path: str | None = None) -> Local:
    """Load a checkpoint; by default `$GDIFF_MODEL_PATH`, else the bundled one (`diffusion.model.load`).

    Raises:
        ModelError: nothing there, broken files, another class of model, no access to the hub.
    """
    from gdiff_core.diffusion.model import load as load_model

    return Local(load_model(path))
