"""Sudoku: rules, puzzles, boards on a canvas, and the model that solves them."""

import random
from dataclasses import replace

import pytest
import torch

from gdiff_core.cli import main
from gdiff_core.diffusion import denoise
from gdiff_core.diffusion import model as models
from gdiff_core.engines import puzzles
from gdiff_core.errors import BadRequest, ModelError
from gdiff_core.records import Commit, Frame, Puzzle, Settings
from gdiff_core.serving.server import Server, Unsettled
from gdiff_core.sudoku import answer, layout, rows, train
from gdiff_core.sudoku.board import (
    check,
    conflicts,
    draw,
    full,
    parse,
    puzzle,
    solutions,
    solved,
    spell,
    thin,
)
from gdiff_core.sudoku.tokenizer import make_tokenizer
from gdiff_core.sudoku.vocabulary import BOS_ID, SIZE, digit_of, digits_of, token
from tests import tiny, toy_server

KNOWN = "53..7....6..195....98....6.8...6...34..8.3..17...2...6.6....28....419..5....8..79"
SOLUTION = "534678912672195348198342567859761423426853791713924856961537284287419635345286179"
HOPELESS = ".....5.8....6.1.43..........1.5........1.6...3.......553.....61........4........."
"""Takes a plain search 20 minutes, and has no solution (norvig.com/sudoku.html)."""


def having(text: str, cell: int, digit: str) -> str:
    return text[:cell] + digit + text[cell + 1 :]


# --- boards ---


@pytest.mark.parametrize(
    "text",
    [
        KNOWN,
        KNOWN.replace(".", "0"),
        "\n".join(KNOWN[at : at + 9] for at in range(0, 81, 9)),
        draw(parse(KNOWN)),
        " , ".join(KNOWN.replace(".", "_")),
    ],
)
def test_a_board_is_read_however_it_is_written(text):
    assert spell(parse(text)) == KNOWN


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (KNOWN[:80], "81 cells and this one has 80"),
        (KNOWN + "1", "has 82"),
        ("", "has 0"),
        (having(KNOWN, 3, "x"), "'x' is neither"),
        ("1" * 100_000, "has 100,000"),
        (having(KNOWN, 2, "3"), "Row 1 has two 3s"),
        (having(KNOWN, 18, "5"), "Column 1 has two 5s"),
        (having(KNOWN, 10, "3"), "Column 2 has two 3s"),
        ("." * 10 + "4" + "." * 9 + "4" + "." * 60, "Box 1 has two 4s"),
        (having(KNOWN, 2, "2"), "no solution"),
        ("." * 81, "more than one solution"),
        (KNOWN[:40] + "." * 41, "more than one solution"),
        (SOLUTION, "All 81 cells are given"),
    ],
)
def test_what_is_no_puzzle_is_refused_with_the_reason(text, says):
    with pytest.raises(BadRequest, match=says):
        check(parse(text))


def test_a_puzzle_has_its_solution_and_what_breaks_a_rule_is_found():
    board = parse(KNOWN)
    assert spell(check(board)) == SOLUTION
    assert solved(board, parse(SOLUTION))
    assert not solved(board, board)
    assert not solved(board, full(random.Random(0)))  # by the rules, but of another puzzle
    assert conflicts(parse(having(SOLUTION, 0, "3"))) == [0, 1, 72]  # in its row and box, and in its column


def test_a_hopeless_board_is_given_up_in_time():
    with pytest.raises(BadRequest, match=r"no solution|too long"):
        check(parse(HOPELESS))


@pytest.mark.parametrize("givens", [30, 45])
def test_a_generated_puzzle_has_one_solution_and_its_seed_decides(givens):
    made = puzzle(givens, random.Random(7))
    assert made == puzzle(givens, random.Random(7)) != puzzle(givens, random.Random(8))
    assert sum(map(bool, made)) == givens
    assert len(list(solutions(made, 2))) == 1
    with pytest.raises(BadRequest, match="cannot be made"):
        puzzle(16, random.Random(0))


def test_lessons_are_puzzles_with_one_solution_whatever_is_turned():
    board = full(random.Random(1))
    order = thin(board, 17, random.Random(2))
    when = [order.index(cell) if cell in order else 81 for cell in range(81)]
    torch.manual_seed(0)
    boards, given = train.draw_puzzles(torch.tensor([[board, when]], dtype=torch.int8), 6, 24, 40)
    assert len({tuple(each) for each in boards.tolist()}) == 6
    for solution, held in zip(boards.tolist(), given.tolist(), strict=True):
        shown = [digit * kept for digit, kept in zip(solution, held, strict=True)]
        assert list(solutions(shown, 2)) == [tuple(solution)]


# --- on a canvas ---


def test_every_token_of_a_cell_reads_as_its_digit():
    tokenizer = make_tokenizer()
    assert len(tokenizer) == SIZE
    for given in (True, False):
        ids = [token(cell, int(digit), given) for cell, digit in enumerate(SOLUTION)]
        assert tokenizer.decode(ids) == SOLUTION == spell(digits_of(ids))
    assert digits_of(ids[1:] + ids[:1]) == (0,) * 81  # each belongs to another cell
    assert digit_of(BOS_ID) == 0
    assert tokenizer.decode(tokenizer.encode("<html> 5@12", add_special_tokens=False)) == "<html> 5@12"


