"""What of a history is learned, what a step changes, and that the folder that comes of it stands for a model."""

import json
import random
import shutil
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file

from gdiff_core import cli
from gdiff_core.diffusion import adapter, checkpoint, model, training, tuning, tweak
from gdiff_core.diffusion.alignment import aligned
from gdiff_core.diffusion.model import Context
from gdiff_core.diffusion.tuning import Block, Lesson, Tuning
from gdiff_core.engines.choice import Choice, prepare
from gdiff_core.engines.local import Local
from gdiff_core.errors import BadRequest, ModelError
from gdiff_core.history.store import RunInfo, Store
from gdiff_core.records import Edit, Picture, Request
from gdiff_core.tune.lessons import Answered, chosen, collect, encoded, split
from tests import tiny

ROOT = Path(__file__).parents[1]
PICTURE = f"data:image/png;base64,{'iVBORw0KGgo' * 60}"


def page(words: str) -> str:
    return f"<!doctype html><html lang=en><title>T</title><p>{words}</p><p>End</p></html>"


@pytest.fixture
def store(tmp_path: Path, monkeypatch) -> Iterator[Store]:
    monkeypatch.setenv("GDIFF_DATA", str(tmp_path / "data"))
    with closing(Store()) as opened:
        yield opened


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # A head that is not sharp has next to nothing that an adapter could raise.
    return tiny.save(tmp_path_factory.mktemp("base"), tiny.model(sharpness=10.0))


def built(store: Store, name: str, html: str, words: str = "a page about tea") -> tuple[str, str]:
    """A project with a page; its id and the version's."""
    project = store.create(name).id
    return project, store.save(project, html, RunInfo.of("build", Request(words))).id


def changed(store: Store, project: str, parent: str, html: str, words: str, **how) -> str:
    old = store.html(store.version(project, parent).page)
    return store.save(project, html, RunInfo.of("tweak", Edit(old, words, **how)), parent=parent).id


# --- what is worth learning ---


def test_a_mended_page_is_learned_for_the_one_that_was_written_and_the_last_of_two_answers(
    store: Store,
) -> None:
    project, first = built(store, "Tea", page("Tea"))
    mended = store.save(project, page("Green tea"), RunInfo("hand"), parent=first).id
    store.save(project, page("Green <b>tea"), RunInfo("hand"), parent=mended)
    changed(store, project, mended, page("Tee"), "make it German")
    changed(store, project, mended, page("Grüner Tee"), "make it German")
    store.save(project, page("Imported"), RunInfo("import"))
    before = store.tree(project)
    found = collect(store, chosen(store, ["tea"]))
    asked = [(type(one.asked), one.words, one.html) for one in found.pages]
    assert asked == [
        (Request, "a page about tea", page("Green tea")),
        (Edit, "make it German", page("Grüner Tee")),
    ]
    assert found.pages[1].asked.page == page("Green tea") and not found.left_out
    assert store.tree(project) == before


def test_what_is_not_worth_learning_is_counted(store: Store) -> None:
    project, first = built(store, "Tea", page("Tea"))
    changed(store, project, first, page("Tea")[:-7], "say more")
    changed(store, project, first, page("Tea"), "leave it")
    changed(store, project, first, page(f"<img alt=x src={PICTURE}>"), "add a picture")
    changed(store, project, first, page("Tea?"), "remove the map section")
    at = page("Tea").index
    locks = ((at("<p>Tea"), at("<p>End")),)
    changed(store, project, first, page("Tea").replace("End", "Bye"), "say goodbye", locks=locks)
    stopped = RunInfo.of("build", Request("another page"), committed=3)
    store.save(project, page("Half"), stopped)
    drawn = RunInfo.of("build", Request("like this", pictures=(Picture(b""),)))
    store.save(project, page("Drawn"), drawn)
    found = collect(store, chosen(store, []))
    assert [one.words for one in found.pages] == ["a page about tea"]
    assert found.left_out == {
        "unfinished or broken": 2,
        "nothing changed": 1,
        "with a new picture, which no model writes": 1,
        "that no model would be asked for": 1,
        "with several parts that changed at once": 1,
        "asked for with a picture, which is not kept": 1,
    }


def test_whole_projects_are_held_out_and_a_fork_goes_with_its_origin(store: Store) -> None:
    project, first = built(store, "Tea", page("Tea"))
    fork = store.fork(project, first, "Tea again").id
    changed(store, fork, first, page("Tea!"), "louder")
    built(store, "Coffee", page("Coffee"), "a page about coffee")
    found = collect(store, chosen(store, []))
    assert len(found.pages) == 3
    learned, held_out, apart = split(found.pages, 0.1, seed=0)
    sides = [{one.html for one in side} for side in (learned, held_out)]
    assert apart and {page("Coffee")} in sides and {page("Tea"), page("Tea!")} in sides
    same = [one for one in found.pages if one.words != "a page about coffee"]
    assert [one.words for one in split(same, 0.1, seed=0)[1]] == ["louder"] and not split(same, 0.1, 0)[2]


