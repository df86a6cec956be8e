"""A thought before the answer: a run of its own, with a budget of its own, so that it cannot eat the page."""

from collections.abc import Generator
from dataclasses import dataclass, replace

from gdiff_core.diffusion.denoise import denoise
from gdiff_core.diffusion.model import Model
from gdiff_core.errors import BadRequest
from gdiff_core.records import Commit, Frame, Request, Turn


@dataclass(frozen=True, slots=True)
class Thought:
    """What a model thought."""

    tokens: tuple[int, ...]
    """From the token that opens the channel to the one that closes it: an answer's `opening`."""
    text: str
    blocks: int
    seconds: float

    def before(self, event: Frame | Commit) -> Frame | Commit:
        """What comes of the answer, as a part of the run."""
        return replace(event, block=event.block + self.blocks, seconds=event.seconds + self.seconds)


def think(
    model: Model, request: Request | Turn, shown: str | None = None
) -> Generator[Frame | Commit, None, Thought]:
    """Have the model think about a request, at most for `settings.thinking` tokens: frames and commits as of `denoise`.

    The channel is opened for it. It closes it itself, with the end of its turn or with the budget; what it would write
    behind that is not waited for.

    Args:
        shown: the text of frames and commits, in place of the thought.

    Raises:
        BadRequest: the model knows no thoughts, or there is no room for one.
    """
    opened, closed = model.channel
    if not opened:
        raise BadRequest(f"The model {model.info.name} cannot think before it answers: switch that off.")
    thinking = replace(model, end_tokens=model.end_tokens | {*closed})
    asked = replace(request, settings=replace(request.settings, max_tokens=request.settings.thinking))
    begun, ids = model.decode(opened), []
    for event in denoise(thinking, asked, opening=opened):
        text = begun + event.text if shown is None else shown
        if isinstance(event, Frame):
            yield replace(event, text=text, thinking=True)
        else:
            ids += event.tokens
            yield replace(event, text=text, finish=None)
    tokens = (*opened, *ids, *closed)
    return Thought(tokens, model.decode(tokens), event.block + 1, event.seconds)
