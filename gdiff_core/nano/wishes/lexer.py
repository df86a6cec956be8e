"""A sentence of a person as tokens: what each of its phrases is a word for, typing mistakes mended.

    Lexer(held).read("Chnage the colour to dark green") -> [Token("set", ...), Token("accent", ...), ...]
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from gdiff_core.document.outline import visible
from gdiff_core.nano import colours
from gdiff_core.nano.copy import FIRST_NAMES, KINDS, REAL_WORDS
from gdiff_core.nano.corpus import ACCENTS
from gdiff_core.nano.reading import Held
from gdiff_core.nano.wishes.lexicon import FILL, Phrase, Sense, lexicon, words_of
from gdiff_core.records import Span

UNKNOWN, STOP, QUOTE = "?", "stop", "quote"
MONEY = r"[$£€] ?\d+(?:[.,]\d+)?|\d+(?:[.,]\d+)? ?(?:[$£€]|(?:dollars?|bucks?|euros?|pounds?|quid|usd|eur|gbp)\b)"
CENTS = r"\d+ ?(?:cents?|pence|p|¢)(?!\w)"
_SHAPES = re.compile(
    rf"""(?P<voices>what[ ](?:(?:our|the|my|other|happy|your)[ ])*[a-z]+[ ](?:says?|thinks?|said|wrote|writes?)(?:[ ]about[ ](?:us|you|me|it))?)(?!\w)
    |(?P<quote>"[^"\n]+"|(?<![\w'])'[^'\n]+(?:'\w[^'\n]*)*'(?!\w))
    |(?P<link>https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.-]+|(?<!\w)@\w+)
    |(?P<hex>\#[0-9a-f]{{6}}\b|\#[0-9a-f]{{3}}\b|rgb ?\([^)\n]*\))
    |(?P<money>{MONEY.replace(" ", "[ ]")})
    |(?P<cents>{CENTS.replace(" ", "[ ]")})
    |(?P<digits>(?<![\w$£€.])\+?\(?\d[\d().\-/ ]{{5,}}\d)
    |(?P<time>\d{{1,2}}(?:[:.]\d\d)?[ ]?(?:a\.?m\b\.?|p\.?m\b\.?)|\d{{1,2}}:\d\d)
    |(?P<percent>\d+(?:[.,]\d+)?[ ]?(?:%|percent\b))
    |(?P<number>\d+(?:[.,]\d+)?)(?!\w)
    |(?P<word>[^\W_]+(?:'[^\W_]+)*|&)
    |(?P<arrow>-+>|=>|→)
    |(?P<comma>,|\+(?!\d)|[•*/]|(?<=\s)[-–—]+(?=\s)|—)
    |(?P<colon>[:=])
    |(?P<stop>[.!?;\n]+)""",
    re.X,
)
_TYPED = {
    "u": "you", "id": "i'd", "ur": "your", "r": "are", "ppl": "people", "peeps": "people", "nite": "night", "lite": "light", "bc": "because",
    "cuz": "because", "cos": "because", "coz": "because", "tho": "though", "w": "with", "n": "and", "abt": "about", "dont": "don't",
    "doesnt": "doesn't", "isnt": "isn't", "arent": "aren't", "didnt": "didn't", "cant": "can't", "im": "i'm", "ive": "i've",
    "weve": "we've", "theres": "there's", "thats": "that's", "whats": "what's", "lets": "let's", "gr8": "great", "thru": "through",
    "wont": "won't", "youre": "you're", "theyre": "they're", "sth": "something", "smth": "something", "til": "till", "b4": "before",
    "2day": "today", "tyre": "tire", "tyres": "tires", "luv": "love", "gimme": "give me", "lemme": "let me", "wanna": "want to", "gotta": "have to", "bg": "background",
}  # fmt: skip
"""How people type who are in a hurry."""
_COUNTED = {
    word: str(number)
    for words, numbers in (
        ("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen", range(1, 19)),
        ("nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred", (19, 20, 30, 40, 50, 60, 70, 80, 90, 100)),
    )
    for word, number in zip(words.split(), numbers, strict=True)
}
_CURRENCY = re.compile(r" (?:dollars?|bucks?|euros?|pounds?|quid|cents?|pence)\b")
_LONGEST = 7
_MOST_UNKNOWN = 60
"""Words that may be typing mistakes; in a longer text the rest is taken as it is."""
_REAL = frozenset(
    """
    alive altogether anyway attack bank barn beast bench blank blink blow bones boring bother bound branch brand break breath brick
    broad brunch built bunch burger cakes card cart case cased cast catch chance charge cheese claim claims click clock cloud clubs
    coach coast course courses crash crew cross cutting dealer detail details difference dinner directors dogs door dream drops
    facts faces fake finer fire fishing flat flood flower flush fond forum games gain grand grave greek greet grew grown handy heard
    heart height hole hooks hosting horse house hover inch jones kids kitchen known lake lease legs living lock lost loving lunch
    manner marble match meant meat merge message messages mixed mood month months mouse movie mouth necessary ninth nurse older order
    orders painting pasta paste patch paying personality phase photography pitch plane plans plant point points popping ports post
    posting posts power printing prone purse quest quiet quit quota race races racing reach reader reset rights rights romance root
    salad sale sales salsa saving savings scan scans scent score seam secret sell sells server shade shape share sheet shell shirt short
    signs sign sing skill skin slice slim smart smell snow solid song soon spare spell spend spice spin sport sports spot spots spring
    springs stable staff stale star stars stations staying steal steam stew sticky still stock stop stops stores storm strap straps
    stray stuck sunny sweet swift swim sword table tables tale talking tape tear tears tells them then these they thick thin three tied
    time tired tower trade training transport trash tried trip tune tuned tweet twice types voice voices walking wedding
    weight wine wire wise wives woman women wood wool world worth wrap year years yield zone paper papers taste tastes tasty thanks
    scroll scrolling loading loads blinking fading sliding moving turning rotating flashing hidden visible slower faster fonts
    """.split()
)
_MENDED_COLOURS = frozenset(
    """
    beige black brown burgundy charcoal coral cream crimson emerald green lavender magenta maroon mustard olive orange purple
    terracotta turquoise violet white yellow grey gray silver golden salmon indigo peach lilac
    """.split()
)


class Token(NamedTuple):
    """A phrase and the part it plays."""

    tag: str
    """Of `lexicon`; "colour"; of figures "money", "number" …; `UNKNOWN`."""
    value: str
    text: str
    """Lower case, as mended."""
    span: Span
    """In the sentence as mended."""


class Mended(NamedTuple):
    """A sentence in lower case, one quote for all sorts, its typing mistakes mended."""

    text: str
    said: str
    """As it was typed."""
    at: tuple[int, ...]
    """Of each character of `text`, and of its end, the place in `said`."""

    def original(self, start: int, end: int) -> str:
        """What was typed where the mended text has this span."""
        return self.said[self.at[start] : self.at[end]]


def plain(said: str) -> str:
    """The same length in lower case, with typewriter quotes."""
    lower = "".join(low if len(low := letter.lower()) == 1 else letter for letter in said)
    return lower.translate(_QUOTES)


_QUOTES = str.maketrans("’‘‛`“”„‟«»–‑", "''''\"\"\"\"\"\"--")


@lru_cache(maxsize=64)
def mended(said: str, held: Held) -> Mended:
    """The sentence with words that no one knows put right, where one letter makes them words that we know."""
    text, parts, at, end, left = plain(said), [], [], 0, _MOST_UNKNOWN
    known, candidates = _known(held), _candidates(held)
    for word in re.finditer(r"(?<![\w'])[^\W_]+(?:'[^\W_]+)?(?!\w)", text):
        right = _TYPED.get(word[0], "") or (_COUNTED.get(word[0], "") if _CURRENCY.match(text, word.end()) else "")
        if not right and (len(word[0]) < 4 or word[0] in known or left <= 0 or not word[0].replace("'", "").isalpha()):
            continue
        left -= not right
        if right := right or _right(word[0], candidates):
            parts += [text[end : word.start()], right]
            at += [*range(end, word.start()), word.start(), *[word.end()] * (len(right) - 1)]
            end = word.end()
    return Mended("".join([*parts, text[end:]]), said, (*at, *range(end, len(text) + 1)))


def _right(word: str, candidates: tuple[str, ...]) -> str:
    """The word that somebody meant: of long ones two letters may be wrong, of short ones one may be missing."""
    most = 2 if len(word) >= 9 else 1
    near = [found for found, _, _ in process.extract(word, candidates, scorer=OSA.distance, score_cutoff=most, limit=8)]
    if len(word) == 4:
        near = [found for found in near if len(found) > 4 or sorted(found) == sorted(word)]

    def unlike(found: str) -> tuple:
        return OSA.distance(word, found), found[0] != word[0], sorted(found) != sorted(word), abs(len(found) - len(word) - 1)

    return min(near, key=unlike, default="")


@lru_cache(maxsize=16)
def _candidates(held: Held) -> tuple[str, ...]:
    ours = {word for phrase in lexicon(held) for word in phrase if len(word) > 3}
    return tuple(sorted(ours | {word for word in (*ACCENTS, *_MENDED_COLOURS) if len(word) > 3}))


@lru_cache(maxsize=16)
def _known(held: Held) -> frozenset[str]:
    ours = {word for row in (*held.prices, *held.parts) for word in words_of(visible(row[0]))}
    return frozenset(_candidates(held)) | ours | colours.vocabulary() | _words() | {word for phrase in lexicon(held) for word in phrase}


@cache
def _words() -> frozenset[str]:
    """Every word of the copy: what is a word is no mistake."""
    words = {word.lower() for kind in KINDS.values() for word in re.findall(r"[A-Za-z]{3,}", repr(kind))}
    return frozenset(words | _REAL | {word.lower() for word in (*REAL_WORDS, *FIRST_NAMES)})


def tokens(text: str, held: Held) -> list[Token]:
    """The tokens of a mended text."""
    shapes = [(found.lastgroup, found[0], found.span()) for found in _SHAPES.finditer(text)]
    senses, found, at = lexicon(held), [], 0
    while at < len(shapes):
        group, said, span = shapes[at]
        if group != "word":
            found.append(_figure(group, said, span))
            at += 1
            continue
        run = _run(shapes, at)
        count, sense = _longest(run, senses)
        start, end = span[0], shapes[at + count - 1][2][1]
        found.append(Token(*sense, text[start:end], (start, end)))
        at += count
    return found


_TAGS = {"arrow": ("to", ""), "voices": ("section", "reviews"), "comma": ("and", ","), "hex": ("colour", "")}


def _figure(group: str, said: str, span: Span) -> Token:
    tag, value = _TAGS.get(group, (group, ""))
    if tag == "colour":
        tag = tag if colours.colour(said) else UNKNOWN
    return Token(tag, value or said, said, span)


def _run(shapes: list, at: int) -> Phrase:
    """The words from here on that nothing but space and hyphens parts."""
    run = []
    for group, said, _ in shapes[at : at + _LONGEST]:
        if group != "word":
            break
        run.append(said)
    return tuple(run)


def _longest(run: Phrase, senses: dict[Phrase, Sense]) -> tuple[int, Sense]:
    """How many words of the run make the longest phrase that is known, and its sense; one that is not, if none."""
    for count in range(len(run), 0, -1):
        if sense := senses.get(run[:count]) or senses.get((*run[: count - 1], run[count - 1].removesuffix("'s"))):
            return count, sense
        if count <= 4 and (found := colours.colour(" ".join(run[:count]))):
            return count, ("colour", found.said)
    return 1, (UNKNOWN, run[0])


def meaningful(found: list[Token]) -> list[Token]:
    """Without what says nothing."""
    return [token for token in found if token.tag != FILL]
