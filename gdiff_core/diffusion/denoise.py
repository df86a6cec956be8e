"""The loop: transformers' encoder and decoder, a diffusers scheduler, a generator of frozen frames.

1. Prefill what the KV cache lacks: the prompt first, then each committed block.
2. Take the initial canvas of the block.
3. At each step: predict (decoder, locked positions clamped) and update (`update`: scheduler; for an edit, lay the old
   text out behind what is settled: `alignment.Trail`), yield a `Frame`.
4. When the draft is stable and confident (of an edit: when it is what stands), or at the step cap, ask the critics
   (`revise`). What one of them objects to is taken up again where it says, while the budget lasts; then what stood best
   counts. Yield a `Commit`.
5. Stop at an end token, when the rest is known (`Copy`), or when the token budget is used up.

With the same torch generator the canvas after every step is that of `diffusers.DiffusionGemmaPipeline`, as long as
nothing is objected to; a block in which the answer ends is over when all up to there is stable and confident.
"""

from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite, log
from operator import attrgetter, eq
from time import perf_counter

import torch

from gdiff_core.diffusion.canvas import Canvas, Canvases, Copy, lock, noise
from gdiff_core.diffusion.model import Certain, Context, Model, printable
from gdiff_core.diffusion.revise import Budget, Critic, Draft, Objection
from gdiff_core.diffusion.sight import Seen
from gdiff_core.diffusion.update import NOT_FINITE, Update, stepping
from gdiff_core.document.extract import extract_page
from gdiff_core.errors import BadRequest, ModelError, TweakRefused
from gdiff_core.records import Commit, Finish, Frame, Request, Run, Settings, Turn

_PATIENCE = 3
"""Steps that change nothing on the canvas of an edit, and after which nothing will change."""
_FLAT = 1e-3
"""Nats below those of equal chances, within which a prediction says nothing; fp32 leaves 1e-5 of 262,144 tokens."""


@torch.inference_mode()
def denoise(
    model: Model,
    request: Request | Turn,
    *,
    canvases: Canvases | None = None,
    opening: Sequence[int] = (),
    critics: Sequence[Critic] = (),
) -> Iterator[Frame | Commit]:
    """Write an answer block by block: a `Frame` after every denoising step, a `Commit` after every block.

    Closing the iterator between two steps cancels. The draft (argmax) is committed, also at the step cap; there an
    edit's block is committed with what is settled, and the old text behind it.
    A frame's `accepted` are the locked positions and, by scheduler: "entropy_bound", those accepted in this
    step; "block_refinement", those committed in this step or before it in the block; "discrete_ddim", which
    accepts nothing, and in an edit that starts from the old text, those where the canvas equals the draft.

    A `request.begun` is read as the answer's own, and every text begins with it; neither tokens nor budget count it.

    Args:
        canvases: the initial canvas of each block; uniform noise by default. A `Copy` ends the run: its tokens
            are committed in blocks of no step.
        opening: token ids that the answer begins with: read, and not part of its text.
        critics: asked of every block, in turn, before it is committed.

    Raises:
        BadRequest: the prompt leaves no room for a block.
        ModelError: what the model predicts are no numbers, or every token is as likely as another.
        TweakRefused: no attempt may stand; it holds the text of the best one.
    """
    yield from _Run(model, request, canvases or _noise_for(model), opening, critics).events()


@dataclass(frozen=True, slots=True)
class _Try:
    """An answer up to and with one attempt at its last block."""

    ids: tuple[int, ...]
    draft: tuple[int, ...]
    """The whole canvas of the block."""
    converged: bool
    finish: Finish | None
    objection: Objection | None

    @property
    def rank(self) -> tuple[bool, float]:
        """The less the better."""
        return (bool(self.objection.refusal), self.objection.cost) if self.objection else (False, -1.0)


