"""The lab's arithmetic, by hand; its runs, over tiny models."""

import json
from dataclasses import replace

import pytest

from gdiff_core.diffusion.causal import type_out
from gdiff_core.diffusion.revise import Objection
from gdiff_core.engines.local import Local
from gdiff_core.errors import BadRequest
from gdiff_core.lab import locality, race, sweep
from gdiff_core.lab.command import _finished
from gdiff_core.lab.timed import Reading, Result, Timed, measured
from gdiff_core.records import Commit, Edit, Request, Settings
from tests import tiny

PAGE = (
    "<!doctype html>\n<html>\n<head><title>A</title></head>\n<body>\n<h1>A</h1>\n"
    "<p>one</p>\n<p>two</p>\n</body>\n</html>\n"
)


def row(speed: float, quality: float) -> sweep.Row:
    return sweep.Row(1, 0.1, 0.0, 1.0, 1, 1.0, 1.0, speed, speed, quality, quality)


# --- the same weights from left to right ---


def test_what_is_typed_is_the_likeliest_token_each_time():
    model, settings = tiny.model(sharpness=4.0), Settings(max_tokens=24)
    request = Request("a page", settings)
    *_, last = (event for event in type_out(model, request) if event)
    ids = typed(model, request)
    context = model.context()
    context.read(model.encode("a page"))
    own, _, others = context.hear(ids)
    assert len(ids) == 24 and last.finish == "length" and last.text == model.decode(ids)
    assert all(mine <= other for mine, other in zip(own, others, strict=True))


def typed(model, request, **how) -> list[int]:
    """The tokens, put together from the commits."""
    ids: list[int] = []
    for event in type_out(model, request, **how):
        if event:
            ids[event.start :] = event.tokens
    return ids


def test_what_a_critic_objects_to_is_typed_again_within_the_budget():
    model, request = tiny.model(sharpness=4.0), Request("a page", Settings(max_tokens=12, effort=3.0))
    usual = typed(model, request)
    other = (usual[4] + 1) % 200 + 7

    def critic(draft):
        assert len(draft.context.hear([*draft.ids, *draft.end])[0]) < len(draft.locked)
        return None if draft.ids[4] == other else Objection("no", 4, (other,))

    again = typed(model, request, critics=[critic])
    assert again[:5] == [*usual[:4], other] and len(again) == 12
    passes = sum(event.steps for event in type_out(model, request, critics=[critic]) if event)
    assert passes == 12 + 7
    assert (
        typed(model, replace(request, settings=replace(request.settings, effort=1.0)), critics=[critic])
        == usual
    )


def test_an_edit_is_typed_anew_and_a_prompt_without_room_is_refused():
    engine = Local(tiny.model())
    with pytest.raises(BadRequest, match="room"):
        list(type_out(engine.model, Request("x" * 3000)))
    picture = f'<img src="data:image/png;base64,{"iVBORw0KGgo" * 1000}">'  # more than the model has room for
    page = PAGE.replace("<p>one</p>", picture)
    run = Timed(engine, Edit(page, "make it blue", Settings(max_tokens=8, effort=1.0)), left_to_right=True)
    while run.step():
        pass
    assert run.now.failed and run.now.passes > 0  # random weights write no page


# --- sweeps ---


def test_a_grid_is_every_combination_and_a_temperature_takes_the_last_one_along():
    base = Settings(t_max=0.8, t_min=0.4)
    found = sweep.points(base, {"steps": (4, 8), "temperature": (0.5, 1.0)})
    assert [(point.steps, point.temperature) for point in found] == [(4, 0.5), (4, 1.0), (8, 0.5), (8, 1.0)]
    assert found[1].over(base).t_min == 0.5 and found[0].entropy_bound == base.entropy_bound
    with pytest.raises(BadRequest, match="Steps a block is 0"):
        sweep.points(base, {"steps": (0,)})
    with pytest.raises(BadRequest, match="runs"):
        sweep.trials(base, found, ["a"] * 501, 1)
    with pytest.raises(BadRequest, match="no request"):
        sweep.trials(base, found, [], 1)