def answered(store: Store, kind: str) -> tuple[str, str, Answered]:
    """A page, what becomes of it, and the last of the two as it is learned."""
    old = page(f"<img alt=x src={PICTURE}>" if kind == "picture" else "Tea")
    new = old.replace("End", "Goodbye")
    project, first = built(store, "Tea", old)
    at = old.index("End")
    how = {"part": {"selection": (at, at + 3)}, "anew": {"strength": 1.0}}.get(kind, {})
    if kind != "build":
        changed(store, project, first, new, "say goodbye", request="a page about tea", **how)
    return old, new, collect(store, chosen(store, [])).pages[-1]


@pytest.mark.parametrize("kind", ["build", "change", "part", "picture", "anew"])
def test_a_lesson_is_what_the_loop_would_have_the_model_read_and_begin_with(
    base: Path, kind: str, monkeypatch, store
) -> None:
    old, new, one = answered(store, kind)
    known, read, sources = model.load(str(base), device="cpu", dtype="float32"), [], []

    def reading(_, ids, *seen) -> None:
        read.append(tuple(ids))
        raise KeyboardInterrupt

    def laying(*given, **named):
        sources.append(aligned(*given, **named))
        return sources[-1]

    monkeypatch.setattr(Context, "read", reading)
    monkeypatch.setattr(tweak, "aligned", laying)
    with pytest.raises(KeyboardInterrupt):
        next(iter(Local(known).run(one.asked)))
    lesson = encoded(known, one)
    assert read == [lesson.prompt]
    assert bool(lesson.old) == bool(sources) == (kind not in ("build", "anew"))
    for block in tuning.blocks_of(known, [lesson]) if sources else ():
        canvas = sources[0](0, lesson.answer[: block.start], torch.Generator().manual_seed(0))
        before = tuple(canvas.tokens[0].tolist())
        assert tuning.laid_out(known, block, 0)[0] == before
        # As the model would be sure of one change more at each step.
        wanted = (*block.said(32), *known.ending[1:] * 32)[:32]
        while before != wanted:
            doubt = [9.0 * (i != canvas.trail.settled) for i in range(32)]
            before = canvas.trail.step(before, wanted, doubt, [0.0] * 32)
            settled = min(canvas.trail.settled, len(block.said(32)))
            assert tuning.laid_out(known, block, settled)[0] == before
    said = known.decode(lesson.answer[: lesson.extent])
    assert said == {"build": old, "change": new, "part": "Goodbye<", "anew": new}.get(kind, said)
    assert kind != "picture" or (PICTURE not in said and "kept-as-it-is-1" in said and "Goodbye" in said)


# --- what a step changes ---


def lesson(known: model.Model, words: str, old: str = "") -> Lesson:
    answer = (*known.tokenize(page(words)), known.ending[0])
    were = tuple(known.tokenize(page(old))) if old else ()
    return Lesson(tuple(known.encode("a page")), answer, len(answer), were)


def begun(base: Path, folder: Path, words: str = "Tea", minutes: float = 1.0) -> Tuning:
    known = model.load(str(base), device="cpu", dtype="float32")
    card = {"checkpoint": str(base), "weights": checkpoint.fingerprint(str(base)), "words": words}
    own = [lesson(known, words), lesson(known, f"{words}!", words)]
    return Tuning(known, own, own, folder, minutes=minutes, rate=0.03, rank=4, seed=0, card=card)


def logits(known: model.Model) -> tuple[torch.Tensor, list]:
    """The decoder's and the encoder's, of some tokens."""
    context = known.context()
    context.read(list(range(10, 60)))
    return context.predict(torch.arange(100, 132)[None], None), context.hear(list(range(60, 80)))[2]


