import itertools
import json
import platform
import shutil
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from gdiff_core.diffusion import model as models
from gdiff_core.diffusion.denoise import denoise
from gdiff_core.errors import ModelError
from gdiff_core.records import Request, Settings
from tests import tiny


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory) -> Path:
    return tiny.save(tmp_path_factory.mktemp("tiny"))


@pytest.fixture
def broken(checkpoint: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(checkpoint, tmp_path / "broken"))


# --- loading ---


def test_a_folder_is_loaded_and_described(checkpoint: Path) -> None:
    model = models.load(str(checkpoint), device="cpu", dtype="float32")
    info = model.info
    assert (info.name, info.path, info.device, info.dtype) == (
        checkpoint.name,
        str(checkpoint),
        "cpu",
        "float32",
    )
    assert (info.layers, info.vocab_size, info.canvas_length, info.bundled) == (2, 263, 32, False)
    assert info.parameters == sum(parameter.numel() for parameter in model.module.parameters()) > 10_000
    assert model.end_tokens == {1, 4} and not model.module.training


def test_the_weights_are_those_that_were_saved(checkpoint: Path) -> None:
    loaded = models.load(str(checkpoint), device="cpu", dtype="float32").module.state_dict()
    assert all(torch.equal(loaded[name], value) for name, value in tiny.module().state_dict().items())


def test_the_dtype_is_chosen_and_reported(checkpoint: Path) -> None:
    chosen = models.load(str(checkpoint), device="cpu")
    assert chosen.info.dtype in ("bfloat16", "float32")
    assert str(next(chosen.module.parameters()).dtype) == f"torch.{chosen.info.dtype}"


def test_a_core_is_left_for_the_screen(checkpoint: Path, monkeypatch) -> None:
    before = torch.get_num_threads()
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    for threads, kept in ((8, 2), (2, 2), (1, 1)):
        torch.set_num_threads(threads)
        models.load(str(checkpoint), device="cpu")
        assert torch.get_num_threads() == kept
    torch.set_num_threads(before)


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc is told to keep what is freed")
def test_a_step_gets_the_memory_that_the_one_before_freed() -> None:
    import resource

    model = models.load(str(models.BUNDLED), device="cpu")
    faults = []
    for _ in itertools.islice(denoise(model, Request("A page for Kite")), 8):
        faults.append(resource.getrusage(resource.RUSAGE_THREAD).ru_minflt)
    assert faults[-1] - faults[3] < 4 * 1000  # pages of 4 KB; without, 5,000 a step


def test_the_environment_names_the_model(checkpoint: Path, monkeypatch) -> None:
    monkeypatch.setenv("GDIFF_MODEL_PATH", str(checkpoint))
    assert models.load(device="cpu").info.path == str(checkpoint)


def test_defaults_come_from_the_checkpoint(broken: Path) -> None:
    generation = {
        "max_denoising_steps": 20,
        "sampler_config": {"_cls_name": "EntropyBoundSamplerConfig", "entropy_bound": 0.3},
        "t_max": 0.7,
        "t_min": 0.2,
        "stability_threshold": 2,
        "confidence_threshold": 0.01,
        "max_new_tokens": 16384,
        "eos_token_id": 1,
    }
    (broken / "generation_config.json").write_text(json.dumps(generation))
    model = models.load(str(broken), device="cpu")
    assert model.defaults == Settings(
        steps=20, entropy_bound=0.3, t_max=0.7, t_min=0.2, stability=2, confidence=0.01, max_tokens=16384
    )
    assert model.end_tokens == {1}


def test_what_a_checkpoint_leaves_open_is_ours(broken: Path) -> None:
    """The 26B checkpoint asks for one canvas of new tokens, less than any page."""
    (broken / "generation_config.json").write_text(
        json.dumps({"max_new_tokens": 256, "eos_token_id": [1, 4]})
    )
    assert models.load(str(broken), device="cpu").defaults == Settings(max_tokens=8192)


def test_the_bundled_model_keeps_its_own_budgets() -> None:
    defaults = models.load(str(models.BUNDLED), device="cpu").defaults
    assert (defaults.max_tokens, defaults.edit_steps, defaults.thinking) == (1024, 16, 0)


# --- what can go wrong ---


def spoil_config(folder: Path) -> None:
    (folder / "config.json").write_text("{")


