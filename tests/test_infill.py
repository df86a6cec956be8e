"""Holes of a text are filled: the lengths that are tried, what is taken, and that all else stays."""

import pytest

from gdiff_core.diffusion.infill import infill
from gdiff_core.diffusion.model import Context, load
from gdiff_core.engines import local
from gdiff_core.errors import BadRequest
from gdiff_core.nano import designs
from gdiff_core.nano.kinds import kinds
from gdiff_core.records import MAX_HOLES, Commit, Frame, Infill, Settings, Trial, Turn
from tests import tiny

TEXT = "The [...] fox jumps over a dog that is ___, and nobody in the whole wide village sees it but the […]."
QUICK = Settings(steps=2)


def test_holes_are_found_by_either_mark_and_what_stands_around_them():
    asked = Infill(TEXT)
    assert [TEXT[a:b] for a, b in asked.holes] == ["[...]", "___", "[…]"]
    assert asked.fixed[0] == "The "
    assert asked.fixed[-1] == "."
    assert asked.filled(["quick"]) == TEXT.replace("[...]", "quick")
    assert Infill("[...]").fixed == ("", "")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"text": "whole"}, r"put \[\.\.\.\] or ___"),
        ({"text": ""}, "no hole"),
        ({"text": "[...] " * 200}, f"200 holes: leave at most {MAX_HOLES}"),
        ({"text": "[...]" + "x" * 50_000}, "50,005 characters"),
        ({"text": "[...]", "about": "x" * 5000}, "5,000 characters"),
        ({"text": "[...]", "lengths": (0,)}, "1 to 48 tokens"),
        ({"text": "[...]", "lengths": ()}, "1 to 48 tokens"),
    ],
)
def test_what_cannot_be_filled_is_said(fields, words):
    with pytest.raises(BadRequest, match=words):
        Infill(**fields)


def test_all_else_stays_to_the_letter_in_every_frame_and_holes_are_filled_in_turn():
    model, asked = tiny.model(sharpness=40.0), Infill(TEXT, QUICK, lengths=(1, 3))
    events = [*infill(model, asked, Turn("Fill it."))]
    commits = [event for event in events if isinstance(event, Commit)]
    assert [commit.block for commit in commits] == [0, 1, 2]
    assert [commit.finish for commit in commits] == [None, None, "eos"]
    fillings: list[str] = []
    for event in events:
        head = asked.filled([*fillings, "\0"]).partition("\0")
        assert event.text.startswith(head[0])
        assert event.text.endswith(head[2])
        if isinstance(event, Commit):
            assert [trial.length for trial in event.tried] == [1, 3]
            best = min(event.tried, key=lambda trial: trial.rank)
            assert len(event.tokens) == best.length
            assert event.steps == sum(trial.steps for trial in event.tried)
            fillings.append(best.text)
    assert commits[-1].text == asked.filled(fillings)


def test_only_the_hole_and_those_behind_it_are_free_on_the_canvas():
    model, asked = tiny.model(), Infill("ab[...]cd___ef", QUICK, lengths=(3,))
    first, *_ = infill(model, asked, Turn("Fill it."))
    shown = "".join(
        "_" if not held else text for held, text in zip(first.locked, _texts(model, first), strict=True)
    )
    assert shown.startswith("ab___cd____ef")


def _texts(model, frame: Frame) -> list[str]:
    return [text or "·" for text in model.token_texts(frame.draft)]


def test_the_length_is_taken_whose_text_is_likeliest_with_what_follows(monkeypatch):
    behind = len("xyz") + len(tiny.model().ending)

    def hear(self, ids):
        size = len(ids) - behind
        return [abs(size - 4) + 1.0] * len(ids), [], []

    monkeypatch.setattr(Context, "hear", hear)
    *_, last = infill(tiny.model(), Infill("ab[...]xyz", QUICK, lengths=(1, 2, 4, 6)), Turn("Fill it."))
    assert min(last.tried, key=lambda trial: trial.rank).length == 4
    assert len(last.tokens) == 4


def test_what_would_end_inside_the_hole_comes_last():
    whole, broken = Trial(2, "a", 9.0, 0.1, 1, True, True), Trial(1, "", 1.0, 0.1, 1, True, False)
    assert min((broken, whole), key=lambda trial: trial.rank) is whole


def test_a_hole_longer_than_half_of_a_canvas_is_refused_before_any_pass():
    with pytest.raises(BadRequest, match="at most 16 tokens"):
        infill(tiny.model(), Infill("a[...]", lengths=(17,)), Turn("Fill it."))


def test_a_checkpoint_is_told_the_text_and_what_it_is_about():
    engine = local.Local(tiny.model())
    *_, last = engine.run(Infill("a [...] c", QUICK, "letters", (1,)))
    assert last.text.startswith("a ")
    assert last.text.endswith(" c")
    assert engine.unable("infill") == ""
    assert Infill(engine.example()).holes


@pytest.fixture(scope="module")
def bundled() -> local.Bundled:
    return local.Bundled(load())


def test_the_bundled_model_finds_the_tagline_of_a_page_and_its_length_in_any_design(bundled):
    page = designs.dressed(bundled.example(), designs.designs()["bold"])
    assert page != bundled.example()
    asked = Infill(page, bundled.defaults, lengths=(1, 2, 5))
    *_, last = bundled.run(asked)
    best, second, *_ = sorted(last.tried, key=lambda trial: trial.rank)
    assert best.length == 1 and best.text in kinds()["bakery"].taglines
    assert best.nats + 3 < second.nats
    assert last.text == page.replace("[...]", best.text)