def test_settings_take_turns():
    found = sweep.points(Settings(), {"steps": (4, 8)})
    trials = sweep.trials(Settings(), found, ["a", "b"], 2)
    assert [trial.point.steps for trial in trials] == [4, 8] * 4
    assert {trial.request.settings.effort for trial in trials} == {1.0}


def test_the_frontier_is_what_nothing_beats():
    rows = [row(1, 1.0), row(2, 1.0), row(3, 0.5), row(2.5, 0.5), row(4, 0.0)]
    assert sweep.frontier(rows) == [rows[1], rows[2]]
    assert sweep.frontier([row(1, 0.0)]) == []


def test_the_area_by_hand():
    assert sweep.area([]) == 0.0
    assert sweep.area([row(2, 1.0)]) == 200.0
    # 2 * 100, then a trapezoid two wide from 100 to 96 weighed by exp(-3 * 0.04)
    assert sweep.area([row(2, 1.0), row(4, 0.96)]) == pytest.approx(200 + 100 + 96 * 0.88692, abs=0.1)
    assert sweep.area([row(2, 1.0), row(9, 0.9)]) == 200.0  # too much is lost


def test_rows_are_medians_and_sums():
    def result(seconds, passes, tokens, unmet=()):
        return Result(Reading(seconds=seconds, passes=passes, tokens=tokens), True, unmet)

    point = sweep.Point(4, 0.1, 0.0, 1.0)
    [found] = sweep.table([(point, result(1.0, 4, 40)), (point, result(3.0, 6, 60, ("No menu.",)))])
    assert (found.seconds, found.passes, found.tokens_per_pass, found.tokens_per_second) == (
        2.0,
        5,
        10.0,
        25.0,
    )
    assert (found.complete, found.met) == (1.0, 0.5)
    assert sweep.as_csv([found]).splitlines()[0].startswith("steps,entropy_bound")


# --- runs ---


def test_a_run_is_measured_and_judged():
    engine = Local(tiny.model())
    request = Request("a page", Settings(steps=3, max_tokens=64, effort=1.0))
    result = _finished(measured(engine, request))
    reading = result.reading
    assert reading.passes == 6 and reading.tokens <= 64 and reading.over
    assert 0 < reading.seen <= (reading.first or reading.seconds) <= reading.seconds
    assert not result.complete and result.unmet == ("There is no page in what the model wrote.",)


def test_a_race_gives_the_next_pass_to_whoever_is_behind():
    engine = Local(tiny.model())
    run = race.Race(Request("a page", Settings(steps=3, max_tokens=32, effort=1.0)))
    for _ in run.run(engine):
        pass
    loop, typed_out = (result.reading for result in run.results)
    assert loop.passes == 3 and typed_out.passes == typed_out.tokens == 32
    sides = race.sides([*zip(race.WAYS, run.results, strict=True)])
    assert [side.way for side in sides] == [*race.WAYS] and sides[1].tokens_per_pass == 1.0


class Server:
    """An engine that writes one way only."""

    defaults = Settings()

    def run(self, request):
        yield Commit(0, (), 0, True, "<html>", None, 0.0, counted=3)
        yield Commit(1, (), 0, True, "<html></html>", "eos", 0.0, counted=2)

    def unmet(self, request, text, finish):
        return ()


def test_a_server_is_measured_and_does_not_race():
    result = _finished(measured(Server(), Request("a page")))
    assert (result.reading.tokens, result.reading.passes, result.met) == (5, 0, True)
    with pytest.raises(BadRequest, match="left to right"):
        _finished(race.alternating(Server(), [Request("a page")]))
    assert "typed anew" not in locality.ways(Server())


# --- locality ---


def case(**more) -> locality.Case:
    return locality.Case(
        PAGE, "say three instead of two", ((6, 7),), ("<p>three</p>",), ("<p>two</p>",), **more
    )


