"""Long work in pieces: pages come between, Stop ends it, and what breaks is told."""

import threading

import pytest

from gdiff_core.errors import BadRequest
from gdiff_core.records import Commit, Request
from gdiff_core.serving.errands import AT_ONCE, Errands
from gdiff_core.serving.jobs import Jobs, Work


class Toy:
    """Runs pages in one event and work as it is; keeps the order in which they began."""

    def __init__(self) -> None:
        self.engine, self.order = object(), []
        self.jobs = Jobs(self.run)
        self.errands = Errands(self.jobs)

    def run(self, request):
        self.order.append(request.prompt)
        if isinstance(request, Work):
            yield from request.do(self.engine)
        else:
            yield Commit(0, (1,), 1, True, "<html></html>", "eos", 0.0)


@pytest.fixture
def toy():
    made = Toy()
    yield made
    made.errands.close()
    made.jobs.close()


def ended(errand):
    errand._thread.join(10)
    assert errand.over
    return errand


def test_a_page_comes_between_two_pieces(toy):
    held, asked = threading.Event(), threading.Event()

    def piece(_):
        asked.set()
        held.wait(5)
        yield None

    errand = toy.errands.start("ann", "sweep", [piece] * 3, 3)
    asked.wait(5)
    toy.jobs.submit(Request("a page"), "somebody")
    held.set()
    assert (ended(errand).state, errand.finished) == ("done", 3)
    assert toy.order == ["sweep", "a page", "sweep", "sweep"]


def test_stop_ends_the_piece_at_hand_and_all_others(toy):
    begun = threading.Event()

    def endless(_):
        while True:
            begun.set()
            yield None

    errand = toy.errands.start("ann", "sweep", [endless] * 3, 3)
    begun.wait(5)
    errand.stop()
    assert (ended(errand).state, errand.finished, toy.order) == ("stopped", 0, ["sweep"])


def test_what_breaks_is_told_and_another_model_ends_it(toy):
    def broken(_):
        raise BadRequest("That cannot be.")
        yield

    assert ended(toy.errands.start("ann", "sweep", [broken] * 2, 2)).error == "That cannot be."

    def other_model(_):
        toy.engine = object()
        yield None

    errand = ended(toy.errands.start("ann", "sweep", [other_model] * 2, 2))
    assert errand.finished == 1 and errand.error.startswith("Another model")


def test_errands_are_found_again_and_leave_finished_pages_alone(toy):
    page = toy.jobs.submit(Request("a page"), "somebody")
    errand = ended(toy.errands.start("ann", "sweep", [lambda _: iter([None])] * 40, 40))
    assert toy.errands.look(errand.id, "ann") is errand and toy.errands.look("none", "ann") is None
    assert toy.errands.look(errand.id, "bob") is None
    assert toy.jobs.look(page.id).over


def test_only_so_many_are_under_way(toy):
    held = threading.Event()

    def waiting(_):
        while not held.is_set():
            yield None

    for _ in range(AT_ONCE):
        toy.errands.start("ann", "sweep", [waiting], 1)
    with pytest.raises(BadRequest, match="under way"):
        toy.errands.start("ann", "sweep", [waiting], 1)
    held.set()
