"""What the bundled model has slots for, and how a person reads them.

No text passes through the model letter by letter: it sets slots, a token each (`slots`), and every text of the run shows
what they say (delexicalisation, as generation for dialogues does it: Wen et al., 2015, arXiv:1508.01745). So names, facts and
sentences are exact by construction, in any script and length. The same goes for colours: a line of the style sheet reads as another.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Self

from gdiff_core.diffusion.model import Model
from gdiff_core.nano import slots
from gdiff_core.records import Message

Pairs = tuple[tuple[str, str], ...]
"""(the model's own, as a person reads it)"""
UNSAID = "…"
"""What a slot reads as that says nothing on this page: noise, mostly."""


@dataclass(frozen=True, slots=True)
class Binding:
    """A translation between the model's own text and the person's, both ways."""

    slots: Pairs = ()
    lines: Pairs = ()
    """Stretches of text; none of them holds another."""

    @property
    def name(self) -> str:
        """On the page."""
        return dict(self.slots).get(slots.NAME, "")

    def say(self, text: str) -> str:
        """The model's text as a person reads it, slots apart (`Bound.decode`)."""
        return replaced(text, self.lines)

    def spell(self, text: str) -> str:
        """As `say`, slots included."""
        return self.say(slots.spelled(text, dict(self.slots)))

    def hear(self, text: str) -> str:
        """A person's text as the model is to see it."""
        return slots.heard(replaced(text, [(said, own) for own, said in self.lines]), dict(self.slots))


def replaced(text: str, pairs: Iterable[tuple[str, str]]) -> str:
    """The text with the second of each pair in place of the first: all at once, as one may read like another's first."""
    table = {old: new for old, new in pairs if old}
    return re.sub("|".join(map(re.escape, table)), lambda found: table[found[0]], text) if table else text


def escaped(words: str) -> str:
    """As the text of an element."""
    return html.escape(words, quote=False)


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
        table = {slots.ART: slots.PICTURE} | dict(self.binding.slots)
        return {Model.tokenize(self, own)[0]: table.get(own, UNSAID) for own in slots.SLOTS}

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
