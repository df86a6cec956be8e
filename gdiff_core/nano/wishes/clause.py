"""A clause: one stretch of a sentence, as tokens, with the page that it is about."""

from dataclasses import dataclass

from gdiff_core.nano.reading import Held
from gdiff_core.nano.wishes.lexer import Token
from gdiff_core.records import Declined, Wish

Found = list[Wish] | Declined | None
"""What a rule made of a clause; None: it is not one for this rule."""


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

    def all(self, *tags: str) -> list[Token]:
        return [token for token in self.tokens if token.tag in tags]

    def between(self, one: Token, other: Token) -> str:
        """The words between two tokens, fillers."""
        start = self.tokens[0].span[0]
        return self.text[one.span[1] - start : other.span[0] - start]

    def only(self, *tags: str) -> bool:
        """Whether it has no token of any other tag."""
        return all(token.tag in tags for token in self.tokens)
