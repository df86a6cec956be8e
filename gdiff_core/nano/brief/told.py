"""Names that are said to be one: the words that say so, and what stands in quotes."""

import re
from collections.abc import Iterator

from gdiff_core.nano.brief.words import Reading, Span, bag

URGES = bag("book call come ring order visit try join reserve phone")
"""What a button or a line at the end urges to."""
CUES = bag("called named titled entitled callled namd christened nicknamed name name's names nam")
"""Words beside which a name stands: "called X", "the name is X", "X is the name"."""
IS = bag("is are i'm it's its we're im was that's")
_QUOTES = re.compile(
    r"[\"“”„]([^\"“”„\n]{1,60})[\"“”„]|«\s?([^»\n]{1,60}?)\s?»|\*\*([^*\n]{1,60})\*\*"
    r"|(?<![\w'])['‘]([^'‘’\n]{1,50}(?:['’]\w[^'’\n]{0,30})*)['’](?!\w)"
)


def quoted(reading: Reading) -> Iterator[tuple[Span, str]]:
    """The words in each pair of quotes, and the characters there."""
    for found in _QUOTES.finditer(reading.text):
        said = next(group for group in found.groups() if group is not None)
        span = reading.words_in(found.span())
        if 0 < span[1] - span[0] < 9:
            yield span, said.strip(" .,;:")
