"""Who answers a Request: each module is one way, behind one protocol."""

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

from gdiff_core.records import (
    Asked,
    Brief,
    Commit,
    Declined,
    Edit,
    Finish,
    Frame,
    ModelInfo,
    Outside,
    Request,
    Settings,
    Wish,
)

Ability = Literal["chat", "infill", "pictures"]
"""What not every engine can do."""


class Engine(Protocol):
    """Answers what is asked, each from one thread."""

    info: ModelInfo
    defaults: Settings
    """How its model likes to denoise."""
    jobs: int
    """How many runs it works on side by side."""

    def run(self, request: Asked) -> Iterator[Frame | Commit | None]:
        """Answer it: frames, where the engine has them, and a commit after each block, the last with a `finish`.

        None: nothing yet; who waits for something elsewhere can be stopped meanwhile. Closing the iterator cancels. Of
        an edit the last commit's text is the whole new page, of holes the whole text.

        Raises:
            BadRequest: it cannot be answered; nothing was done.
            EngineError: the server that answers is lost; what had come of it was given.
            TweakRefused: what came out cannot take the page's place.
        """
        ...

    def warm_up(self) -> None:
        """Be ready, before anybody waits.

        Raises:
            EngineError: it does not work.
        """
        ...

    def check(self, edit: Edit) -> None:
        """
        Raises:
            BadRequest: the edit cannot be carried out, whatever the model writes.
        """
        ...

    def understand(self, words: str) -> Brief | Outside | None:
        """How a request for a page is read, at once; None: the model is given the words as they are."""
        ...

    def understand_change(
        self, instruction: str, page: str, meant: str = ""
    ) -> tuple[Wish, ...] | Declined | None:
        """As `understand`, for a change of a page; `meant` is that of an `Edit`."""
        ...

    def kinds(self) -> tuple[str, ...]:
        """What it writes pages for; empty: anything."""
        ...

    def designs(self) -> tuple[str, ...]:
        """By name, those that its pages may have."""
        ...

    def settled(self, brief: Brief, seed: int = 0) -> Brief:
        """The brief with every choice made, as its page will have it; what it leaves to chance is of the seed."""
        ...

    def colours(self, brief: Brief) -> tuple[str, str]:
        """Accent and background of its page, as "#rrggbb"."""
        ...

    def unmet(self, request: Request | Edit, text: str, finish: Finish) -> tuple[str, ...]:
        """Sentences for a person: what the text of a finished run lacks of what was asked; empty if nothing."""
        ...

    def unable(self, what: Ability) -> str:
        """Why it cannot do that, in sentences for a person; empty if it can."""
        ...

    def example(self) -> str:
        """A text with holes that it can fill, to begin with."""
        ...

    def texts(self, ids: Sequence[int]) -> list[str]:
        """The text of each token by itself, for display."""
        ...
