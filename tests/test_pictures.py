"""Pictures: what is taken, how a checkpoint with a vision tower is shown them, and what a server is sent."""

import base64
import json
from dataclasses import replace
from functools import partial
from io import BytesIO

import pytest
import torch
from PIL import Image

from gdiff_core.diffusion.denoise import denoise
from gdiff_core.diffusion.tweak import request_for
from gdiff_core.document.picture import KEPT_PIXELS, glance, still
from gdiff_core.engines import local, task
from gdiff_core.engines.remote.prompt import of_edit, of_request, of_turn
from gdiff_core.errors import BadRequest
from gdiff_core.history.store import RunInfo
from gdiff_core.records import Edit, Message, Picture, Request, Settings, Turn
from tests import tiny

QUICK = Settings(steps=2, max_tokens=32)


def file(image: Image.Image, kind: str = "PNG", **more) -> bytes:
    out = BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def picture(colour: str = "red", size=(96, 96), below: str = "", soft: int = 70) -> Picture:
    image = Image.new("RGB", size, colour)
    if below:
        image.paste(below, (0, size[1] // 2, *size))
    return Picture(file(image), soft)


# --- at the edge ---


def frames() -> bytes:
    images = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    return file(images[0], "GIF", save_all=True, append_images=images[1:])


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no picture at all", "no picture that can be read"),
        (b"", "no picture that can be read"),
        (file(Image.new("1", (10_000, 10_000))), "100 megapixels: make it at most 40"),
        (file(Image.new("1", (20_000, 20_000))), "far too large"),
        (frames(), "is animated"),
        (file(Image.effect_noise((64, 64), 50))[:-900], "damaged or cut off"),
        (b"\0" * (21 * 2**20), "21 MB: at most 20"),
    ],
    ids=["text", "nothing", "100 megapixels", "a bomb", "animated", "cut off", "a large file"],
)
def test_what_is_no_usable_picture_is_said(data, words):
    with pytest.raises(BadRequest, match=words):
        still(data, "cat.png")


def test_a_picture_is_made_upright_flat_and_small():
    exif = Image.Exif()
    exif[0x0112] = 6  # a quarter turn
    large = Image.open(BytesIO(still(file(Image.new("RGB", (4000, 3000)), "JPEG", exif=exif))))
    assert large.height > large.width
    assert large.width * large.height <= KEPT_PIXELS
    clear = Image.open(BytesIO(still(file(Image.new("RGBA", (4, 4), (0, 0, 0, 0))))))
    assert (clear.mode, clear.getpixel((0, 0))) == ("RGB", (255, 255, 255))


def test_at_a_glance_a_picture_is_small_and_keeps_its_shape():
    seen = Image.open(BytesIO(glance(picture(size=(900, 3000)).data)))
    assert seen.height == 90 and abs(seen.width - 27) <= 1


@pytest.mark.parametrize("ask", [Request, partial(Edit, "<html></html>")], ids=["a page", "a change"])
def test_a_request_comes_with_few_pictures(ask):
    with pytest.raises(BadRequest, match="5 pictures: show at most 4"):
        ask("like this", pictures=(picture(),) * 5)


def test_budgets_and_counts_are_bounded():
    with pytest.raises(BadRequest, match="cannot have 100 tokens: use 70, 140, 280, 560, 1120"):
        Picture(b"", 100)
    with pytest.raises(BadRequest, match="5 pictures: show at most 4"):
        Turn("Hi", history=(Message("user", "Look", (picture(),) * 3),), pictures=(picture(),) * 2)


# --- in a checkpoint ---


@pytest.mark.parametrize("soft", [70, 140, 280, 560, 1120])
def test_a_picture_takes_the_places_that_the_processor_makes_of_it(soft):
    model = tiny.seeing()
    shown = (picture(size=(640, 480), soft=soft),)
    (count,) = model.see(shown).counts
    ids = model.encode("What is it?", pictures=shown)
    assert soft // 2 < count <= soft
    opens, token, closes = model.sight.opens, model.sight.token, model.sight.closes
    at = ids.index(opens)
    assert ids[at : at + count + 2] == [opens, *[token] * count, closes]
    assert ids.count(token) == count


