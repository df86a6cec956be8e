"""Which of the colours in a request are wishes, and what each is to be the colour of."""

from collections.abc import Iterable
from dataclasses import dataclass

from gdiff_core.nano.brief import colours
from gdiff_core.nano.brief.colours import Colour
from gdiff_core.nano.brief.english import FUNCTION_WORDS
from gdiff_core.nano.brief.words import Match, Reading, bag
from gdiff_core.nano.corpus import ACCENTS

GROUND = bag("background backdrop base canvas ground backing wallpaper backgrond")
PAGE = bag("page homepage mode")
ACCENT = bag(
    """accent button highlight link touch detail pop trim element splash accenting bit line hint flash detailing icon cta divider border stroke accented
    touche dash clickable click press tap rest"""
)
HEADING = bag("heading headline title header")
TEXT = bag("text writing lettering font type face letter typography word print lettered typeface")
LOOK = bag(
    """color tone theme scheme palette look site website shade feel vibe feeling design style mood aesthetic hue combo combination thing background layout
    branding web landing one-pager onepager one webpage homepage minimal clean simple modern elegant shop's everything all obviously ideally mainly mostly
    throughout everywhere overall again preferably colored and classy colour's professional friendly luxury playful calm bold rustic cozy crisp fresh vintage
    if section both probably obv"""
)
ROLES = (("ground", GROUND), ("accent", ACCENT), ("heading", HEADING), ("text", TEXT), ("page", PAGE))
FOLLOWERS = bag("behind") | FUNCTION_WORDS | LOOK | GROUND | PAGE | ACCENT | HEADING | TEXT
_BETWEEN = bag("and on with or a an some accent background touch of plus the maybe in detail button")
_SAID_BEFORE = bag(
    """color in palette use using be is like theme scheme want accent background love on brand primary main favorite all but mostly mainly
    button shade tone maybe prefer it to wear make keep secondary something"""
)
_LINKS = bag(
    "in of is be to should a an the color as are please nice some will would colored very really like bit kind ideally being all have"
)
_PASSED = bag("and color colored or kind of for the as my our anything everything you one can")
_SELLING = bag("sell selling grow growing serve serving bake baking brew roast eat drink")
_PLACES = bag("bordeaux burgundy champagne cognac sienna")
_DENYING = bag("not no nothing isn't don't without never avoid nor")


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known of a request before its colours are."""

    reading: Reading
    looks: tuple[Match, ...]
    """Phrases of the look."""
    wares: frozenset[int]
    """Words for what is sold."""
    parts: frozenset[int]
    """Words that name a section."""

    def looks_at(self, index: int) -> bool:
        """Whether a phrase of the look begins with word `index`."""
        return any(match.start == index for match in self.looks)

    def goes_on(self, index: int) -> bool:
        """Whether a colour or a word of the look may end before word `index`: no thing follows that it is said of."""
        keys = self.reading.keys
        if self.reading.breaks(index) or index in self.parts:
            return True
        return keys[index] in FOLLOWERS | {"hero", "corner", "edge", "space"} or self.looks_at(index)


def is_denied(reading: Reading, index: int) -> bool:
    """Whether "not too", "no" or "nothing" stands before a word."""
    if reading.words[index].breaks:
        return False
    before = reading.keys[max(reading.clause(index)[0], index - 3) : index]
    return bool(_DENYING & set(before[-2:])) or before[-3:-1] == ["not", "be"]


def wished(setting: Setting, shades: list[Colour]) -> list[Colour]:
    """The colours that are wishes: not those of a product ("green tea", "white and brown bread", "eggs, honey")."""
    reading, kept = setting.reading, []
    for shade, behind in zip(reversed(shades), [None, *reversed(shades)], strict=False):
        chained = behind is not None and _chained(reading, shade, behind)
        lost = (
            chained
            and behind not in kept
            and not any(reading.breaks(i) for i in range(shade.end, behind.start + 1))
        )
        if (
            not lost
            and not _is_named(reading, shade)
            and ((chained and behind in kept) or _is_wish(setting, shade))
        ):
            kept.insert(0, shade)
    coloured = {i for match in (*kept, *setting.looks) for i in range(match.start, match.end)}
    sure = [shade for shade in kept if not _is_doubtful(setting, shade, coloured)]
    return [shade for shade in kept if shade in sure or _beside(reading, shade, [*sure, *setting.looks])]


def _beside(reading: Reading, shade: Colour, others: Iterable[Colour | Match]) -> bool:
    apart = (other for other in others if other.end <= shade.start or shade.end <= other.start)
    pairs = (sorted((shade, other), key=lambda match: match.start) for other in apart)
    return any(_chained(reading, *pair) for pair in pairs)


def _chained(reading: Reading, one: Colour | Match, other: Colour | Match) -> bool:
    """Whether only "and", "on", "with" or a comma is between two colours."""
    between = reading.keys[one.end : other.start]
    if len(between) > 3 or not set(between) <= _BETWEEN:
        return False
    return not any(reading.stops(i) for i in range(one.end, other.start + 1))


def _is_wish(setting: Setting, shade: Colour) -> bool:
    reading = setting.reading
    if shade.said.startswith("#"):
        return True
    if is_denied(reading, shade.start) and reading.keys[shade.start - 1] != "too":
        return False
    return setting.goes_on(shade.end) or _is_told_of(reading, shade.start)


def _is_named(reading: Reading, shade: Colour) -> bool:
    """Whether a colour is a thing or a place by the word before it: "the colours of the sea", "in Bordeaux"."""
    before = reading.key(shade.start - 1)
    thing = shade.said in colours.THINGS_TOO - ACCENTS.keys() and before == "the"
    return thing or (
        shade.said in _PLACES and reading.capital(shade.start) and before in {"in", "from", "near"}
    )


def _is_told_of(reading: Reading, start: int) -> bool:
    """Whether "in" or "the colour is" stands before a colour, or before those that it is joined to."""
    joined = colours.vocabulary() | {"and", "or"}
    while start > 1 and reading.keys[start - 1] in joined and not reading.breaks(start):
        start -= 1
    return reading.key(start - 1) in {"color", "palette", "scheme", "theme", "in"} or reading.says(
        start - 2, "color is", "color be"
    )


def _is_liked(reading: Reading, index: int) -> bool:
    """ "Lilac is her favourite"."""
    if reading.breaks(index) or reading.keys[index] != "is":
        return False
    return "favorite" in reading.keys[index : min(index + 4, reading.sentence(index)[1])]


def _is_doubtful(setting: Setting, shade: Colour, coloured: set[int]) -> bool:
    """Whether a colour may be the thing that it is called after: "honey", "rose", "mint".

    `coloured`: words of colours and looks.
    """
    reading = setting.reading
    first, _, thing = shade.said.rpartition(" ")
    if thing not in colours.THINGS_TOO or first not in {"", "dark", "light"} or role(reading, shade):
        return False
    follower = "" if reading.breaks(shade.end) else reading.keys[shade.end]
    if follower in (LOOK - {"and"}) | {"please"} or _is_liked(reading, shade.end):
        return False
    first, last = reading.sentence(shade.start)
    selling = _SELLING & set(reading.keys[first:last])
    if set(reading.keys[max(0, shade.start - 2) : shade.start]) & _SAID_BEFORE and not selling:
        return False
    if shade.start == first and follower in {"with", "and", "on"}:
        return False
    if selling or _is_among_wares(setting, shade.start):
        return True
    start, end = reading.clause(shade.start)
    alone = all(i in coloured or reading.keys[i] in FUNCTION_WORDS | LOOK for i in range(start, end))
    return thing not in ACCENTS and not alone


def _is_among_wares(setting: Setting, index: int) -> bool:
    """Whether the clauses beside a word's, in its sentence, are wares: "eggs, honey, squash"."""
    reading, wares = setting.reading, setting.wares
    first, last = reading.sentence(index)
    start, end = reading.clause(index)
    before = set(range(*reading.clause(start - 1))) if start > first else set()
    after = set(range(*reading.clause(end))) if end < last else set()
    beside = any(side and side <= wares for side in (before, after))
    others = set(range(start, end)) - {index}
    return beside or bool(others & wares)


