"""Seeded and pinned canvases: an edit whose blocks start from the old page, one request a block (vLLM 0.32 and later).

`tweak` plans the edit, aligns the old page and judges the result, as it does for a model that is here; only its loop is
another one: where our own takes one pass after another over a block, `Canvases.write` has the server take them all. The
server's tokenizer is asked, so that none is needed here.
"""

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import takewhile
from operator import attrgetter
from time import perf_counter
from typing import TYPE_CHECKING, Any, NamedTuple

from gdiff_core.document.absent import is_change
from gdiff_core.engines import task
from gdiff_core.engines.remote import prompt as prompts
from gdiff_core.engines.remote.line import Line
from gdiff_core.errors import BadRequest, EngineError, TweakRefused
from gdiff_core.records import Commit, Edit, Finish, Frame, Message, ModelInfo, Request, Settings

if TYPE_CHECKING:
    from gdiff_core.diffusion.canvas import Canvas
    from gdiff_core.diffusion.canvas import Canvases as Source
    from gdiff_core.diffusion.revise import Critic, Objection

Events = Iterator[Frame | Commit | None]

_CONTROL = re.compile(r"<\|[^<>|\s]*\|?>|<[^<>|\s]*\|>|<(?:bos|eos|pad)>")
"""What a server's tokenizer would read as a control token."""
_END_OF_TURN, _END_OF_TEXT = "<turn|>", "<eos>"
_SIGNS, _BYTE = set("<>{};"), re.compile(r"<0x[0-9A-F]{2}>")
_WIDTH = re.compile(r"exactly (\d+) ids")
_VOCABULARY = re.compile(r"in \[0, (\d+)\)")


class Refused(EngineError):  # noqa: N818 - reads as what it is
    """The server does not take a canvas: it is used as any other then."""


class Block(NamedTuple):
    """What a server made of a canvas."""

    tokens: tuple[int, ...]
    """Up to and with the one that ends the turn."""
    ended: bool


def body_of(
    model: str, ids: Sequence[int], canvas: Sequence[int], pinned: Sequence[int], settings: Settings
) -> dict[str, Any]:
    """The request for one block, as vLLM's `CompletionRequest` and `validate_diffusion_sampling_params` want it.

    Args:
        ids: of all that stands before the block.
        canvas: what its denoising starts from, C tokens.
        pinned: positions of it that may not change.
    """
    return {
        "model": model,
        "prompt": [*ids],
        "max_tokens": len(canvas),
        "seed": settings.seed,
        "add_special_tokens": False,
        "return_token_ids": True,
        "vllm_xargs": {
            "diffusion_seed_canvas": [*canvas],
            "diffusion_max_steps": settings.steps,
            **({"diffusion_pinned": [*pinned]} if pinned else {}),
        },
    }


def find(line: Line, model: str, info: ModelInfo, room: int) -> "Canvases | None":
    """The canvases of a server; None where it has none.

    It is asked for two that no server can take: what it says of them are its vocabulary and the canvas's length.

    Args:
        room: tokens that prompt and answer may have together.
    """
    size = _told(line, model, 2**40, _VOCABULARY)
    length = size and _told(line, model, 0, _WIDTH)
    if not length:
        return None
    return Canvases(line, model, replace(info, vocab_size=size, canvas_length=length), room)


def _told(line: Line, model: str, token: int, number: re.Pattern) -> int:
    """The number that a server names as it refuses a canvas of this one token; 0 where it does not."""
    settings = Settings(steps=1)
    try:
        line.post("/completions", body_of(model, [token and 0], [token], [], settings))
    except EngineError as error:
        found = number.search(str(error))
        return int(found[1]) if found else 0
    return 0


