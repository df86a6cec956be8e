"""What came of a run that is read: converged, passes, closed, empty, cut off; in a person's words."""

from collections.abc import Sequence
from math import exp

from gdiff_core.records import Commit, Infill, JobState, Trial

_SURELY = 1000.0


def outcome(commits: Sequence[Commit], words: str, state: JobState, seconds: float, thought: str = "") -> str:
    """A line under an answer: how it ended, and how it came."""
    ending = _ending(commits, words, state, thought)
    return " ".join(filter(None, (ending, _course(commits), f"{seconds:.1f} s.")))


def _ending(commits: Sequence[Commit], words: str, state: JobState, thought: str) -> str:
    finish = commits[-1].finish if commits else None
    if state == "stopped":
        return "You stopped it here."
    if state == "failed":
        return "It broke off here."
    if not words.strip():
        did = "thought, and then said nothing" if thought else "ended its turn without a word"
        return f"It is empty: the model {did}{' before the token budget was used up' if finish == 'length' else ''}."
    if finish == "length":
        return "It was cut off at the token budget: raise that in the settings, or say “go on”."
    return "It ended by itself."


def _course(commits: Sequence[Commit]) -> str:
    """Passes and blocks, of a model that tells."""
    passes, tokens = sum(commit.steps for commit in commits), sum(commit.count for commit in commits)
    if not passes:
        return f"{tokens:,} tokens." if tokens else ""
    denoised = [commit for commit in commits if commit.steps]
    capped = sum(not commit.converged for commit in denoised)
    blocks = "1 block" if len(denoised) == 1 else f"{len(denoised)} blocks"
    settled = "which converged" if len(denoised) == 1 else "all of which converged"
    if capped:
        settled = (
            "not converged: the step cap ended it"
            if len(denoised) == 1
            else f"{capped} of them ended by the step cap"
        )
    return f"{passes:,} passes over {blocks}, {settled}; {tokens:,} tokens."


def tally(asked: Infill, commits: Sequence[Commit], seconds: float) -> str:
    """A line under a text whose holes were filled: what it took, and what is left."""
    passes, filled, count = sum(commit.steps for commit in commits), len(commits), len(asked.holes)
    lengths = "1 length" if len(asked.lengths) == 1 else f"{len(asked.lengths)} lengths each"
    left = f"{count - filled} of {count} holes are left." if filled < count else ""
    holes = "1 hole" if filled == 1 else f"{filled} holes"
    return f"{left} {passes:,} passes for {holes}, {lengths}. {seconds:.1f} s.".strip()


def why(tried: Sequence[Trial]) -> str:
    """Which length of a hole was taken, and why."""
    best, *others = sorted(tried, key=lambda trial: trial.rank)
    size = "1 token" if best.length == 1 else f"{best.length} tokens"
    if not others:
        return f"{size}, the only length tried."
    if not best.whole:
        return f"{size}: at every length the model would have ended the text inside the hole, so this is a guess."
    second = others[0]
    odds = min(_SURELY, exp(min(50.0, second.nats - best.nats)))
    how = (
        "as likely"
        if odds < 1.05
        else f"{'over 1,000' if odds >= _SURELY else f'{odds:,.1f}'} times as likely"
    )
    return f"{size}: {how} as the next best length ({second.length}), with the text that follows."
