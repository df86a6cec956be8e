"""Who answers a Request: each module is one way, behind one protocol."""

from collections.abc import Iterator, Sequence
from typing import Protocol

from gdiff_core.records import Commit, Edit, Frame, ModelInfo, Request, Settings


class Engine(Protocol):
    """Answers requests and edits, one at a time, from one thread."""

    info: ModelInfo
    defaults: Settings
    """How its model likes to denoise."""

    def run(self, request: Request | Edit) -> Iterator[Frame | Commit]:
        """Answer it: frames, where the engine has them, and a commit after each block, the last with a `finish`.

        Closing the iterator cancels. Of an edit the last commit's text is the whole new page.

        Raises:
            BadRequest: it cannot be answered; nothing was done.
            TweakRefused: what came out cannot take the page's place.
        """
        ...

    def check(self, edit: Edit) -> None:
        """
        Raises:
            BadRequest: the edit cannot be carried out, whatever the model writes.
        """
        ...

    def texts(self, ids: Sequence[int]) -> list[str]:
        """The text of each token by itself, for display."""
        ...