class Canvases:
    """What `tweak` asks of a model, over a server; and the loop that stands for `denoise`."""

    def __init__(self, line: Line, model: str, info: ModelInfo, room: int) -> None:
        self.info, self.max_length = info, room
        self._line, self._model, self._texts, self._marks = line, model, dict[int, str](), set[int]()
        self.decode_ids = lru_cache(maxsize=512)(self._decode)

    def edit(self, edit: Edit) -> Events:
        """As `tweak`; nothing is corrected by an encoder, which no server lets anybody ask."""
        from gdiff_core.diffusion.tweak import tweak

        settings = replace(edit.settings, doubt=0.0)
        asked = task.told(replace(edit, settings=settings))
        return tweak(self, asked, write=write, boldly=is_change(edit.instruction))

    def block(self, ids: Sequence[int], canvas: "Canvas", settings: Settings) -> Iterator[Block | None]:
        """Have a block denoised: None while it is, then what came of it.

        Raises:
            Refused: this server does not take canvases.
        """
        tokens, locked = canvas.tokens[0].tolist(), canvas.locked[0].tolist()
        pinned = [at for at, held in enumerate(locked) if held]
        try:
            for found in self._line.answer(
                "/completions", body_of(self._model, ids, tokens, pinned, settings)
            ):
                yield found and self._read(found)
        except EngineError as error:
            if error.status in (400, 404, 422):
                raise Refused(str(error), error.status) from error
            raise

    def _read(self, found: dict[str, Any]) -> Block:
        try:
            choice = found["choices"][0]
            return Block(tuple(map(int, choice["token_ids"])), choice["finish_reason"] != "length")
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise Refused("The server does not say which tokens it wrote.") from error

    # What `tweak` asks of a model.

    def encode(self, prompt: str, *history: Message) -> list[int]:
        body = {"messages": prompts.turns(prompt, history), "add_generation_prompt": True}
        return self._tokenized(body)

    def tokenize(self, text: str) -> list[int]:
        """
        Raises:
            BadRequest: the text holds what the tokenizer would read as a control token.
        """
        from gdiff_core.diffusion.model import printable

        if found := _CONTROL.search(text):
            raise BadRequest(f"The page holds a control token of the model: leave it out ({found[0]}).")
        return self._tokenized({"prompt": printable(text), "add_special_tokens": False}) if text else []

    def decode(self, ids: Sequence[int]) -> str:
        return self.decode_ids(tuple(token for token in ids if token not in self.end_tokens))

    def token_texts(self, ids: Sequence[int]) -> list[str]:
        """The text of each token by itself; each is asked for once."""
        unknown = [*{token for token in ids if token not in self._texts}]
        bodies = [{"model": self._model, "tokens": [token]} for token in unknown]
        found = self._line.posts(f"{self._line.root}/detokenize", bodies)
        self._texts.update((token, _prompt(each)) for token, each in zip(unknown, found, strict=True))
        return [self._texts[token] for token in ids]

    @cached_property
    def ending(self) -> tuple[int, ...]:
        """As `Model.ending`; empty where the model has other marks."""
        found = [
            self._tokenized({"prompt": mark, "add_special_tokens": False})
            for mark in (_END_OF_TURN, _END_OF_TEXT)
        ]
        return tuple(ids[0] for ids in found) if all(len(ids) == 1 for ids in found) else ()

    @property
    def end_tokens(self) -> frozenset[int]:
        return frozenset(self.ending)

    @property
    def markup(self) -> Mapping[int, int]:
        """As `Model.markup`, of all tokens that were met in a page."""
        from gdiff_core.diffusion.model import markup_tokens

        met = sorted(self._marks)
        vocabulary = _Vocabulary(dict(zip(met, self.token_texts(met), strict=True)))
        return markup_tokens.__wrapped__(vocabulary)  # not remembered: the next page has others

    def _tokenized(self, body: dict[str, Any]) -> list[int]:
        asked = {"model": self._model, "return_token_strs": True, **body}
        found = self._line.post(f"{self._line.root}/tokenize", asked)
        try:
            ids = [int(token) for token in found["tokens"]]
            texts = [str(text) for text in found.get("token_strs") or ()]
        except (KeyError, TypeError, ValueError) as error:
            raise Refused("The server does not say how it cuts a text into tokens.") from error
        named = zip(ids, texts, strict=False)
        self._marks |= {token for token, text in named if _SIGNS & set(text) and not _BYTE.fullmatch(text)}
        return ids

    def _decode(self, ids: tuple[int, ...]) -> str:
        body = {"model": self._model, "tokens": [*ids]}
        return _prompt(self._line.post(f"{self._line.root}/detokenize", body)) if ids else ""


class _Vocabulary:
    """The tokens that were met, as much of a tokenizer as `markup_tokens` asks."""

    def __init__(self, texts: dict[int, str]) -> None:
        self._texts = texts

    def get_vocab(self) -> dict[str, int]:
        return {f"{text} {token}": token for token, text in self._texts.items()}

    def decode(self, ids: Sequence[int]) -> str:
        return self._texts[ids[0]]


def _prompt(found: dict[str, Any]) -> str:
    text = found.get("prompt")
    return text if isinstance(text, str) else ""


# --- the loop ---


@dataclass(frozen=True, slots=True)
class _Try:
    """An answer up to and with one attempt at its last block."""

    ids: tuple[int, ...]
    finish: Finish | None
    objection: "Objection | None"

    @property
    def rank(self) -> tuple[bool, float]:
        """The less the better."""
        return (bool(self.objection.refusal), self.objection.cost) if self.objection else (False, -1.0)


def write(
    served: Canvases,
    request: Request,
    *,
    canvases: "Source",
    opening: Sequence[int] = (),
    critics: "Sequence[Critic]" = (),
) -> Events:
    """As `denoise`, with one request a block: a frame and a commit when it is there, None meanwhile.

    A request counts as one pass, as no server tells how many it took. What a critic objects to is taken up again with
    what stands pinned, while the budget lasts; then what stood best counts.

    Raises:
        BadRequest: the prompt leaves no room for a block.
        TweakRefused: no attempt may stand.
        Refused: the server does not take canvases.
    """
    yield from _Run(served, request, canvases, opening, critics).events()