# ---- what a colour is of ------------------------------------------------------------------------------------


def role(reading: Reading, shade: Colour) -> str:
    """ground, accent, heading, text or page: what a colour is said to be the colour of; empty if nothing was said."""
    return _role_after(reading, shade) or _role_before(reading, shade)


def _role_after(reading: Reading, shade: Colour) -> str:
    """By the noun behind it, over other colours: "navy and gold accents"."""
    for index in range(shade.end, min(shade.end + 5, len(reading.words))):
        word = reading.keys[index]
        if reading.breaks(index):
            return ""
        if word == "behind":  # "midnight blue behind everything"
            return "ground"
        for name, nouns in ROLES:
            if word in nouns:
                return "" if name == "ground" and "and" in reading.keys[shade.end : index] else name
        if word not in _PASSED and word not in colours.vocabulary():
            return ""
    return ""


def _role_before(reading: Reading, shade: Colour) -> str:
    """By the noun before it, "background: cream", "accents in gold"; behind "on" it is the ground."""
    if reading.breaks(shade.start) and not _is_explained(reading, shade.start):
        return ""
    index = shade.start - 1
    index -= (
        reading.key(index) in {"a", "an", "the", "soft", "nice", "plain"} and reading.key(index - 1) == "on"
    )
    if reading.key(index) == "on" and index > 0:
        return "ground"
    index = shade.start - 1
    while reading.key(index) in _LINKS and shade.start - index < 6:
        if reading.breaks(index) and not _is_explained(reading, index):
            return ""
        index -= 1
    if reading.key(index - 1) in colours.vocabulary() and not reading.breaks(index):
        return ""  # "white background navy": the background has its colour
    return next((name for name, nouns in ROLES[:4] if reading.key(index) in nouns), "")


def _is_explained(reading: Reading, index: int) -> bool:
    """Whether a colon, an equals sign, a dash or a bracket stands before a word: what follows says what it is."""
    gap = reading.words[index].gap
    return any(mark in gap for mark in (":", "=", "(")) or gap.strip() in ("-", "–", "—")
