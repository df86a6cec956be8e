"""Diffusion beside autoregression, with the same weights: the loop, and the encoder's head from left to right."""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

from gdiff_core.engines import Engine
from gdiff_core.lab.sweep import common
from gdiff_core.lab.timed import Reading, Result, Timed, judged, measured, typist
from gdiff_core.records import Request

WAYS = ("diffusion", "left to right")


class Race:
    """One request written both ways at once; each has a clock of its own, and whoever is behind takes the next pass."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.results: tuple[Result, ...] = ()
        self._lanes: tuple[Timed, ...] = ()

    def run(self, engine: Engine) -> Iterator[None]:
        """
        Raises:
            BadRequest: the engine cannot write from left to right.
        """
        lanes = self._lanes = (
            Timed(engine, self.request),
            Timed(engine, self.request, left_to_right=True),
        )
        try:
            while waiting := [lane for lane in lanes if not lane.now.over]:
                min(waiting, key=lambda lane: lane.now.seconds).step()
                yield None
        finally:
            for lane in lanes:
                lane.close()
        self.results = tuple(judged(engine, self.request, lane.now) for lane in lanes)

    @property
    def now(self) -> tuple[Reading, ...]:
        """Both as far as they are, by `WAYS`."""
        return tuple(lane.now for lane in self._lanes) or (Reading(), Reading())


@dataclass(frozen=True, slots=True)
class Side:
    """One way of decoding, over all runs: medians of a page, and shares of pages."""

    way: str
    runs: int
    first_seen: float
    """Seconds until something is to be seen."""
    first_token: float
    """Seconds until a token is there that stays."""
    seconds: float
    passes: float
    tokens_per_pass: float
    tokens_per_second: float
    complete: float
    met: float


def alternating(
    engine: Engine, requests: Sequence[Request]
) -> Generator[None, None, list[tuple[str, Result]]]:
    """Write every request both ways, one after the other; every other time the second way goes first."""
    typist(engine)
    found = []
    for index, request in enumerate(requests):
        for way in WAYS if index % 2 == 0 else WAYS[::-1]:
            found.append((way, (yield from measured(engine, request, way == WAYS[1]))))
    return found


def requests_for(engine: Engine, prompts: Sequence[str], seeds: int, effort: float) -> list[Request]:
    """Each request with each seed, as the model likes to denoise."""
    settings = replace(engine.defaults, effort=effort)
    return [Request(prompt, replace(settings, seed=seed)) for seed in range(seeds) for prompt in prompts]


def sides(results: Sequence[tuple[str, Result]]) -> list[Side]:
    """What each way came to."""
    return [_side(way, group) for way in WAYS if (group := [result for of, result in results if of == way])]


def _side(way: str, group: Sequence[Result]) -> Side:
    readings = [result.reading for result in group]
    return Side(
        way,
        len(group),
        round(median(reading.seen or reading.seconds for reading in readings), 3),
        round(median(reading.first or reading.seconds for reading in readings), 3),
        round(median(reading.seconds for reading in readings), 3),
        median(reading.passes for reading in readings),
        *common(group),
    )
