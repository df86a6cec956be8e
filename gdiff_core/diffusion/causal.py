"""The same weights from left to right: the encoder's head foretells one token after another, as a language model does.

Encoder and decoder share every weight, and the encoder is causal, so a checkpoint of this class is a language model
of the old kind, too: what stands beside the loop when one asks what denoising is worth.
"""

from collections.abc import Iterator, Sequence
from operator import itemgetter
from time import perf_counter

import torch

from gdiff_core.diffusion.canvas import Canvases
from gdiff_core.diffusion.denoise import encoded, seen
from gdiff_core.diffusion.model import Model, printable
from gdiff_core.diffusion.revise import Budget, Critic, Draft, Objection
from gdiff_core.errors import BadRequest, TweakRefused
from gdiff_core.records import Commit, Finish, Request

PACE = 0.1
"""Seconds from one commit to the next, at least: a token is no event."""
_NEVER = 1e9
"""Cost of a refusal beside other objections."""


@torch.inference_mode()
def type_out(
    model: Model,
    request: Request,
    *,
    canvases: Canvases | None = None,
    opening: Sequence[int] = (),
    critics: Sequence[Critic] = (),
) -> Iterator[Commit | None]:
    """Write an answer token by token, the likeliest each time: `denoise`'s arguments, and commits as of it.

    A pass reads one token; None comes after each. A commit holds what came since the one before, and its `steps` are
    passes. Critics are asked at the end, and what they object to is typed again from there, within the same budget as
    a block has.

    Args:
        canvases: of no use here.

    Raises:
        BadRequest: the prompt leaves no room.
        TweakRefused: no attempt may stand.
    """
    begun = model.tokenize(request.begun) if request.begun else []
    prompt = [*encoded(model, request), *opening, *begun]
    room = min(request.settings.max_tokens, model.max_length - len(prompt))
    if room < 1:
        raise BadRequest(f"The request takes {len(prompt):,} tokens, more than this model has room for.")
    budget, past, start = Budget(request.settings.effort), [], perf_counter()
    block = told = 0
    best: tuple[float, tuple[int, ...], tuple[int, ...], Objection | None] | None = None
    stands: tuple[int, ...] = ()

    def text_of(ids: Sequence[int]) -> str:
        return printable(request.begun) + model.decode(ids)

    def commit(ids: Sequence[int], passes: int, finish: Finish | None) -> Commit:
        seconds = perf_counter() - start
        return Commit(block, tuple(ids[told:]), passes, True, text_of(ids), finish, seconds, told)

    root = model.context()
    root.read(prompt, *seen(model, request))
    while True:
        context = root.fork()
        if stands:
            context.read(stands)
        ids, end, last = [*stands], (), perf_counter()
        passes = counted = 0
        while len(ids) < room and not end and (not past or budget.left > passes):
            token, passes = context.likeliest(), passes + 1
            if token in model.end_tokens:
                end = (token,)
                continue
            ids.append(token)
            context.read([token])
            yield None
            if not told or perf_counter() - last >= PACE:
                yield commit(ids, passes - counted, None)
                block, told, counted, last = block + 1, len(ids), passes, perf_counter()
        budget.take(passes, not past)
        free = (False,) * (len(ids) + 1)
        draft = Draft((), tuple(ids), end, True, free, root, text_of, tuple(past))
        objection = next(filter(None, (critic(draft) for critic in critics)), None)
        cost = (objection.cost + bool(objection.refusal) * _NEVER) if objection else -1.0
        best = min(filter(None, (best, (cost, draft.ids, end, objection))), key=itemgetter(0))
        if objection is None or not budget.left:
            break
        past.append(objection.why)
        stands = (*ids[: objection.stands], *objection.then)
        told = min(told, objection.stands)
        if counted < passes:  # of what is typed again, too
            yield Commit(block, (), passes - counted, True, text_of(ids), None, perf_counter() - start, told)
            block += 1
    _, ids, end, objection = best
    if objection and objection.refusal:
        raise TweakRefused(objection.refusal, text_of(ids))
    told = min(told, len(ids))
    yield commit(ids, passes - counted, "eos" if end else "length")