def rows(model, turn: Turn) -> torch.Tensor:
    """What the decoder predicts behind a turn."""
    context = model.context()
    ids = model.encode(turn.prompt, *turn.history, pictures=turn.pictures)
    context.read(ids, *([model.see(turn.shown)] if turn.shown else []))
    canvas = torch.zeros(1, tiny.CANVAS_LENGTH, dtype=torch.long)
    with torch.inference_mode():
        return context.predict(canvas, None)


def test_what_is_predicted_depends_on_what_is_seen():
    model = tiny.seeing()
    red, same, blue = (rows(model, Turn("What?", pictures=(picture(c),))) for c in ("red", "red", "blue"))
    assert torch.equal(red, same)
    assert not torch.allclose(red, blue)


def test_the_tokens_of_a_picture_see_each_other_both_ways_where_the_model_wants_it():
    """The same weights: what the second layer holds of the first soft token is another thing."""
    shown, held = (picture("red", below="green"),), {}
    for bidirectional in ("vision", None):
        model = tiny.seeing(bidirectional)
        context, ids = model.context(), model.encode("What?", pictures=shown)
        context.read(ids, model.see(shown))
        held[bidirectional] = context._cache.layers[1].keys[0, :, ids.index(model.sight.token)]
    assert not torch.allclose(held["vision"], held[None])


def test_a_turn_with_pictures_is_answered_and_pictures_of_turns_before_are_still_seen():
    engine = local.Local(tiny.seeing())
    before = Message("user", "Look", (picture(),)), Message("assistant", "Red.")
    *_, last = engine.run(Turn("And this?", QUICK, before, (picture("blue", (200, 80), soft=140),)))
    assert last.finish
    assert engine.unable("pictures") == ""


def test_words_that_look_like_a_picture_are_none():
    model = tiny.seeing()
    ids = model.encode("<|image|> and", pictures=(picture(),))
    assert ids.count(model.sight.token) == model.see((picture(),)).counts[0]


def test_a_model_without_eyes_says_so():
    engine = local.Local(tiny.model())
    assert "cannot see pictures" in engine.unable("pictures")
    with pytest.raises(BadRequest, match="cannot see pictures: leave them out"):
        next(engine.run(Turn("Look", QUICK, pictures=(picture(),))))


# --- for a page ---

PAGE = "<!doctype html><html><body><h1>Kite</h1><p>Up.</p></body></html>"
H1 = (PAGE.index("<h1>"), PAGE.index("</h1>") + len("</h1>"))
ASKED = [
    Request("Make a page like this.", QUICK),
    Request("Go on", QUICK, begun="<!doctype html>"),
    Request("Think of it", replace(QUICK, thinking=32)),
    Edit(PAGE, "Make it look like the picture.", QUICK),
    Edit(PAGE, "Make it look like the picture.", QUICK, strength=1.0),
]


def first(asked: Request | Edit) -> tuple:
    """What the model makes of it at once: entropies and draft of the first step."""
    frame = next(iter(local.Local(tiny.seeing()).run(asked)))
    return frame.entropy, frame.draft


@pytest.mark.parametrize(
    "asked", ASKED, ids=["new", "goes on", "thought over", "changed", "changed from noise"]
)
def test_what_is_written_depends_on_the_picture_beside_the_words(asked):
    red, same, blue = (first(replace(asked, pictures=(picture(c),))) for c in ("red", "red", "blue"))
    assert red == same
    assert len({red, blue, first(asked)}) == 3


@pytest.mark.parametrize("strength", [0.001, 1.0])
def test_a_part_is_changed_by_a_picture(strength):
    edit = Edit(PAGE, "Like this", QUICK, selection=H1, strength=strength)
    red, blue = (first(replace(edit, pictures=(picture(c),))) for c in ("red", "blue"))
    assert red != blue


def test_from_left_to_right_the_picture_is_read_as_well():
    asked = Request("Like this", replace(QUICK, max_tokens=4), pictures=(picture("blue"),))
    assert [*local.Local(tiny.seeing()).type_out(asked)][-1].finish


