"""What the rules read of words of which they know every one.

firmly("teal buttons, and remove the map", held) -> [Wish("accent", "teal", …), Wish("remove", section="map", …)]
firmly("teal would be lovely, I think", held)    -> None
"""

import re
from collections.abc import Iterable

from gdiff_core.nano.reading import Held
from gdiff_core.nano.wishes.clauses import following, read_plainly
from gdiff_core.nano.wishes.grounding import are_likely
from gdiff_core.nano.wishes.lexer import mended, plain
from gdiff_core.nano.wishes.of_sections import RETELL
from gdiff_core.nano.wishes.verbatim import take
from gdiff_core.records import Wish

THAT_TOO = re.compile(
    r"\A[\s,.;!]*(?:(?:please|kindly|can|could|would|will|you|we|so|and|just|also) )*(?:change|update|correct|fix|put|set|adjust|amend|edit|do)\b ?"
    r"(?:(?:that|this|it|the|her|his|their|our|name|title|role|address|answer|text|review|number|price|line|word|name) ?)*"
    r"(?:(?:right|straight|everywhere|wherever[\w ]*|accordingly|please|too|for me|for us) ?)*(?:\bor\b[^.!?]*)?(?:[.!?]|\Z)",
    re.I,
)
"""What asks for no more than was taken: "… Fix her title please"."""
LED = re.compile(
    r"(?:\A|[.!?;,:\n]|\b(?:and|then|also)\b)(?:(?!\band\b|\bthen\b|\balso\b)[^.!?;,:\n])*\Z", re.I
)
"""What leads up to words that are taken to the letter: "… and change the"."""


def firmly(said: str, held: Held) -> list[Wish] | None:
    """The wishes of a message that asks for these and says nothing else."""
    text = mended(said, held)

    if taken := take(text, held, following(held)):
        beside = LED.sub("", taken.before) + THAT_TOO.sub("", taken.behind)
        found = None if re.search(r"\w", beside) else list(taken.wishes)
    else:
        found = read_plainly(text.text, held)
    if not found or (RETELL.search(plain(said)) and not is_retold(found)):
        return None
    return found if are_likely(found, said, held) else None


def is_retold(wishes: Iterable[Wish]) -> bool:
    """Whether words of the page are to be others."""
    return any(wish.kind in ("rewrite", "text") for wish in wishes)