class _Run:
    """One request on its way: what is committed, what was tried, and what the budget still allows."""

    def __init__(
        self,
        served: Canvases,
        request: Request,
        source: "Source",
        opening: Sequence[int],
        critics: "Sequence[Critic]",
    ) -> None:
        from gdiff_core.diffusion.canvas import draws
        from gdiff_core.diffusion.revise import Budget

        self.served, self.settings, self.source, self.critics = served, request.settings, source, critics
        self.start, self.length = perf_counter(), served.info.canvas_length
        self.prompt = [*served.encode(request.prompt, *request.history), *opening]
        room = (served.max_length - len(self.prompt)) // self.length
        self.blocks = min(-(-self.settings.max_tokens // self.length), room)
        if self.blocks < 1:
            raise BadRequest(
                f"The request takes {len(self.prompt):,} tokens, and leaves no room for an answer: shorten it."
            )
        self.generator = draws(self.settings.seed)
        self.budget = Budget(self.settings.effort)
        self.ids: tuple[int, ...] = ()
        self.number = 0
        self.past: tuple[str, ...] = ()

    def events(self) -> Events:
        begun: tuple[int, ...] = ()
        tries: list[_Try] = []
        while True:
            tries.append((yield from self._attempt(begun)))
            objection = tries[-1].objection
            if objection and self.budget.left:
                begun = self._back(tries[-1])
                continue
            best = min(tries, key=attrgetter("rank"))
            if best.objection and best.objection.refusal:
                raise TweakRefused(best.objection.refusal, self.served.decode(best.ids))
            yield from self._commit(best)
            if best.finish:
                return
            begun, tries, self.past = (), [other for other in tries if other.finish], ()

    def _attempt(self, begun: tuple[int, ...]) -> Generator[Frame | None, None, _Try]:
        """Have the next block written, whose first tokens are these."""
        from gdiff_core.diffusion.canvas import Copy
        from gdiff_core.diffusion.denoise import _opened

        canvas = self.source(len(self.ids) // self.length, self.ids, self.generator)
        if isinstance(canvas, Copy):
            return self._tried(canvas.tokens, self.served.ending[:1], (True,) * len(canvas.tokens), True)
        canvas = _opened(self.served, canvas, begun, self.generator) if begun else canvas
        for found in self.served.block([*self.prompt, *self.ids], canvas, self.settings):
            if found is None:
                yield None
        self.budget.take(1, not self.past)
        tokens, locked = _cut(found, self.served.end_tokens), tuple(canvas.locked[0].tolist())
        yield self._frame(found.tokens, locked, tokens)
        end = self.served.ending[:1] if found.ended else ()
        last = len(self.ids) // self.length + 1 == self.blocks
        return self._tried(tokens, end, locked, found.ended or last)

    def _tried(
        self, tokens: tuple[int, ...], end: tuple[int, ...], locked: tuple[bool, ...], over: bool
    ) -> _Try:
        """Ask the critics."""
        from gdiff_core.diffusion.revise import Draft

        asked = Draft(self.ids, tokens, end, over, locked, None, self._text, self.past)
        objection = next(filter(None, (critic(asked) for critic in self.critics)), None)
        return _Try(asked.ids, "eos" if end else "length" if over else None, objection)

    def _text(self, tokens: Sequence[int]) -> str:
        return self.served.decode((*self.ids, *tokens))

    def _back(self, attempt: _Try) -> tuple[int, ...]:
        """Go back to where the answer stands; the tokens that the block there begins with."""
        objection = attempt.objection
        at = min(objection.stands, len(self.ids)) // self.length * self.length
        self.number += at < len(self.ids)
        self.ids = attempt.ids[:at]
        self.source = objection.canvases or self.source
        self.past = (*self.past, objection.why)
        return (*attempt.ids[at : objection.stands], *objection.then)[: self.length]

    def _commit(self, best: _Try) -> Iterator[Commit]:
        """Commit an attempt, be it of the block at hand or of all of the answer."""
        if best.ids[: len(self.ids)] != self.ids:
            self.ids, self.number = (), self.number + 1
        while True:
            at = len(self.ids)
            piece = best.ids[at : at + self.length]
            self.ids += piece
            finish = best.finish if self.ids == best.ids else None
            yield Commit(self.number, piece, 1, True, self._text(()), finish, perf_counter() - self.start, at)
            self.number += 1
            if self.ids == best.ids:
                return

    def _frame(self, drawn: tuple[int, ...], locked: tuple[bool, ...], tokens: tuple[int, ...]) -> Frame:
        """The block as it came: what a server denoises meanwhile, it does not show."""
        filled = (*drawn, *self.served.ending[-1:] * self.length)[: self.length]
        size = len(filled)
        return Frame(
            block=self.number,
            step=1 + len(self.past),
            canvas=filled,
            draft=filled,
            accepted=(True,) * size,
            locked=locked[:size],
            entropy=(0.0,) * size,
            text=self._text(tokens),
            seconds=perf_counter() - self.start,
            start=len(self.ids),
            attempt=len(self.past) + 1,
            why=self.past[-1] if self.past else "",
        )


def _cut(block: Block, end_tokens: frozenset[int]) -> tuple[int, ...]:
    """The tokens before the end of the turn."""
    return tuple(takewhile(lambda token: token not in end_tokens, block.tokens))