def test_in_the_prompt_the_picture_stands_before_page_and_wish():
    model = tiny.seeing()
    edit = task.told(Edit(PAGE, "Make it look like the picture.", QUICK, pictures=(picture(),)))
    asked = request_for(model, edit)
    ids = model.encode(asked.prompt, *asked.history, pictures=asked.pictures)
    behind = model.decode(ids[ids.index(model.sight.closes) + 1 :])
    assert behind.index("This is the page:") < behind.index(PAGE) < behind.index("Make it look like")


def test_a_run_with_a_picture_comes_to_its_end():
    shown = (picture(), picture("blue", (200, 80), soft=140))
    *_, last = local.Local(tiny.seeing()).run(Request("Like these", QUICK, pictures=shown))
    assert last.finish


def test_a_request_that_its_picture_leaves_no_room_for_is_said():
    asked = Request("Like this" * 110, QUICK)
    assert next(denoise(tiny.seeing(), asked))
    with pytest.raises(BadRequest, match="room for 2,048 with its answer"):
        next(denoise(tiny.seeing(), replace(asked, pictures=(picture(size=(640, 480), soft=1120),))))


def test_a_model_without_eyes_is_not_asked_for_a_page_by_a_picture():
    for asked in (Request("Like this", QUICK), Edit(PAGE, "Like this", QUICK)):
        with pytest.raises(BadRequest, match="cannot see pictures: leave them out"):
            next(local.Local(tiny.model()).run(replace(asked, pictures=(picture(),))))


def test_nor_is_the_bundled_one():
    engine = local.load()
    assert "cannot see pictures" in engine.unable("pictures")
    with pytest.raises(BadRequest, match="cannot see pictures: leave them out"):
        next(engine.run(Request("a page for my bakery", engine.defaults, pictures=(picture(),))))


@pytest.mark.parametrize("asked", [Request("Like this"), Edit(PAGE, "Like this")], ids=["new", "changed"])
def test_the_history_is_told_that_there_was_a_picture_and_nothing_of_it(asked):
    run = RunInfo.of("build", replace(asked, pictures=(picture(), picture("blue"))))
    assert run.with_pictures and json.loads(run.request)["pictures"] == 2
    assert not RunInfo.of("build", asked).with_pictures and not RunInfo("hand").with_pictures


# --- to a server ---


def parts(turn: dict) -> tuple[list[bytes], str]:
    """The pictures of a turn, and its words."""
    *images, words = turn["content"]
    return [base64.b64decode(each["image_url"]["url"].partition(",")[2]) for each in images], words["text"]


def test_a_server_is_asked_for_a_page_by_a_picture():
    system, user = of_request(Request("Like this", pictures=(picture(), picture("blue"))))
    assert "You design and write websites" in system["content"]
    assert parts(user) == ([picture().data, picture("blue").data], "Like this")


def test_a_page_that_goes_on_is_still_shown_its_picture():
    _, user, begun, on = of_request(Request("Like this", begun="<!doctype", pictures=(picture(),)))
    assert parts(user) == ([picture().data], "Like this")
    assert begun["content"] == "<!doctype" and "Go on" in on["content"]


def test_a_server_is_asked_for_a_change_by_a_picture():
    [user] = of_edit(Edit(PAGE, "Like this", selection=H1, pictures=(picture(),)), [])
    images, words = parts(user)
    assert images == [picture().data]
    assert words.index(PAGE) < words.index("Like this") < words.index("Only this part of the page may change")


def test_a_server_gets_a_picture_as_the_protocol_has_it():
    told = of_turn(Turn("What?", history=(Message("system", "Be brief."),), pictures=(picture(),)))
    assert told[0] == {"role": "system", "content": "Be brief."}
    image, words = told[1]["content"]
    assert words == {"type": "text", "text": "What?"}
    kind, _, data = image["image_url"]["url"].partition(",")
    assert kind == "data:image/png;base64"
    assert base64.b64decode(data) == picture().data
