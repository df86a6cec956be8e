"""A clause: one stretch of a sentence, as tokens, with the page that it is about."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from gdiff_core.nano.reading import Held
from gdiff_core.nano.wishes.lexer import Token
from gdiff_core.records import Declined, Wish

Found = list[Wish] | Declined | None
"""What a rule made of a clause; None: it is not one for this rule."""
ASIDE = ("instead of", "rather than")
"""They refuse nothing: they say in whose place something comes."""


@dataclass(frozen=True, slots=True)
class Clause:
    """Tokens that say something, fillers left out."""

    tokens: tuple[Token, ...]
    held: Held
    text: str
    """The words they are from, as mended."""
    spoken_of: str = ""
    """Id of the section that the clauses before it spoke of last, if one."""
    topic: str = ""
    """What else they spoke of last, by its tag: the heading, the font …"""

    @property
    def tags(self) -> list[str]:
        return [token.tag for token in self.tokens]

    def has(self, *tags: str) -> bool:
        """Whether it has a token of any of these tags."""
        return any(token.tag in tags for token in self.tokens)

    def says(self, tag: str, *values: str) -> bool:
        """Whether it has a token of this tag with one of these values."""
        return any(token.tag == tag and token.value in values for token in self.tokens)

    def all(self, *tags: str) -> list[Token]:
        return [token for token in self.tokens if token.tag in tags]

    def only(self, *tags: str) -> bool:
        """Whether it has no token of any other tag."""
        return all(token.tag in tags for token in self.tokens)

    def before(self, token: Token) -> str:
        """The tag of what stands before a token; empty at the start."""
        at = self.tokens.index(token)
        return self.tokens[at - 1].tag if at else ""

    def after(self, token: Token) -> str:
        """The tag of what stands behind a token; empty at the end."""
        return next((other.tag for other in self.tokens[self.tokens.index(token) + 1 :]), "")

    @property
    def refuses(self) -> bool:
        """Whether it says "no" or "not" to something."""
        return any(token.tag == "not" and token.text not in ASIDE for token in self.tokens)

    @property
    def takes_out(self) -> bool:
        """Whether something is to go: "remove", "take … off"."""
        gets = self.has("take") or any(token.text == "get" for token in self.tokens)
        return self.has("drop") or (gets and self.has("out")) or self.tags == ["out"]

    def of(self, tokens: Iterable[Token]) -> Self:
        """The same clause with other tokens."""
        return replace(self, tokens=tuple(tokens))

    def between(self, one: Token, other: Token) -> str:
        """The words between two tokens, fillers."""
        start = self.tokens[0].span[0]
        return self.text[one.span[1] - start : other.span[0] - start]