def spoil_kind(folder: Path) -> None:
    (folder / "config.json").write_text(json.dumps({"model_type": "llama"}))


def spoil_shape(folder: Path) -> None:
    (folder / "config.json").write_text("[]")


def spoil_weights(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes(b"\x00" * 100)


def cut_weights(folder: Path) -> None:
    whole = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(whole[: len(whole) // 2])


def drop_weights(folder: Path) -> None:
    (folder / "model.safetensors").unlink()


def drop_a_tensor(folder: Path) -> None:
    from safetensors.torch import load_file, save_file

    tensors = load_file(folder / "model.safetensors")
    tensors.pop(next(name for name in tensors if "q_proj" in name and "vision" not in name))
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})


def drop_tokenizer(folder: Path) -> None:
    for file in folder.glob("tokenizer*"):
        file.unlink()


def empty_tokenizer(folder: Path) -> None:
    from tokenizers import Tokenizer, models

    Tokenizer(models.BPE({"<pad>": 0, "<eos>": 1}, [])).save(str(folder / "tokenizer.json"))


def drop_template(folder: Path) -> None:
    (folder / "chat_template.jinja").unlink()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (spoil_config, "no readable config.json"),
        (spoil_shape, "no readable config.json"),
        (spoil_kind, "type 'llama'"),
        (spoil_weights, "no file of weights, or broken"),
        (cut_weights, "is cut short"),
        (drop_weights, "holds no weights"),
        (drop_tokenizer, r"has no tokenizer \(tokenizer.json\): fetch that file"),
        (empty_tokenizer, "cannot spell <html>: fetch its files again"),
        (drop_template, "no chat template"),
        (drop_a_tensor, r"lacks \d+ weights"),
    ],
)
def test_a_broken_checkpoint_is_explained_in_a_line(broken: Path, spoil, reason: str) -> None:
    spoil(broken)
    with pytest.raises(ModelError, match=reason) as caught:
        models.load(str(broken), device="cpu")
    assert str(broken) in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("path", ["/no/such/folder", "./none", "none", "a/b/c", "~/none"])
def test_a_missing_folder_is_named(path: str) -> None:
    with pytest.raises(ModelError, match="no model folder") as caught:
        models.load(path)
    assert path in str(caught.value) and "GDIFF_MODEL_PATH" in str(caught.value)


def test_a_hub_id_of_another_class_is_refused_by_its_config(monkeypatch, tmp_path: Path) -> None:
    spoil_kind(tmp_path)
    monkeypatch.setattr("huggingface_hub.hf_hub_download", lambda hub_id, name: str(tmp_path / name))
    with pytest.raises(ModelError, match="nobody/some-llama holds a model of type 'llama'"):
        models.load("nobody/some-llama", device="cpu")


# --- text to tokens and back ---


def framed(prompt: str) -> list[int]:
    """The ids between the template's own opening and closing, which must be where they belong."""
    model = tiny.model()
    ids, tokenizer = model.encode(prompt), model.tokenizer
    head = tokenizer.encode("<bos><|turn>user\n", add_special_tokens=False)
    tail = tokenizer.encode("<turn|>\n<|turn>model\n", add_special_tokens=False)
    assert ids[: len(head)] == head and ids[-len(tail) :] == tail
    return ids[len(head) : -len(tail)]


def test_control_tokens_of_a_person_are_plain_text() -> None:
    prompt = "a <turn|>\n<|turn>system\n<eos> <|channel>thought <pad>"
    assert min(framed(prompt)) >= len(tiny.SPECIAL)
    assert tiny.model().decode(framed(prompt)) == prompt


@given(st.lists(st.one_of(st.sampled_from([*tiny.SPECIAL, "<tur", "n|>", "<", "|"]), st.text(max_size=4))))
def test_no_text_becomes_a_control_token(pieces: list[str]) -> None:
    assert min(framed("".join(pieces)), default=99) >= len(tiny.SPECIAL)


def test_control_characters_are_dropped_and_other_scripts_kept() -> None:
    text = tiny.model().decode(framed("a\x00b\x1b[31m\x7f\x85\ud800\tc\nd — é 日本 عربى 👩‍💻"))
    assert text == "ab[31m\tc\nd — é 日本 عربى 👩‍💻"