def test_steps_lower_the_loss_change_the_adapter_alone_and_are_the_same_when_loaded(
    base: Path, tmp_path, monkeypatch
) -> None:
    monkeypatch.setattr(training, "WARM_UP", 1)
    (tmp_path / "mine").mkdir()
    teaching = begun(base, tmp_path / "mine")
    known = teaching.model
    theirs, ours = known.module.model.encoder.language_model.layers, known.module.model.decoder.layers
    for one, other in zip(theirs, ours, strict=True):
        assert one.self_attn.q_proj is other.self_attn.q_proj and one.mlp.up_proj is other.mlp.up_proj
        assert one.experts.down_proj is other.experts.down_proj
    frozen = {name: one.clone() for name, one in known.module.named_parameters() if not one.requires_grad}
    learning = [name for name, one in known.module.named_parameters() if one.requires_grad]
    # Two matrices each: six of a layer with global attention, which has no values of its own, seven of another.
    assert len(learning) == 2 * (7 + 6) and all("lora_" in name for name in learning)
    assert not any(part in name for part in ("experts", "router", "vision", "embed") for name in learning)
    for _ in range(20):
        teaching.next_step()
        teaching.step += 1
    teaching.save()
    now = dict(known.module.named_parameters())
    assert all(torch.equal(one, now[name]) for name, one in frozen.items())
    assert teaching.best.denoising < 0.8 * teaching.before.denoising
    assert teaching.best.causal < 0.8 * teaching.before.causal
    saved = load_file(tmp_path / "mine" / adapter.WEIGHTS)
    assert len(saved) == len(learning) and all(".decoder.layers." in name for name in saved)
    loaded = model.load(str(tmp_path / "mine"), device="cpu", dtype="float32")
    (decoder, encoder), (same, heard), (plain, _) = map(
        logits, (known, loaded, model.load(str(base), device="cpu", dtype="float32"))
    )
    torch.testing.assert_close(same, decoder)
    assert heard == pytest.approx(encoder, abs=1e-4) and not torch.allclose(plain, decoder, atol=0.1)
    assert (loaded.info.name, loaded.info.bundled) == ("mine", False)


def test_a_tuning_goes_on_where_it_was_saved_and_with_its_own_lessons_alone(base: Path, tmp_path) -> None:
    first = begun(base, tmp_path)
    for _ in range(3):
        first.next_step()
        first.step += 1
    first.save()
    second = begun(base, tmp_path)
    assert second.step == 3 and second.before == first.before and second.best == first.best
    assert all(map(torch.equal, first.weights, second.weights))
    with pytest.raises(BadRequest, match=r"holds a tuning of other pages.*name another folder"):
        begun(base, tmp_path, "Coffee")


def test_the_canvases_of_a_seed_are_the_same_also_when_it_goes_on(base: Path, tmp_path, monkeypatch) -> None:
    drawn = []

    def drawing(_, block, t, told, draws, settled) -> list[torch.Tensor]:
        drawn.append((block, t, told, settled, int(torch.randint(10**9, (1,), generator=draws))))
        return [torch.zeros((), requires_grad=True)]

    monkeypatch.setattr(tuning, "losses", drawing)
    (tmp_path / "once").mkdir()
    (tmp_path / "twice").mkdir()

    def taught(folder: str, steps: int) -> list:
        one = begun(base, tmp_path / folder)
        one.export = lambda: None
        drawn.clear()
        for _ in range(steps):
            one.next_step()
            one.step += 1
        one.save()
        return list(drawn)

    whole = taught("once", 6)
    assert taught("twice", 2) + taught("twice", 4) == whole
    assert {block.lesson.old == () for block, *_ in whole} == {True, False}
    assert any(settled is not None for *_, settled, _ in whole)


def test_half_of_the_canvases_of_a_change_begin_with_the_old_text(base: Path) -> None:
    known, rng = model.load(str(base), device="cpu", dtype="float32"), random.Random(0)
    written, change = (Block(lesson(known, "Tea!", old), 64) for old in ("", "Tea"))
    left = len(written.said(32))
    assert left < 32 and {tuning.draw_settled(known, written, rng) for _ in range(99)} == {None}
    drawn = Counter(tuning.draw_settled(known, change, rng) for _ in range(4000))
    assert drawn[None] == pytest.approx(2000, rel=0.1) and drawn[0] == pytest.approx(1000, rel=0.1)
    assert set(drawn) == {None, *range(left + 1)}


def test_what_a_change_shifts_stays_until_the_change_is_settled(base: Path) -> None:
    known = model.load(str(base), device="cpu", dtype="float32")
    block = Block(lesson(known, "Six Tea", "Tea"), 32)
    said = known.decode(block.said(32))
    rejoined = said.index("Tea")
    for settled in range(33):
        canvas, until = tuning.laid_out(known, block, settled)
        shifts = canvas[rejoined:] != block.said(32)[rejoined:]
        assert until == (min(32, max(rejoined, settled) + tuning.REJOINING) if shifts else 32), settled


