"""What engines have in common whose model is not the bundled one: a person's words stay as they are."""

from gdiff_core.document.verdict import unsound
from gdiff_core.engines import task
from gdiff_core.records import Brief, Declined, Edit, Finish, Outside, Request, Wish


class General:
    """Of `engines.Engine`, all but what depends on where the model runs."""

    def check(self, edit: Edit) -> None:
        from gdiff_core.diffusion.tweak import plan

        plan(edit)

    def understand(self, words: str) -> Brief | Outside | None:
        return None

    def understand_change(
        self, instruction: str, page: str, meant: str = ""
    ) -> tuple[Wish, ...] | Declined | None:
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
