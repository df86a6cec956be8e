"""A message in pieces: without its greeting, cut at full stops, commas, and where an "and" goes on.

[piece.words for piece in pieces(message of "carlos left, so take him off")] -> ["carlos left", "so take him off"]
"""

import re

from gdiff_core.nano.wishes.stretch import SENTENCE, Message, Stretch
from gdiff_core.nano.wishes.verbatim import ABBREVIATED
from gdiff_core.records import Span

_GREETING = re.compile(
    r"\A\W*(?:(?:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening|day))\b(?: (?:there|all|team|again|everyone|sir|madam|both|folks|guys)){0,3}\s*[,!.:–-]+\s*)+",
    re.I,
)
_CLOSE = re.compile(
    r"(?:[.,!?\n]\s*|\s+)(?i:(?:many |kind |best |warm |with )*(?:thanks|thank you|thx|regards|wishes|cheers|ta)\b)(?i: (?:in advance|so much|a lot|very much|again|and best \w+|all|team))*(?:[,.]?\s+(?:[A-Z][\w.]*\s*){1,3})?[\s.!]*\Z"
)
_ALWAYS = re.compile(
    r"\A(?:people|customers|everyone|everybody|folks?|guests|clients)\b (?:always|keep|often|all|constantly|ring|call|ask)\b[^,.;!?\n]*[,.;!]+\s*(?:so )?(?=\w)",
    re.I,
)
_CUT = re.compile(
    r"[.!?;\n]+(?=\s|\Z)\s*|,\s+|\s+[-–—]+\s+|\s*[()]\s*|\s+(?=(?:and|but|so|also|then|plus|oh|because|coz|cos|cause|(?:make|take) (?:it|that|them))\b)"
)
_QUOTED = re.compile(r"\"[^\"\n]+\"|(?<![\w'])'[^'\n]+'(?!\w)")
_JOINING = re.compile(r" (?:and|but|so|then)\b|, ")


def bare(said: str) -> str:
    """A message without how it greets and takes leave, and what people do all the time."""
    return _CLOSE.sub("", _ALWAYS.sub("", _GREETING.sub("", said))).strip()


def pieces(message: Message) -> list[Stretch]:
    """The pieces of a message, in order."""
    text, whole = message.text.text, _whole(message)
    cuts = [
        cut.span()
        for cut in _CUT.finditer(text)
        if (cut[0][:1] != "." or not ABBREVIATED.search(text[: cut.start() + 1]))
        and not any(start < cut.start() < end - 1 for start, end in whole)
    ]
    found, begin = [], 0
    for start, end in (*cuts, (len(text), len(text))):
        if text[begin:start].strip():
            found.append(message.stretch(begin, start))
        begin = end
    return found


def _whole(message: Message) -> list[Span]:
    """Where no cut can be: in quotes, and in a text like "walks and stays"."""
    text = message.text.text
    joined = [re.escape(words) for words in message.known if _JOINING.search(words)]
    return [found.span() for rule in (_QUOTED.pattern, *joined) for found in re.finditer(rule, text)]


def ends_sentence(piece: Stretch) -> bool:
    """Whether a sentence ends behind a piece."""
    return bool(SENTENCE.search(re.match(r"[\s\S]*?(?=\w|\Z)", piece.behind)[0]))