@pytest.mark.parametrize(
    ("new", "done", "stray"),
    [
        (PAGE, False, 0),
        (PAGE.replace("two", "three"), True, 0),
        (PAGE.replace("two", "three").replace("one", "ONE"), True, 1),
        (PAGE.replace("<p>two</p>", "<p>three</p>\n<p>more</p>"), True, 0),
        (PAGE.replace("two", "three").replace("<h1>A</h1>\n", "<h1>A</h1>\n<p>x</p>\n<p>y</p>\n"), True, 2),
        (PAGE.replace("two", "three").replace("</html>\n", ""), False, 1),
        ("", False, 8),
    ],
)  # fmt: skip
def test_strays_are_counted_by_hand(new, done, stray):
    assert case().done(new) == done
    assert case().strayed(new) == (stray, 8)


def test_a_place_between_lines_takes_what_comes_there():
    here = locality.Case(PAGE, "add three", ((7, 7),), ("three",))
    assert here.strayed(PAGE.replace("<p>two</p>\n", "<p>two</p>\n<p>three</p>\n")) == (0, 9)
    assert here.strayed(PAGE.replace("<h1>", "<p>three</p>\n<h1>")) == (1, 9)


def test_our_cases_are_sound():
    cases = locality.read_cases()
    assert len(cases) == 28
    for each in cases:
        assert not each.done(each.page) and each.strayed(each.page)[0] == 0, each.wish
        assert locality.edit_for(each, "seeded", Settings()).strength < 1
        assert (locality.edit_for(each, "region", Settings()) is None) == (each.region is None)


@pytest.mark.parametrize(
    "text", ["{", "[{}]", '[{"page": "p.html", "wish": "x", "concerns": [[1, 1]], "has": ["("]}]']
)
def test_a_broken_set_of_cases_is_told(tmp_path, text):
    (tmp_path / "p.html").write_text(PAGE)
    (tmp_path / "cases.json").write_text(text)
    with pytest.raises(BadRequest, match="no set of cases"):
        locality.read_cases(tmp_path / "cases.json")
    with pytest.raises(BadRequest, match="cannot be read"):
        locality.read_cases(tmp_path / "none.json")


def test_what_was_refused_is_measured_as_it_came(tmp_path):
    class Refusing(Server):
        def run(self, request):
            from gdiff_core.errors import TweakRefused

            yield Commit(0, (1,), 2, True, "half", None, 0.0)
            raise TweakRefused("No.", request.page.replace("one", "ONE"))

    outcome = _finished(locality.carried_out(Refusing(), case(), "seeded", Settings()))
    assert (outcome.done, outcome.stray, outcome.refused, outcome.passes) == (False, 1, True, 2)
    [kept] = locality.table([("seeded", outcome), ("seeded", None)])
    assert (kept.cases, kept.strayed, kept.untouched, kept.refused) == (1, 0.125, 0.0, 1)


def test_the_command_prints_json_and_refuses_nonsense(monkeypatch, capsys, tmp_path):
    from gdiff_core import cli

    monkeypatch.setattr(cli, "_engine", lambda _: Local(tiny.model()))
    file = tmp_path / "requests.txt"
    file.write_text("a page\n\n")
    monkeypatch.setattr("gdiff_core.lab.command.measured", lambda *_: iter_result())
    told = [
        "lab",
        "sweep",
        "--steps",
        "2,3",
        "--requests",
        str(file),
        "--json",
        "-o",
        str(tmp_path / "out.csv"),
    ]
    assert cli.main(told) == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["steps"] for each in found["rows"]] == [2, 3] and found["area"] == 1000.0
    assert len((tmp_path / "out.csv").read_text().splitlines()) == 3
    assert cli.main(["lab", "locality", "--ways", "sideways"]) == 2
    assert "There is no way 'sideways'" in capsys.readouterr().err


def iter_result():
    return Result(Reading(seconds=1.0, passes=1, tokens=10), True, ())
    yield
