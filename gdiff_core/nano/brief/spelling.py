"""Typing mistakes: the word that somebody meant, where it is one of those that requests say most."""

from functools import cache, lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from gdiff_core.nano.brief import meaning, style
from gdiff_core.nano.brief.english import known_words
from gdiff_core.nano.brief.lexicon import kind_phrases
from gdiff_core.nano.brief.sections import part_phrases
from gdiff_core.nano.brief.words import key, keyed, plain
from gdiff_core.nano.corpus import (
    ACCENTS,
    CORNER_WORDS,
    FONT_WORDS,
    FORTY,
    LAYOUT_WORDS,
    SECTIONS,
    SPACING_WORDS,
    TONE_WORDS,
)
from gdiff_core.nano.kinds import kinds
from gdiff_core.nano.namebook import FIRST_NAMES, REAL_WORDS, SURNAMES

SHORTEST, LONGEST = 4, 24
_RIGHT = """moon command commands logging stored constant constants meta relevant compact format formats printing produced mechanism smaller meant garbage blocking const
placed selection designed detailed breaking logos rewrite smallest whereas dealing scheduled advance requiring timed instruction instructions simpler commonly allocation
handy slashes callers simplest independently counted composite maximal caution action lies practical conservative packing naturally preview barrier besides cloning clearer
curses accident accidents styled packaged caption captions brought addressed speaking breadth clauses sided producer spit slight isolate locating slated courtesy answered crafted
aside subscriber elephant witch witches guarded classify andreas breaker subscribed hairy tighter rotates flight flights draining independence hans artistic instruct arena
repaired rewinding reviewer directional historic accented farther twine alright splines browsing acton flood cram advisory contacted studied customary tighten mechanical
unnatural animate mainline scream thee musical crosses honours advances pins solicit swarm brad charles themed witness serviced repaint weeding splint hammers follower whine
standby carte prose brighter fairness anomaly wince directing valentine housed spirits stipple spiders cleansing booting plumbed crate struck compass seventy diving sharper
warehouse accompany offline broom princess sparkles sparkle rooster iphone fairy species seventh lightly compton pace elegantly neural cellular reviewers bluesky accidental
evident stormy lambert stan pin bean bear bark blues boots bloke bone boat brass brook cape cave coal coast coin cook corn court creek crop crow dale dawn deer dove
dusk fern flame flint fork frost gate ghost goat grain grape grill gulf gull hawk hearth helm hive holly honey hook horn ivory jade kite lace lamb lark leaf lily lion lodge
loom lotus maple marsh mane mill mist moat mole moor moss mount muse myth nest noon nook oak oats orca otter pawn peak pear pearl pebble plum pond poppy quay quill
quilt raft raven reef ridge rook root rope rust sail salt satin seal shed shell shore silk sill skies slice smith spade sparrow spice spire spoon spruce steam stem
stitch stork straw stripe swan swift teak thorn thread tide tiger timber toad torch trout tulip vale vault veil vine wagon wave wheat wick willow wing wolf wool
yarn yard zest kings king queens ring rings bell bells ball balls barn barns bird birds book books boot cart carts chef clan club crab crib cube dash deck dive dome"""
"""Words that are right, however near they are to one of the lists."""
_MISTYPED = """accent appointment artist background beautiful booking bouquet button called client colleague color contact customer direction
driving enquiry feedback form history house include instructor jewelry landing lesson location logo maroon membership menu message named newsletter opening opinion
package palette parking people photo photograph picture please portfolio practice price product question rate restaurant review schedule section service simple space
story studio style subscribe teacher team testimonial theme therapist timetable treatment turquoise burgundy lavender charcoal emerald website welcome writing
cleaner cleaning electrician electrical florist garage groomer grooming haircut hairdresser landscaping lawyer massage mechanic pastry photographer pizza plumber plumbing salon solicitor
tattoo tutor vegetable veterinary wedding yoga business company cafe coffee hotel bicycle maintenance accountant dentist dental barber butcher bakery brewery"""
"""Words that people mistype, beside the nouns of the kinds and the model's own words for sections and looks."""


@cache
def vocabulary() -> frozenset[str]:
    """Keys of all words that say something to the reader."""
    phrases = kind_phrases().vocabulary | part_phrases().vocabulary | style.vocabulary()
    return known_words() | phrases | meaning.vocabulary() | {"called", "named", "website", "please"}


@cache
def _right() -> frozenset[str]:
    return frozenset(plain(word) for word in (*_RIGHT.split(), *REAL_WORDS, *SURNAMES, *FIRST_NAMES))


@cache
def _meant() -> dict[str, list[str]]:
    """The words that others are taken for, by their first letter, in one and in more."""
    forty = [kinds()[name] for name in FORTY]
    nouns = [noun for kind in forty for noun in (*kind.nouns, kind.offer)]
    # Short words are too near to others: "convert" and concert, "tiers" and tiler.
    nouns += [kind.name for kind in kinds().values() if " " not in kind.name and len(kind.name) > 8]
    trades = [phrase for kind in forty for phrase in kind.known if " " not in phrase and len(phrase) > 6]
    tables = (TONE_WORDS, FONT_WORDS, CORNER_WORDS, SPACING_WORDS, LAYOUT_WORDS, SECTIONS)
    said = [phrase for table in tables for phrases in table.values() for phrase in phrases]
    words = keyed(" ".join((*nouns, *trades, *said, *ACCENTS, _MISTYPED)))
    groups: dict[str, list[str]] = {}
    for word in sorted(words):
        if len(word) >= SHORTEST and word.isalpha():
            groups.setdefault(word[0], []).extend((word, word + "s"))
    return groups


@lru_cache(maxsize=20_000)
def spelled(word: str) -> str:
    """The word of the lists that a mistyped one is meant to be; itself if it is a word, or near none.

    One letter left out, put in, changed or swapped (optimal string alignment), two from seven letters on. The first letter
    is right, or the second one; words under seven letters are only thought to lack, repeat or swap one.
    """
    if (
        not SHORTEST <= len(word) <= LONGEST
        or not word.isalpha()
        or key(word) in vocabulary()
        or {word, key(word)} & _right()
    ):
        return word
    most = 2 if len(word) > 6 else 1
    for first in (word[0], word[1]):
        near = process.extract(word, _meant().get(first, ()), scorer=OSA.distance, score_cutoff=most, limit=6)
        meant = [(_changes(word, right), far, -len(right), right) for right, far, _ in near]
        meant = [option for option in meant if not option[0] or (option[1] < 2 and len(option[3]) > 6)]
        if meant:  # a letter left out or swapped is likelier than another one
            return min(meant)[3]
    return word


def _changes(word: str, right: str) -> bool:
    """Whether a letter is another one, not only left out, put in or swapped."""
    return len(word) == len(right) and sorted(word) != sorted(right)
