"""What the bundled model calls by words of its own, and how a person reads it.

Names do not pass through the model letter by letter: it is told a word that is one token, that it copies without fail
and that stands nowhere else on the page, and every text of the run shows the person's own (delexicalisation, as
generation for dialogues does it: Wen et al., 2015, arXiv:1508.01745). So any name is exact by construction, in any
script and length. The same goes for colours, and for facts that have a line of their own: phone, address, hours, prices.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Self

from gdiff_core.diffusion.model import Model
from gdiff_core.records import Message

NAMES = ("Cedar", "Lake", "Fig", "North", "Salt", "Blue")
"""One token each; tested."""

Pairs = tuple[tuple[str, str], ...]
"""(the model's own, as a person reads it)"""


@dataclass(frozen=True, slots=True)
class Binding:
    """A translation between the model's own text and the person's, both ways."""

    names: Pairs = ()
    """Single tokens."""
    lines: Pairs = ()
    """Stretches of text; none of them holds another."""

    def say(self, text: str) -> str:
        """The model's text as a person reads it, names apart (`Bound.decode`)."""
        return replaced(text, self.lines)

    def spell(self, text: str) -> str:
        """As `say`, names included."""
        for own, said in self.names:
            text = re.sub(_alone(own), lambda _, said=said: said, text)
        return self.say(text)

    def hear(self, text: str) -> str:
        """A person's text as the model is to see it."""
        text = replaced(text, [(said, own) for own, said in self.lines])
        for own, said in self.names:
            text = re.sub(_alone(said), lambda _, own=own: own, text)
        return text


def replaced(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    """The text with the second of each pair in place of the first: all at once, as one may read like another's first."""
    table = {old: new for old, new in pairs if old}
    return re.sub("|".join(map(re.escape, table)), lambda found: table[found[0]], text) if table else text


def _alone(words: str) -> str:
    """Where they stand as a name does: all of an element, or before a comma, as in the footer."""
    return rf"(?<=>){re.escape(words)}(?=[<,])"


def escaped(words: str) -> str:
    """As the text of an element."""
    return html.escape(words, quote=False)


def free_names(*texts: str) -> list[str]:
    """Of `NAMES` those that none of the texts has."""
    return [name for name in NAMES if not any(re.search(rf"\b{name}\b", text) for text in texts)]


@dataclass(frozen=True)
class Bound(Model):
    """The bundled model in one run: its texts read as the person's."""

    binding: Binding = field(default_factory=Binding)

    @classmethod
    def of(cls, model: Model, binding: Binding) -> Self:
        return cls(*(getattr(model, part.name) for part in fields(Model)), binding)

    @cached_property
    def said(self) -> dict[int, str]:
        """Tokens that read differently, and how."""
        return {Model.tokenize(self, own)[0]: said for own, said in self.binding.names}

    def encode(self, prompt: str, *history: Message) -> list[int]:
        heard = (Message(turn.role, self.binding.hear(turn.text)) for turn in history)
        return super().encode(prompt, *heard)

    def tokenize(self, text: str) -> list[int]:
        return super().tokenize(self.binding.hear(text))

    def decode(self, ids: Iterable[int]) -> str:
        pieces, run = [], []
        for token in ids:
            if token in self.said:
                pieces += [super().decode(run), self.said[token]]
                run = []
            else:
                run.append(token)
        return self.binding.say("".join((*pieces, super().decode(run))))

    def token_texts(self, ids: Iterable[int]) -> list[str]:
        ids = list(ids)
        texts = super().token_texts(ids)
        return [self.said.get(token, text) for token, text in zip(ids, texts, strict=True)]