@pytest.mark.parametrize("settled", [0, 20])
def test_the_decoder_is_told_that_what_is_settled_is_certain(base: Path, settled: int, monkeypatch) -> None:
    known, seen = model.load(str(base), device="cpu", dtype="float32"), []
    predict = Context.predict

    def predicting(self, canvas, told) -> torch.Tensor:
        seen.append((tuple(canvas[0].tolist()), told))
        return predict(self, canvas, told)

    monkeypatch.setattr(Context, "predict", predicting)
    block = Block(lesson(known, "Tea!", "Tea"), 32)
    for told in (False, True):
        list(tuning.losses(known, block, 0.5, told, torch.Generator(), settled))
    assert {canvas for canvas, _ in seen} == {tuning.laid_out(known, block, settled)[0]}
    for _, first in seen[:2]:
        assert first.count == settled if settled else first is None
    assert isinstance(seen[2][1], torch.Tensor)


def test_a_worse_adapter_does_not_take_the_place_of_a_better_one(base: Path, tmp_path, monkeypatch) -> None:
    teaching = begun(base, tmp_path)
    worse = tuning.Loss(teaching.before.denoising + 1, teaching.before.causal)
    monkeypatch.setattr(teaching, "measure", lambda: worse)
    teaching.export()
    assert teaching.best is None and not (tmp_path / adapter.WEIGHTS).exists()
    assert "after" not in adapter.card_of(str(tmp_path))


def test_noise_is_uniform_and_the_causal_loss_is_what_the_encoder_hears(base: Path) -> None:
    known = model.load(str(base), device="cpu", dtype="float32")
    block = Block(lesson(known, "Tea"), 32)
    seen = []
    hook = known.module.model.decoder.register_forward_pre_hook(
        lambda _, given, named: seen.append(named), with_kwargs=True
    )
    with torch.no_grad():
        denoising, causal = tuning.losses(known, block, 0.5, True, torch.Generator().manual_seed(0))
    hook.remove()
    first, told = seen
    clean = torch.tensor([block.lesson.answer[32:64]])
    kept = (first["decoder_input_ids"] == clean).float().mean()
    assert torch.equal(first["decoder_input_ids"], told["decoder_input_ids"]) and 0.25 < kept < 0.75
    assert first["self_conditioning_logits"] is None and told["self_conditioning_logits"] is not None
    context = known.context()
    context.read([*block.lesson.prompt, *block.lesson.answer[:32]])
    own, _, _ = context.hear(block.lesson.answer[32:64])
    assert causal.item() == pytest.approx(sum(own[1:]) / 31, rel=1e-4) and denoising > 0


def test_a_long_page_is_learned_as_far_as_the_model_has_room(base: Path) -> None:
    known = model.load(str(base), device="cpu", dtype="float32")
    long = Lesson((5,) * 1900, (6,) * 400, 400)
    assert [block.start for block in tuning.blocks_of(known, [long])] == [0, 32, 64, 96]
    assert [block.start for block in tuning.blocks_of(known, [Lesson((5,), (6,) * 400, 33)])] == [0, 32]


# --- without a screen ---


def test_the_command_tunes_says_what_it_held_out_and_its_folder_builds(
    store, base: Path, tmp_path, capsys
) -> None:
    project, first = built(store, "Tea", page("Tea"))
    changed(store, project, first, page("Tea!"), "louder")
    built(store, "Coffee", page("Coffee"), "a page about coffee")
    to = tmp_path / "mine"
    asked = ["tune", "--model", str(base), "--to", str(to), "--minutes", "0.02", "--rate", "0.03", "--json"]
    assert cli.main(asked) == 0
    out, err = capsys.readouterr()
    figures = json.loads(out)
    assert "2 pages and 1 changes are worth learning" in err and "of other projects" in err
    assert f"GDIFF_MODEL_PATH={to} make run" in err
    assert figures["after"]["denoising"] < figures["before"]["denoising"]
    assert figures["steps"] > 0 and figures["pages"] + figures["held_out"] == 3
    prepare(Choice("checkpoint", str(to)))
    assert cli.main(["doctor", "--model", str(to)]) == 0 and str(base) in capsys.readouterr().out
    assert cli.main(["tune", "--model", str(to), "--to", str(tmp_path / "more")]) == cli.BAD_ARGUMENTS
    assert f"is an adapter itself: tune the checkpoint under it, {base}" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ([], "There are no pages to learn from"),
        (["--project", "Cocoa"], "There is no project 'Cocoa'"),
        (["--held-out", "0.9"], "held out is 0.9: use more than 0"),
        (["--rank", "0"], "The rank is 0: use more than 0."),
        (["--to", str(Path(__file__))], "is a file: name a new folder"),
    ],
)
def test_what_cannot_be_tuned_is_refused_in_a_sentence(store, tmp_path, capsys, given, sentence: str) -> None:
    assert cli.main(["tune", "--to", str(tmp_path / "mine"), *given]) == cli.BAD_ARGUMENTS
    err = capsys.readouterr().err
    assert sentence in err and "Traceback" not in err