def test_givens_are_locked_and_free_cells_are_random_digits():
    board = parse(KNOWN)
    canvas = layout.own(board).canvases(0, (), torch.Generator().manual_seed(0))
    other = layout.own(board).canvases(0, (), torch.Generator().manual_seed(1))
    shown = digits_of(canvas.tokens[0].tolist())
    assert all(shown)
    assert [digit for digit, given in zip(shown, board, strict=True) if given] == [d for d in board if d]
    assert canvas.locked[0].tolist() == [digit > 0 for digit in board]
    assert shown != digits_of(other.tokens[0].tolist())


def written(text: str, length: int = 96) -> tiny.LambdaModel:
    """A model without any training that is sure of a text from the second pass on."""
    ids = list(text.encode()) + [0] * (length - len(text))
    doubt = torch.randn(1, length, 256)

    def predict(block: int, step: int, canvas: torch.Tensor) -> torch.Tensor:
        return tiny.sharp(ids, 256) if step > 1 else doubt.clone()

    return tiny.LambdaModel(predict, length, 256)


def lines(board: str) -> str:
    return "\n".join(board[at : at + 9] for at in range(0, 81, 9))


def test_any_other_model_gets_the_board_as_locked_lines_and_is_judged_by_the_rules():
    asked = Puzzle(KNOWN, Settings(entropy_bound=1.0), givens=parse(KNOWN), trained=False)
    *frames, last = answer.solve(written(lines(SOLUTION)), asked)
    assert isinstance(last, Commit)
    assert last.text == SOLUTION
    assert puzzles.verdict(asked, last.text) == ()
    wrong = "9" * 81  # what it would say of the givens is not heard
    *frames, last = answer.solve(written(lines(wrong)), asked)
    for frame in frames:
        assert isinstance(frame, Frame)
        assert all(given in (0, digit) for given, digit in zip(parse(KNOWN), frame.draft, strict=True))
    assert "cells in conflict" in puzzles.verdict(asked, last.text)[0]
    with pytest.raises(ModelError, match="cannot be shown a board"):
        list(answer.solve(written("", 64), asked))


# --- the model ---


def test_training_and_the_modules_of_transformers_agree(monkeypatch):
    from transformers import DynamicCache

    monkeypatch.setattr(rows, "CAST", torch.float32)
    torch.manual_seed(0)
    model = train.new_model(layers=2).eval()
    decoder = model.model.decoder
    canvas, told = torch.randint(SIZE, (2, 81)), torch.randn(2, 81, SIZE)
    cache = DynamicCache(config=model.config.get_text_config(decoder=True))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter += 0.02 * torch.randn_like(parameter)
        model.model.encoder(input_ids=torch.full((2, 1), BOS_ID), past_key_values=cache)
        theirs = model(decoder_input_ids=canvas, past_key_values=cache, self_conditioning_logits=told).logits
        signal = told.softmax(-1) @ decoder.embed_tokens.weight * 96**0.5
        hidden = rows.forward(model, canvas, signal, BOS_ID)
    cap = model.final_logit_softcapping
    ours = torch.tanh(hidden @ decoder.embed_tokens.weight.T / cap) * cap
    torch.testing.assert_close(ours, theirs, atol=1e-3, rtol=1e-3)


def test_gradients_of_the_norm():
    x, weight = torch.randn(5, 7).double().requires_grad_(), torch.randn(7).double().requires_grad_()
    assert torch.autograd.gradcheck(rows._Norm.apply, (x, weight), atol=1e-3)


def test_the_bundled_model_solves_easy_puzzles_through_the_loop():
    model = puzzles.trained()
    assert model.info.canvas_length == 81
    for seed in range(3):
        board = puzzle(50, random.Random(f"unseen {seed}"))
        asked = Puzzle(spell(board), model.defaults, givens=board)
        *frames, last = puzzles.run(asked, None)
        assert solved(board, parse(last.text))
        assert last.steps == len(frames) <= 12
        assert all(frame.locked == tuple(digit > 0 for digit in board) for frame in frames)


def test_a_puzzle_takes_its_turn_in_the_queue_and_no_page_is_saved(monkeypatch, tmp_path):
    monkeypatch.setenv("GDIFF_DATA", str(tmp_path))
    monkeypatch.setattr(models, "load", toy_server.ToyModel)
    monkeypatch.setattr(denoise, "denoise", toy_server.denoise)
    nano = replace(toy_server.ToyModel.info, name="nano", bundled=True)
    monkeypatch.setattr(toy_server.ToyModel, "info", nano)
    server, board = Server(), puzzle(60, random.Random(5))
    asked = Puzzle(spell(board), Unsettled(), givens=board)
    id = server.jobs.submit(asked, "ann").id
    while not (snapshot := server.jobs.wait(id, timeout=0.05)).over:
        pass
    assert (snapshot.job.state, snapshot.job.error, snapshot.job.unmet) == ("done", "", ())
    assert solved(board, parse(snapshot.text))
    assert not server.store.projects()
    assert {read for _, read in snapshot.frame.said} >= set("123456789")
    other = server.jobs.submit(replace(asked, trained=False), "ann").id  # the loaded one is none for puzzles
    while not (snapshot := server.jobs.wait(other, timeout=0.05)).over:
        pass
    assert server.no_puzzles() == "nano has only learned to write web pages."
    assert snapshot.job.error == f"{server.no_puzzles()} Let the Sudoku model solve it."
    server.close()


def test_the_command_solves_a_board_and_refuses_what_is_none(capsys):
    assert main(["sudoku", "easy", "--seed", "3"]) == 0
    said = capsys.readouterr()
    assert "Solved in" in said.err
    assert not conflicts(parse(said.out))
    assert main(["sudoku", KNOWN[:80]]) == 2
    assert "has 80" in capsys.readouterr().err
