"""How much one person, and all together, may ask of a server: from the environment, generous to one person at home."""

import os
from dataclasses import dataclass
from typing import Self

from gdiff_core.errors import BadRequest


@dataclass(frozen=True, slots=True)
class Limits:
    """Whole numbers, each from the variable of the environment that its line names."""

    waiting: int = 8
    """GDIFF_MOST_WAITING: requests that one person may have in the queue."""
    queue: int = 200
    """GDIFF_MOST_QUEUED: requests of all that may wait."""
    rate: int = 60
    """GDIFF_MOST_A_MINUTE: requests that one person may send within a minute."""
    grace: int = 300
    """GDIFF_GRACE: seconds that a run goes on after its last tab was closed; 0: it is never ended for that."""

    @classmethod
    def configured(cls) -> Self:
        """
        Raises:
            BadRequest: a variable is no whole number, or too small.
        """
        return cls(
            waiting=_number("GDIFF_MOST_WAITING", cls().waiting),
            queue=_number("GDIFF_MOST_QUEUED", cls().queue),
            rate=_number("GDIFF_MOST_A_MINUTE", cls().rate),
            grace=_number("GDIFF_GRACE", cls().grace, least=0),
        )


def _number(name: str, usual: int, least: int = 1) -> int:
    told = os.environ.get(name, "").strip() or str(usual)
    if not told.isdecimal() or int(told) < least:
        raise BadRequest(f"{name} is {told!r}: use a whole number, at least {least}.")
    return int(told)


def amount(seconds: float) -> str:
    """As people say it: "1 second", "40 seconds", "5 minutes"."""
    number, unit = (round(seconds / 60), "minute") if seconds >= 90 else (max(1, round(seconds)), "second")
    return f"{number} {unit}{'s' * (number != 1)}"