def test_a_folder_that_cannot_be_made_is_refused_before_a_model_is_loaded(store, tmp_path, capsys) -> None:
    built(store, "Tea", page("Tea"))
    built(store, "Coffee", page("Coffee"), "a page about coffee")
    (tmp_path / "file").write_text("")
    assert (
        cli.main(["tune", "--model", "/nowhere", "--to", str(tmp_path / "file" / "mine")])
        == cli.BAD_ARGUMENTS
    )
    assert "cannot be made (Not a directory): name another." in capsys.readouterr().err


def test_a_target_that_is_a_checkpoint_is_left_alone(store, base: Path, capsys) -> None:
    assert cli.main(["tune", "--to", str(base)]) == cli.BAD_ARGUMENTS
    assert "is a checkpoint: name a new folder" in capsys.readouterr().err


# --- what can be wrong with an adapter ---


@pytest.fixture
def mine(base: Path, tmp_path: Path) -> Path:
    """An adapter that learned nothing."""
    known = model.load(str(base), device="cpu", dtype="float32")
    over = adapter.attached(known.module, 2)
    adapter.keep(over, tmp_path, str(base))
    (tmp_path / adapter.CARD).write_text(json.dumps({"weights": checkpoint.fingerprint(str(base))}))
    return tmp_path


def for_another_checkpoint(mine: Path) -> None:
    other = tiny.save(mine / "other", tiny.model(seed=1))
    config = json.loads((mine / adapter.CONFIG).read_text())
    (mine / adapter.CONFIG).write_text(json.dumps(config | {"base_model_name_or_path": str(other)}))


def its_checkpoint_gone(mine: Path) -> None:
    config = json.loads((mine / adapter.CONFIG).read_text())
    (mine / adapter.CONFIG).write_text(json.dumps(config | {"base_model_name_or_path": "/nowhere/base"}))


def no_card(mine: Path) -> None:
    (mine / adapter.CARD).unlink()


def no_name(mine: Path) -> None:
    (mine / adapter.CONFIG).write_text("{}")


def no_json(mine: Path) -> None:
    (mine / adapter.CONFIG).write_text("<html>")


def cut_short(mine: Path) -> None:
    file = mine / adapter.WEIGHTS
    file.write_bytes(file.read_bytes()[:-100])


def half_of_it(mine: Path) -> None:
    from safetensors.torch import save_file

    weights = load_file(mine / adapter.WEIGHTS)
    save_file(dict(list(weights.items())[::2]), mine / adapter.WEIGHTS)


@pytest.mark.parametrize(
    ("breaking", "sentence"),
    [
        (for_another_checkpoint, "is an adapter for other weights than those of"),
        (its_checkpoint_gone, "is an adapter over /nowhere/base. There is no model folder"),
        (no_card, "`tune` did not write"),
        (no_name, "does not say which checkpoint it is for"),
        (no_json, "cannot be read: copy it again"),
        (cut_short, "cannot be read ("),
        (half_of_it, "missing adapter keys"),
    ],
)
def test_each_fault_of_an_adapter_has_its_own_words(mine: Path, breaking, sentence: str) -> None:
    breaking(mine)
    with pytest.raises(ModelError) as caught:
        model.load(str(mine), device="cpu")
    assert sentence in str(caught.value) and "\n" not in str(caught.value)


def test_a_copy_of_a_checkpoint_is_known_again(base: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(base, tmp_path / "copy")
    assert checkpoint.fingerprint(str(copy)) == checkpoint.fingerprint(str(base))


def test_without_peft_it_is_named_with_its_pin(mine: Path, monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "peft", None)
    with pytest.raises(ModelError, match=f"run `pip install {adapter.NEEDED}`"):
        model.load(str(mine), device="cpu")


def test_memory_that_runs_out_is_said_so(base: Path, tmp_path, monkeypatch) -> None:
    teaching = begun(base, tmp_path)

    def full(*_) -> None:
        raise torch.OutOfMemoryError

    monkeypatch.setattr(tuning, "losses", full)
    with pytest.raises(ModelError, match=r"The memory ran out: .*docs/tune.md"):
        teaching.run()


@pytest.mark.parametrize("file", ["requirements-dev.txt", "Dockerfile", "docs/tune.md"])
def test_the_pin_is_one(file: str) -> None:
    assert adapter.NEEDED in (ROOT / file).read_text("utf-8")