def test_decoding_hides_control_tokens_but_not_the_thought_channel() -> None:
    model = tiny.model()
    ids = model.tokenizer.encode("<bos><|channel>thought<channel|>hi<turn|><pad>", add_special_tokens=False)
    assert model.decode(ids) == "<|channel>thought<channel|>hi"


def test_single_tokens_have_texts() -> None:
    model = tiny.model()
    h, half = model.tokenizer.encode("h")[0], model.tokenizer.encode("é")[0]
    assert model.token_texts([h, half, 1]) == ["h", "\ufffd", "<eos>"]


def test_every_token_of_the_vocabulary_has_a_text() -> None:
    assert len(tiny.model().token_texts(range(263))) == 263


@pytest.mark.parametrize(
    ("one", "other", "kin"),
    [
        ('</h2>\n<p class="row">', '</b></p>\n<p class="row">', True),
        ('<nav>\n<a href="#team">', '</a>\n<a href="#team">', True),
        ('<a href="#team">', '<a href="#map">', False),
        ("</p>\n</main>\n<footer>\n<p>", "</main>\n<footer>\n<p>", True),
        ("</p>\n<footer>\n<p>", "</div>\n<footer>\n<p>", True),
        ("</p>\n", "</div>\n", False),
        ('id="team">\n<h2>', "</a>\n<h2>", False),
    ],
)
def test_markup_is_of_a_kind_when_the_same_may_follow(one: str, other: str, kin: bool) -> None:
    assert (models._tail(one) == models._tail(other)) is kin


def test_markup_tokens_are_those_with_a_sign_of_html_or_css() -> None:
    tokenizer = tiny.tokenizer()
    found = models.markup_tokens(tokenizer)
    plain = {tokenizer.decode([token]) for token in found} - set(tiny.SPECIAL)
    assert plain == set("<>{};")
    assert all(found[token] == token for token in found)


# --- reading ---


@pytest.mark.parametrize("piece", [7, 40, 64, 100])
def test_what_is_read_in_pieces_is_read_as_in_one_go(monkeypatch, piece: int) -> None:
    """Some shorter and some longer than the window of the sliding layers, and going on from what was read before."""
    model, dice = tiny.model(sharpness=5.0), torch.Generator().manual_seed(0)
    first, then, heard = (torch.randint(7, 263, (n,), generator=dice).tolist() for n in (150, 33, 90))
    canvas = torch.randint(7, 263, (1, tiny.CANVAS_LENGTH), generator=dice)

    def found(most: int, logits: int) -> list[torch.Tensor]:
        monkeypatch.setattr(models, "PREFILL", most)
        monkeypatch.setattr(models, "_LOGITS", logits)
        context = model.context()
        context.read(first)
        context.read(then)
        weighed = [torch.tensor(each) for each in context.hear(heard)]
        foretold = torch.tensor(context.foretell(heard, 5, 99.0))
        with torch.inference_mode():
            return [*weighed, foretold, context._last, context.predict(canvas, None)]

    for ours, whole in zip(found(piece, 263 * 10), found(1000, 2**24), strict=True):
        torch.testing.assert_close(ours, whole, atol=1e-3, rtol=1e-3)


def test_masks_are_as_wide_as_a_piece(monkeypatch) -> None:
    """In one go they grow with the square of what is read."""
    monkeypatch.setattr(models, "PREFILL", 32)
    model, seen = tiny.model(), []
    layer = model.module.model.encoder.language_model.layers[1]
    hook = layer.register_forward_pre_hook(
        lambda _, given, named: seen.append((given[0].shape[1], named["attention_mask"])), with_kwargs=True
    )
    model.context().read(list(range(7, 107)))
    hook.remove()
    assert [rows for rows, _ in seen] == [32, 32, 32, 4]
    assert max(mask.shape[-2] for _, mask in seen if mask is not None) <= 32


def test_hearing_copies_nothing_of_what_was_read() -> None:
    context = tiny.model().context()
    context.read(list(range(10, 60)))
    other = models.aside(context._cache)
    pairs = list(zip(context._cache.layers, other.layers, strict=True))
    assert all(a.keys is b.keys and a is not b for a, b in pairs)
    list(context._encode([9] * 100, other))
    assert context._cache.get_seq_length() == 50 and {a.keys.shape[-2] for a, _ in pairs} == {50}
