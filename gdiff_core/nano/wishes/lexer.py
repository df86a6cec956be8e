"""A sentence of a person as tokens: what each of its phrases is a word for, typing mistakes mended.

mended("Chnage the color to dark green", held).text -> "change the colour to dark green"
tokens("change the colour", held)                   -> [Token("set", …), Token("fill", …), Token("accent", …)]
"""

import re
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from gdiff_core.nano import palette
from gdiff_core.nano.brief.likeness import common
from gdiff_core.nano.corpus import ACCENTS
from gdiff_core.nano.kinds import kinds
from gdiff_core.nano.namebook import FIRST_NAMES, REAL_WORDS
from gdiff_core.nano.reading import Held
from gdiff_core.nano.wishes.lexicon import (
    FILL,
    Phrase,
    Sense,
    british,
    general_words,
    lexicon,
    real_words,
    typed,
)
from gdiff_core.records import Span

UNKNOWN, STOP = "?", "stop"
_MONEY = r"[$£€][ ]?\d+(?:[.,]\d+)?|\d+(?:[.,]\d+)?[ ]?(?:[$£€]|(?:dollars?|bucks?|euros?|pounds?|quid|usd|eur|gbp)\b)"
_FOLK = r"(?:people|folks?|customers?|clients?|guests?|visitors?|patients?|students?|members?|couples?|diners?|readers?|tenants?|buyers?|pupils?|families|everyone|everybody|anyone|someone|they|you|cafes|parents|owners|locals)"
_SECTIONS = {  # what people say of a section instead of its name
    "newsletter": rf"(?:(?:form|box|bit|place|way|somewhere|spot|thing)[ ](?:for[ ]|so[ ]|where[ ]|that[ ])*(?:{_FOLK}[ ])?(?:can[ ]|could[ ]|to[ ])*)?(?:leave|give|drop|enter|put|type|add|submit)(?:[ ]in|[ ]down|[ ]us)?[ ](?:their|there|an?|your|his|her)[ ]e-?mails?(?:[ ]address(?:es)?)?(?:[ ](?:for|to[ ]get|to[ ]receive)[ ](?:(?:the|our|my|any)[ ])*(?:news|updates|offers|specials|newsletters?|\w+[ ]list))?|(?:sign|signing)[ ]?up[ ](?:for|to)[ ](?:get|receive|hear|our|the|news|updates|offers|e-?mails|a[ ](?:monthly|weekly))(?:[ ](?:our|the|news|e-?mails?|updates?|offers|newsletters?|list|letter))*|(?:get|receive)[ ](?:our|the|your|my)?[ ]?(?:news|updates|e-?mails)(?:[ ]by[ ]e-?mail)?|e-?mail[ ](?:sign-?up|list|collection|capture)(?:[ ](?:form|box|thing))?",
    "contact": rf"(?:form|box|bit|place|way|somewhere|spot)[ ](?:for[ ]|so[ ]|where[ ]|that[ ]|how[ ])*(?:{_FOLK}[ ])?(?:can[ ]|could[ ]|to[ ])*(?:message[ ]us|write[ ](?:to[ ])?us(?:[ ]a[ ](?:message|note|line))?|email[ ]us|contact[ ]us|reach[ ]us|text[ ]us|ask[ ](?:us[ ])?(?:something|questions?|things|us)|send[ ](?:us[ ])?an?[ ](?:message|note|enquiry|e-?mail)|leave[ ](?:us[ ])?an?[ ](?:message|note)|get[ ](?:in[ ]touch|hold[ ]of[ ]us))|(?:so[ ]|where[ ])?{_FOLK}[ ](?:can|could)[ ](?:message|write(?:[ ]to)?|contact|reach)[ ]us",
    "faq": rf"(?:common|usual|typical|frequent|regular)[ ](?:questions?|queries)(?:[ ]and[ ]answers)?|(?:questions?|things|stuff|what)[ ](?:that[ ])?(?:{_FOLK}|we)[ ](?:always[ ]|often[ ]|usually[ ]|keep[ ]|get[ ])*(?:asks?|asking|asked|wonder)(?:[ ](?:us|about|me))?",
    "about": r"(?:bit|something|some|paragraph|text|words?|blurb|section|few[ ]lines|line[ ]or[ ]two|little)[ ](?:more[ ])?(?:text[ ]|words[ ]|lines[ ])?(?:about|on)[ ](?:who[ ]we[ ]are|us|our[ ]history|our[ ]story|me|ourselves|the[ ](?:shop|business|company|studio|owners?|family)|where[ ]we[ ]come[ ]from|how[ ](?:we|it)[ ](?:all[ ])?started)|who[ ]we[ ]are(?:[ ]and[ ]what[ ]we[ ]do)?",
    "reviews": rf"(?:nice|kind|good|lovely|happy)[ ](?:words?|things|comments|quotes)[ ](?:from|by|of|that)[ ](?:(?:our|my|the|some|happy|past|regular)[ ])*{_FOLK}(?:[ ](?:said|say))?|(?:quotes?|comments?|testimonials?|reviews?)[ ](?:from|by|of)[ ](?:(?:our|my|the|some|happy|past|regular)[ ])*{_FOLK}|what[ ](?:(?:our|the|my|other|happy|your)[ ])*{_FOLK}[ ](?:says?|thinks?|said|wrote|writes?|have[ ]said)(?:[ ]about[ ](?:us|you|me|it))?",
    "team": r"who[ ](?:the|our)[ ](?:teachers?|staff|artists?|people|instructors?|dentists?|stylists?|barbers?|mechanics?|bakers?|cooks?|chefs?|trainers?|team)[ ](?:are|is)|who[ ](?:works?|teaches|runs[ ](?:it|the[ ]\w+|this)|does[ ]what|is[ ]who|we[ ]all[ ]are)(?:[ ]here|[ ]for[ ]us)?",
    "gallery": r"(?:photos?|pictures?|pics|images)[ ]of[ ](?:our|the|my)[ ](?:work|place|shop|rooms?|food|cakes?|breads?|bikes?|studio|tattoos?|pieces)|(?:a[ ]bunch|some|few|row|wall|grid)[ ]of[ ](?:photos|pictures|pics)",
    "hours": r"when[ ](?:exactly[ ])?(?:we'?re|we[ ]are|you'?re|you[ ]are|it'?s|the[ ]\w+[ ]is)[ ]open(?:[ ]and[ ](?:closed|shut))?|what[ ]times?[ ]we(?:'re|[ ]are)?[ ](?:open|close|shut)|(?:class|clinic|practice|surgery|store|kitchen|check-?in|studio)[ ](?:times|hours)",
    "map": r"where[ ](?:exactly[ ])?(?:we'?re|we[ ]are|the[ ](?:shop|place|studio|salon)[ ]is)(?:[ ](?:at|located|based))?(?:[ ]on[ ]a[ ]map)?|how[ ](?:to|people|you|they|folks)[ ](?:can[ ])?(?:find|get[ ]to|reach)[ ](?:us|here|the[ ]\w+)|(?:google[ ])?map[ ](?:of|showing|with|so)[ ](?:where|how)[ ](?:we|to|people|they)[ ](?:are|find|can[ ]find|get[ ]to)(?:[ ]us)?",
    "cta": r"(?:(?:big|large|huge)[ ])?button[ ](?:so[ ]|where[ ]|for[ ]|to[ ]|that[ ]|they[ ]can[ ]|people[ ](?:can|to)[ ]|lets[ ]people[ ])+(?:call|phone|ring|tap[ ]to[ ]call|dial)(?:[ ]us)?|(?:call|ring|phone)[ ]us(?:[ ]now)?[ ](?:button|bit|thing|section)|button[ ]like[ ](?:call|ring|phone)[ ]us(?:[ ]now)?",
    "pricing": r"what[ ](?:things|it|it[ ]all|everything|stuff|we)[ ](?:costs?|charge)|(?:list|table)[ ](?:of|with)[ ](?:our[ ]|the[ ])?prices|how[ ]much[ ](?:things|it|everything|we)[ ](?:costs?|is|are|charge)",
}
_MEANT = "\n    |".join(f"(?P<in_{section}>(?:{said}))(?!\\w)" for section, said in _SECTIONS.items())
_SHAPES = re.compile(
    rf"""(?<!\w)(?:{_MEANT})
    |(?P<here>(?:on|of|to|in|for|across|throughout)[ ](?:(?:the|our|my|this|your|whole|entire)[ ])*(?:web)?[ ]?(?:page|site)(?![\w'-]))
    |(?P<off>(?:off|off[ ]of|from)[ ](?:(?:the|our|my|this|your|whole|entire)[ ])*(?:web)?[ ]?(?:page|site)(?![\w'-]))
    |(?P<quote>"[^"\n]+"|(?<![\w'])'[^'\n]+(?:'\w[^'\n]*)*'(?!\w))
    |(?P<link>https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.-]+|(?<!\w)@\w+)
    |(?P<hex>\#[0-9a-f]{{6}}\b|\#[0-9a-f]{{3}}\b|rgb[ ]?\([^)\n]*\))
    |(?P<money>{_MONEY})
    |(?P<cents>\d+[ ]?(?:cents?|pence|p|¢)(?!\w))
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
_TAGS = {"arrow": ("to", ""), "here": (FILL, ""), "off": ("out", ""), "comma": ("and", ",")}
_STRESSES = {"place": ("straight",), "adj": ("even",)}
"""What only stresses the word behind it: "straight after", "even bigger"."""
_LONGEST = 7
_LONGEST_COLOUR = 4
_MOST_UNKNOWN = 60
"""Words that may be typing mistakes; in a longer text the rest is taken as it is."""
_QUOTES = str.maketrans("’‘‛`“”„‟«»–‑", '\'\'\'\'""""""--')
_ONES = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = (
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_COUNTED = {word: count for count, word in enumerate(_ONES, 1)}
_COUNTED |= {word: count for count, word in enumerate(_TEENS, 11)}
_COUNTED |= {word: 10 * count for count, word in enumerate(_TENS, 1)}
_COUNTED |= {
    f"{ten}{mark}{one}": _COUNTED[ten] + _COUNTED[one] for ten in _TENS[1:] for one in _ONES for mark in "- "
}
_CURRENCY = re.compile(r" (?:dollars?|bucks?|euros?|pounds?|quid|cents?|pence)\b")
_WORD = re.compile(
    rf"(?<![\w'])(?:(?:{'|'.join(_TENS[1:])})[- ](?:{'|'.join(_ONES)})|[^\W_]+(?:'[^\W_]+)?)(?!\w)"
)
COLOURS = (
    *ACCENTS, "beige", "black", "burgundy", "charcoal", "coral", "cream", "crimson", "emerald", "lavender", "magenta",
    "maroon", "mustard", "olive", "terracotta", "turquoise", "violet", "white", "grey", "silver", "salmon", "peach", "lilac",
)  # fmt: skip
"""Those that a word may be meant for."""


_UNDER_HUNDRED = rf"(?:{'|'.join(sorted(_COUNTED, key=len, reverse=True))})"
_IN_WORDS = re.compile(
    rf"(?<![\w'-])(?:(?P<hundreds>{_UNDER_HUNDRED}|a) hundred(?: (?:and )?(?P<more>{_UNDER_HUNDRED}))?|(?P<count>{_UNDER_HUNDRED}))(?![\w'-])"
)
_LEAST_IN_WORDS = 3
"""Less is hardly ever a price: "one of us"."""


class Token(NamedTuple):
    """A phrase and the part it plays."""

    tag: str
    """Of the lexicon; "colour"; of figures "money", "number" …; `UNKNOWN`."""
    value: str
    text: str
    """Lower case, as mended."""
    span: Span
    """In the sentence as mended."""


class Mended(NamedTuple):
    """A sentence in lower case and British spelling, one quote for all sorts, its typing mistakes mended."""

    text: str
    said: str
    """As it was typed."""
    at: tuple[int, ...]
    """Of each character of `text`, and of its end, the place in `said`."""

    def original(self, start: int, end: int) -> str:
        """What was typed where the mended text has this span."""
        return self.said[self.at[start] : self.at[end]]

    def beside(self, start: int, end: int) -> tuple[str, str]:
        """What was typed before and behind a span of the mended text."""
        return self.said[: self.at[start]], self.said[self.at[end] :]


@lru_cache(maxsize=4096)
def plain(said: str) -> str:
    """The same length in lower case, with typewriter quotes."""
    lower = "".join(low if len(low := letter.lower()) == 1 else letter for letter in said)
    return lower.translate(_QUOTES)


@lru_cache(maxsize=64)
def mended(said: str, held: Held) -> Mended:
    """The sentence with words that no one knows put right, where a letter or two make them words that we know."""
    text, parts, at, end, left = plain(said), [], [], 0, _MOST_UNKNOWN
    for word in _WORD.finditer(text):
        right = _meant(word[0], _CURRENCY.match(text, word.end()) is not None)
        if not right and left > 0 and _is_strange(word[0], held):
            left -= 1
            right = _right(word[0], _candidates(held))
        if right and right != word[0]:
            parts += [text[end : word.start()], right]
            at += [*range(end, word.start()), word.start(), *[word.end()] * (len(right) - 1)]
            end = word.end()
    return Mended("".join([*parts, text[end:]]), said, (*at, *range(end, len(text) + 1)))


def _meant(word: str, counts: bool) -> str:
    """What a word is short for, or another spelling of; empty if it is neither."""
    if counts and word in _COUNTED:
        return str(_COUNTED[word])
    found = typed().get(word, british(word))
    return found if found != word else ""


def _is_strange(word: str, held: Held) -> bool:
    base = word.removesuffix("'s")
    known = (
        general_words(),
        palette.vocabulary(),
        _words(),
        lexicon(held).words,
        held.words,
        COLOURS,
        common(),
    )
    return len(word) > 3 and word.replace("'", "").isalpha() and not any(base in words for words in known)


def _right(word: str, candidates: tuple[str, ...]) -> str:
    """The word that somebody meant: of long ones two letters may be wrong, of short ones one may be missing."""
    most = 2 if len(word) >= 9 else 1
    near = [
        found
        for found, _, _ in process.extract(word, candidates, scorer=OSA.distance, score_cutoff=most, limit=8)
    ]
    if len(word) == 4:
        near = [found for found in near if len(found) > 4 or sorted(found) == sorted(word)]

    def unlike(found: str) -> tuple:
        return (
            OSA.distance(word, found),
            found[0] != word[0],
            sorted(found) != sorted(word),
            abs(len(found) - len(word) - 1),
        )

    return min(near, key=unlike, default="")


@lru_cache(maxsize=16)
def _candidates(held: Held) -> tuple[str, ...]:
    return tuple(
        sorted({word for word in (*general_words(), *lexicon(held).words, *COLOURS) if len(word) > 3})
    )


@cache
def _words() -> frozenset[str]:
    """Every word of the copy: what is a word is no mistake."""
    words = {word.lower() for kind in kinds().values() for word in re.findall(r"[A-Za-z]{3,}", repr(kind))}
    return frozenset(words | real_words() | {word.lower() for word in (*REAL_WORDS, *FIRST_NAMES)})


def tokens(text: str, held: Held) -> list[Token]:
    """The tokens of a mended text."""
    shapes = [(found.lastgroup, found[0], found.span()) for found in _SHAPES.finditer(text)]
    found, at = [], 0
    while at < len(shapes):
        group, said, (start, end) = shapes[at]
        count, sense = _longest(_run(shapes, at), held) if group == "word" else (1, _figure(group, said))
        end = shapes[at + count - 1][2][1]
        if text[start:end] == "room" and found and found[-1].tag in ("more", "less"):
            sense = "space", ""  # "more room between everything", of a guest house too
        if found and found[-1].text in _STRESSES.get(sense[0], ()):
            found[-1] = found[-1]._replace(tag=FILL)
        found.append(Token(*sense, text[start:end], (start, end)))
        at += count
    return found


def _figure(group: str, said: str) -> Sense:
    if group.startswith("in_"):
        return "section", group.removeprefix("in_")
    if group == "hex":
        return ("colour", said) if palette.colour(said) else (UNKNOWN, said)
    return _TAGS.get(group, (group, said))


def _run(shapes: list[tuple[str, str, Span]], at: int) -> Phrase:
    """The words from here on that nothing but space and hyphens parts."""
    run = []
    for group, said, _ in shapes[at : at + _LONGEST]:
        if group != "word":
            break
        run.append(said)
    return tuple(run)


def _longest(run: Phrase, held: Held) -> tuple[int, Sense]:
    """How many words of the run make the longest phrase that is known, and its sense; one that is not, if none."""
    words = lexicon(held)
    for count in range(len(run), 0, -1):
        bare = (*run[: count - 1], run[count - 1].removesuffix("'s"))
        if sense := words.sense(run[:count]) or words.sense(bare):
            return count, sense
        if count <= _LONGEST_COLOUR and (found := palette.colour(" ".join(run[:count]))):
            return count, ("colour", found.said)
    return 1, (UNKNOWN, run[0])


def counted(text: str, start: int = 0) -> list[Token]:
    """The numbers that a text says in words: "two hundred and ten". `start`: where it begins in the sentence."""
    found = []
    for said in _IN_WORDS.finditer(text):
        hundreds = _COUNTED.get(said["hundreds"] or "", 1) if said["hundreds"] else 0
        value = 100 * hundreds + _COUNTED.get(said["more"] or said["count"] or "", 0)
        if value >= _LEAST_IN_WORDS:
            found.append(Token("number", str(value), str(value), (start + said.start(), start + said.end())))
    return found


def meaningful(found: list[Token]) -> list[Token]:
    """Without what says nothing."""
    return [token for token in found if token.tag != FILL]
