"""What can go wrong, as one shallow tree. Every message says what happened and what to do next.

GdiffError
├── BadRequest      the person's input cannot be used as it is
├── TweakRefused    what the model wrote cannot take its place in the page
├── ModelError      a checkpoint is missing, broken or of another class
├── EngineError     the server that answers is lost, refuses, or is not understood
└── JobError        a job is unknown, or its generation failed
"""

import traceback
from pathlib import Path


class GdiffError(Exception):
    """Base of every error that is meant to be read by a person."""


class BadRequest(GdiffError):  # noqa: N818 - reads as what it is
    """The request cannot be used; the message names the value and the remedy."""


class TweakRefused(GdiffError):  # noqa: N818 - reads as what it is
    """The page stays as it was; the message says why. `page` is the refused result, to be shown."""

    def __init__(self, message: str, page: str) -> None:
        super().__init__(message)
        self.page = page


class ModelError(GdiffError):
    """The model cannot be loaded; the message names the folder or hub id and the remedy."""


class EngineError(GdiffError):
    """The server that answers is lost, refuses, or is not understood; what had come of its answer is kept."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status
        """Of HTTP; 0 where there is none."""


class JobError(GdiffError):
    """A job is unknown or its generation failed."""


MAX_REASON_CHARS = 400


def reason(error: BaseException) -> str:
    """What an error says, for a person: one line of at most 400 characters, with its kind where it is none of ours."""
    line = " ".join(str(error)[: 4 * MAX_REASON_CHARS].split())
    if not isinstance(error, GdiffError):
        line = f"{type(error).__name__}: {line}".removesuffix(": ")
    line = line or type(error).__name__
    return line if len(line) <= MAX_REASON_CHARS else f"{line[: MAX_REASON_CHARS - 1]}…"


def whence(error: BaseException) -> str:
    """Where an error comes from, for a log: its kind and the last lines of code, never its message, which may hold what
    somebody wrote."""
    places = traceback.extract_tb(error.__traceback__)[-4:]
    return ">".join(
        [*(f"{Path(place.filename).name}:{place.lineno}" for place in places), type(error).__name__]
    )