class _Run:
    """One request on its way: what is committed, what was tried, and what the budget still allows."""

    def __init__(
        self,
        model: Model,
        request: Request | Turn,
        source: Canvases,
        opening: Sequence[int],
        critics: Sequence[Critic],
    ) -> None:
        self.model, self.settings, self.source, self.critics = model, request.settings, source, critics
        begun = model.tokenize(request.begun) if request.begun else []
        self.prompt, self.begun = [*encoded(model, request), *opening, *begun], printable(request.begun)
        self.seen = seen(model, request)
        self.length = model.info.canvas_length
        self.blocks = _count_blocks(model, len(self.prompt), self.settings.max_tokens)
        self.generator = torch.Generator(model.device).manual_seed(self.settings.seed)
        self.budget, self.start = Budget(self.settings.effort), perf_counter()
        self.number = self.steps = 0
        self.past: list[str] = []
        self.again: list[str] = []
        """Why this block, or with it all before, is taken up again: one reason an attempt."""
        self.restarts = 0
        """Of these, how many are of more than the block."""
        self._begin(())

    def events(self) -> Iterator[Frame | Commit]:
        begun: tuple[int, ...] = ()
        tries: list[_Try] = []
        while True:
            # Used up on the way to the end of another attempt, the budget leaves what came before.
            if not self.again or self.budget.left:
                tries.append((yield from self._attempt(begun)))
                if tries[-1].objection and self.budget.left:
                    begun = self._back(tries[-1])
                    continue
            best = min(tries, key=attrgetter("rank"))
            if best.objection and best.objection.refusal:
                raise TweakRefused(best.objection.refusal, self.model.decode(best.ids))
            yield from self._commit(best)
            if best.finish:
                return
            begun, tries = (), [other for other in tries if other.finish]

    def _begin(self, ids: tuple[int, ...]) -> None:
        """Start with these committed."""
        self.transcript = _Transcript(self.model.decode, self.begun)
        if ids:
            self.transcript.commit(ids)
        self.context = self.model.context()
        self.context.read([*self.prompt, *ids], *self.seen)

    def _attempt(self, begun: tuple[int, ...]) -> Generator[Frame, None, _Try]:
        """Write the next block, whose first tokens are these."""
        ids, first = tuple(self.transcript.ids), not self.again
        canvas = self.source(len(ids) // self.length, ids, self.generator)
        if isinstance(canvas, Copy):
            locked = (True,) * (len(canvas.tokens) + 1)
            return self._tried(canvas.tokens, (*canvas.tokens, *self.model.ending[:1]), locked, True, True)
        canvas = _opened(self.model, canvas, begun, self.generator) if begun else canvas
        most = self.settings.steps if first else min(self.settings.steps, self.budget.left)
        size, ends = self.model.info.vocab_size, self.model.end_tokens
        for reading in _denoise_block(self.context, canvas, self.settings, size, self.generator, most, ends):
            tokens = _cut(reading.draft, ends)
            yield self._frame(reading, self.transcript.with_draft(tokens))
        self.steps += reading.step
        self.budget.take(reading.step, first)
        last = len(ids) // self.length + 1 == self.blocks
        return self._tried(tokens, reading.draft, reading.locked, reading.converged, last)

    def _tried(
        self,
        tokens: tuple[int, ...],
        draft: tuple[int, ...],
        locked: tuple[bool, ...],
        converged: bool,
        last: bool,
    ) -> _Try:
        """Ask the critics."""
        before, text_of, end = (
            tuple(self.transcript.ids),
            self.transcript.with_draft,
            draft[len(tokens) :][:1],
        )
        asked = Draft(before, tokens, end, bool(end) or last, locked, self.context, text_of, tuple(self.past))
        objection = next(filter(None, (critic(asked) for critic in self.critics)), None)
        finish: Finish | None = "eos" if end else "length" if last else None
        return _Try(asked.ids, draft, converged, finish, objection)

    def _back(self, attempt: _Try) -> tuple[int, ...]:
        """Go back to where the answer stands; the tokens that the block there begins with."""
        objection, committed = attempt.objection, len(self.transcript.ids)
        at = min(objection.stands, committed) // self.length * self.length
        if at < committed:
            self._begin(attempt.ids[:at])
            self.number, self.steps, self.restarts = self.number + 1, 0, len(self.again) + 1
        self.source = objection.canvases or self.source
        self.past.append(objection.why)
        self.again.append(objection.why)
        return (*attempt.ids[at : objection.stands], *objection.then)[: self.length]

    def _commit(self, best: _Try) -> Iterator[Commit]:
        """Commit an attempt, be it of the block at hand or of all of the answer."""
        own = tuple(self.transcript.ids) == best.ids[: len(self.transcript.ids)]
        if not own:
            self._begin(())
            self.number, self.steps = self.number + 1, 0
        left = max(1, -(-(len(best.ids) - len(self.transcript.ids)) // self.length))
        for more in reversed(range(left)):
            at = len(self.transcript.ids)
            piece = best.ids[at : at + self.length]
            text, finish = self.transcript.commit(piece), None if more else best.finish
            steps, self.steps = self.steps, 0
            seconds = perf_counter() - self.start
            yield Commit(self.number, piece, steps, best.converged, text, finish, seconds, at)
            self.number += 1
        if not best.finish:
            self.context.read(best.draft)
            del self.again[self.restarts :]

    def _frame(self, reading: "_Reading", text: str) -> Frame:
        return Frame(
            block=self.number,
            step=self.steps + reading.step,
            canvas=reading.canvas,
            draft=reading.draft,
            accepted=reading.accepted,
            locked=reading.locked,
            entropy=reading.entropy,
            text=text,
            seconds=perf_counter() - self.start,
            start=len(self.transcript.ids),
            attempt=len(self.again) + 1,
            why=self.again[-1] if self.again else "",
        )


def _denoise_block(
    context: Context,
    canvas: Canvas,
    settings: Settings,
    vocab_size: int,
    generator: torch.Generator,
    most: int,
    ends: frozenset[int],
) -> Iterator["_Reading"]:
    """Denoise one canvas until its draft is stable and confident, for at most so many steps.

    What comes behind the first of `ends` is filler, and need be neither.
    """
    take, stop = stepping(context, canvas, settings, vocab_size), StableAndConfident(settings, ends)
    tokens, conditioning = canvas.tokens, None
    # The other schedulers keep books of their own on what stands.
    trail = canvas.trail if settings.scheduler == "entropy_bound" else None
    before, waits = tuple(canvas.tokens[0].tolist()), 0
    if trail and trail.settled:
        conditioning = Certain(tokens, trail.settled)
    for index in range(most):
        result = take(index, tokens, conditioning, generator)
        after = torch.where(canvas.locked, canvas.tokens, result.canvas)
        reading = _read(index + 1, after, canvas.locked, result, stop)
        _check_prediction(reading, log(vocab_size) - _FLAT)
        tokens, conditioning = after, result.conditioning
        if trail:
            agrees, last = _counts(reading.draft, ends) == _counts(before, ends), before
            before = trail.step(last, reading.draft, reading.entropy, reading.stays)
            tokens = torch.tensor([before], device=tokens.device)
            if trail.moved:
                # Said of other tokens, it would have the model say them twice.
                conditioning = Certain(tokens, trail.settled)
            waits = waits + 1 if before == last else 0
            stuck = waits == _PATIENCE and not agrees
            # What is not settled by then stays as it was.
            draft = before if stuck or index + 1 == most else reading.draft
            stands = tuple(map(eq, before, reading.draft))
            reading = replace(
                reading, canvas=before, draft=draft, accepted=stands, converged=agrees, stuck=stuck
            )
        yield reading
        if reading.converged or reading.stuck:
            return


def _check_prediction(reading: "_Reading", flat: float) -> None:
    """On the host, from the entropy [C] that came over anyway: what it would do to text or canvas has no meaning."""
    if not isfinite(sum(reading.entropy)):
        raise ModelError(NOT_FINITE)
    free = [nats for nats, held in zip(reading.entropy, reading.locked, strict=True) if not held]
    if free and min(free) > flat:
        raise ModelError(
            "The model finds every token as likely as any other: its weights are empty or of another model. "
            "Download the checkpoint again, or load another one."
        )


def _opened(model: Model, canvas: Canvas, stands: tuple[int, ...], generator: torch.Generator) -> Canvas:
    """The block's next canvas: tokens that stand, locked, and noise behind them, or the old text."""
    fresh = noise(model.info.canvas_length, model.info.vocab_size, generator)
    filled = fresh.tokens.clone()
    tokens = canvas.trail.resume(stands) if canvas.trail else stands
    filled[0, : len(tokens)] = torch.tensor(tokens, device=filled.device)
    where = torch.arange(filled.shape[1], device=filled.device)[None] < len(stands)
    return lock(replace(fresh, tokens=filled, trail=canvas.trail), filled, where)


# --- state, on the host ---


@dataclass(frozen=True, slots=True)
class _Reading:
    """A step on the host: one entry a canvas position."""

    step: int
    canvas: tuple[int, ...]
    draft: tuple[int, ...]
    accepted: tuple[bool, ...]
    locked: tuple[bool, ...]
    entropy: tuple[float, ...]
    stays: tuple[float, ...]
    """Probability of the token that was predicted from."""
    converged: bool
    stuck: bool = False
    """Nothing will change any more, and the model does not agree with what stands."""


class StableAndConfident:
    """Adaptive stopping by the rule of transformers' StableAndConfidentStoppingCriteria; filler does not count."""

    def __init__(self, settings: Settings, ends: frozenset[int]) -> None:
        self._stability, self._confidence, self._ends = settings.stability, settings.confidence, ends
        self._draft: tuple[int, ...] | None = None
        self._unchanged = 0

    def __call__(self, draft: tuple[int, ...], entropy: tuple[float, ...]) -> bool:
        """True once the draft stood still for `stability` steps with a mean entropy below `confidence`."""
        draft = _counts(draft, self._ends)
        entropy = entropy[: len(draft)]
        self._unchanged = self._unchanged + 1 if draft == self._draft else 0
        self._draft = draft
        return self._unchanged >= self._stability and sum(entropy) / len(entropy) < self._confidence


def _read(
    step: int,
    canvas: torch.LongTensor,
    locked: torch.BoolTensor,
    result: Update,
    stop: StableAndConfident,
) -> _Reading:
    """Bring a step over from the device in one transfer: 6 C numbers instead of C V logits."""
    rows = (canvas, result.draft, result.accepted | locked, locked, result.entropy, result.stays)
    # a float holds every token id below 2^24 exactly
    tokens, drafted, accepted, held, nats, likely = torch.stack(
        [row.float().view(-1) for row in rows]
    ).tolist()
    drafted, nats = tuple(map(int, drafted)), tuple(nats)
    return _Reading(
        step=step,
        canvas=tuple(map(int, tokens)),
        draft=drafted,
        accepted=tuple(map(bool, accepted)),
        locked=tuple(map(bool, held)),
        entropy=nats,
        stays=tuple(likely),
        converged=stop(drafted, nats),
    )


class _Transcript:
    """The committed text. Only what is new is decoded."""

    def __init__(self, decode: Callable[[Sequence[int]], str], begun: str = "") -> None:
        self._decode = decode
        self._pending: tuple[int, ...] = ()
        self._text = begun
        self.ids: list[int] = []

    def with_draft(self, ids: tuple[int, ...]) -> str:
        return self._text + self._decode(self._pending + ids)

    def commit(self, ids: tuple[int, ...]) -> str:
        whole = self.with_draft(ids)
        self.ids += ids
        if whole.endswith("\ufffd"):  # a character may be split between this block and the next
            self._pending += ids
        else:
            self._text, self._pending = whole, ()
        return whole


def encoded(model: Model, request: Request | Turn) -> list[int]:
    """What comes before the answer, in tokens."""
    said = (request.prompt, *request.history)
    shown = {"pictures": request.pictures} if request.pictures else {}
    return (
        model.encode(*said, thinking=True, **shown)
        if request.settings.thinking
        else model.encode(*said, **shown)
    )


def seen(model: Model, request: Request | Turn) -> tuple[Seen, ...]:
    """What the model is shown, as one; nothing where there are no pictures."""
    return (model.see(request.shown),) if request.shown else ()


def _noise_for(model: Model) -> Canvases:
    info = model.info
    return lambda block, committed, generator: noise(info.canvas_length, info.vocab_size, generator)


def _count_blocks(model: Model, prompt_length: int, max_tokens: int) -> int:
    """Blocks of the token budget, as many as the model's length has room for."""
    length = model.info.canvas_length
    room = (model.max_length - prompt_length) // length
    if room < 1:
        raise BadRequest(
            f"The request takes {prompt_length:,} tokens, and this model has room for {model.max_length:,} "
            f"with its answer: shorten it."
        )
    return min(-(-max_tokens // length), room)


def _cut(draft: tuple[int, ...], end_tokens: frozenset[int]) -> tuple[int, ...]:
    """The draft before its first end token."""
    end = next((i for i, token in enumerate(draft) if token in end_tokens), len(draft))
    return draft[:end]


def _counts(draft: tuple[int, ...], end_tokens: frozenset[int]) -> tuple[int, ...]:
    """The draft up to its first end token."""
    return draft[: len(_cut(draft, end_tokens)) + 1]


def summarize(model: Model, request: Request, events: Iterable[Frame | Commit]) -> Run:
    """The summary of a generation that ran to its end.

    Raises:
        ValueError: the events do not end with the commit of a finished run.
    """
    commits = [event for event in events if isinstance(event, Commit)]
    if not commits or commits[-1].finish is None:
        raise ValueError("Only a finished run can be summarized.")
    last, tokens = commits[-1], sum(len(commit.tokens) for commit in commits)
    page = extract_page(last.text)
    return Run(
        model=model.info.name,
        seed=request.settings.seed,
        blocks=len(commits),
        steps=tuple(commit.steps for commit in commits),
        tokens=tokens,
        seconds=last.seconds,
        tokens_per_second=tokens / last.seconds,
        finish=last.finish,
        complete=page.complete,
        title=page.title,
    )
